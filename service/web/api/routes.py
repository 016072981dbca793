"""The API: articles and what is made of them. Thin: translate in, call the studio, translate out."""

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from service.errors import InvalidInput, UnknownFormat
from service.studio.rendering import Rendering
from service.studio.renditions import KeptAudio
from service.web import urls
from service.web.api.shapes import (
    ArticleIn,
    ArticleOut,
    RevisedOut,
    article_out,
    script_out,
    timeline_out,
)
from service.web.api.tokens import needs_token
from service.web.html import Rendered
from service.web.ranges import MEDIA_TYPES, content_disposition
from service.wiring import Parts

router = APIRouter(prefix="/api/v1", tags=["articles"])


def parts_of(request: Request) -> Parts:
    return request.app.state.parts


PartsDep = Annotated[Parts, Depends(parts_of)]


class TextOrParts(InvalidInput):
    code = "text-or-parts"
    status = 422
    en = "Send either text, or title and body."
    vi = "Hãy gửi hoặc “text” (bài dán nguyên văn), hoặc “title” cùng “body”."


def _article_of(sent: ArticleIn, parts: Parts) -> Any:
    if sent.text is not None:
        if sent.body is not None or sent.lead is not None:
            raise TextOrParts
        return parts.desk.parse(sent.text, source_url=sent.source_url, section=sent.section)
    if sent.title is None or sent.body is None:
        raise TextOrParts
    return parts.desk.compose(**sent.model_dump(exclude={"text"}))


def _out(article: Any, parts: Parts) -> dict[str, Any]:
    return article_out(article, parts.settings.base_url, urls.article(article.id, article.title))


@router.post("/articles", status_code=201, response_model=ArticleOut, dependencies=[Depends(needs_token)])
def create_article(sent: ArticleIn, parts: PartsDep, response: Response) -> Any:
    """Create an article and publish it at once."""
    article = parts.desk.publish(_article_of(sent, parts))
    response.headers["location"] = f"/api/v1/articles/{article.id}"
    return _out(article, parts)


@router.get("/articles")
def list_articles(
    parts: PartsDep, limit: Annotated[int, Query(ge=1, le=100)] = 20, section: str | None = None
) -> Any:
    """The newest articles."""
    return {
        "articles": [
            {
                "id": summary.id,
                "url": parts.settings.base_url + urls.article(summary.id, summary.title),
                "title": summary.title,
                "lead": summary.lead,
                "section": summary.section,
                "published_at": summary.published_at,
                "version": summary.version,
            }
            for summary in parts.desk.latest(limit, section=section)
        ]
    }


@router.get("/articles/{article_id}", response_model=ArticleOut)
def get_article(article_id: int, parts: PartsDep) -> Any:
    """An article as it stands."""
    return _out(parts.desk.get(article_id), parts)


@router.put("/articles/{article_id}", response_model=RevisedOut, dependencies=[Depends(needs_token)])
def revise_article(article_id: int, sent: ArticleIn, parts: PartsDep) -> Any:
    """Keep a new version and publish it at once; older ones stay in the library."""
    parts.desk.get(article_id)
    article = parts.desk.revise(article_id, _article_of(sent, parts))
    respoken = parts.audio.sentences_to_speak(article)
    parts.desk.on_published(article)
    return {**_out(article, parts), "respoken": respoken}


@router.delete("/articles/{article_id}", status_code=204, dependencies=[Depends(needs_token)])
def withdraw_article(article_id: int, parts: PartsDep) -> Response:
    """Take an article back: its page and audio answer 410 from now on."""
    parts.desk.withdraw(article_id)
    parts.audio.withdraw(article_id)
    return Response(status_code=204)


@router.get("/articles/{article_id}/script")
def get_script(article_id: int, request: Request, parts: PartsDep) -> Response:
    """What will be said, word for word, and which written words each stands for."""
    article = parts.desk.get(article_id)
    return _json(request, script_out(article, parts.desk.script(article)))


@router.get("/articles/{article_id}/timeline")
def get_timeline(article_id: int, request: Request, parts: PartsDep, voice: str | None = None) -> Response:
    """When each sentence and word is heard. While the audio is being made: what is ready so far."""
    timed = parts.audio.timeline(parts.desk.get(article_id), voice)
    return _json(request, timeline_out(timed.timeline, list(timed.voices), complete=timed.complete))


@router.head("/articles/{article_id}/audio.{extension}", include_in_schema=False, response_model=None)
@router.get("/articles/{article_id}/audio.{extension}", response_model=None)
def get_audio(
    article_id: int, extension: str, request: Request, parts: PartsDep, voice: str | None = None
) -> Response:
    """The audio: a redirect to the immutable file, or the stream while it is being made."""
    if extension not in {"mp3", "opus", "wav"}:
        raise UnknownFormat(format=extension, known="mp3, opus, wav")
    article = parts.desk.get(article_id)
    if request.method == "HEAD":
        kept = parts.audio.kept(article, extension, voice)
        if kept is None:
            return Response(media_type=MEDIA_TYPES[extension], headers={"cache-control": "no-store"})
        return _redirect(kept)
    heard = parts.audio.listen(article, extension, voice)
    if isinstance(heard, Rendering):
        return StreamingResponse(
            _timed(heard.stream(), parts),
            media_type=MEDIA_TYPES[extension],
            headers={
                "cache-control": "no-store",
                "content-disposition": content_disposition(article.title, extension, attachment=False),
            },
        )
    return _redirect(heard)


def _json(request: Request, told: dict[str, Any]) -> Response:
    """Compressed for those who take it, and not sent again to those who have it: scripts are large, phones are slow."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    return Rendered(body, "application/json").response(request, headers)


async def _timed(stream: AsyncIterator[bytes], parts: Parts) -> AsyncIterator[bytes]:
    """The same stream; how long its first sound took is counted."""
    began = time.perf_counter()
    async for chunk in stream:
        if began:
            parts.metrics.first_sound_seconds.observe(time.perf_counter() - began)
            began = 0.0
        yield chunk


def _redirect(kept: KeptAudio) -> Response:
    return RedirectResponse(
        urls.audio(kept.digest, kept.extension), status_code=302, headers={"cache-control": "no-store"}
    )
