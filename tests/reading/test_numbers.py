"""Numbers as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.numbers import cardinal, decimal, roman_value, spell_digits

UNITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
         "tám": 8, "chín": 9}  # fmt: skip


def value_of(words: str) -> int:
    """Counts a spoken number back, by another way than it was made."""
    if " tỷ" in f" {words} ":
        head, _, tail = words.partition(" tỷ")
        return value_of(head) * 10**9 + (value_of(tail.strip()) if tail.strip() else 0)
    total = group = 0
    for word in words.split():
        if word == "mười":
            group += 10
        elif word == "mươi":
            group += 9 * (group % 10)
        elif word == "trăm":
            group *= 100
        elif word in ("nghìn", "triệu"):
            total += group * {"nghìn": 10**3, "triệu": 10**6}[word]
            group = 0
        elif word != "linh":
            group += UNITS[word]
    return total + group


@given(st.integers(0, 10**12))
def test_a_counted_number_can_be_counted_back(number: int):
    assert value_of(cardinal(str(number))) == number


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        pytest.param("0", "không", id="zero"),
        pytest.param("01", "một", id="a zero in front says nothing"),
        pytest.param("15", "mười lăm", id="lăm after mười"),
        pytest.param("21", "hai mươi mốt", id="mốt after mươi"),
        pytest.param("24", "hai mươi tư", id="tư after mươi"),
        pytest.param("14", "mười bốn", id="bốn after mười"),
        pytest.param("105", "một trăm linh năm", id="linh, and năm stays năm"),
        pytest.param("2021", "hai nghìn không trăm hai mươi mốt", id="the hundred is always named inside"),
        pytest.param("1050003", "một triệu không trăm năm mươi nghìn không trăm linh ba", id="inner zeros"),
        pytest.param("1000000000", "một tỷ", id="nothing is said for empty groups"),
        pytest.param("1" * 16, " ".join(["một"] * 16), id="too long to count: digit by digit"),
    ],
)
def test_whole_numbers_are_counted_as_news_readers_do(digits: str, words: str):
    assert cardinal(digits) == words


def test_region_words_are_the_callers_choice():
    assert cardinal("1005", "ngàn", "lẻ") == "một ngàn không trăm lẻ năm"


@pytest.mark.parametrize(
    ("whole", "fraction", "words"),
    [
        pytest.param("2", "34", "hai phẩy ba mươi tư", id="two decimals are counted"),
        pytest.param("12", "05", "mười hai phẩy không năm", id="a zero first: digit by digit"),
        pytest.param("5", "125", "năm phẩy một hai năm", id="three decimals: digit by digit"),
        pytest.param("0", "5", "không phẩy năm", id="one decimal"),
    ],
)
def test_decimals(whole: str, fraction: str, words: str):
    assert decimal(whole, fraction) == words


def test_digits_are_spelled_one_by_one():
    assert spell_digits("0209") == "không hai không chín"


@pytest.mark.parametrize(
    ("letters", "value"),
    [("XII", 12), ("XIV", 14), ("MCMXCIX", 1999), ("IIX", None), ("VNPT", None), ("", None), ("xii", None)],
)
def test_only_canonical_roman_numerals_have_a_value(letters: str, value: int | None):
    assert roman_value(letters) == value
