"""Speech at another speed: exactly 1/factor as long, nothing lost at its end, at the same pitch."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import babble

from service.audio.pcm import HOUSE_RATE, WrongPcm
from service.audio.speed import FASTEST, SLOWEST, change_speed, change_speed_iter

factors = st.floats(SLOWEST, FASTEST)


@given(st.integers(0, 30_000), factors)
@settings(max_examples=40)
def test_the_duration_is_exactly_one_over_the_factor(samples, factor):
    assert change_speed(babble(samples), factor).size == round(samples / factor)


@given(st.lists(st.integers(0, 5000), max_size=8), factors)
@settings(max_examples=25)
def test_speech_in_chunks_comes_out_as_it_does_whole(sizes, factor):
    whole = babble(sum(sizes))
    chunks = np.split(whole, np.cumsum(sizes)[:-1]) if sizes else []
    streamed = np.concatenate([np.zeros(0, np.int16), *change_speed_iter(chunks, factor)])
    assert np.array_equal(streamed, change_speed(whole, factor))


@pytest.mark.parametrize("factor", [0.25, 0.4, 0.8, 1.25, 2.0, 3.3, 4.0])
def test_everything_is_heard_at_its_new_time_up_to_the_last_sound(factor):
    pcm = np.zeros(4 * HOUSE_RATE, np.int16)
    for start in (12_000, 48_000, 90_000):  # the last one sounds until the end
        pcm[start : start + 6000] = babble(6000)
    changed = change_speed(pcm, factor)
    loud = np.abs(changed) > 500
    for start in (12_000, 48_000, 90_000):
        span = slice(round(start / factor), round((start + 6000) / factor))
        assert loud[span].mean() > 0.5
    quiet = slice(round(22_000 / factor), round(46_000 / factor))
    assert not loud[quiet].any()


@pytest.mark.parametrize("factor", [0.5, 1.5, 3.0])
def test_the_pitch_stays(factor):
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(48_000) / HOUSE_RATE)).astype(np.int16)
    changed = change_speed(tone, factor)
    spectrum = np.abs(np.fft.rfft(changed * np.hanning(changed.size)))
    assert np.argmax(spectrum) * HOUSE_RATE / changed.size == pytest.approx(440, abs=8)


def test_the_voice_s_own_speed_changes_nothing():
    pcm = babble(5000)
    assert np.array_equal(change_speed(pcm, 1.0), pcm)


def test_chunks_come_out_before_the_last_one_went_in():
    asked = []

    def chunks():
        for number in range(10):
            asked.append(number)
            yield babble(HOUSE_RATE)

    next(change_speed_iter(chunks(), 1.5))
    assert len(asked) <= 2


@pytest.mark.parametrize("factor", [0, -1, 0.2499, 4.001, float("nan"), float("inf")])
def test_a_speed_outside_a_quarter_to_four_is_refused_before_anything_is_spoken(factor):
    with pytest.raises(ValueError, match="speed"):
        change_speed_iter(iter([]), factor)


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_only_mono_16_bit_samples_are_taken(factor: float):
    floats: Any = np.zeros(100, np.float32)
    with pytest.raises(WrongPcm):
        change_speed(floats, factor)
