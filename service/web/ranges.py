"""Immutable audio files over HTTP: whole, in ranges, or not modified. One small ASGI application.

In: a request for /audio/{digest}.{extension} and a `find` function that knows the file. Out: 200, 206, 304, 404,
405, 410 or 416 with the body straight from a memory map. Starlette's FileResponse opens and stats the file
for each request through a thread, takes no suffix longer than the file, and never answers 304
(docs/benchmarks.md compares both), hence our own.

Rules: RFC 9110, sections 13 and 14. Several ranges in one request are answered with the whole file, as section 14.2 allows.
"""

import mmap
import os
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from service.errors import BaoNoiError

CHUNK_BYTES: Final = 256 * 1024
OPEN_FILES: Final = 256
"""Memory maps kept open; the least recently used is closed first."""

MEDIA_TYPES: Final = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "pcm": "audio/pcm",
}

_PATH = re.compile(r"/audio/([0-9a-f]{64})\.(mp3|opus|wav)")
_RANGE = re.compile(r"bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AudioFile:
    """path: the verified file. download_name: readable, without extension, e.g. the article's title."""

    path: Path
    download_name: str


class Unsatisfiable(Exception):
    """The range lies outside the file."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and byte after the last of a Range header; None when it is to be ignored (RFC 9110, 14.2).

    Raises Unsatisfiable for a well-formed range outside of 0..size.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:  # the last n bytes
        length = int(last)
        if length == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - length), size
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, min(int(last) + 1, size) if last else size


def content_disposition(name: str, extension: str, *, attachment: bool) -> str:
    """A file name that every browser shows right: plain ASCII, then the Vietnamese one (RFC 6266)."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", name)
    clean = re.sub(r"\s+", " ", clean).strip(" .")[:120].strip() or "bao-noi"
    kind = "attachment" if attachment else "inline"
    return (
        f"{kind}; filename=\"bao-noi.{extension}\"; filename*=UTF-8''{quote(f'{clean}.{extension}', safe='')}"
    )


class _Open:
    """A mapped file and the headers that never change."""

    __slots__ = ("common", "etag", "file", "key", "map", "size")

    def __init__(self, file: AudioFile, digest: str, extension: str) -> None:
        with file.path.open("rb") as handle:
            stat = os.fstat(handle.fileno())
            self.map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        self.file = file
        self.key = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        self.size = stat.st_size
        self.etag = f'"{digest}"'.encode()
        self.common: list[tuple[bytes, bytes]] = [
            (b"accept-ranges", b"bytes"),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"etag", self.etag),
            (b"x-content-type-options", b"nosniff"),
        ]

    def still_there(self) -> bool:
        try:
            stat = os.stat(self.file.path)  # noqa: PTH116  the hot path of every range
        except OSError:
            return False
        return (stat.st_ino, stat.st_size, stat.st_mtime_ns) == self.key


class AudioFiles:
    """ASGI application for /audio/…

    find(digest, extension) gives the file after verifying it, or raises a BaoNoiError (404, 410, 503); it may take its time.
    It is asked again whenever the file on disk is no longer the one that was mapped: withdrawn and damaged
    audio disappears at once, whichever process took it away. moved(digest, extension) tells the address of the same article's newer audio
    when the old file cannot be had any more.
    """

    def __init__(
        self,
        find: Callable[[str, str], Awaitable[AudioFile | str]],
        answer_error: Callable[[Scope, Receive, Send, BaoNoiError | None], Awaitable[None]],
    ) -> None:
        self._find = find
        self._answer_error = answer_error
        self._open: OrderedDict[tuple[str, str], _Open] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match = _PATH.fullmatch(scope["path"])
        if match is None:
            await self._answer_error(scope, receive, send, None)
            return
        method = scope["method"]
        if method not in {"GET", "HEAD"}:
            await _send_empty(send, 405, [(b"allow", b"GET, HEAD")])
            return
        digest, extension = match.groups()
        try:
            opened = await self._opened(digest, extension)
        except BaoNoiError as error:
            await self._answer_error(scope, receive, send, error)
            return
        if isinstance(opened, str):
            location = [(b"location", opened.encode()), (b"cache-control", b"no-store")]
            await _send_empty(send, 307, location)
            return
        await self._answer(opened, extension, scope, method, send)

    async def _opened(self, digest: str, extension: str) -> "_Open | str":
        key = (digest, extension)
        opened = self._open.get(key)
        if opened is not None:
            if opened.still_there():
                self._open.move_to_end(key)
                return opened
            del self._open[key]
        found = await self._find(digest, extension)
        if isinstance(found, str):
            return found
        opened = self._open[key] = _Open(found, digest, extension)
        while len(self._open) > OPEN_FILES:
            self._open.popitem(last=False)  # a response that still sends from it keeps the map alive
        return opened

    async def _answer(self, opened: _Open, extension: str, scope: Scope, method: str, send: Send) -> None:
        wanted = if_range = if_none_match = None
        for name, value in scope["headers"]:
            if name == b"range":
                wanted = value
            elif name == b"if-range":
                if_range = value
            elif name == b"if-none-match":
                if_none_match = value
        if if_none_match is not None and _matches(if_none_match, opened.etag):
            await _send_empty(send, 304, opened.common, length=False)
            return
        start, end, status = 0, opened.size, 200
        if wanted is not None and method == "GET" and (if_range is None or if_range == opened.etag):
            try:
                span = parse_range(wanted.decode("latin-1"), opened.size)
            except Unsatisfiable:
                await _send_empty(
                    send, 416, [*opened.common, (b"content-range", b"bytes */%d" % opened.size)]
                )
                return
            if span is not None:
                (start, end), status = span, 206
        headers = [
            *opened.common,
            (b"content-type", MEDIA_TYPES[extension].encode()),
            (b"content-length", b"%d" % (end - start)),
            (b"content-disposition", self._disposition(opened, extension, scope)),
        ]
        if status == 206:
            headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, opened.size)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if method == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        while start < end:
            stop = min(start + CHUNK_BYTES, end)
            more = stop < end
            await send({"type": "http.response.body", "body": opened.map[start:stop], "more_body": more})
            start = stop

    @staticmethod
    def _disposition(opened: _Open, extension: str, scope: Scope) -> bytes:
        attachment = scope["query_string"] == b"tai"
        return content_disposition(opened.file.download_name, extension, attachment=attachment).encode()


def _matches(header: bytes, etag: bytes) -> bool:
    """If-None-Match with weak comparison (RFC 9110, 13.1.2)."""
    if header.strip() == b"*":
        return True
    return any(part.strip().removeprefix(b"W/") == etag for part in header.split(b","))


async def _send_empty(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], *, length: bool = True
) -> None:
    extra = [(b"content-length", b"0")] if length else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *extra]})
    await send({"type": "http.response.body", "body": b""})
