"""Transcripts as podcast apps read them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.audio.pcm import HOUSE_RATE
from service.audio.timeline import TimedSentence, Timeline
from service.audio.transcripts import to_podcast_json, to_srt

SECOND = HOUSE_RATE
TWO = Timeline(
    HOUSE_RATE, (TimedSentence(0, 0, 2 * SECOND, ()), TimedSentence(1, 2 * SECOND, 3723 * SECOND, ()))
)


def test_json_has_a_segment_a_sentence_with_its_speaker():
    assert to_podcast_json(TWO, ["Câu một. ", "Câu hai."], "Giọng máy") == {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Giọng máy", "startTime": 0.0, "endTime": 2.0, "body": "Câu một."},
            {"speaker": "Giọng máy", "startTime": 2.0, "endTime": 3723.0, "body": "Câu hai."},
        ],
    }


def test_srt_numbers_its_cards_and_counts_hours():
    assert to_srt(TWO, ["Câu một.", "Câu hai."]) == (
        "1\n00:00:00,000 --> 00:00:02,000\nCâu một.\n\n2\n00:00:02,000 --> 01:02:03,000\nCâu hai.\n"
    )


def test_a_long_sentence_is_shown_on_several_cards_without_a_gap():
    text = (
        "Sáng 27/4/2021, Hội đồng nhân dân tỉnh thông qua nghị quyết đầu tư 148 tỷ đồng xây mới công trình."
    )
    srt = to_srt(Timeline(HOUSE_RATE, (TimedSentence(0, 0, 10 * SECOND, ()),)), [text])
    cards = srt.split("\n\n")
    times = [card.split("\n")[1].split(" --> ") for card in cards]
    assert len(cards) == 2
    assert times[0][0] == "00:00:00,000"
    assert times[0][1] == times[1][0]
    assert times[1][1] == "00:00:10,000"
    assert " ".join(line for card in cards for line in card.strip().split("\n")[2:]) == text


def test_a_sentence_without_text_is_an_error():
    with pytest.raises(ValueError, match="no text for sentence 1"):
        to_srt(TWO, ["Câu một."])
    with pytest.raises(ValueError, match="no text for sentence 1"):
        to_podcast_json(TWO, ["Câu một."], "")


@given(st.lists(st.text(max_size=120), min_size=2, max_size=2))
@settings(max_examples=60)
def test_no_text_can_end_a_card_or_write_one_of_its_own(texts):
    srt = to_srt(TWO, texts)
    cards = [card.strip("\n").split("\n") for card in srt.split("\n\n") if card]
    for number, (named, times, *lines) in enumerate(cards, 1):
        assert named == str(number)
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", times)
        assert 1 <= len(lines) <= 2
        assert all(len(line) <= 32 or " " not in line for line in lines)
        assert not any("-->" in line for line in lines)
