"""Opus sentences for thin data plans, joined in one Ogg stream.

In: padded house PCM. Out: one packet for each 480 samples (24 kbit/s, mono, speech), packed into one value;
and Ogg files made of them. Pure: no files, no clock. How Opus and MP3 share a timeline: docs/audio.md.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import av
import numpy as np

from service.audio.ogg import DamagedPackets, OggOpusStream, pack, unpack
from service.audio.pcm import HOUSE_RATE, UNIT_SAMPLES, Pcm, checked, checked_units
from service.audio.pcm import silence as silent_pcm

PACKET_SAMPLES: Final = 480
UNIT_PACKETS: Final = UNIT_SAMPLES // PACKET_SAMPLES
BIT_RATE: Final = 24_000
COMPLEXITY: Final = 8
"""The same packets as 10 for speech at this rate, in nine tenths of the time. Source: docs/audio.md, "Measured"."""
KEPT_SILENCES: Final = 64
"""Different lengths of silence kept in memory; a second of it is 1.2 kB."""


class Encoder:
    """A libopus encoder for house PCM, fed in any portions."""

    def __init__(self) -> None:
        self._context = av.CodecContext.create("libopus", "w")
        self._context.sample_rate = HOUSE_RATE
        self._context.layout = "mono"
        self._context.format = "s16"
        self._context.bit_rate = BIT_RATE
        self._context.options = {
            "application": "voip",
            "frame_duration": "20",
            "compression_level": str(COMPLEXITY),
        }
        self._samples = 0

    def feed(self, pcm: Pcm) -> list[bytes]:
        if not checked(pcm).size:
            return []
        frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = HOUSE_RATE
        frame.pts = self._samples
        self._samples += pcm.size
        return [bytes(packet) for packet in self._context.encode(frame)]

    def finish(self) -> list[bytes]:
        return [bytes(packet) for packet in self._context.encode(None)]


def encode(pcm: Pcm) -> bytes:
    """One segment as exactly samples / 480 packets, packed.

    pcm: as pad_to_units gives it; its silent end covers the encoder's look-ahead. Raises WrongPcm for anything else.
    """
    encoder = Encoder()
    packets = encoder.feed(checked_units(pcm)) + encoder.finish()
    return pack(packets[: pcm.size // PACKET_SAMPLES])


@lru_cache(KEPT_SILENCES)
def silence(units: int) -> bytes:
    """Packed packets of silence, 120 ms a unit. Each unit starts afresh, so any number of them may follow anything.

    Raises ValueError for a negative number.
    """
    if units < 0:
        raise ValueError(f"{units} units of silence")
    return pack(unpack(encode(silent_pcm(1))) * units)


def flush_packet() -> bytes:
    """The packet that closes a file: it pushes the last 6.5 ms out of the decoder."""
    return unpack(silence(1))[0]


def join_iter(
    parts: Iterable[bytes],
    title: str = "",
    artist: str = "",
    date: str = "",
    tags: Iterable[tuple[str, str]] = (),
) -> Iterator[bytes]:
    """A whole file piece by piece, and the very same bytes whether it is sent while made or afterwards.

    parts: what encode() and silence() gave, in order. Raises DamagedPackets when a part is, or when it is no
    whole number of units.
    """
    stream = OggOpusStream(title, artist, date, tags)
    yield stream.head()
    for part in parts:
        pages = stream.feed(part)
        if stream.packets % UNIT_PACKETS:
            raise DamagedPackets(f"a part is no whole number of units of {UNIT_PACKETS} packets")
        yield pages
    yield stream.end(flush_packet())


def join(parts: Iterable[bytes], title: str = "", artist: str = "", date: str = "") -> bytes:
    """A whole file at once."""
    return b"".join(join_iter(parts, title, artist, date))
