"""Samples: the house format and the small things done to them before they are encoded.

In: PCM as an engine gave it. Out: mono int16 at 24 kHz, trimmed, padded to whole units.
Pure: no files, no clock, no process. Why units, why silence at the end: docs/audio.md, "Joins".
"""

# soxr and pydub have no type information:
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
import math
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

import numpy as np
import soxr
from numpy.typing import NDArray

from service.errors import BaoNoiError

with warnings.catch_warnings():
    # pydub looks for ffmpeg when imported and warns that it has none; we never ask it to run one.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

Pcm = NDArray[np.int16]
"""Mono PCM, shape (samples,), dtype int16."""

HOUSE_RATE: Final = 24_000
"""Hz. One rate for everything that is kept."""

UNIT_SAMPLES: Final = 2_880
"""120 ms at 24 kHz: five MP3 frames of 576 samples and six Opus packets of 480. Every segment is a whole number of these."""

SILENT_TAIL_SAMPLES: Final = 1_105
"""MP3 encoder delay 576 plus decoder delay 529: what a join overwrites at a segment's end. Source: docs/audio.md, "Joins"."""

MAX_RATE: Final = 384_000
"""Hz. The highest rate that audio hardware uses; more is a damaged header."""

MAX_PAUSE_SECONDS: Final = 60.0

SAMPLES_PER_MS: Final = HOUSE_RATE // 1000
SILENCE_DBFS: Final = -50.0
"""Below this a 10 ms slice counts as silent: under espeak's quietest consonants, above the noise of decoded MP3."""
KEPT_LEAD_MS: Final = 20
KEPT_TAIL_MS: Final = 80
FADE_IN_MS: Final = 2
FADE_OUT_MS: Final = 10

PEAK: Final = 32_767


class WrongPcm(BaoNoiError):
    code = "wrong-pcm"
    en = "Not mono 16-bit PCM as expected: {detail}"
    vi = "Giọng đọc trả về âm thanh không dùng được. Hãy thử lại hoặc chọn giọng khác."


class WrongRate(WrongPcm):
    code = "wrong-rate"
    en = "A sample rate of {rate!r} Hz is not usable here: {detail}"


class NoSound(WrongPcm):
    code = "no-sound"
    en = "The audio holds no sound: {samples} samples, all silent."


def checked(pcm: Pcm) -> Pcm:
    """The same array, known to be mono int16. Raises WrongPcm for any other shape or type."""
    if not isinstance(cast(object, pcm), np.ndarray):
        raise WrongPcm(detail=f"{type(pcm).__name__} instead of an array")
    if pcm.ndim != 1 or pcm.dtype != np.int16:
        raise WrongPcm(detail=f"shape {pcm.shape}, type {pcm.dtype}")
    return pcm


def checked_units(pcm: Pcm) -> Pcm:
    """The same array, known to be what pad_to_units gives. Raises WrongPcm otherwise."""
    checked(pcm)
    if pcm.size == 0 or pcm.size % UNIT_SAMPLES:
        raise WrongPcm(detail=f"{pcm.size} samples are no whole number of {UNIT_SAMPLES}")
    if pcm[-SILENT_TAIL_SAMPLES:].any():
        raise WrongPcm(detail=f"the last {SILENT_TAIL_SAMPLES} samples are not silent")
    return pcm


def to_house(pcm: Pcm, rate: int, gain_db: float = 0.0) -> Pcm:
    """Resample once to 24 kHz and apply a fixed gain; what would exceed 16 bits is held at the limit, never wrapped.

    pcm: mono int16 at `rate` Hz. Raises WrongRate, WrongPcm; ValueError for a gain that is no number.
    """
    checked(pcm)
    if isinstance(cast(object, rate), bool) or not isinstance(cast(object, rate), int | np.integer):
        raise WrongRate(rate=rate, detail="not a whole number")
    if not 0 < rate <= MAX_RATE:
        raise WrongRate(rate=rate, detail=f"outside 1 to {MAX_RATE}")
    if not math.isfinite(gain_db):
        raise ValueError(f"gain_db must be a finite number, not {gain_db!r}")
    if pcm.size == 0 or (rate == HOUSE_RATE and gain_db == 0):
        return pcm
    # In float: soxr dithers 16-bit output, and silence must stay exactly silent.
    samples = pcm.astype(np.float32)
    if rate != HOUSE_RATE:
        samples = cast(NDArray[np.float32], soxr.resample(samples, rate, HOUSE_RATE, quality="HQ"))
    if gain_db:
        samples = samples * np.float32(10 ** (gain_db / 20))
    return to_int16(samples)


