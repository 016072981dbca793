"""MP3 sentences that join without moving a sample.

In: padded house PCM. Out: whole frames, 192 bytes for each 576 samples (CBR 64 kbit/s, mono, 24 kHz),
and files made of them. Pure: no files, no clock. Why joining bytes alone drifts: docs/audio.md, "Joins".
"""

# lameenc has no type information:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
import struct
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

import lameenc

from service.audio.pcm import HOUSE_RATE, UNIT_SAMPLES, Pcm, checked_units
from service.audio.pcm import silence as silent_pcm

FRAME_SAMPLES: Final = 576
FRAME_BYTES: Final = 192
UNIT_BYTES: Final = UNIT_SAMPLES // FRAME_SAMPLES * FRAME_BYTES
BIT_RATE_KBPS: Final = 64
LAME_QUALITY: Final = 7
"""0.34 CPU s for the sample article; 5 costs 2.2x, 2 costs 3.2x. Source: docs/audio.md, "Measured"."""

ENCODER_DELAY: Final = 576
"""Samples that LAME puts before the sound at 24 kHz; decoders add 529 of their own and skip both."""
FLUSH_FRAMES: Final = 2
"""Frames after the last segment: without them its last 1,105 samples would stay inside the decoder."""
END_PADDING: Final = FLUSH_FRAMES * FRAME_SAMPLES - ENCODER_DELAY

FRAME_HEADER: Final = bytes.fromhex("fff384c4")
"""MPEG-2 layer III, no CRC, 64 kbit/s, 24 kHz, mono, original: the header of every frame that LAME makes here."""
SIDE_INFO_BYTES: Final = 9
FRAMES_FLAG, BYTES_FLAG, TOC_FLAG = 1, 2, 4
TOC_ENTRIES: Final = 100


def new_encoder(quality: int = LAME_QUALITY) -> Any:
    """A LAME encoder for house PCM. It lets other threads run while it encodes."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(BIT_RATE_KBPS)
    encoder.set_in_sample_rate(HOUSE_RATE)
    encoder.set_out_sample_rate(HOUSE_RATE)
    encoder.set_channels(1)
    encoder.set_quality(quality)
    return encoder


def encode(pcm: Pcm) -> bytes:
    """One segment as exactly samples / 576 frames that lean on no frame outside it.

    pcm: as pad_to_units gives it. Raises WrongPcm for anything else.
    """
    encoder = new_encoder()
    # LAME follows the end with silence of its own until every frame is out, and two more; those are left off.
    frames = bytes(encoder.encode(checked_units(pcm).tobytes())) + bytes(encoder.flush())
    return frames[: pcm.size // FRAME_SAMPLES * FRAME_BYTES]


def silence(units: int) -> bytes:
    """Frames of silence, 120 ms a unit. Each unit starts afresh, so any number of them may follow anything.

    Raises ValueError for a negative number.
    """
    if units < 0:
        raise ValueError(f"{units} units of silence")
    return silent_unit() * units


def flush_frames() -> bytes:
    """The two frames that follow the last segment of a file."""
    return silent_unit()[: FLUSH_FRAMES * FRAME_BYTES]


@cache
def silent_unit() -> bytes:
    return encode(silent_pcm(1))


def frames_of(units: int) -> int:
    """How many frames a file of so many units holds after its Info header, flush frames included."""
    return units * UNIT_SAMPLES // FRAME_SAMPLES + FLUSH_FRAMES


def info_header(total_frames: int | None) -> bytes:
    """The Info frame in front of a file: how long it is, and how much at both ends is not sound.

    total_frames: frames that follow, flush frames included; None while nobody knows (a stream): then only the
    delay is told, so that a stream and the finished file start at the same sample.
    Source: the LAME tag specification (gabriel.mp3-tech.org/mp3infotag.html), as FFmpeg reads it.
    """
    if total_frames is None:
        info = b"Info" + struct.pack(">I", 0)
        padding = 0
    else:
        # Bytes that follow, this frame left out: with it FFmpeg lands one frame off when it seeks (docs/audio.md, "Seeking").
        flags = FRAMES_FLAG | BYTES_FLAG | TOC_FLAG
        info = b"Info" + struct.pack(">III", flags, total_frames, total_frames * FRAME_BYTES)
        info += bytes(entry * 256 // TOC_ENTRIES for entry in range(TOC_ENTRIES))
        padding = END_PADDING
    lame = b"LAME3.100" + bytes([0x01])  # tag revision 0, constant bit rate
    lame += bytes([HOUSE_RATE // 2 // 100])  # low-pass in units of 100 Hz: none below half the rate
    lame += bytes(8)  # no peak, no replay gain: programmes are mastered, sentences are not
    lame += bytes([0, BIT_RATE_KBPS])
    lame += (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    lame += bytes(8)  # misc, gain, preset, music length
    lame += bytes(2)  # CRC of the music: unknown before the last sentence is made
    frame = FRAME_HEADER + bytes(SIDE_INFO_BYTES) + info + lame
    frame += crc16(frame).to_bytes(2, "big")
    return frame.ljust(FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """CRC-16/ARC, as the LAME tag uses it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def join_iter(parts: Iterable[bytes], units: int) -> Iterator[bytes]:
    """A whole file piece by piece: Info header, segments and silences in order, flush frames.

    parts: what encode() and silence() gave. units: how many they hold together, known from the timeline.
    Raises ValueError when a part is no whole number of units, or when they are not as many as promised.
    """
    yield info_header(frames_of(units))
    seen = 0
    for part in parts:
        if len(part) % UNIT_BYTES:
            raise ValueError(f"a part of {len(part)} bytes is no whole number of {UNIT_BYTES}-byte units")
        seen += len(part) // UNIT_BYTES
        yield part
    if seen != units:
        raise ValueError(f"the parts hold {seen} units, not {units}")
    yield flush_frames()


def join(parts: Iterable[bytes]) -> bytes:
    """A whole file at once. Raises ValueError when a part is no whole number of units."""
    kept = list(parts)
    return b"".join(join_iter(kept, sum(map(len, kept)) // UNIT_BYTES))


def stream_head() -> bytes:
    """What goes before the first segment of a file that is still being made."""
    return info_header(None)


def stream_tail() -> bytes:
    """What goes after the last one."""
    return flush_frames()
