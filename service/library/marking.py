"""Found words marked: in a title, and in the piece of text that shows best why an article was found.

In: a Query and texts. Out: Pieces that, joined, are the text (a snippet: a part of it, in whole words). Pure.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from service.library import folding
from service.library.queries import Query

SNIPPET_WORDS: Final = 36
WORDS_BEFORE: Final = 8
"""How many words a snippet shows before the first one found."""

MAX_WORDS_READ: Final = 6_000
"""Of one article, when looking for a snippet; longer than any news article."""


MAX_PLACES_COMPARED: Final = 50
"""Of one block, when looking for where a snippet begins."""


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


class _Block(NamedTuple):
    text: str
    words: int
    found: list[_Found]


class Marker:
    """Marks what one query finds, in any number of texts.

    beginnings: words that begin as the last one does are found too, if the query lets them.
    """

    def __init__(self, query: Query, *, beginnings: bool = True) -> None:
        self._bits = _Bits(query, query.prefix if beginnings else None)
        numbers = iter(range(len(query.words)))
        self._units = [tuple(1 << next(numbers) for _ in unit) for unit in query.units]

    def marked(self, text: str) -> tuple[Piece, ...]:
        """The whole text with every found word marked."""
        return _pieces(text, folding.spans(text), self._found(folding.words(text)), 0, len(text))

    def snippet(self, texts: Iterable[str]) -> Snippet:
        """From the first of the texts that holds most of the query; from the first text when none holds any."""
        best: _Block | None = None
        most = -1
        left = MAX_WORDS_READ
        for text in texts:
            words = folding.words(text)[: max(left, SNIPPET_WORDS)]
            left -= len(words)
            found = self._found(words)
            held = len({each.unit for each in found})
            if words and held > most:
                best, most = _Block(text, len(words), found), held
            if held == len(self._units) or left <= 0:
                break
        return Snippet((), cut_before=False, cut_after=False) if best is None else _cut(best)

    def _found(self, words: Sequence[str]) -> list[_Found]:
        """Every place of every unit, in order."""
        bits = [self._bits[word] for word in words]
        some = [at for at, held in enumerate(bits) if held]
        return [
            _Found(number, at, at + len(unit) - 1)
            for at in some
            for number, unit in enumerate(self._units)
            if len(unit) <= len(bits) - at and all(bits[at + index] & bit for index, bit in enumerate(unit))
        ]


class _Bits(dict[str, int]):
    """Which words of the query a written word is, a bit each; remembered."""

    def __init__(self, query: Query, prefix: str | None) -> None:
        self._of_key: dict[str | None, int] = {}
        for number, word in enumerate(query.words):
            self._of_key[word.key] = self._of_key.get(word.key, 0) | 1 << number
        self._prefix = prefix
        self._last = 1 << (len(query.words) - 1)

    def __missing__(self, written: str) -> int:
        folded, exact = folding.keys(written)
        bits = self._of_key.get(folded, 0) | self._of_key.get(exact, 0)
        if self._prefix is not None and (
            folded.startswith(self._prefix) or (exact or "").startswith(self._prefix)
        ):
            bits |= self._last
        self[written] = bits
        return bits


def _cut(block: _Block) -> Snippet:
    """SNIPPET_WORDS of a block."""
    spans = folding.spans(block.text)
    first = _best_start(block)
    last = min(first + SNIPPET_WORDS, len(spans)) - 1
    start = spans[first][0] if first else 0
    end = spans[last][1] if last + 1 < len(spans) else len(block.text)
    within = [each for each in block.found if first <= each.first and each.last <= last]
    return Snippet(
        _pieces(block.text, spans, within, start, end), cut_before=first > 0, cut_after=last + 1 < len(spans)
    )


def _best_start(block: _Block) -> int:
    """The word to begin with, so that most different units are in sight; the earliest among equals."""
    best, start = 0, 0
    for each in block.found[:MAX_PLACES_COMPARED]:
        begin = max(0, min(each.first - WORDS_BEFORE, block.words - SNIPPET_WORDS))
        seen = len({f.unit for f in block.found if begin <= f.first and f.last < begin + SNIPPET_WORDS})
        if seen > best:
            best, start = seen, begin
    return start


def _pieces(
    text: str, spans: Sequence[tuple[int, int]], found: Iterable[_Found], start: int, end: int
) -> tuple[Piece, ...]:
    """Neighbouring found words with nothing but space between them are one mark: it is heard as one."""
    pieces: list[Piece] = []
    at = start
    for each in found:
        begin, finish = spans[each.first][0], spans[each.last][1]
        if finish <= at:
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
