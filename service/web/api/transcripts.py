"""The text of an article with its times, and its chapters, in the formats that players and podcast apps read.

While the audio is being made: what is ready so far.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.article import Article
from service.audio.timeline import Timeline, to_vtt
from service.audio.transcripts import to_podcast_json, to_srt
from service.web.api.routes import PartsDep
from service.web.html import Rendered
from service.web.ranges import content_disposition
from service.wiring import Parts

CHAPTERS_VERSION: Final = "1.2.0"
"""podcast-namespace, docs/examples/chapters/jsonChapters.md."""

HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
}
"""Podcast apps that run in a browser fetch transcripts and chapters themselves."""

router = APIRouter(prefix="/api/v1", tags=["articles"])

Write = Callable[[Timeline, list[str], str], str]

TRANSCRIPTS: Final[dict[str, tuple[str, Write]]] = {
    "vtt": ("text/vtt; charset=utf-8", lambda timeline, texts, _: to_vtt(timeline, texts)),
    "srt": ("application/x-subrip; charset=utf-8", lambda timeline, texts, _: to_srt(timeline, texts)),
    "json": (
        "application/json",
        lambda timeline, texts, speaker: _json(to_podcast_json(timeline, texts, speaker)),
    ),
}


@router.get("/articles/{article_id}/transcript.vtt")
def get_vtt(article_id: int, request: Request, parts: PartsDep, voice: str | None = None) -> Response:
    """The written sentences with their times, as WebVTT."""
    return _transcript(article_id, "vtt", request, parts, voice)


@router.get("/articles/{article_id}/transcript.srt")
def get_srt(article_id: int, request: Request, parts: PartsDep, voice: str | None = None) -> Response:
    """The written sentences with their times, as SRT."""
    return _transcript(article_id, "srt", request, parts, voice)


@router.get("/articles/{article_id}/transcript.json")
def get_json(article_id: int, request: Request, parts: PartsDep, voice: str | None = None) -> Response:
    """The written sentences with their times, as the JSON of Podcasting 2.0."""
    return _transcript(article_id, "json", request, parts, voice)


@router.get("/articles/{article_id}/chapters.json")
def get_chapters(article_id: int, request: Request, parts: PartsDep, voice: str | None = None) -> Response:
    """Where a listener may jump to: headings, or passages when there are none. Podcasting 2.0 JSON."""
    article = parts.desk.get(article_id)
    told = {
        "version": CHAPTERS_VERSION,
        "title": article.title,
        "podcastName": parts.settings.site_name,
        "chapters": [
            {
                "startTime": chapter.start_ms / 1000,
                "endTime": chapter.end_ms / 1000,
                "title": chapter.title,
            }
            for chapter in parts.audio.chapters(article, voice)
        ],
    }
    return _answer(_json(told), "application/json+chapters", request, HEADERS)


def _transcript(article_id: int, kind: str, request: Request, parts: Parts, voice: str | None) -> Response:
    article = parts.desk.get(article_id)
    media_type, write = TRANSCRIPTS[kind]
    timed = parts.audio.timeline(article, voice)
    text = write(timed.timeline, _texts(article, parts), _speaker(timed.voices, parts))
    disposition = content_disposition(article.title, kind, attachment=False)
    return _answer(text, media_type, request, {**HEADERS, "Content-Disposition": disposition})


def _texts(article: Article, parts: Parts) -> list[str]:
    return [sentence.written.strip() for sentence in parts.desk.script(article).sentences]


def _speaker(voices: tuple[str, ...], parts: Parts) -> str:
    labels = {voice.name: voice.label for voice in parts.voices()}
    return ", ".join(labels.get(name, name) for name in voices)


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _answer(text: str, media_type: str, request: Request, headers: dict[str, str]) -> Response:
    return Rendered(text.encode("utf-8", "replace"), media_type).response(request, headers)
