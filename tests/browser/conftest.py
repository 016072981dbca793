"""A real Chromium, and a real server with the listener's pages, once for all browser tests."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.doubles import FINISHED_AUDIO, SHORT, WATER, MemoryNewsstand, reader_app
from tests.web.library import finder_of

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    installed = [path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed[0] if installed else None, args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one long article, nine short ones and finished audio."""
    newsstand = MemoryNewsstand(WATER, *SHORT, audio=FINISHED_AUDIO)
    newsstand.page_stories = 2
    finder = finder_of(tmp_path_factory.mktemp("library"), *SHORT, WATER)
    with serving(reader_app(newsstand, finder=finder)) as address:
        yield address


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """A server in a thread of its own; gives its address, ends it afterwards."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the test server did not start")
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def addresses(site: str) -> dict[str, str]:
    """The pages that are looked at, by name."""
    return {
        "front": f"{site}/",
        "article": f"{site}/bai/1",
        "section": f"{site}/muc/xa-hoi",
        "search": f"{site}/tim?q=nuoc%20sach&ngay=4/2021",
        "archive": f"{site}/bao-cu",
        "podcast": f"{site}/podcast",
        "accessibility": f"{site}/tiep-can",
        "month": f"{site}/bao-cu/2021/04",
        "day": f"{site}/bao-cu/2021/04/28",
        "settings": f"{site}/hien-thi?ve=/",
        "error": f"{site}/khong-co-trang-nay",
    }


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: str, addresses: dict[str, str]) -> Iterator[Open]:
    """open_page("article", width=320, cookie="co:500", javascript=False, ...): further options go to the context."""
    contexts: list[BrowserContext] = []

    def open_page(
        name: str,
        *,
        width: int = 1280,
        height: int = 900,
        cookie: str = "",
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, **options
        )
        contexts.append(context)
        if cookie:
            context.add_cookies([{"name": "hien_thi", "value": cookie, "url": site}])
        page = context.new_page()
        page.goto(addresses[name])
        return page

    yield open_page
    for context in contexts:
        context.close()
