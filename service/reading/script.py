"""What will be said: sentences of readings, each tied to the written span it stands for.

Pure data. Offsets are code points of the block's text. Laws, property-tested:
- the sentences of a block tile its text from 0 to the end;
- inside a sentence its readings and silent spans tile [start, end) in order, none overlapping;
- `written` is exactly the text of the span;
- `Sentence.words` are the spoken words, each with the index of the reading it belongs to.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

PAUSE_MARKS = ".,;:!?…"
"""Marks that stay in `Sentence.spoken` after a word, because voices breathe by them."""


class Reading(NamedTuple):
    """A written span and the words spoken for it. One plain word is one reading."""

    start: int
    end: int
    written: str
    spoken: str
    """Plain words separated by single spaces; no digits, no symbols, no pause marks. Never empty."""
    rule: str
    """The rule that chose the words, e.g. "date.full", "word", "lexicon.article"."""
    sure: bool = True
    reason: str | None = None
    """When not sure: why, in Vietnamese."""
    alternatives: tuple[str, ...] = ()
    """When not sure: other spoken forms, most likely first."""


class Silent(NamedTuple):
    """A written span that is not spoken, and why (Vietnamese: "dấu câu", "khoảng trắng", ...)."""

    start: int
    end: int
    reason: str


class Word(NamedTuple):
    """A spoken word and the index (in its sentence) of the reading that it is part of."""

    spoken: str
    reading: int


@dataclass(frozen=True)
class Sentence:
    """What is said in one breath unit of a block.

    spoken: the readings' words in order, separated by single spaces, with pause marks attached to the
    word before them. `spoken.split()` has exactly one item for each of `words`.
    pause: silence after the sentence, in seconds, beyond the natural end of an utterance.
    """

    index: int
    block: int
    start: int
    end: int
    written: str
    spoken: str
    readings: tuple[Reading, ...]
    silent: tuple[Silent, ...]
    pause: float = 0.0

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(
            Word(spoken, number)
            for number, reading in enumerate(self.readings)
            for spoken in reading.spoken.split()
        )


@dataclass(frozen=True, slots=True)
class Script:
    """The whole of what will be said, in page order. Blocks with nothing to say have no sentence;
    their text is listed in `silent` as (block, Silent)."""

    sentences: tuple[Sentence, ...]
    silent_blocks: tuple[tuple[int, Silent], ...] = ()

    @property
    def unsure(self) -> tuple[tuple[Sentence, Reading], ...]:
        return tuple((s, r) for s in self.sentences for r in s.readings if not r.sure)
