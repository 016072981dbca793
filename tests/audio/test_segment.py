"""An utterance becomes a segment: padded house PCM and the place of every word in it."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import babble

from service.audio.pcm import NoSound, WrongPcm, WrongRate, checked_units
from service.audio.segment import Segment, make_segment

SECOND = babble(22_050, rate=22_050)


def test_a_segment_is_as_long_as_its_padded_pcm():
    segment, pcm = make_segment(SECOND, 22_050, [], 4)
    assert segment.samples == checked_units(pcm).size
    assert segment.units == segment.samples // 2880


def test_marks_move_with_resampling_and_trimming():
    lead = np.zeros(11_025, np.int16)  # half a second of silence before the first word
    marks = [(0, 11_025), (1, 11_025 + 7350), (2, 11_025 + 14_700)]
    segment, pcm = make_segment(np.concatenate([lead, SECOND]), 22_050, marks, 3)
    (first, _), (second, _), (third, end) = segment.words
    assert 0 <= first <= 30 * 24
    assert (second - first, third - first) == (8000, 16_000)
    assert abs(end - first - 24_000) <= 24
    assert abs(int(np.flatnonzero(np.abs(pcm) > 100)[0]) - first) <= 24


def test_a_voice_without_marks_gives_no_words():
    assert make_segment(SECOND, 22_050, [], 5)[0].words == ()


def test_words_without_a_mark_share_the_time_between_their_neighbours():
    segment, _ = make_segment(babble(24_000), 24_000, [(1, 6000), (4, 18_000)], 5)
    starts = [start for start, _ in segment.words]
    assert starts == [0, 6000, 10_000, 14_000, 18_000]
    assert segment.words[-1][1] == 24_000


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param([(0, 0), (7, 9000)], id="a word that was never sent"),
        pytest.param([(0, 0), (-1, 9000)], id="a negative word"),
        pytest.param([(0, 0), (0, 9000)], id="the same word twice"),
    ],
)
def test_marks_that_make_no_sense_are_left_out(marks):
    segment, _ = make_segment(babble(24_000), 24_000, marks, 2)
    assert segment.words == ((0, 12_000), (12_000, 24_000))


@given(st.lists(st.tuples(st.integers(-3, 12), st.integers(-5000, 60_000)), max_size=15), st.integers(1, 10))
def test_whatever_the_marks_words_touch_in_order_inside_the_segment(marks, count):
    segment, _ = make_segment(babble(4800), 24_000, marks, count)
    assert len(segment.words) in (0, count)
    assert all(0 <= start <= end <= segment.samples for start, end in segment.words)
    assert all(before[1] == after[0] for before, after in pairwise(segment.words))


@given(
    st.integers(1, 50).flatmap(
        lambda units: st.tuples(
            st.just(units * 2880), st.lists(st.integers(0, units * 2880), max_size=20).map(sorted)
        )
    )
)
def test_a_segment_survives_being_kept_as_json(parts):
    samples, bounds = parts
    segment = Segment(samples, tuple(pairwise(bounds)))
    assert Segment.from_dict(json.loads(json.dumps(segment.to_dict()))) == segment


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"samples": 0, "words": []}, id="no samples"),
        pytest.param({"samples": 2881, "words": []}, id="no whole unit"),
        pytest.param({"samples": True, "words": []}, id="true"),
        pytest.param({"samples": "2880", "words": []}, id="text"),
        pytest.param({"samples": 2880}, id="no words"),
        pytest.param({"samples": 2880, "words": [5]}, id="half a word"),
        pytest.param({"samples": 2880, "words": [0, 2881]}, id="a word past the end"),
        pytest.param({"samples": 2880, "words": [9, 3]}, id="backwards"),
        pytest.param({"samples": 2880, "words": [0, "3"]}, id="text among numbers"),
        pytest.param({"samples": 2880, "words": {"0": 3}}, id="an object"),
    ],
)
def test_a_damaged_record_is_refused(kept):
    with pytest.raises(ValueError, match=r"segment|word"):
        Segment.from_dict(kept)


def test_a_silent_utterance_is_no_segment():
    with pytest.raises(NoSound):
        make_segment(np.zeros(22_050, np.int16), 22_050, [(0, 0)], 1)


def test_an_utterance_at_an_impossible_rate_is_no_segment():
    with pytest.raises(WrongRate):
        make_segment(SECOND, 0, [], 1)


def test_a_stereo_utterance_is_no_segment():
    with pytest.raises(WrongPcm):
        make_segment(SECOND.reshape(-1, 2), 22_050, [], 1)


def test_the_voice_s_gain_is_applied():
    soft, full = (make_segment(SECOND, 22_050, [], 1, gain)[1] for gain in (-12.0, 0.0))
    assert np.abs(soft).max() == pytest.approx(np.abs(full).max() / 4, rel=0.02)
