"""The codecs behind one face, so that speaking and rendering need not know which one they serve.

A codec encodes one segment at a time and joins encoded segments frame-exactly, either into a finished file (its length
known) or into a stream whose end nobody knows yet. Pure.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from service.audio import flac, mp3, ogg, opus, wav
from service.audio import pcm as house
from service.audio.export import export
from service.audio.id3 import Tags, tag
from service.audio.pcm import UNIT_SAMPLES, Pcm


class Joiner(Protocol):
    """Joins a stream while it is made."""

    def head(self) -> bytes: ...

    def part(self, data: bytes, pause_units: int) -> bytes:
        """An encoded segment and the silence after it."""
        ...

    def tail(self) -> bytes: ...


class Codec(Protocol):
    @property
    def name(self) -> str:
        """Also the file name's extension."""
        ...

    @property
    def segment_codec(self) -> str:
        """The name under which its encoded segments are kept."""
        ...

    def encode_segment(self, pcm: Pcm) -> bytes: ...

    def decode(self, data: bytes) -> Pcm: ...

    def joiner(self, tags: Tags) -> Joiner: ...

    def file(self, parts: Iterable[tuple[bytes, int]], units: int, tags: Tags) -> Iterator[bytes]:
        """A finished file in pieces. parts: encoded segments, each with the pause after it; units: length of the whole."""
        ...


class _Mp3:
    name = segment_codec = "mp3"

    def encode_segment(self, pcm: Pcm) -> bytes:
        return mp3.encode(pcm)

    def decode(self, data: bytes) -> Pcm:
        raise NotDecodable(self.name)

    def joiner(self, tags: Tags) -> Joiner:
        return _Mp3Joiner()

    def file(self, parts: Iterable[tuple[bytes, int]], units: int, tags: Tags) -> Iterator[bytes]:
        yield tag(tags)
        yield from mp3.join_iter((data + mp3.silence(pause) for data, pause in parts), units)


class _Mp3Joiner:
    def head(self) -> bytes:
        return mp3.stream_head()

    def part(self, data: bytes, pause_units: int) -> bytes:
        return data + mp3.silence(pause_units)

    def tail(self) -> bytes:
        return mp3.stream_tail()


class _Opus:
    name = segment_codec = "opus"

    def encode_segment(self, pcm: Pcm) -> bytes:
        return opus.encode(pcm)

    def decode(self, data: bytes) -> Pcm:
        raise NotDecodable(self.name)

    def joiner(self, tags: Tags) -> Joiner:
        return _OpusJoiner(tags)

    def file(self, parts: Iterable[tuple[bytes, int]], units: int, tags: Tags) -> Iterator[bytes]:
        pieces = (piece for data, pause in parts for piece in _with_silence(data, pause))
        return opus.join_iter(pieces, tags.title, tags.artist, tags.date, _opus_tags(tags))


def _opus_tags(tags: Tags) -> Iterator[tuple[str, str]]:
    """The comment, and the chapters as players of Ogg files know them (wiki.xiph.org/Chapter_Extension)."""
    yield "COMMENT", tags.comment
    yield "DIGITALSOURCETYPE", tags.source_type
    for number, chapter in enumerate(tags.chapters):
        minutes, milliseconds = divmod(chapter.start_ms, 60_000)
        hours, minutes = divmod(minutes, 60)
        start = f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
        yield f"CHAPTER{number:03}", start
        yield f"CHAPTER{number:03}NAME", chapter.title


_opus_silence = functools.cache(opus.silence)


def _with_silence(data: bytes, pause_units: int) -> tuple[bytes, ...]:
    return (data, _opus_silence(pause_units)) if pause_units else (data,)


class _OpusJoiner:
    def __init__(self, tags: Tags) -> None:
        self._stream = ogg.OggOpusStream(tags.title, tags.artist, tags.date, _opus_tags(tags))

    def head(self) -> bytes:
        return self._stream.head()

    def part(self, data: bytes, pause_units: int) -> bytes:
        return b"".join(map(self._stream.feed, _with_silence(data, pause_units)))

    def tail(self) -> bytes:
        return self._stream.end(opus.flush_packet())


class _Wav:
    """Made from the lossless segments; nothing of its own is kept for a sentence."""

    name = "wav"
    segment_codec = "flac"

    def encode_segment(self, pcm: Pcm) -> bytes:
        return flac.encode(pcm)

    def decode(self, data: bytes) -> Pcm:
        return flac.decode(data)

    def joiner(self, tags: Tags) -> Joiner:
        return _WavJoiner()

    def file(self, parts: Iterable[tuple[bytes, int]], units: int, tags: Tags) -> Iterator[bytes]:
        yield wav.header(units * UNIT_SAMPLES)
        for data, pause in parts:
            yield _wav_part(data, pause)


class _WavJoiner:
    def head(self) -> bytes:
        return wav.header(None)

    def part(self, data: bytes, pause_units: int) -> bytes:
        return _wav_part(data, pause_units)

    def tail(self) -> bytes:
        return b""


class _Flac(_Wav):
    """One FLAC file for broadcast; offered by `baonoi speak` only, so it has no stream."""

    name = "flac"

    def file(self, parts: Iterable[tuple[bytes, int]], units: int, tags: Tags) -> Iterator[bytes]:
        return export(pcm_of(parts), "flac")


class NotDecodable(Exception):
    """Only the lossless codec gives its samples back."""


def pcm_of(parts: Iterable[tuple[bytes, int]]) -> Iterator[Pcm]:
    """The samples of lossless segments and the silences after them."""
    for data, pause in parts:
        yield flac.decode(data)
        if pause:
            yield house.silence(pause)


def _wav_part(data: bytes, pause_units: int) -> bytes:
    return flac.decode(data).astype("<i2").tobytes() + bytes(2 * UNIT_SAMPLES * pause_units)


CODECS: Final[Mapping[str, Codec]] = {codec.name: codec for codec in (_Mp3(), _Opus(), _Wav(), _Flac())}
