"""What came back is decoded and judged before anybody hears it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.speech.answers import NotSpeech, check_plausible, decode_mp3, longest_plausible_seconds
from tests.loopback.google import mp3_of, spoken_mp3

RATE = 24_000
WORDS = "một hai ba bốn năm sáu bảy tám chín mười"


def hum(seconds: float, peak: int = 8_000) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    return (np.sin(np.arange(round(seconds * RATE)) / 20) * peak).astype(np.int16)


def test_an_mp3_becomes_mono_samples_at_its_own_rate():
    pcm, rate = decode_mp3(mp3_of(hum(1.0), RATE), max_seconds=5)
    assert rate == RATE
    assert pcm.dtype == np.int16
    assert pcm.shape[0] / rate == pytest.approx(1.0, abs=0.1)


@given(data=st.binary(max_size=400), at=st.integers(0, 3_000), cut=st.integers(0, 3_000))
@settings(max_examples=60, deadline=None)
def test_damaged_bytes_are_samples_or_not_speech_and_nothing_else(data: bytes, at: int, cut: int):
    whole = spoken_mp3("xin chào các bạn")
    for damaged in (data, whole[:cut], whole[:at] + data + whole[at + len(data) :]):
        try:
            pcm, rate = decode_mp3(damaged, max_seconds=5)
        except NotSpeech:
            continue
        assert 0 < pcm.shape[0] <= 6 * rate


def test_a_small_file_does_not_unpack_into_minutes():
    with pytest.raises(NotSpeech, match="more than"):
        decode_mp3(mp3_of(np.zeros(120 * RATE, np.int16), RATE), max_seconds=5)


@pytest.mark.parametrize(
    ("text", "seconds", "reason"),
    [
        pytest.param(WORDS, 2.2, None, id="a news voice"),
        pytest.param(WORDS, 1.5, None, id="in great haste"),
        pytest.param(WORDS, 6.0, None, id="a slow voice"),
        pytest.param("UBND", 1.8, None, id="one word, spelled"),
        pytest.param(WORDS, 1.3, "1.30 s of audio", id="the end is missing"),
        pytest.param(WORDS, 0.05, "0.05 s of audio", id="a click"),
        pytest.param("mười", 9.0, "9.00 s of audio", id="something else"),
    ],
)
def test_the_length_must_fit_the_words(text: str, seconds: float, reason: str | None):
    if reason is None:
        check_plausible(text, hum(seconds), RATE)
    else:
        with pytest.raises(NotSpeech, match=reason):
            check_plausible(text, hum(seconds), RATE)


def test_silence_is_not_speech():
    with pytest.raises(NotSpeech, match="silence"):
        check_plausible(WORDS, hum(2.2, peak=200), RATE)


def test_what_is_plausible_grows_with_words_and_with_letters():
    assert longest_plausible_seconds("một hai") > longest_plausible_seconds("một")
    assert longest_plausible_seconds("abcdefgh") > longest_plausible_seconds("abcd")
