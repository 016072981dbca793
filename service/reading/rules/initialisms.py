"""Capitals that are said letter by letter, and those that are said as a word.

In: one token of capitals ("GDP", "VNeID"). Out: plain words with a note of doubt where no table knows
the token. Which letter names, "pê, xê" or "pờ, cờ", is a setting: both are heard on air. Digits are not
read here; `split_code` takes a token such as "U22" or "COP28" apart and leaves the numbers to their rule.
"""

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

from service.reading.lexicon_rows import rows

LetterStyle = Literal["pe", "po"]

_NAMES: dict[LetterStyle, dict[str, str]] = {
    # Thông tư 01/2011/TT-BNV and school books name the letters so; "ca", "hát", "quy" are what is said on air.
    "pe": {
        "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "đê", "đ": "đê", "e": "e", "ê": "ê", "f": "ép", "g": "giê", "h": "hát", "i": "i",
        "j": "gi", "k": "ca", "l": "e lờ", "m": "em mờ", "n": "en", "o": "ô", "ô": "ô", "ơ": "ơ", "p": "pê", "q": "quy", "r": "e rờ", "s": "ét",
        "t": "tê", "u": "u", "ư": "ư", "v": "vê", "w": "vê kép", "x": "ích", "y": "i", "z": "dét",
    },
    "po": {
        "a": "a", "ă": "á", "â": "ớ", "b": "bờ", "c": "cờ", "d": "dờ", "đ": "đờ", "e": "e", "ê": "ê", "f": "phờ", "g": "gờ", "h": "hờ", "i": "i",
        "j": "gi", "k": "cờ", "l": "lờ", "m": "mờ", "n": "nờ", "o": "o", "ô": "ô", "ơ": "ơ", "p": "pờ", "q": "quờ", "r": "rờ", "s": "sờ",
        "t": "tờ", "u": "u", "ư": "ư", "v": "vờ", "w": "vờ kép", "x": "xờ", "y": "i", "z": "dờ",
    },
}  # fmt: skip

MAX_SPELLED_LETTERS = 12
"""Longer runs of capitals are words written large, not initialisms."""

_CODE = re.compile(r"[^\W\d_]+|\d+")


class InitialismReading(NamedTuple):
    """How a token of capitals is said. Fields as in script.Reading."""

    spoken: str
    sure: bool
    reason: str | None
    alternatives: tuple[str, ...]
    rule: str


def letter_name(letter: str, style: LetterStyle = "pe") -> str | None:
    """The name of one letter, tone marks aside; None for what is not a letter of Vietnamese or English."""
    known = _NAMES[style].get(letter.lower())
    if known is None:
        known = _NAMES[style].get(_bare(letter.lower()))
    return known


def spell(letters: str, style: LetterStyle = "pe") -> str:
    """The letter names of every letter of `letters` in order; what is no letter is left out.

    "GDP" -> "giê đê pê". Empty when there is no letter at all.
    """
    names = (letter_name(char, style) for char in letters)
    return " ".join(name for name in names if name)


def read_initialism(token: str, style: LetterStyle = "pe") -> InitialismReading:
    """Say a token of capitals: sure when a table knows it, else spelled and flagged.

    token: letters only, any length; more than MAX_SPELLED_LETTERS are spelled too, and the caller decides
    beforehand whether such a token is rather a word written large.
    """
    known = _known().get(token)
    if known is not None:
        if known == "*":
            return InitialismReading(spell(token, style), True, None, (), "initialism.spelled")
        return InitialismReading(known, True, None, (), "initialism.word")
    other: LetterStyle = "po" if style == "pe" else "pe"
    spoken, second = spell(token, style), spell(token, other)
    alternatives = tuple(form for form in (second,) if form != spoken)
    reason = f"Chưa có “{token}” trong bảng chữ viết tắt nên đọc từng chữ cái."
    return InitialismReading(spoken, False, reason, alternatives, "initialism.unknown")


def split_code(token: str) -> tuple[str, ...]:
    """The runs of letters and of digits of a code, in order: "COP28" -> ("COP", "28"), "U-22" -> ("U", "22")."""
    return tuple(_CODE.findall(token))


def _bare(letter: str) -> str:
    """The letter without its tone; with no other letter left, without any mark."""
    parts = unicodedata.normalize("NFD", letter)
    toneless = unicodedata.normalize(
        "NFC", "".join(c for c in parts if c not in "\u0300\u0301\u0303\u0309\u0323")
    )
    return toneless if toneless in _NAMES["pe"] else parts[:1]


@cache
def _known() -> dict[str, str]:
    return {row.written: row.spoken for row in rows("initialisms.tsv")}
