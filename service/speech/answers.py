"""What came back from a service, decoded and judged before anybody hears it.

In: the bytes of an MP3 and the words that were asked for. Out: samples, or NotSpeech with the reason. Decodes inside
this process (PyAV), no ffmpeg process; bounded, so that a small file cannot unpack into hours.
"""

import io
from typing import Final

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from service.audio.pcm import Pcm

MIN_SECONDS_PER_WORD: Final = 0.14
"""Seven words a second. A Vietnamese word is one syllable; readers and news voices speak four to five a second
(espeak-ng 4.1, Google's about 4.7), so a third of a sentence missing falls below this."""

MAX_SECONDS_PER_WORD: Final = 0.9
"""Four times slower than a news voice."""

MAX_SECONDS_PER_LETTER: Final = 0.35
"""A word that is spelled out ("UBND") takes this long a letter."""

ALLOWANCE_SECONDS: Final = 2.0
"""Silence that a service may put around the words."""

SILENT_PEAK: Final = 330
"""-40 dBFS; speech peaks 25 dB above this in every voice measured."""


class NotSpeech(Exception):
    """The bytes are not plausible audio of these words. The message is for the operator."""


def decode_mp3(data: bytes, max_seconds: float) -> tuple[Pcm, int]:
    """Mono samples and their rate in Hz. Raises NotSpeech when it does not decode or is longer than max_seconds."""
    pieces: list[Pcm] = []
    rate = samples = 0
    try:
        with av.open(io.BytesIO(data), mode="r", format="mp3") as container:
            rate = container.streams.audio[0].rate
            mono = AudioResampler(format="s16", layout="mono", rate=rate)
            for frame in container.decode(audio=0):
                for part in mono.resample(frame):
                    pieces.append(part.to_ndarray().reshape(-1).astype(np.int16, copy=False))
                    samples += pieces[-1].shape[0]
                if samples > max_seconds * rate:
                    raise NotSpeech(f"more than {max_seconds:.1f} s of audio")
    except (FFmpegError, IndexError, ValueError) as problem:
        raise NotSpeech(f"{len(data)} bytes that do not decode as MP3: {problem}") from problem
    if not samples:
        raise NotSpeech(f"{len(data)} bytes of MP3 without a sample")
    return np.concatenate(pieces), rate


def longest_plausible_seconds(text: str) -> float:
    """More than this is not these words."""
    letters = sum(character.isalnum() for character in text)
    words = len(text.split())
    return ALLOWANCE_SECONDS + max(words * MAX_SECONDS_PER_WORD, letters * MAX_SECONDS_PER_LETTER)


def check_plausible(text: str, pcm: Pcm, rate: int) -> None:
    """Raises NotSpeech when the samples are too short, too long or too quiet to be these words."""
    seconds = pcm.shape[0] / rate
    shortest = len(text.split()) * MIN_SECONDS_PER_WORD
    longest = longest_plausible_seconds(text)
    if not shortest <= seconds <= longest:
        raise NotSpeech(f"{seconds:.2f} s of audio; {shortest:.2f} to {longest:.2f} s are plausible")
    if int(np.abs(pcm.astype(np.int32)).max()) < SILENT_PEAK:
        raise NotSpeech(f"{seconds:.2f} s of silence")
