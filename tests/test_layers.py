"""The layers of docs/architecture.md are kept apart, and no package brings a licence that Báo Nói must not have."""

import importlib.metadata
import re

from importlinter.cli import lint_imports


def test_imports_go_one_way():
    assert lint_imports() == 0


def test_no_python_package_that_is_shipped_is_under_the_gpl_or_agpl():
    shipped: set[str] = set()
    waiting = ["baonoi"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in shipped:
            continue
        shipped.add(name)
        for needed in importlib.metadata.requires(name) or []:
            package, _, marker = needed.partition(";")
            if "extra ==" in marker or 'sys_platform == "win32"' in marker:
                continue
            bare = re.match(r"[\w.-]+", package)
            assert bare is not None
            try:
                importlib.metadata.metadata(bare.group())
            except importlib.metadata.PackageNotFoundError:
                continue  # for another Python or another system
            waiting.append(bare.group())

    forbidden: dict[str, list[str]] = {}
    for name in shipped:
        about = importlib.metadata.metadata(name)
        named = [line for key in ("License-Expression", "License") for line in about.get_all(key) or []]
        classified = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        told = [line[:100] for line in (*named, *classified)]
        if any(re.search(r"(?<!L)(A?GPL|Affero)", text.replace("Lesser General", "Lesser")) for text in told):
            forbidden[name] = told

    assert len(shipped) > 20
    assert forbidden == {}
