"""Ranges of an immutable file beside Starlette's FileResponse, and the article page beside rendering it for each request.

All three servers are uvicorn with the same settings, one process each, asked one after the other by the same client on
kept-alive connections. Targets: ranges >= 4x FileResponse; page >= 2x Jinja2 per request.
"""

import asyncio
import multiprocessing
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

import uvicorn

from bench.making import article_of_700_words
from bench.site import open_site

SECONDS = 4.0
CONNECTIONS = 16
RANGE = 65_536


async def _requests_a_second(port: int, requests: list[bytes]) -> float:
    """Answers in SECONDS over CONNECTIONS connections, each asking again as soon as it was answered."""
    answered = 0
    deadline = time.perf_counter() + SECONDS

    async def one(offset: int) -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        turn = offset
        while time.perf_counter() < deadline:
            writer.write(requests[turn % len(requests)])
            turn += 1
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 206")):
                raise RuntimeError(head.decode("latin-1"))
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            answered += 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))
    return answered / (time.perf_counter() - began)


def _file_response_app(path: str) -> Any:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import FileResponse, Response
    from starlette.routing import Route

    async def file(_: Request) -> Response:
        return FileResponse(path, media_type="audio/mpeg")

    return Starlette(routes=[Route("/audio", file)])


def _rendering_app(folder: str, article_id: int) -> Any:
    """The same page, templates and context, rendered by Jinja2 for each request."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Route

    from service.settings import load_settings
    from service.web import urls
    from service.web.contexts import ArticlePage
    from service.web.display import Display
    from service.web.html import Templates
    from service.web.newsstand import StudioNewsstand
    from service.web.reader.assets import Assets
    from service.web.site import Site
    from service.wiring import build

    parts = build(load_settings(data_dir=Path(folder), voices=("espeak:vi",), demo=False, warm=False))
    newsstand = StudioNewsstand(parts)
    article = newsstand.article(article_id)
    page = ArticlePage.of(article, newsstand.script(article_id), newsstand.audio(article_id))
    templates = Templates(Assets().url)
    path = urls.article(article_id, article.title)

    async def rendered(_: Request) -> Response:
        return HTMLResponse(
            templates.render("pages/article.html", display=Display(), path=path, page=page, site=Site()).body
        )

    return Starlette(routes=[Route("/page", rendered)])


def _serve(port: int, make: Any, arguments: tuple[Any, ...]) -> None:
    uvicorn.run(make(*arguments), port=port, log_level="error", access_log=False)


def _beside(make: Any, *arguments: Any) -> tuple[Any, int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(port, make, arguments), daemon=True
    )
    process.start()
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the peer did not start")


def _get(path: str, *headers: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", "")).encode()


def run() -> str:
    title, body = article_of_700_words()
    with open_site() as site:
        article = site.json("POST", "/api/v1/articles", {"title": title, "body": body})
        audio = f"/api/v1/articles/{article['id']}/audio.mp3"
        site.listen(audio)
        _, headers, _ = site.ask("GET", audio)
        immutable = headers["location"]
        _, _, data = site.ask("GET", immutable)
        page = article["url"]
        with tempfile.NamedTemporaryFile(suffix=".mp3") as copy:
            copy.write(data)
            copy.flush()
            spans = [
                f"Range: bytes={start}-{start + RANGE - 1}" for start in range(0, len(data) - RANGE, RANGE)
            ]
            ours = asyncio.run(_requests_a_second(site.port, [_get(immutable, span) for span in spans]))
            process, port = _beside(_file_response_app, copy.name)
            theirs = asyncio.run(_requests_a_second(port, [_get("/audio", span) for span in spans]))
            process.terminate()
        kept = asyncio.run(_requests_a_second(site.port, [_get(page)]))
        process, port = _beside(_rendering_app, str(site.folder), article["id"])
        rendered = asyncio.run(_requests_a_second(port, [_get("/page")]))
        process.terminate()
    return (
        "## Serving\n\n| what | measured | target |\n|---|---|---|\n"
        f"| 64 KiB ranges of an immutable file | {ours:,.0f}/s = {ours / theirs:.1f}x Starlette's FileResponse ({theirs:,.0f}/s) | 4x |\n"
        f"| article page | {kept:,.0f}/s = {kept / rendered:.1f}x Jinja2 for each request ({rendered:,.0f}/s) | 2x |\n"
    )


if __name__ == "__main__":
    print(run())
