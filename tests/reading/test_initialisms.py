"""Capitals letter by letter, in the letter names that the station chose, or as a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.rules.initialisms import LetterStyle, read_initialism, spell, split_code
from service.reading.syllables import is_syllable


@pytest.mark.parametrize(
    ("letters", "style", "spoken"),
    [
        ("GDP", "pe", "giê đê pê"),
        ("GDP", "po", "gờ dờ pờ"),
        ("PCI", "pe", "pê xê i"),
        ("VNeID", "pe", "vê en e i đê"),
        ("ĐƠƯ", "pe", "đê ơ ư"),
        ("w.w.w", "pe", "vê kép vê kép vê kép"),
        ("123", "pe", ""),
    ],
)
def test_letters_are_named(letters: str, style: LetterStyle, spoken: str):
    assert spell(letters, style) == spoken


def test_a_known_token_is_sure_and_an_unknown_one_is_spelled_and_flagged():
    assert read_initialism("ASEAN")[:2] == ("a xê an", True)
    assert read_initialism("PCI")[:2] == ("pê xê i", True)
    unknown = read_initialism("QXZ")
    assert (unknown.spoken, unknown.sure) == ("quy ích dét", False)
    assert unknown.reason is not None
    assert unknown.alternatives == ("quờ xờ dờ",)


@pytest.mark.parametrize(
    ("token", "parts"), [("COP28", ("COP", "28")), ("U-22", ("U", "22")), ("4G", ("4", "G")), ("", ())]
)
def test_a_code_comes_apart_into_letters_and_digits(token: str, parts: tuple[str, ...]):
    assert split_code(token) == parts


@settings(max_examples=100)
@given(st.text(max_size=20), st.sampled_from(["pe", "po"]))
def test_spelling_is_made_of_syllables_only(text: str, style: LetterStyle):
    assert all(is_syllable(name) for name in spell(text, style).split())
