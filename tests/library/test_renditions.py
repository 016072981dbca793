"""A timeline is kept to the sample."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.audio.timeline import TimedSentence, TimedWord, Timeline
from service.library.renditions import rendition_name, timeline_from_json, timeline_to_json
from service.library.segments import SegmentFile, segment_name

numbers = st.integers(0, 2**40)
words = st.lists(st.builds(TimedWord, numbers, numbers, numbers), max_size=5).map(tuple)
sentences = st.lists(st.builds(TimedSentence, numbers, numbers, numbers, words), max_size=6).map(tuple)


@given(st.builds(Timeline, st.just(24_000), sentences))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_of_a_timeline_is_lost_in_writing_it_down(timeline):
    assert timeline_from_json(timeline_to_json(timeline)) == timeline


def test_a_timeline_with_half_a_word_is_refused():
    with pytest.raises(ValueError, match="zip"):
        timeline_from_json('{"rate":24000,"sentences":[[0,0,2880,[1,2]]]}')


def test_the_name_of_a_file_changes_with_its_bytes():
    one, other = (SegmentFile("mp3", digest * 64, 3) for digest in "ab")
    assert segment_name("k" * 64, one) != segment_name("k" * 64, other)
    assert rendition_name("ab" * 32, "mp3") == f"renditions/ab/{'ab' * 32}.mp3"
