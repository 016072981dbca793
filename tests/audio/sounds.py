"""Sounds to test with: made, not recorded, and different everywhere, so that a moved sample shows."""

import io

import av
import numpy as np

from service.audio.pcm import HOUSE_RATE, Pcm


def babble(samples: int, seed: int = 0, rate: int = HOUSE_RATE) -> Pcm:
    """Something like speech: a wandering pitch with overtones, syllables, a little noise."""
    random = np.random.default_rng(seed)
    time = np.arange(samples) / rate
    pitch = 120 + 60 * random.random() + 40 * np.sin(2 * np.pi * (0.5 + random.random()) * time)
    phase = 2 * np.pi * (np.cumsum(pitch) - (pitch[:1].sum() + pitch) / 2) / rate
    voice = sum(np.sin(overtone * phase + random.random() * 6) / overtone for overtone in range(1, 12))
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * (3 + 2 * random.random()) * time + 6 * random.random())
    sound = 5000 * voice * syllables + random.normal(0, 150, samples)
    return np.clip(sound, -32768, 32767).astype(np.int16)


def decoded(file: bytes) -> Pcm:
    """What a player hears: FFmpeg's demuxer and decoder, edits at both ends included, at 24 kHz."""
    with av.open(io.BytesIO(file), "r") as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=HOUSE_RATE)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def duration(file: bytes) -> float:
    """Seconds, as FFmpeg reads them from the file without decoding it."""
    with av.open(io.BytesIO(file), "r") as container:
        assert container.duration is not None
        return container.duration / 1_000_000


def shift(heard: Pcm, meant: Pcm) -> int:
    """By how many samples `heard` is late against `meant` (negative: early), by cross-correlation."""
    size = 1 << (heard.size + meant.size).bit_length()
    spectrum = np.fft.rfft(heard.astype(float), size) * np.conj(np.fft.rfft(meant.astype(float), size))
    best = int(np.argmax(np.fft.irfft(spectrum, size)))
    return best if best < size // 2 else best - size
