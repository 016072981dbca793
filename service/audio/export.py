"""Speech as other programs ask for it: /v1/audio/speech in six formats, while it is being made.

In: house PCM in chunks of any length. Out: bytes as soon as there are any. One encoder for the whole, so this
is not for files that are kept: those are joined (mp3.py, opus.py). Pure: no files, no process.
"""

# lameenc and PyAV have no or only partial type information:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from collections.abc import Callable, Iterable, Iterator
from typing import Final, cast

import av
import numpy as np

from service.audio import mp3, opus, wav
from service.audio.ogg import PRE_SKIP, OggOpusStream, pack
from service.audio.pcm import HOUSE_RATE, Pcm, in_blocks
from service.errors import UnknownFormat

BLOCK_SAMPLES: Final = HOUSE_RATE // 10
"""100 ms: what encoders are fed at a time, so that the first byte is out early and nothing piles up."""
AAC_BIT_RATE: Final = 48_000

MEDIA_TYPES: Final = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
"""The formats of /v1/audio/speech and what each is called in Content-Type. pcm: 24 kHz mono 16-bit, lowest byte first."""


def export(chunks: Iterable[Pcm], format: str) -> Iterator[bytes]:
    """Encode chunks as they come. Raises UnknownFormat at once, WrongPcm when a chunk is no house PCM."""
    encoder = _ENCODERS.get(format)
    if encoder is None:
        raise UnknownFormat(format=format, known=", ".join(MEDIA_TYPES))
    return encoder(in_blocks(chunks, BLOCK_SAMPLES))


def _mp3(blocks: Iterator[Pcm]) -> Iterator[bytes]:
    encoder = mp3.new_encoder()
    yield mp3.stream_head()
    begun = False
    for block in blocks:
        begun = True
        if frames := bytes(encoder.encode(block.tobytes())):
            yield frames
    if begun:  # LAME refuses to end what has not begun
        yield bytes(encoder.flush())


def _opus(blocks: Iterator[Pcm]) -> Iterator[bytes]:
    stream = OggOpusStream()
    encoder = opus.Encoder()
    yield stream.head()
    samples = 0
    for block in blocks:
        samples += block.size
        if packets := encoder.feed(block):
            yield stream.feed(pack(packets))
    # Whole packets, the last of which brings out what the encoder's look-ahead holds back.
    needed = -(-(samples + PRE_SKIP // 2) // opus.PACKET_SAMPLES)
    silence = np.zeros(needed * opus.PACKET_SAMPLES - samples, np.int16)
    packets = [*encoder.feed(silence), *encoder.finish()][: needed - stream.packets]
    yield stream.feed(pack(packets[:-1])) + stream.end(packets[-1], samples)


def _aac(blocks: Iterator[Pcm]) -> Iterator[bytes]:
    return _muxed(blocks, "aac", "adts", "fltp", AAC_BIT_RATE)


def _flac(blocks: Iterator[Pcm]) -> Iterator[bytes]:
    return _muxed(blocks, "flac", "flac", "s16", None)


def _wav(blocks: Iterator[Pcm]) -> Iterator[bytes]:
    yield wav.header(None)
    yield from _pcm(blocks)


def _pcm(blocks: Iterator[Pcm]) -> Iterator[bytes]:
    return (block.astype("<i2").tobytes() for block in blocks)


class _Outlet:
    """A file for FFmpeg that can only be written to; what was written is taken away at once."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        written = b"".join(self._written)
        self._written.clear()
        return written


def _muxed(
    blocks: Iterator[Pcm], codec: str, container_format: str, sample_format: str, bit_rate: int | None
) -> Iterator[bytes]:
    outlet = _Outlet()
    with av.open(outlet, "w", format=container_format, options={"flush_packets": "1"}) as container:
        stream = cast(av.AudioStream, container.add_stream(codec, rate=HOUSE_RATE, layout="mono"))
        stream.format = sample_format
        if bit_rate:
            stream.bit_rate = bit_rate
        samples = 0
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(block[np.newaxis, :], format="s16", layout="mono")
            frame.sample_rate = HOUSE_RATE
            frame.pts = samples
            samples += block.size
            container.mux(stream.encode(frame))
            if written := outlet.take():
                yield written
        container.mux(stream.encode(None))
    yield outlet.take()


_ENCODERS: Final[dict[str, Callable[[Iterator[Pcm]], Iterator[bytes]]]] = {
    "mp3": _mp3,
    "opus": _opus,
    "aac": _aac,
    "flac": _flac,
    "wav": _wav,
    "pcm": _pcm,
}
