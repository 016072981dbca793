"""What may be a written Vietnamese syllable, by its structure alone."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.syllables import is_syllable

POSSIBLE = [
    "nghiêng",
    "hoà",
    "hòa",
    "thuở",
    "khuya",
    "quý",
    "quỳnh",
    "giếng",
    "gì",
    "giữa",
    "gìn",
    "quốc",
    "xoong",
    "hoàn",
    "huỳnh",
    "khuỷu",
    "yêu",
    "ý",
    "kỳ",
    "kì",
    "mỹ",
    "mĩ",
    "nguyễn",
    "trường",
    "của",
    "bố",
    "việt",
    "người",
    "ngoài",
    "quả",
    "quyết",
    "ban",
    "an",
    "ủy",
    "uỷ",
    "oẳn",
    "tù",
    "tì",
    "đường",
    "nghĩ",
    "ghế",
    "giê",
    "xê",
    "ca",
    "ét",
    "quy",
    "giá",
    "thúy",
    "thuý",
    "hoạch",
    "khoăn",
    "xoè",
    "xòe",
    "gió",
    "giỗ",
    "giội",
    "giặc",
    "ngoằn",
    "ngoèo",
    "buýt",
    "loắt",
    "choắt",
    "tuếch",
    "quắt",
    "uyên",
    "uể",
    "oải",
    "yếu",
    "ỉa",
    "ít",
    "úp",
    "ưu",
    "ươm",
    "khuếch",
    "nhuyễn",
    "lúa",
    "mưa",
    "mía",
    "quờ",
    "quẩy",
    "tuyên",
    "truyền",
    "búa",
]


@pytest.mark.parametrize("word", POSSIBLE)
def test_a_syllable_of_the_language_is_possible_in_any_case_and_form(word: str):
    for form in (word, word.upper(), word.title(), unicodedata.normalize("NFD", word)):
        assert is_syllable(form)


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("viet", id="a stopped coda without sắc or nặng"),
        pytest.param("cát\u0323", id="two tones"),
        pytest.param("càt", id="huyền on a stopped coda"),
        pytest.param("qúy", id="the tone on the u of qu"),
        pytest.param("của\u0301", id="a second tone after the word"),
        pytest.param("cuả", id="the tone on the off-glide"),
        pytest.param("ka", id="k before a"),
        pytest.param("ce", id="c before e"),
        pytest.param("ge", id="g before e"),
        pytest.param("gha", id="gh before a"),
        pytest.param("ngi", id="ng before i"),
        pytest.param("iên", id="iê without an onset is written yê"),
        pytest.param("hyên", id="yê after a plain onset"),
        pytest.param("Krông", id="a spelling of another language"),
        pytest.param("zalo", id="z"),
        pytest.param("internet", id="a foreign word"),
        pytest.param("a1", id="a digit"),
        pytest.param("", id="nothing"),
        pytest.param("ba na", id="two words"),
        pytest.param("nghiêngnghiêngnghiêng", id="three words together"),
    ],
)
def test_what_breaks_the_spelling_rules_is_no_syllable(word: str):
    assert not is_syllable(word)


@settings(max_examples=150)
@given(st.text(max_size=40))
def test_any_text_gets_an_answer_that_does_not_depend_on_case(text: str):
    assert is_syllable(text) in (True, False)
    if text.isascii():
        assert is_syllable(text) == is_syllable(text.upper())
