"""Foreign words become possible Vietnamese syllables, and say that they are a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.rules.foreign import OTHER_SCRIPT, respell
from service.reading.syllables import is_syllable


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("Sportivo", "xờ pô ti vô"),
        ("Schmidt", "sờ mít"),
        ("Queen", "quin"),
        ("Mexicano", "me xi ca nô"),
        ("Brr", "bê e rờ e rờ"),
    ],
)
def test_an_unknown_word_is_approximated_and_flagged(word: str, spoken: str):
    reading = respell(word)
    assert (reading.spoken, reading.sure) == (spoken, False)
    assert reading.reason is not None
    assert word in reading.reason


@pytest.mark.parametrize(
    ("word", "spoken"),
    [("ôtô", "ô tô"), ("kilômét", "ki lô mét"), ("Lênin", "lê nin"), ("xêmina", "xê mi na")],
)
def test_a_transcription_written_together_is_said_as_it_is(word: str, spoken: str):
    assert respell(word)[:2] == (spoken, True)


def test_another_script_is_announced():
    assert respell("Москва")[:2] == (OTHER_SCRIPT, False)


@settings(max_examples=300)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéüñøß'-", min_size=1, max_size=30))
def test_every_syllable_is_possible_and_the_length_is_bounded(word: str):
    reading = respell(word)
    syllables = reading.spoken.split()
    assert syllables
    assert len(syllables) <= 2 * len(word) + len(OTHER_SCRIPT.split())
    assert reading.sure or all(is_syllable(syllable) for syllable in syllables)
