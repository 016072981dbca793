"""FLAC keeps segments bit for bit."""

import io
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sounds import babble, duration

from service.audio import flac
from service.audio.pcm import NoSound, WrongPcm


@given(npst.arrays(np.int16, st.integers(1, 6000), elements=st.integers(-32768, 32767)))
@settings(max_examples=25)
def test_what_is_decoded_is_what_was_encoded(pcm):
    assert np.array_equal(flac.decode(flac.encode(pcm)), pcm)


def test_the_file_tells_its_length_and_is_smaller_than_the_samples():
    pcm = babble(48_000)
    kept = flac.encode(pcm)
    assert duration(kept) == 2.0
    assert len(kept) < pcm.nbytes


def test_the_same_samples_give_the_same_bytes():
    assert flac.encode(babble(5000)) == flac.encode(babble(5000))


def other_flac(rate: int, layout: str) -> bytes:
    file = io.BytesIO()
    channels = {"mono": 1, "stereo": 2}[layout]
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800 * channels), np.int16), "s16", layout)
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"fLaC", id="the mark alone"),
        pytest.param(b"RIFF" + bytes(100), id="a WAV"),
        pytest.param(flac.encode(babble(48_000))[:-20_000], id="cut short"),
        pytest.param(flac.encode(babble(48_000))[:100], id="the header alone"),
        pytest.param(other_flac(48_000, "mono"), id="another rate"),
        pytest.param(other_flac(24_000, "stereo"), id="stereo"),
    ],
)
def test_damaged_or_foreign_bytes_are_refused(kept):
    with pytest.raises(flac.DamagedFlac):
        flac.decode(kept)


def test_no_samples_are_not_kept():
    with pytest.raises(NoSound):
        flac.encode(np.zeros(0, np.int16))


def test_only_mono_16_bit_samples_are_kept():
    floats: Any = np.zeros(100, np.float32)
    with pytest.raises(WrongPcm):
        flac.encode(floats)
