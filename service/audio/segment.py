"""One spoken sentence, ready to be encoded: its length and where its words are.

In: what an engine gave (PCM, rate, marks). Out: padded house PCM and a Segment, plain data that is kept as JSON.
Pure: no files, no clock. What makes lengths fit every codec: docs/audio.md, "Units".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from service.audio.pcm import HOUSE_RATE, UNIT_SAMPLES, Pcm, pad_to_units, to_house, trim_silence


@dataclass(frozen=True, slots=True)
class Segment:
    """samples: whole units. words: first and last-plus-one sample of each spoken word inside the segment,
    touching and in order; empty when the voice gives no marks."""

    samples: int
    words: tuple[tuple[int, int], ...]

    @property
    def units(self) -> int:
        return self.samples // UNIT_SAMPLES

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; starts and the last end are enough, because words touch."""
        starts = [start for start, _ in self.words]
        return {"samples": self.samples, "words": [*starts, self.words[-1][1]] if starts else []}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Segment":
        """What to_dict gave. Raises ValueError for anything else, because kept data may be damaged."""
        samples: Any = kept.get("samples")
        bounds: Any = kept.get("words")
        if not _is_count(samples) or samples == 0 or samples % UNIT_SAMPLES:
            raise ValueError(f"a segment of {samples!r} samples is no whole number of {UNIT_SAMPLES}")
        if not isinstance(bounds, list) or len(cast(list[Any], bounds)) == 1:
            raise ValueError("a segment's words are a list of bounds")
        places = cast(list[Any], bounds)
        if not all(map(_is_count, places)) or places != sorted(places) or (places and places[-1] > samples):
            raise ValueError("word bounds must grow and lie inside the segment")
        return cls(samples, tuple(pairwise(places)))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def make_segment(
    pcm: Pcm, rate: int, marks: Sequence[tuple[int, int]], word_count: int, gain_db: float = 0.0
) -> tuple[Segment, Pcm]:
    """Bring an utterance into the house format and its marks with it.

    pcm: mono int16 at `rate` Hz. marks: (word, sample at `rate`), the word counted from 0 in spoken order.
    word_count: how many words were spoken; with marks, each gets its place, those without one share the time
    between their neighbours. Raises WrongPcm, WrongRate; NoSound when all is silent.
    """
    speech, cut = trim_silence(to_house(pcm, rate, gain_db))
    padded = pad_to_units(speech)
    starts = ((word, round(sample * HOUSE_RATE / rate) - cut) for word, sample in marks)
    words = _words(starts, word_count, speech.size)
    return Segment(padded.size, words), padded


def _words(starts: Iterable[tuple[int, int]], count: int, end: int) -> tuple[tuple[int, int], ...]:
    """Touching spans for `count` words inside 0 to `end`, from the marks that make sense; () when none does."""
    known: list[tuple[int, int]] = []
    for word, start in starts:
        place = min(max(start, 0), end)
        if 0 <= word < count and (not known or (word > known[-1][0] and place >= known[-1][1])):
            known.append((word, place))
    if not known:
        return ()
    if known[0][0] > 0:
        known.insert(0, (0, 0))
    known.append((count, end))
    bounds = [
        start + (next_start - start) * step // (next_word - word)
        for (word, start), (next_word, next_start) in pairwise(known)
        for step in range(next_word - word)
    ]
    return tuple(zip(bounds, [*bounds[1:], end], strict=True))
