"""Other words for a query that finds nothing: marks added, or one letter wrong.

In: a Query, and what the index knows. Out: other Queries, the likeliest first. Marks that were typed are never taken
away, so "đường" is not respelled to "dương". Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from string import ascii_lowercase
from typing import Final, Protocol

from service.library.folding import EXACT, TONES, keeps_marks
from service.library.queries import Query, Typed, typed_word

MAX_OTHER_QUERIES: Final = 40
MIN_CHARS: Final = 3
"""Shorter words are a letter away from most others."""

MAX_CHARS: Final = 20
MAX_CANDIDATES: Final = 12

_LETTERS: Final = ascii_lowercase + "ăâđêôơư"


class KnownWords(Protocol):
    """The keys that the index holds, each with the word as it was written."""

    def known(self, keys: Iterable[str]) -> dict[str, str]:
        """Those of these keys."""
        ...

    def alike(self, folded: str) -> dict[str, str]:
        """Those of the words that differ from this one in marks alone."""
        ...


def others(query: Query, index: KnownWords) -> Iterator[Query]:
    """Queries to try instead, at most MAX_OTHER_QUERIES: words that nobody wrote are changed first, else one at a time."""
    return islice(_different(query, index), MAX_OTHER_QUERIES)


def neighbours(word: str, letters: str) -> set[str]:
    """Everything that one wrong, missing, additional or exchanged letter away is from a word."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in cuts if right}
    exchanged = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    added = {left + letter + right for left, right in cuts for letter in letters}
    return (dropped | exchanged | replaced | added) - {word}


def _different(query: Query, index: KnownWords) -> Iterator[Query]:
    words = query.words
    there = index.known({word.key for word in words})
    unknown = [at for at, word in enumerate(words) if word.key not in there]
    if unknown:
        choices: list[Sequence[Typed]] = [(word,) for word in words]
        for at in unknown:
            choices[at] = _respelled(words[at], index)
        yield from (query.with_words(chosen) for chosen in product(*choices))
        return
    for at, word in enumerate(words):
        for other in _respelled(word, index):
            yield query.with_words([*words[:at], other, *words[at + 1 :]])


def _respelled(word: Typed, index: KnownWords) -> Sequence[Typed]:
    more_marks = [
        typed_word(written)
        for written in (index.alike(word.folded) if word.exact else {}).values()
        if keeps_marks(word.written, written)
    ]
    near: dict[str, str] = {}
    if MIN_CHARS <= len(word.folded) <= MAX_CHARS and word.folded.isascii() and word.folded.isalpha():
        near = index.known(_near(word))
    likely = sorted(near.values(), key=lambda written: _rank(word.written.lower(), written))
    return list(dict.fromkeys((*more_marks, *map(typed_word, likely))))[:MAX_CANDIDATES]


def _near(word: Typed) -> set[str]:
    """Keys of the words that one letter or one tone away are."""
    if word.exact is None:
        return neighbours(word.folded, ascii_lowercase)
    tones, letters = "", word.exact.removeprefix(EXACT)
    while letters[0] in TONES:
        tones, letters = tones + letters[0], letters[1:]
    other_tones = {EXACT + tone + letters for tone in ("", *TONES)}
    return other_tones | {EXACT + tones + near for near in neighbours(letters, _LETTERS)}


def _rank(written: str, meant: str) -> tuple[bool, bool, str]:
    """People mistype inside a word rather than its first letter, and exchange letters rather than add some."""
    return (written[0] != meant[0], sorted(written) != sorted(meant), meant)
