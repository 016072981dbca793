# Báo Nói. `make run` starts the site, `make test` runs every test. Everything is installed inside this tree,
# except Debian's Chromium for the browser tests.
SHELL := /bin/sh
UV_VERSION := 0.13.9
PYTHON ?= python3
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help setup run test test-quick test-browser lint format bench browser clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Báo Nói needs Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .tools >/dev/null 2>&1 \
	  && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
	  || { rm -rf .tools; $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv==$(UV_VERSION); }

.venv/.ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

setup: .venv/.ready ## install what Báo Nói needs, inside this folder

run: setup ## start the site with its demo articles
	$(RUN) baonoi serve --host $(HOST) --port $(PORT)

test: setup browser ## every test, with a real browser
	$(RUN) pytest -q --ignore=tests/browser
	$(RUN) pytest -q tests/browser

test-quick: setup ## the tests that need no browser
	$(RUN) pytest -q --ignore=tests/browser

test-browser: setup browser ## the browser tests alone
	$(RUN) pytest -q tests/browser

browser:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	  else \
	    echo "The browser tests need Chromium. Install it with:  sudo apt-get install chromium fonts-noto-core" >&2; exit 1; \
	  fi; }

lint: setup ## format check, ruff, strict types, import directions
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) pyright
	$(RUN) lint-imports

format: setup ## let ruff format and fix
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: setup ## measure, and write docs/benchmarks.md
	$(RUN) python -m bench

clean: ## remove what was installed inside this folder
	rm -rf .venv .tools
