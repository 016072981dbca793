"""Long sentences in parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.speech.engine import MAX_UTTERANCE_CHARS, SpeechFailed, Utterance
from service.speech.parts import CLAUSE_PAUSE_SECONDS, cut, speak_whole, split_for_speech
from tests.contracts.doubles import RATE, WORD_SECONDS, ToneEngine

WORD = round(WORD_SECONDS * RATE)
PAUSE = round(CLAUSE_PAUSE_SECONDS * RATE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("một hai", ("một hai",), id="short enough"),
        pytest.param("một hai, ba bốn năm", ("một hai,", "ba bốn năm"), id="at the clause"),
        pytest.param("một, hai, ba bốn năm", ("một, hai,", "ba bốn năm"), id="at the last clause that fits"),
        pytest.param(
            "a, hai ba bốn năm sáu", ("a, hai ba", "bốn năm sáu"), id="not after a clause of one word"
        ),
        pytest.param("một hai ba bốn năm", ("một hai ba", "bốn năm"), id="no clause: at a space"),
        pytest.param("abcdefghijklmno", ("abcdefghijkl", "mno"), id="no space: in mid-word"),
        pytest.param("a abcdefghijklmno", ("a", "abcdefghijkl", "mno"), id="a long word begins its own part"),
        pytest.param("  một \n hai ", ("một hai",), id="any white space is a space"),
    ],
)
def test_a_text_is_cut_at_a_clause_else_a_space_else_anywhere(text: str, parts: tuple[str, ...]):
    assert split_for_speech(text, 12) == parts


WORDS = st.lists(st.text("abđ,.ế", min_size=1, max_size=9), max_size=60).map(" ".join)


@given(text=WORDS, limit=st.integers(9, 40))
@settings(max_examples=150)
def test_the_words_of_the_parts_are_the_words_of_the_text(text: str, limit: int):
    parts = split_for_speech(text, limit)
    assert " ".join(parts).split() == text.split()
    assert all(0 < len(part) <= limit for part in parts)


@given(text=st.text(max_size=200), limit=st.integers(1, 30))
@settings(max_examples=150)
def test_no_limit_and_no_text_loses_a_character(text: str, limit: int):
    parts = split_for_speech(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= limit for part in parts)


@given(text=WORDS, limit=st.integers(1, 40))
@settings(max_examples=100)
def test_every_part_knows_which_word_it_begins_with(text: str, limit: int):
    words = text.split()
    for part in cut(text, limit):
        first = part.text.split()[0]
        assert first in words[part.first_word]
        assert part.word_goes_on or words[part.first_word].startswith(first)


def test_parts_are_spoken_as_one_with_a_breath_at_the_clause():
    clause, rest = " ".join(["một"] * 60) + ",", " ".join(["hai"] * 60)
    utterance = speak_whole(ToneEngine(), f"{clause} {rest}", "tone:vi")
    assert utterance.pcm.shape[0] == 120 * WORD + PAUSE
    assert [mark.word for mark in utterance.marks] == list(range(120))
    assert [mark.sample for mark in utterance.marks] == [
        n * WORD + (PAUSE if n >= 60 else 0) for n in range(120)
    ]


def test_a_word_cut_in_two_has_one_mark_and_the_next_word_its_own():
    engine = ToneEngine()
    utterance = speak_whole(engine, "x" * (MAX_UTTERANCE_CHARS + 50) + " hai", "tone:vi")
    assert [len(text) for text in engine.texts] == [MAX_UTTERANCE_CHARS, 54]
    assert [tuple(mark) for mark in utterance.marks] == [(0, 0), (1, 2 * WORD)]


def test_a_part_of_signs_alone_is_left_out():
    engine = ToneEngine()
    speak_whole(engine, "một " + "…" * 2 * MAX_UTTERANCE_CHARS + " hai", "tone:vi")
    assert [text.strip("… ") for text in engine.texts] == ["một", "hai"]
    with pytest.raises(ValueError, match="letter"):
        speak_whole(engine, "…" * 2 * MAX_UTTERANCE_CHARS, "tone:vi")


def test_parts_at_different_rates_are_not_glued():
    class Fickle(ToneEngine):
        def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Utterance:
            utterance = super().speak(text, voice, speed=speed)
            return Utterance(utterance.pcm, RATE + len(self.texts), ())

    with pytest.raises(SpeechFailed):
        speak_whole(Fickle(), "một " * 200, "tone:vi")
