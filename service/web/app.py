"""The web application: audio files first, then pages, API, health. Thin; everything is done by the parts.

create_app(parts) gives an ASGI application. Starting it puts in the demo articles (once) and begins to make again
what a fallback voice spoke; stopping it closes the parts.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service.errors import BaoNoiError
from service.studio.renditions import NoSuchAudio
from service.web import urls
from service.web.api import routes as api_routes
from service.web.api import search as search_routes
from service.web.api import speech as speech_routes
from service.web.api import transcripts as transcript_routes
from service.web.feeds.desk import FeedDesk
from service.web.feeds.routes import create_feeds_router
from service.web.html import RenderedPages
from service.web.logs import RequestLog
from service.web.newsstand import StudioNewsstand
from service.web.problems import RETRY_AFTER_SECONDS, as_error, log_unexpected, problem, wants_problem
from service.web.ranges import AudioFile, AudioFiles
from service.web.reader.about import create_about_router
from service.web.reader.assets import Assets
from service.web.reader.finder import Finder
from service.web.reader.finding import create_finding_router
from service.web.reader.routes import ReaderPages, create_reader_router
from service.web.security import BodyLimit, BodyTooLarge, SecurityHeaders
from service.web.site import Site
from service.wiring import Parts, make_ready

_log = logging.getLogger(__name__)

CATCH_UP_SECONDS = 2.0
"""How often to look for articles that another process published."""

CHORE_PAUSE_SECONDS = 0.05
"""Between two parts of a long chore, so that others get their turn."""

DESCRIPTION = (
    "Vietnamese news articles as speech people can rely on. Texts of errors are Vietnamese and English."
)


class _AudioFirst:
    """Audio files are answered before the framework sees the request: they are most of the traffic."""

    def __init__(self, app: ASGIApp, audio: ASGIApp) -> None:
        self._app = app
        self._audio = audio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/audio/"):
            await self._audio(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def create_app(parts: Parts) -> FastAPI:
    """The application of one set of parts; it closes them when it stops."""
    app = FastAPI(
        title="Báo Nói",
        description=DESCRIPTION,
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: _life(parts),
    )
    app.state.parts = parts
    newsstand = StudioNewsstand(parts)

    def local_now() -> datetime:
        return parts.now().astimezone(parts.settings.zone)

    settings = parts.settings
    site = Site(settings.site_name, settings.base_url, settings.contact)
    pages = ReaderPages(newsstand, local_now, RenderedPages(), Assets(), site)
    _add_health(app, parts)
    app.include_router(api_routes.router)
    app.include_router(search_routes.router)
    app.include_router(transcript_routes.router)
    app.include_router(speech_routes.router)
    app.include_router(create_feeds_router(FeedDesk(parts, site, pages.templates), site, pages.assets))
    app.include_router(create_about_router(pages))
    finder = Finder(parts.search, parts.archive, parts.settings.zone, newsstand.summary)
    app.include_router(create_finding_router(pages, finder))
    app.include_router(create_reader_router(pages))
    answer_error = _error_answers(app, pages)
    _add_middleware(app, parts, answer_error)
    return app


def _add_middleware(
    app: FastAPI, parts: Parts, answer_error: Callable[[Request, Exception], Awaitable[Response]]
) -> None:
    async def audio_error(scope: Scope, receive: Receive, send: Send, error: BaoNoiError | None) -> None:
        response = await answer_error(Request(scope), error or NoSuchAudio(digest="", extension=""))
        await response(scope, receive, send)

    async def find(digest: str, extension: str) -> AudioFile | str:
        found = await run_in_threadpool(parts.audio.file, digest, extension)
        if isinstance(found, str):
            return urls.audio(found, extension)
        return AudioFile(found.path, found.title)

    # The last one added is the outermost. Texts may be escaped in JSON: up to six bytes for each of theirs.
    app.add_middleware(BodyLimit, limit=6 * parts.settings.max_text_bytes + 65_536)
    app.add_middleware(_AudioFirst, audio=AudioFiles(find, audio_error))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog, metrics=parts.metrics)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(parts.settings.trusted_proxies))


def _error_answers(app: FastAPI, pages: ReaderPages) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Errors in words: problem documents for programs, pages for people."""

    async def answer(request: Request, raised: Exception) -> Response:
        error = as_error(raised)
        if error.status >= 500 and not isinstance(raised, BaoNoiError):
            log_unexpected(request, raised)
        if wants_problem(request.scope):
            return problem(error, request.url.path)
        retry = RETRY_AFTER_SECONDS if error.status == 503 else None
        return await run_in_threadpool(pages.error, request, error, retry)

    handled: tuple[Any, ...] = (BaoNoiError, BodyTooLarge, RequestValidationError, HTTPException, Exception)
    for kind in handled:
        app.add_exception_handler(kind, answer)
    return answer


def _add_health(app: FastAPI, parts: Parts) -> None:
    @app.get("/healthz", tags=["health"])
    async def healthz() -> JSONResponse:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", tags=["health"])
    def readyz() -> JSONResponse:
        """The database answers and some voice can speak."""
        troubles: dict[str, str] = {}
        try:
            parts.desk.count()
        except BaoNoiError as error:
            troubles["database"] = error.en_text
        if all(engine.available() is not None for engine in parts.engines):
            troubles["voices"] = "no voice can speak now"
        status = 503 if troubles else 200
        return JSONResponse({"status": "not ready" if troubles else "ready", **troubles}, status)

    @app.get("/metrics", tags=["health"])
    def metrics() -> Response:
        """Prometheus text."""
        return PlainTextResponse(
            generate_latest(parts.metrics.registry), media_type="text/plain; version=0.0.4; charset=utf-8"
        )


@contextlib.asynccontextmanager
async def _life(parts: Parts) -> AsyncGenerator[None]:
    await run_in_threadpool(make_ready, parts)
    chores = [
        asyncio.create_task(_again_and_again(parts.settings.remake_seconds, parts.audio.remake)),
        asyncio.create_task(_until_done(parts.search.catch_up)),
    ]
    if parts.settings.warm:
        chores.append(asyncio.create_task(_again_and_again(CATCH_UP_SECONDS, parts.audio.catch_up)))
    try:
        yield
    finally:
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        await run_in_threadpool(parts.close)


async def _until_done(chore: Callable[[], int]) -> None:
    """Run a chore until it finds nothing to do; what goes wrong is logged and tried again."""
    left = 1
    while left:
        await asyncio.sleep(CHORE_PAUSE_SECONDS)
        try:
            left = await run_in_threadpool(chore)
        except BaoNoiError as error:
            _log.warning("a chore was not done: %s", error.en_text)


async def _again_and_again(seconds: float, chore: Callable[[], object]) -> None:
    """Run a chore every so many seconds; what goes wrong is logged and tried again."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await run_in_threadpool(chore)
        except BaoNoiError as error:
            _log.warning("a chore was not done: %s", error.en_text)
        except Exception:
            _log.exception("a chore failed")
