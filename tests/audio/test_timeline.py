"""The laws of a timeline, and its WebVTT."""

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.audio.segment import Segment
from service.audio.timeline import TimedWord, Timeline, at, build, seconds, to_vtt


@st.composite
def spoken_parts(draw: st.DrawFn):
    """Sentences in order (numbers may be left out or, for sentences in parts, repeated), some without marks."""
    parts = []
    index = 0
    for _ in range(draw(st.integers(0, 12))):
        index += draw(st.integers(0, 2))
        samples = draw(st.integers(1, 20)) * 2880
        bounds = sorted(draw(st.lists(st.integers(0, samples), max_size=6)))
        words = tuple(pairwise(bounds))
        readings = sorted(draw(st.lists(st.integers(0, 5), min_size=len(words), max_size=len(words))))
        parts.append((index, Segment(samples, words), readings, draw(st.integers(0, 10))))
    return parts


@given(spoken_parts())
def test_sentences_tile_the_whole_rendition(parts):
    timeline = build(parts)
    assert timeline.samples == sum(segment.samples + pause * 2880 for _, segment, _, pause in parts)
    assert timeline.units * 2880 == timeline.samples
    assert [sentence.index for sentence in timeline.sentences] == sorted({part[0] for part in parts})
    assert all(before.end == after.start for before, after in pairwise(timeline.sentences))
    assert not timeline.sentences or timeline.sentences[0].start == 0


@given(spoken_parts())
def test_words_lie_in_order_inside_their_sentence(parts):
    for sentence in build(parts).sentences:
        moments = [moment for word in sentence.words for moment in (word.start, word.end)]
        assert moments == sorted(moments)
        assert all(sentence.start <= moment <= sentence.end for moment in moments)


@given(spoken_parts(), st.data())
def test_every_sample_belongs_to_the_sentence_and_the_word_last_begun(parts, data):
    timeline = build(parts)
    if not timeline.samples:
        return
    sample = data.draw(st.integers(0, timeline.samples - 1))
    sentence, word = at(timeline, sample)
    assert sentence.start <= sample < sentence.end
    begun = [number for number, timed in enumerate(sentence.words) if timed.start <= sample]
    assert word == (begun[-1] if begun else None)


@pytest.mark.parametrize("sample", [-1, 2880])
def test_there_is_nothing_outside_a_rendition(sample):
    with pytest.raises(ValueError, match="outside"):
        at(build([(0, Segment(2880, ()), (), 0)]), sample)


def test_a_sentence_spoken_in_parts_is_one_sentence():
    timeline = build(
        [
            (0, Segment(2880, ((0, 100),)), [0], 0),
            (1, Segment(2880, ((10, 20), (20, 30))), [0, 1], 1),
            (1, Segment(5760, ((5, 15),)), [2], 4),
        ]
    )
    _, second = timeline.sentences
    assert (second.start, second.end) == (2880, 2880 * 9)
    assert second.words == (TimedWord(2890, 2900, 0), TimedWord(2900, 2910, 1), TimedWord(8645, 8655, 2))


def test_a_voice_without_marks_still_has_sentences():
    timeline = build([(0, Segment(5760, ()), [0, 1, 2], 1)])
    assert timeline.sentences[0].words == ()
    assert timeline.seconds == pytest.approx(0.36)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        pytest.param(
            [(0, Segment(2880, ((0, 1),)), [0, 1], 0)], "1 words, 2 readings", id="too many readings"
        ),
        pytest.param([(0, Segment(2880, ()), [], -1)], "pause", id="a negative pause"),
        pytest.param([(1, Segment(2880, ()), [], 0), (0, Segment(2880, ()), [], 0)], "after", id="backwards"),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, said):
    with pytest.raises(ValueError, match=said):
        build(parts)


def test_nothing_spoken_is_a_timeline_of_nothing():
    assert build([]) == Timeline(24_000, ())
    assert to_vtt(build([]), []) == "WEBVTT\n"


def test_seconds_carry_no_float_dust():
    assert seconds(2880 * 3) == 0.36
    assert seconds(1) == 0.000042


def test_a_transcript_is_one_cue_a_sentence():
    timeline = build([(0, Segment(28_800, ()), [], 10), (1, Segment(24_000 * 3600, ()), [], 0)])
    assert to_vtt(timeline, ["Một câu.", "Rồi\n một <b>câu</b> & --> nữa."]) == (
        "WEBVTT\n"
        "\n0\n00:00:00.000 --> 00:00:02.400\nMột câu.\n"
        "\n1\n00:00:02.400 --> 01:00:02.400\nRồi một &lt;b&gt;câu&lt;/b&gt; &amp; --&gt; nữa.\n"
    )


def test_hours_beyond_two_digits_stay_whole():
    assert "--> 120:00:00.000" in to_vtt(build([(0, Segment(120 * 3600 * 24_000, ()), [], 0)]), ["Dài."])


def test_a_sentence_without_text_is_an_error():
    with pytest.raises(ValueError, match="no text for sentence 1"):
        to_vtt(build([(1, Segment(2880, ()), [], 0)]), ["Chỉ có câu đầu."])


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
@settings(max_examples=50)
def test_any_text_stays_one_line_of_plain_text_in_its_own_cue(texts):
    timeline = build((index, Segment(2880, ()), (), 0) for index in range(len(texts)))
    written = to_vtt(timeline, texts)
    _, *cues = re.split(r"\n\n", written.removesuffix("\n"))
    assert "\0" not in written
    shown = [" ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split()) for text in texts]
    wanted = [(str(index), text) for index, text in enumerate(shown) if text]
    cues = [cue.split("\n") for cue in cues]
    assert [(cue[0], html.unescape(cue[2])) for cue in cues] == wanted
    assert all(len(cue) == 3 for cue in cues)
    assert all(not set(cue[2]) & {"<", ">"} for cue in cues)
