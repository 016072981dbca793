"""Tokens tile the text and know what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.tokens import Kind, Tokens


@given(st.text(max_size=60))
def test_tokens_tile_the_text(text: str):
    tokens = Tokens(text)
    assert "".join(tokens.texts) == text
    assert tokens.starts[-1] == len(text)
    assert all(
        text.startswith(token, start) for token, start in zip(tokens.texts, tokens.starts, strict=False)
    )
    assert len(tokens) == len(tokens.kinds) == len(tokens.texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Km15+200", ["Km", "15", "+", "200"], id="letters and digits part"),
        pytest.param("m² ½", ["m", "²", " ", "½"], id="a raised or broken number is no letter"),
        pytest.param("e\u0301t", ["e\u0301t"], id="a mark stays with its letter"),
        pytest.param("a\u00a0 b", ["a", "\u00a0 ", "b"], id="blanks of any kind are one"),
        pytest.param("x_y", ["x", "_", "y"], id="an underscore is a mark"),
    ],
)
def test_where_tokens_begin_and_end(text: str, expected: list[str]):
    assert Tokens(text).texts == expected


def test_kinds():
    kinds = Tokens("Ấp 3: ٣").kinds
    assert kinds == [Kind.WORD, Kind.SPACE, Kind.DIGITS, Kind.MARK, Kind.SPACE, Kind.MARK]
