"""WAV headers, read back by Python's own reader and by FFmpeg."""

import io
import wave

import numpy as np
import pytest
from sounds import babble, decoded, duration

from service.audio import wav


@pytest.mark.parametrize("samples", [0, 1, 48_000])
def test_the_header_says_what_follows(samples):
    pcm = babble(samples)
    file = wav.header(samples) + pcm.tobytes()
    with wave.open(io.BytesIO(file)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, 24_000)
        assert read.getnframes() == samples
        assert read.readframes(samples) == pcm.tobytes()


def test_ffmpeg_reads_the_exact_duration():
    assert duration(wav.header(36_000) + bytes(72_000)) == 1.5


def test_a_stream_of_unknown_length_plays_to_its_end():
    pcm = babble(30_000)
    assert np.array_equal(decoded(wav.header(None) + pcm.tobytes()), pcm)


def test_every_header_has_its_44_bytes():
    assert {len(wav.header(samples)) for samples in (None, 0, wav.MAX_SAMPLES)} == {wav.HEADER_BYTES}


def test_a_programme_longer_than_a_day_does_not_fit():
    with pytest.raises(wav.TooLongForWav):
        wav.header(wav.MAX_SAMPLES + 1)


def test_a_negative_length_is_refused():
    with pytest.raises(ValueError, match="-1 samples"):
        wav.header(-1)
