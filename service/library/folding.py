"""Words as search compares them: a folded key, and an exact one for what carries marks.

In: text. Out: words, their places and keys. The folded key has no marks at all ("đường", "Dương" -> "duong");
the exact key keeps letters and tone but not the place of the tone ("hoà", "hòa") nor the spelling of a last i
("kỹ", "kĩ"). Pure.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

FOLDING: Final = "1"
"""Changes with every change of the keys: an index made by another folding is made anew."""

EXACT: Final = "·"
"""Begins every exact key, so that none is a folded one."""

MAX_KEY_CHARS: Final = 40
"""Longer words are compared by their beginning; the longest Vietnamese syllable has seven letters."""

TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Huyền, sắc, ngã, hỏi, nặng."""

_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_I_OR_Y: Final = re.compile(r"(h|k|l|m|s|t|qu)y")
"""Syllables that are written with either letter and mean the same."""


class Keys(NamedTuple):
    """folded: without marks. exact: None for a word without marks."""

    folded: str
    exact: str | None


class Prefix(NamedTuple):
    """What longer words' keys begin with when they begin with this one."""

    folded: str
    exact: str | None


def words(text: str) -> list[str]:
    """The words of a text as they are written: runs of letters and digits, with the marks that belong to them."""
    return _WORD.findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the same words begin and end, in code points."""
    return [match.span() for match in _WORD.finditer(text)]


@lru_cache(maxsize=65_536)
def keys(word: str) -> Keys:
    """The keys of one word."""
    folded, exact = _spelled(word)
    if exact is not None:
        tones, letters = exact
        exact_key = EXACT + tones + _one_i(letters)
    else:
        exact_key = None
    return Keys(_one_i(folded), exact_key)


def prefix(word: str) -> Prefix:
    """The same as keys, but for the beginning of a word: a last y stays, for "Kyoto" begins with it."""
    folded, exact = _spelled(word)
    return Prefix(folded, None if exact is None else EXACT + "".join(exact))


def keeps_marks(typed: str, meant: str) -> bool:
    """Whether `meant` is `typed` with more marks: every mark that was typed is there ("đuong", "đường")."""
    few, many = _signs(typed), _signs(meant)
    return len(few) == len(many) and all(
        base == other and marks <= more for (base, marks), (other, more) in zip(few, many, strict=True)
    )


def without_marks(text: str) -> str:
    """A text as somebody types it who types no marks: "Đường sắt" -> "Duong sat"."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def _spelled(word: str) -> tuple[str, tuple[str, str] | None]:
    """Folded letters; tones and letters apart, unless there is no mark."""
    signs = unicodedata.normalize("NFD", word.casefold())
    tones = "".join(sign for sign in signs if sign in TONES)
    letters = unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in TONES))
    letters = "".join(letter for letter in letters if letter.isalnum())[:MAX_KEY_CHARS]
    folded = "".join(letter for letter in without_marks(letters) if letter.isalnum())[:MAX_KEY_CHARS]
    marked = bool(tones) or letters != folded
    return folded, (tones[:MAX_KEY_CHARS], letters) if marked else None


def _signs(word: str) -> list[tuple[str, frozenset[str]]]:
    """Each letter with its marks; the tone, wherever it stands, with the first."""
    tones = frozenset(sign for sign in unicodedata.normalize("NFD", word.casefold()) if sign in TONES)
    letters: list[tuple[str, frozenset[str]]] = [("", tones)]
    for letter in word.casefold():
        base, *marks = unicodedata.normalize("NFD", letter.replace("đ", "d\u0335"))
        letters.append((base, frozenset(marks) - TONES))
    return letters


def _one_i(letters: str) -> str:
    return letters[:-1] + "i" if _I_OR_Y.fullmatch(letters) else letters
