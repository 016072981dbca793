"""Found words marked: in a title, and in the piece of text that shows best why an article was found.

In: a Query and texts. Out: Pieces that, joined, are the text (a snippet: a part of it, in whole words). Pure.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from service.library import folding
from service.library.queries import Query, Typed

SNIPPET_WORDS: Final = 36
WORDS_BEFORE: Final = 8
"""How many words a snippet shows before the first one found."""

MAX_WORDS_READ: Final = 6_000
"""Of one article, when looking for a snippet; longer than any news article."""


class Piece(NamedTuple):
    text: str
    marked: bool


class Snippet(NamedTuple):
    """pieces: whole words of one block. cut_before, cut_after: the block goes on there."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


class _Found(NamedTuple):
    """A unit of the query at words first..last of a text."""

    unit: int
    first: int
    last: int


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """The whole text with every found word marked."""
    words = tuple(folding.words(text))
    return _pieces(text, words, _found(words, query), 0, len(text))


def snippet(texts: Iterable[str], query: Query) -> Snippet:
    """From the first of the texts that holds most of the query; from the first text when none holds any."""
    best: tuple[int, str, tuple[folding.Word, ...], list[_Found]] | None = None
    left = MAX_WORDS_READ
    for text in texts:
        words = tuple(islice(folding.words(text), max(left, SNIPPET_WORDS)))
        left -= len(words)
        found = _found(words, query)
        held = len({each.unit for each in found})
        if words and (best is None or held > best[0]):
            best = (held, text, words, found)
        if held == len(query.units) or left <= 0:
            break
    if best is None:
        return Snippet((), cut_before=False, cut_after=False)
    return _cut(*best[1:])


def _cut(text: str, words: Sequence[folding.Word], found: list[_Found]) -> Snippet:
    first = _best_start(words, found)
    last = min(first + SNIPPET_WORDS, len(words)) - 1
    start = words[first].start if first else 0
    end = words[last].end if last + 1 < len(words) else len(text)
    within = [each for each in found if first <= each.first and each.last <= last]
    return Snippet(
        _pieces(text, words, within, start, end), cut_before=first > 0, cut_after=last + 1 < len(words)
    )


def _best_start(words: Sequence[folding.Word], found: Sequence[_Found]) -> int:
    """The word to begin with, so that most different units are in sight; the earliest among equals."""
    if len(words) <= SNIPPET_WORDS:
        return 0
    best, start = 0, 0
    for each in found:
        begin = max(0, min(each.first - WORDS_BEFORE, len(words) - SNIPPET_WORDS))
        seen = len({f.unit for f in found if begin <= f.first and f.last < begin + SNIPPET_WORDS})
        if seen > best:
            best, start = seen, begin
    return start


def _found(words: Sequence[folding.Word], query: Query) -> list[_Found]:
    found: list[_Found] = []
    begun = query.prefix
    for number, unit in enumerate(query.units):
        prefix = begun if number == len(query.units) - 1 else None
        for first in range(len(words) - len(unit) + 1):
            if all(
                _is(word, words[first + index].keys, prefix if index == len(unit) - 1 else None)
                for index, word in enumerate(unit)
            ):
                found.append(_Found(number, first, first + len(unit) - 1))
    return sorted(found, key=lambda each: each.first)


def _is(typed: Typed, keys: folding.Keys, prefix: str | None) -> bool:
    if typed.matches(keys):
        return True
    key = keys.exact if typed.exact else keys.folded
    return prefix is not None and key is not None and key.startswith(prefix)


def _pieces(
    text: str, words: Sequence[folding.Word], found: Iterable[_Found], start: int, end: int
) -> tuple[Piece, ...]:
    """Neighbouring found words with nothing but space between them are one mark: it is heard as one."""
    pieces: list[Piece] = []
    at = start
    for each in found:
        begin, finish = words[each.first].start, words[each.last].end
        if finish <= at and pieces:
            continue
        between = text[at : max(at, begin)]
        if pieces and pieces[-1].marked and not between.strip():
            pieces[-1] = Piece(pieces[-1].text + text[at:finish], True)
        else:
            if between:
                pieces.append(Piece(between, False))
            pieces.append(Piece(text[max(at, begin) : finish], True))
        at = finish
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return tuple(pieces)