def to_int16(samples: NDArray[np.floating[Any]]) -> Pcm:
    """Round to int16, holding what is too loud at the limit. samples: full scale is 32,767."""
    return np.clip(np.rint(samples), -PEAK - 1, PEAK).astype(np.int16)


def trim_silence(pcm: Pcm) -> tuple[Pcm, int]:
    """Cut the silence around speech down to a short natural lead and tail, faded so that no cut clicks.

    pcm: house PCM. Returns the rest, in whole milliseconds, and how many samples were cut at the start.
    Raises NoSound when there is nothing but silence.
    """
    pcm = np.pad(checked(pcm), (0, -pcm.size % SAMPLES_PER_MS))  # else pydub rounds samples away
    sound = as_pydub(pcm)
    lead_ms = detect_leading_silence(sound, SILENCE_DBFS)
    if lead_ms >= len(sound):
        raise NoSound(samples=pcm.size)
    tail_ms = detect_leading_silence(sound.reverse(), SILENCE_DBFS)
    start = max(0, lead_ms - KEPT_LEAD_MS) * SAMPLES_PER_MS
    end = pcm.size - max(0, tail_ms - KEPT_TAIL_MS) * SAMPLES_PER_MS
    kept = as_pydub(pcm[start:end])
    if len(kept) > FADE_IN_MS + FADE_OUT_MS:
        kept = kept.fade_in(FADE_IN_MS).fade_out(FADE_OUT_MS)
    return from_pydub(kept), start


def pad_to_units(pcm: Pcm) -> Pcm:
    """Lengthen a sentence with silence until it fills whole frames of every codec.

    pcm: house PCM, shape (samples,). The result is a multiple of 2,880 samples (five MP3 frames, six
    Opus packets) and ends in at least 1,105 silent ones; padding twice changes nothing.
    Raises NoSound for nothing at all. Source: docs/audio.md, "Joins".
    """
    checked(pcm)
    if pcm.size == 0:
        raise NoSound(samples=0)
    tail = pcm[-SILENT_TAIL_SAMPLES:]
    loud = np.flatnonzero(tail)
    silent = tail.size - 1 - int(loud[-1]) if loud.size else tail.size
    needed = pcm.size + SILENT_TAIL_SAMPLES - silent
    return np.pad(pcm, (0, -(-needed // UNIT_SAMPLES) * UNIT_SAMPLES - pcm.size))


def pause_units(seconds: float) -> int:
    """The whole number of 120 ms units nearest to a pause. Raises ValueError outside 0 to MAX_PAUSE_SECONDS."""
    if not 0 <= seconds <= MAX_PAUSE_SECONDS:
        raise ValueError(f"a pause lasts 0 to {MAX_PAUSE_SECONDS:g} seconds, not {seconds!r}")
    return math.floor(seconds * HOUSE_RATE / UNIT_SAMPLES + 0.5)


def silence(units: int) -> Pcm:
    """Silent house PCM of that many units. Raises ValueError for a negative number."""
    if units < 0:
        raise ValueError(f"{units} units of silence")
    return np.zeros(units * UNIT_SAMPLES, np.int16)


def in_blocks(chunks: Iterable[Pcm], samples: int) -> Iterator[Pcm]:
    """The same samples in blocks of exactly `samples`, the last one shorter; holds one block and one chunk."""
    held: list[Pcm] = []
    size = 0
    for chunk in chunks:
        held.append(checked(chunk))
        size += chunk.size
        if size < samples:
            continue
        joined = np.concatenate(held)
        whole = size - size % samples
        for start in range(0, whole, samples):
            yield joined[start : start + samples]
        held, size = [joined[whole:]], size - whole
    if size:
        yield np.concatenate(held)


def as_pydub(pcm: Pcm) -> AudioSegment:
    """House PCM as pydub sees it: one channel, two bytes a sample, 24 kHz."""
    return AudioSegment(data=checked(pcm).tobytes(), sample_width=2, frame_rate=HOUSE_RATE, channels=1)


def from_pydub(sound: AudioSegment) -> Pcm:
    return np.frombuffer(cast(bytes, sound.raw_data), np.int16)
