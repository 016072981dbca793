"""The JSON shapes of the API, as docs/architecture.md states them: times in seconds, offsets in code points."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.article import Article, Block
from service.audio.timeline import Timeline
from service.reading.script import Reading, Script, Sentence, Silent


class ArticleIn(BaseModel):
    """Either `text` as pasted from a portal, or the parts of the article."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "Chợ Đồn sửa xong 12 km đường liên xã",
                    "lead": "Xe khách đi lại bình thường từ sáng 28/4.",
                    "body": "Đoạn đường dài 12 km nối xã Bằng Lãng với xã Lương Bằng.\nKinh phí là 4,5 tỷ đồng.",
                    "byline": "Hương Lan",
                    "published_at": "2021-04-28T05:00:00+07:00",
                    "section": "Xã hội",
                },
                {
                    "text": "28/04/2021\nTăng cỡ chữ Giảm cỡ chữ\nNghị quyết về cải cách hành chính\nNgày 22/4/2021, …"
                },
            ]
        },
    )

    title: str | None = None
    lead: str | None = None
    body: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    section: str | None = None
    source_url: str | None = None
    text: str | None = Field(default=None, description="The article as copied from a portal, text or HTML.")


class DroppedOut(BaseModel):
    text: str
    reason: str


class AudioLinks(BaseModel):
    mp3: str
    opus: str
    wav: str


class ArticleOut(BaseModel):
    id: int
    url: str
    title: str
    lead: str | None
    blocks: list[dict[str, Any]]
    byline: str | None
    published_at: datetime | None
    section: str | None
    source_url: str | None
    version: int
    dropped: list[DroppedOut]
    script: str
    timeline: str
    vtt: str
    audio: AudioLinks


class RevisedOut(ArticleOut):
    respoken: int = Field(description="How many sentences were not in the cache and have to be spoken.")


class SpeechIn(BaseModel):
    """The OpenAI shape. `model` and `instructions` are accepted and change nothing: the voice decides."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {"model": "tts-1", "input": "Chào buổi sáng.", "voice": "espeak:vi", "response_format": "mp3"}
            ]
        },
    )

    input: str
    model: str = "tts-1"
    voice: str | dict[str, Any] = "alloy"
    response_format: str = "mp3"
    speed: float = Field(default=1.0, ge=0.25, le=4.0)
    stream_format: str = "audio"


def block_out(block: Block) -> dict[str, Any]:
    out: dict[str, Any] = {"kind": block.kind, "text": block.text}
    if block.kind == "heading":
        out["level"] = block.level or 2
    if block.kind == "row":
        out |= {"header": block.header, "cells": list(block.cells)}
    if block.kind == "image":
        out |= {"src": block.src, "alt": block.alt}
    return out


def article_out(article: Article, base_url: str, path: str) -> dict[str, Any]:
    """path: the page's own address; all links begin with base_url, which is empty unless it is set."""
    api = f"{base_url}/api/v1/articles/{article.id}"
    return {
        "id": article.id,
        "url": base_url + path,
        "title": article.title,
        "lead": article.lead,
        "blocks": [block_out(block) for block in article.blocks],
        "byline": article.byline,
        "published_at": article.published_at,
        "section": article.section,
        "source_url": article.source_url,
        "version": article.version,
        "dropped": [{"text": dropped.text, "reason": dropped.reason} for dropped in article.dropped],
        "script": f"{api}/script",
        "timeline": f"{api}/timeline",
        "vtt": f"{api}/transcript.vtt",
        "audio": {codec: f"{api}/audio.{codec}" for codec in ("mp3", "opus", "wav")},
    }


def reading_out(reading: Reading) -> dict[str, Any]:
    out: dict[str, Any] = {
        "start": reading.start,
        "end": reading.end,
        "written": reading.written,
        "spoken": reading.spoken,
        "rule": reading.rule,
        "sure": reading.sure,
    }
    if not reading.sure:
        out |= {"reason": reading.reason, "alternatives": list(reading.alternatives)}
    return out


def silent_out(silent: Silent) -> dict[str, Any]:
    return {"start": silent.start, "end": silent.end, "reason": silent.reason}


def sentence_out(sentence: Sentence) -> dict[str, Any]:
    return {
        "index": sentence.index,
        "block": sentence.block,
        "start": sentence.start,
        "end": sentence.end,
        "written": sentence.written,
        "spoken": sentence.spoken,
        "silent": [silent_out(silent) for silent in sentence.silent],
        "readings": [reading_out(reading) for reading in sentence.readings],
    }


def script_out(article: Article, script: Script) -> dict[str, Any]:
    return {
        "article": article.id,
        "version": article.version,
        "sentences": [sentence_out(sentence) for sentence in script.sentences],
        "silent_blocks": [{"block": block, **silent_out(silent)} for block, silent in script.silent_blocks],
    }


def timeline_out(timeline: Timeline, voices: list[str], *, complete: bool) -> dict[str, Any]:
    """Times in seconds with microseconds; a sentence's end is the next one's start."""

    def seconds(samples: int) -> float:
        return round(samples / timeline.rate, 6)

    return {
        "voice": "+".join(voices),
        "mixed": len(voices) > 1,
        "rate": timeline.rate,
        "samples": timeline.samples,
        "duration": seconds(timeline.samples) if complete else None,
        "complete": complete,
        "sentences": [
            {
                "index": sentence.index,
                "start": seconds(sentence.start),
                "end": seconds(sentence.end),
                "words": [
                    {"start": seconds(word.start), "end": seconds(word.end), "reading": word.reading}
                    for word in sentence.words
                ],
            }
            for sentence in timeline.sentences
        ],
    }
