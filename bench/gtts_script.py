"""The script that every tutorial shows: gTTS a paragraph, pydub to put them together. The baseline, not ours.

In: a text. Out: an MP3 and how long it plays. pydub's from_mp3() and export() start ffmpeg; here PyAV and LAME stand
in for it inside the process, so that the baseline runs without ffmpeg. That makes the script faster than it is.
"""

import io
from pathlib import Path

import av
import lameenc
import numpy as np
from gtts import gTTS  # pyright: ignore[reportMissingTypeStubs]
from pydub import AudioSegment

RATE = 24_000
PAUSE_MS = 500


def read_aloud(text: str, out: Path) -> float:
    """Speak the text as the tutorials do, one paragraph after the other. Seconds of audio written to `out`."""
    whole = AudioSegment.silent(duration=0, frame_rate=RATE)
    for paragraph in text.splitlines():
        if paragraph.strip():
            part = io.BytesIO()
            gTTS(paragraph, lang="vi", lang_check=False).write_to_fp(part)
            whole += _from_mp3(part.getvalue()) + AudioSegment.silent(duration=PAUSE_MS, frame_rate=RATE)
    out.write_bytes(_to_mp3(whole))
    return float(whole.duration_seconds)


def _from_mp3(data: bytes) -> AudioSegment:
    with av.open(io.BytesIO(data), mode="r", format="mp3") as container:
        to_mono = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        frames = [part for frame in container.decode(audio=0) for part in to_mono.resample(frame)]
        frames += to_mono.resample(None)
    pcm = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    return AudioSegment(data=pcm.tobytes(), sample_width=2, frame_rate=RATE, channels=1)


def _to_mp3(audio: AudioSegment) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return bytes(encoder.encode(audio.raw_data) + encoder.flush())
