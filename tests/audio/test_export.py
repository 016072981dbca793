"""Speech in the six formats of /v1/audio/speech, while it is being made."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import babble, decoded, shift

from service.audio.export import MEDIA_TYPES, export
from service.audio.pcm import HOUSE_RATE, WrongPcm
from service.errors import UnknownFormat

FORMATS = list(MEDIA_TYPES)
ALLOWED = {"mp3": (0, 2 * 576 + 529), "opus": (-3, 0), "aac": (0, 3 * 1024), "flac": (0, 0), "wav": (0, 0)}
"""Samples by which a stream may start later and be longer: what MP3 and ADTS cannot say about their ends."""


def chunks(pcm, size=7777):
    for start in range(0, pcm.size, size):
        yield pcm[start : start + size]


@pytest.mark.parametrize("format", list(ALLOWED))
@pytest.mark.parametrize("samples", [479, 480, 2400, 60_001], ids="{} samples".format)
def test_every_format_holds_the_whole_speech(format, samples):
    pcm = babble(samples)
    heard = decoded(b"".join(export(chunks(pcm), format)))
    low, high = ALLOWED[format]
    assert 0 <= heard.size - samples <= high + 576
    if samples > 2000:
        assert low <= shift(heard, pcm) <= high


@pytest.mark.parametrize("format", ["flac", "wav"])
def test_lossless_formats_hold_the_very_samples(format):
    pcm = babble(30_000)
    assert np.array_equal(decoded(b"".join(export(chunks(pcm), format))), pcm)


def test_pcm_is_the_samples_lowest_byte_first():
    pcm = np.array([1, -2, 300], np.int16)
    assert b"".join(export([pcm], "pcm")) == b"\x01\x00\xfe\xff\x2c\x01"


@given(st.integers(0, 5000))
@settings(max_examples=20)
def test_an_opus_stream_ends_at_the_exact_sample(samples):
    assert decoded(b"".join(export(chunks(babble(480 + samples)), "opus"))).size == 480 + samples


@pytest.mark.parametrize("format", FORMATS)
def test_bytes_come_out_long_before_the_last_chunk_went_in(format):
    asked: list[int] = []

    def speech():
        for number in range(20):
            asked.append(number)
            yield babble(HOUSE_RATE)

    pieces = export(speech(), format)
    sent = 0
    while sent < 2000:  # more than headers
        sent += len(next(pieces))
    assert len(asked) <= 3


@pytest.mark.parametrize("format", FORMATS)
def test_no_speech_is_no_failure(format):
    assert b"".join(export(iter([]), format)) is not None


@pytest.mark.parametrize("format", ["ogg", "MP3", "", "../mp3"])
def test_an_unknown_format_is_refused_before_anything_is_spoken(format):
    with pytest.raises(UnknownFormat, match="mp3, opus, aac, flac, wav, pcm"):
        export(iter([]), format)


@pytest.mark.parametrize("format", FORMATS)
def test_only_house_pcm_is_encoded(format):
    floats: Any = [np.zeros(5000, np.float32)]
    with pytest.raises(WrongPcm):
        list(export(floats, format))


@pytest.mark.parametrize("format", FORMATS)
def test_a_listener_who_leaves_stops_the_encoder(format):
    left = []

    def speech():
        try:
            while True:
                yield babble(4800)
        finally:
            left.append(format)

    pieces = export(speech(), format)
    next(pieces)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert left == [format]
