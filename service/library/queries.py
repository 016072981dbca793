"""What somebody typed into the search field, understood: words, phrases, the beginning of a word.

In: the text as typed. Out: a Query, and the Expressions that an index is asked with. No sign that was typed is an
operator of any database. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from service.library import folding
from service.library.errors import NothingToSearch, QueryTooLong

MAX_QUERY_CHARS: Final = 200
MAX_QUERY_WORDS: Final = 16
MIN_PREFIX_CHARS: Final = 2
"""One letter is the beginning of too many words."""

_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)')


class Term(NamedTuple):
    """A text holds this key."""

    key: str


class Phrase(NamedTuple):
    """A text holds these keys one after another."""

    keys: tuple[str, ...]


class All(NamedTuple):
    of: "tuple[Expression, ...]"


class Any(NamedTuple):
    of: "tuple[Expression, ...]"


Expression = Term | Phrase | All | Any


class Typed(NamedTuple):
    """A word as it was typed, in NFC. exact: its marks count, because it has some."""

    written: str
    folded: str
    exact: str | None

    @property
    def key(self) -> str:
        return self.exact or self.folded


@dataclass(frozen=True, slots=True)
class Query:
    """units: each a word, or the words of a phrase. open_end: the last word may be the beginning of one."""

    units: Sequence[Sequence[Typed]]
    open_end: bool

    @property
    def words(self) -> tuple[Typed, ...]:
        return tuple(word for unit in self.units for word in unit)

    @property
    def written(self) -> str:
        """The query as the page repeats it."""
        return " ".join(
            "“" + " ".join(word.written for word in unit) + "”" if len(unit) > 1 else unit[0].written
            for unit in self.units
        )

    @property
    def prefix(self) -> str | None:
        """What the keys of longer words begin with; None when the last word must be whole."""
        if not self.open_end or len(self.words[-1].folded) < MIN_PREFIX_CHARS:
            return None
        begun = folding.prefix(self.words[-1].written)
        return begun.exact or begun.folded

    def with_words(self, words: Sequence[Typed]) -> "Query":
        """The same query of other words, as many as before, all of them whole."""
        left = iter(words)
        return Query(tuple(tuple(next(left) for _ in unit) for unit in self.units), open_end=False)

    def expression(self, endings: Iterable[str] = ()) -> Expression:
        """Every unit, wherever it stands. endings: keys that may stand for the last word."""
        units = [_unit(unit) for unit in self.units]
        units[-1] = _either((units[-1], *(Term(key) for key in endings)))
        return _all(units)

    def as_phrase(self) -> Expression:
        """All the words, one after another."""
        return _unit(self.words)


def parse(typed: str) -> Query:
    """Understand a query. Raises QueryTooLong, NothingToSearch (no letter and no digit in it)."""
    if len(typed) > MAX_QUERY_CHARS:
        raise QueryTooLong(size=len(typed), limit=MAX_QUERY_CHARS, words=MAX_QUERY_WORDS)
    text = unicodedata.normalize("NFC", typed)
    units: list[tuple[Typed, ...]] = []
    at = 0
    for quoted in _QUOTED.finditer(text):
        units += _chunks(text[at : quoted.start()])
        units += [unit] if (unit := tuple(_typed(quoted[1]))) else []
        at = quoted.end()
    ending = list(_chunks(text[at:]))
    units += ending
    if not units:
        raise NothingToSearch
    if sum(map(len, units)) > MAX_QUERY_WORDS:
        raise QueryTooLong(size=len(typed), limit=MAX_QUERY_CHARS, words=MAX_QUERY_WORDS)
    return Query(tuple(units), open_end=bool(ending) and len(ending[-1]) == 1)


def typed_word(written: str) -> Typed:
    keys = folding.keys(written)
    return Typed(written, keys.folded, keys.exact)


def _chunks(text: str) -> Iterator[tuple[Typed, ...]]:
    """What stands between spaces; "23/5" and "Covid-19" are phrases."""
    for chunk in text.split():
        if unit := tuple(_typed(chunk)):
            yield unit


def _typed(text: str) -> Iterator[Typed]:
    for word in folding.words(text):
        if folding.keys(word).folded:
            yield typed_word(word)


def _unit(words: Sequence[Typed]) -> Expression:
    """One word by its key. A phrase by its folded words, with every run of marked ones as it was typed.

    Exact keys stand in an index without the unmarked words between them, so the folded phrase is always asked too.
    """
    if len(words) == 1:
        return Term(words[0].key)
    asked: list[Expression] = [Phrase(tuple(word.folded for word in words))]
    for marked, run in groupby(words, key=lambda word: word.exact is not None):
        if marked:
            keys = tuple(word.key for word in run)
            asked.append(Phrase(keys) if len(keys) > 1 else Term(*keys))
    return _all(asked)


def _all(of: Sequence[Expression]) -> Expression:
    different = tuple(dict.fromkeys(of))
    return different[0] if len(different) == 1 else All(different)


def _either(of: Sequence[Expression]) -> Expression:
    different = tuple(dict.fromkeys(of))
    return different[0] if len(different) == 1 else Any(different)
