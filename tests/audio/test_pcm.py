"""What happens to samples before they are encoded."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sounds import babble, shift

from service.audio import pcm as house
from service.audio.pcm import (
    HOUSE_RATE,
    SILENT_TAIL_SAMPLES,
    UNIT_SAMPLES,
    NoSound,
    WrongPcm,
    WrongRate,
    in_blocks,
    pad_to_units,
    pause_units,
    to_house,
    trim_silence,
)

samples = npst.arrays(np.int16, st.integers(1, 9000), elements=st.integers(-32768, 32767), fill=st.just(0))


@given(samples)
def test_padding_fills_whole_units_that_end_in_silence_and_changes_no_sample(pcm):
    padded = pad_to_units(pcm)
    assert padded.size % UNIT_SAMPLES == 0
    assert not padded[-SILENT_TAIL_SAMPLES:].any()
    assert np.array_equal(padded[: pcm.size], pcm)
    assert not padded[pcm.size :].any()
    assert padded.size < pcm.size + SILENT_TAIL_SAMPLES + UNIT_SAMPLES


@given(samples)
def test_padding_twice_is_padding_once(pcm):
    assert np.array_equal(pad_to_units(pad_to_units(pcm)), pad_to_units(pcm))


@given(st.floats(0, house.MAX_PAUSE_SECONDS))
def test_a_pause_is_the_nearest_whole_number_of_units(seconds):
    assert abs(pause_units(seconds) * UNIT_SAMPLES / HOUSE_RATE - seconds) <= 0.06 + 1e-9
    assert house.silence(pause_units(seconds)).size == pause_units(seconds) * UNIT_SAMPLES


@pytest.mark.parametrize("seconds", [-0.1, 60.1, math.inf, math.nan])
def test_a_pause_that_makes_no_sense_is_refused(seconds):
    with pytest.raises(ValueError, match="pause"):
        pause_units(seconds)


def test_negative_silence_is_refused():
    with pytest.raises(ValueError, match="-1 units"):
        house.silence(-1)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_every_engine_rate_becomes_24_khz_without_moving_the_sound(rate):
    second = babble(rate, seed=3, rate=rate)
    resampled = to_house(second, rate)
    assert resampled.dtype == np.int16
    assert abs(resampled.size - HOUSE_RATE) <= 1
    assert shift(resampled, babble(HOUSE_RATE, seed=3)) == 0


def test_silence_stays_exactly_silent_when_resampled():
    assert not to_house(np.zeros(22_050, np.int16), 22_050, gain_db=6).any()


@pytest.mark.parametrize(
    ("gain_db", "factor"), [(0.0, 1.0), (-6.0, 0.501), (6.0, 1.995)], ids=["none", "half", "double"]
)
def test_the_gain_is_fixed(gain_db, factor):
    quiet = babble(2400) // 8
    assert np.abs(to_house(quiet, HOUSE_RATE, gain_db) - quiet * factor).max() <= 2


def test_what_gets_too_loud_is_held_at_the_limit_and_never_wraps():
    loud = np.array([32767, -32768, 20000, -20000, 0] * 100, np.int16)
    louder = to_house(loud, HOUSE_RATE, gain_db=12)
    assert louder.max() == 32767
    assert louder.min() == -32768
    assert np.array_equal(np.sign(louder), np.sign(loud))


def test_house_pcm_without_gain_is_left_as_it_is():
    pcm = babble(100)
    assert to_house(pcm, HOUSE_RATE) is pcm


def test_no_samples_resample_to_none():
    assert to_house(np.zeros(0, np.int16), 22_050).size == 0


@pytest.mark.parametrize("rate", [0, -24_000, 384_001, 24_000.0, True, None, "24000"])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(WrongRate):
        to_house(babble(10), rate)


@pytest.mark.parametrize("gain_db", [math.nan, math.inf])
def test_a_gain_that_is_no_number_is_refused(gain_db):
    with pytest.raises(ValueError, match="gain_db"):
        to_house(babble(10), HOUSE_RATE, gain_db)


@pytest.mark.parametrize(
    "pcm",
    [
        pytest.param(np.zeros(10, np.float32), id="floats"),
        pytest.param(np.zeros(10, np.int32), id="32 bits"),
        pytest.param(np.zeros(10, ">i2"), id="big-endian"),
        pytest.param(np.zeros((1, 10), np.int16), id="a row of samples"),
        pytest.param(np.zeros((10, 2), np.int16), id="stereo"),
        pytest.param(np.int16(3), id="a number"),
        pytest.param(b"\0\0", id="bytes"),
        pytest.param(None, id="nothing"),
    ],
)
@pytest.mark.parametrize("step", [lambda pcm: to_house(pcm, 24_000), trim_silence, pad_to_units])
def test_only_mono_16_bit_samples_are_taken(step, pcm):
    with pytest.raises(WrongPcm):
        step(pcm)


@pytest.mark.parametrize("lead", [0, 5, 300], ids="lead {} ms".format)
@pytest.mark.parametrize("tail", [0, 20, 700], ids="tail {} ms".format)
def test_silence_around_speech_is_cut_to_a_short_lead_and_tail(lead, tail):
    speech = babble(12_000)
    pcm = np.concatenate([np.zeros(lead * 24, np.int16), speech, np.zeros(tail * 24, np.int16)])
    kept, cut = trim_silence(pcm)
    lead_left = lead * 24 - cut
    tail_left = kept.size - lead_left - speech.size
    assert 0 <= lead_left <= (house.KEPT_LEAD_MS + 10) * 24
    assert 0 <= tail_left <= (house.KEPT_TAIL_MS + 10) * 24
    inner = slice(lead_left + 50, lead_left + speech.size - 240)
    assert np.array_equal(kept[inner], speech[50:-240])


@given(st.integers(0, 4000), st.integers(300, 3000), st.integers(0, 4000))
def test_trimming_takes_away_silence_only(lead, length, tail):
    speech = np.full(length, 8000, np.int16)
    kept, cut = trim_silence(np.pad(speech, (lead, tail)))
    assert cut <= lead
    start = lead - cut
    assert kept.size >= start + length
    assert (kept[start + 48 : start + length - 240] == 8000).all()


def test_the_ends_fade_so_that_a_cut_does_not_click():
    kept, _ = trim_silence(np.full(4800, 8000, np.int16))
    assert abs(int(kept[0])) < 400
    assert abs(int(kept[-1])) < 400


@pytest.mark.parametrize("size", [0, 1, 23, 24, 24_000])
def test_nothing_but_silence_is_an_error_and_no_empty_sentence(size):
    with pytest.raises(NoSound):
        trim_silence(np.zeros(size, np.int16))


def test_noise_under_the_threshold_is_silence():
    with pytest.raises(NoSound):
        trim_silence(np.random.default_rng(1).integers(-40, 40, 24_000).astype(np.int16))


def test_nothing_cannot_be_padded():
    with pytest.raises(NoSound):
        pad_to_units(np.zeros(0, np.int16))


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 40))
def test_blocks_hold_the_same_samples_in_order(sizes, block):
    total = np.arange(sum(sizes), dtype=np.int16)
    chunks = np.split(total, np.cumsum(sizes))
    blocks = list(in_blocks(chunks, block))
    assert all(part.size == block for part in blocks[:-1])
    assert np.array_equal(np.concatenate([*blocks, np.zeros(0, np.int16)]), total)
    assert all(0 < part.size <= block for part in blocks)


def test_a_second_of_pcm_survives_the_way_through_pydub():
    pcm = babble(HOUSE_RATE)
    assert np.array_equal(house.from_pydub(house.as_pydub(pcm)), pcm)
