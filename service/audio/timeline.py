"""Where each sentence and word starts, in samples, tied back to written spans. Pure data."""

from dataclasses import dataclass
from typing import NamedTuple


class TimedWord(NamedTuple):
    """start, end: samples from the start of the rendition. reading: index in the sentence's readings."""

    start: int
    end: int
    reading: int


class TimedSentence(NamedTuple):
    """A sentence's end is the next one's start: its closing pause belongs to it."""

    index: int
    start: int
    end: int
    words: tuple[TimedWord, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    rate: int
    sentences: tuple[TimedSentence, ...]

    @property
    def samples(self) -> int:
        return self.sentences[-1].end if self.sentences else 0
