"""ID3 tags for MP3 files: title, artist, date, comment, chapters.

In: words and times. Out: the bytes in front of the Info header. Pure. Written by ourselves because the usual
library (mutagen) is GPL. Source: id3.org, "ID3 tag version 2.4.0 - Main Structure" and "ID3v2 Chapter Frame Addendum".
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

UTF_8: Final = b"\x03"
MAX_TEXT_CHARS: Final = 1_000
MAX_CHAPTERS: Final = 255
"""The table of contents counts them in one byte."""
NO_OFFSET: Final = 0xFFFFFFFF
"""Chapters by time, not by byte."""
ORDERED_TOP_LEVEL: Final = 3
LANGUAGE: Final = b"vie"
SOURCE_TYPE: Final = b"DIGITALSOURCETYPE"
"""Name of the field for an IPTC Digital Source Type: ID3 has no frame of its own for it."""
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Chapter:
    """start_ms, end_ms: from the start of the sound."""

    start_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Tags:
    """Empty words are left out. date: "2021-04-28" or "2021-04-28T07:30:00", as ID3 wants it. source_type: how the
    sound was made, as the address of an IPTC code."""

    title: str = ""
    artist: str = ""
    album: str = ""
    date: str = ""
    comment: str = ""
    source_type: str = ""
    chapters: Sequence[Chapter] = ()


def tag(tags: Tags) -> bytes:
    """An ID3v2.4 tag in UTF-8; no bytes at all when there is nothing to say. Words are cut at MAX_TEXT_CHARS,
    control characters in them become spaces. Raises ValueError for chapters that go backwards, lie outside
    four bytes of milliseconds, or are more than MAX_CHAPTERS."""
    words = (("TIT2", tags.title), ("TPE1", tags.artist), ("TALB", tags.album), ("TDRC", tags.date))
    frames = [_text_frame(name, text) for name, text in words if _clean(text)]
    if _clean(tags.comment):
        frames.append(_frame("COMM", UTF_8 + LANGUAGE + b"\0" + _clean(tags.comment) + b"\0"))
    if _clean(tags.source_type):
        frames.append(_frame("TXXX", UTF_8 + SOURCE_TYPE + b"\0" + _clean(tags.source_type) + b"\0"))
    if tags.chapters:
        frames += _chapter_frames(tags.chapters)
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _synchsafe(len(body)) + body if body else b""


def _chapter_frames(chapters: Sequence[Chapter]) -> list[bytes]:
    if len(chapters) > MAX_CHAPTERS:
        raise ValueError(f"{len(chapters)} chapters; a table of contents holds {MAX_CHAPTERS}")
    frames: list[bytes] = []
    names = b""
    for number, chapter in enumerate(chapters):
        if not 0 <= chapter.start_ms <= chapter.end_ms < NO_OFFSET:
            raise ValueError(f"chapter {number} goes from {chapter.start_ms} to {chapter.end_ms} ms")
        name = b"ch%d\0" % number
        names += name
        times = struct.pack(">IIII", chapter.start_ms, chapter.end_ms, NO_OFFSET, NO_OFFSET)
        frames.append(_frame("CHAP", name + times + _text_frame("TIT2", chapter.title)))
    contents = b"toc\0" + bytes([ORDERED_TOP_LEVEL, len(chapters)]) + names
    return [_frame("CTOC", contents), *frames]


def _text_frame(name: str, text: str) -> bytes:
    return _frame(name, UTF_8 + _clean(text) + b"\0")


def _clean(text: str) -> bytes:
    return CONTROLS.sub(" ", text[:MAX_TEXT_CHARS]).strip().encode(errors="replace")


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + _synchsafe(len(body)) + b"\0\0" + body


def _synchsafe(size: int) -> bytes:
    """28 bits in four bytes whose highest bit is 0, so that no decoder takes a length for a frame."""
    if size >= 1 << 28:
        raise ValueError(f"a tag of {size} bytes; the limit is 256 MiB")
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
