"""How words are compared: marks count where they are typed; where the tone stands does not."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.library.errors import NothingToSearch, QueryTooLong
from service.library.folding import keeps_marks, keys, spans, without_marks, words
from service.library.queries import MAX_QUERY_CHARS, MAX_QUERY_WORDS, parse

param = pytest.param

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
syllables = st.text(st.sampled_from(VIETNAMESE + VIETNAMESE.upper()), min_size=1, max_size=8)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("written", ["đường", "Dương", "duong", "ĐƯỜNG", "dướng"])
def test_without_marks_these_are_one_word(written):
    assert keys(written).folded == "duong"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        param("hoà", "hòa", id="old and new place of the tone"),
        param("thuỷ", "thủy", id="the same with uy"),
        param("Hà", "HÀ", id="capitals"),
        param("đường", unicodedata.normalize("NFD", "đường"), id="marks as signs of their own"),
        param("kỹ", "kĩ", id="i and y"),
        param("quý", "quí", id="i and y after qu"),
        param("bác", "Bác", id="one capital"),
    ],
)
def test_with_marks_these_are_one_word(one, other):
    assert keys(one).exact is not None
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        param("đường", "dương", id="đ and tone"),
        param("đương", "dương", id="đ alone"),
        param("ma", "má", id="no tone is a tone of its own"),
        param("lợi", "lời", id="tone"),
        param("than", "thân", id="â"),
        param("tay", "tai", id="y after a vowel is another sound"),
    ],
)
def test_with_marks_these_are_different_words(one, other):
    assert keys(one) != keys(other)


def test_a_word_without_marks_has_no_exact_key():
    assert keys("thanh").exact is None
    assert keys("2021").exact is None


@given(syllables)
def test_typing_no_marks_reaches_every_spelling(word):
    assert keys(without_marks(word)) == (keys(word).folded, None)


@given(syllables)
def test_folding_what_is_folded_changes_nothing(word):
    assert keys(keys(word).folded).folded == keys(word).folded


@given(syllables)
def test_composed_or_not_and_large_or_small_it_is_the_same_word(word):
    assert keys(unicodedata.normalize("NFD", word)) == keys(word) == keys(word.lower())


@given(any_text)
def test_keys_hold_letters_and_digits_only_so_that_no_database_reads_them_as_more(text):
    for word in words(text):
        folded, exact = keys(word)
        assert folded == "".join(filter(str.isalnum, folded))
        assert all(sign.isalnum() or sign == "·" or unicodedata.combining(sign) for sign in exact or "")


@given(any_text)
def test_the_places_of_words_are_where_they_are_written(text):
    assert [text[start:end] for start, end in spans(text)] == words(text)


@pytest.mark.parametrize(
    ("typed", "meant", "kept"),
    [
        param("đuong", "đường", True, id="more marks than typed"),
        param("dương", "đường", True, id="đ may be missing"),
        param("đường", "dương", False, id="a typed mark is never taken away"),
        param("đường", "đương", False, id="nor a typed tone"),
        param("duong", "dường", True, id="none typed"),
        param("duon", "dường", False, id="other letters"),
    ],
)
def test_marks_may_be_added_but_not_taken_away(typed, meant, kept):
    assert keeps_marks(typed, meant) is kept


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        param("chợ Đồn", ["chợ", "Đồn"], id="words"),
        param('"chợ Đồn" xuân', ["chợ Đồn", "xuân"], id="straight quotes"),
        param("“chợ Đồn", ["chợ Đồn"], id="a quote that nobody closed"),
        param("Covid-19", ["Covid 19"], id="what is written together stands together"),
        param("23/5", ["23 5"], id="a date"),
        param("AND OR NOT NEAR(a) b* ^c", ["AND", "OR", "NOT", "NEAR a", "b", "c"], id="operators are words"),
        param("“” xin", ["xin"], id="an empty quote"),
        param("title:nước", ["title nước"], id="no columns"),
    ],
)
def test_what_was_typed_is_words_and_phrases(typed, units):
    assert [" ".join(word.written for word in unit) for unit in parse(typed).units] == units


@pytest.mark.parametrize("typed", ["", "   ", '"*-()^:;', "“”", "///", "😀 👍", "\x00\x07"])
def test_a_query_without_letters_and_digits_is_refused_in_words(typed):
    with pytest.raises(NothingToSearch) as refused:
        parse(typed)
    assert "một chữ" in refused.value.vi_text


@pytest.mark.parametrize(
    "typed", ["a" * (MAX_QUERY_CHARS + 1), "đường " * 2_000, "a " * (MAX_QUERY_WORDS + 1), '"' * 10_000]
)
def test_a_query_that_is_too_long_is_refused_in_words(typed):
    with pytest.raises(QueryTooLong) as refused:
        parse(typed)
    assert "ngắn lại" in refused.value.vi_text


@given(any_text)
def test_any_text_is_a_query_or_refused_in_words(text):
    with contextlib.suppress(NothingToSearch, QueryTooLong):
        assert parse(text).words
