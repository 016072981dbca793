"""Where each sentence and word starts, in samples, tied back to written spans.

In: segments in speaking order with the reading each of their words belongs to. Out: a Timeline, and its WebVTT.
Pure data. One timeline serves every codec: docs/audio.md, "One timeline".
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.audio.pcm import HOUSE_RATE, UNIT_SAMPLES
from service.audio.segment import Segment


class TimedWord(NamedTuple):
    """start, end: samples from the start of the rendition. reading: index in the sentence's readings."""

    start: int
    end: int
    reading: int


@dataclass(frozen=True, slots=True)
class TimedSentence:
    """A sentence's end is the next one's start: its closing pause belongs to it."""

    index: int
    start: int
    end: int
    words: tuple[TimedWord, ...]
    """Empty when the voice gives no marks."""


@dataclass(frozen=True, slots=True)
class Timeline:
    rate: int
    sentences: tuple[TimedSentence, ...]

    @property
    def samples(self) -> int:
        return self.sentences[-1].end if self.sentences else 0

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    @property
    def units(self) -> int:
        """How many 120 ms units the rendition's segments and silences hold together."""
        return self.samples // UNIT_SAMPLES


class Spoken(NamedTuple):
    """A sentence, or one part of a sentence too long to be spoken at once, as it goes into the timeline.

    readings: for each word of the segment, the index of its reading in the sentence (not looked at when the
    segment has no words). pause_units: silence laid after the segment.
    """

    sentence: int
    segment: Segment
    readings: Sequence[int]
    pause_units: int


def build(parts: Iterable[tuple[int, Segment, Sequence[int], int]]) -> Timeline:
    """Lay segments and pauses end to end. parts: as Spoken, in speaking order; neighbours of one sentence become one.

    Raises ValueError when sentences go backwards, a pause is negative, or readings and words differ in number.
    """
    sentences: list[TimedSentence] = []
    start = 0
    for part in parts:
        spoken = Spoken(*part)
        if spoken.pause_units < 0:
            raise ValueError(f"sentence {spoken.sentence}: a pause of {spoken.pause_units} units")
        end = start + spoken.segment.samples + spoken.pause_units * UNIT_SAMPLES
        timed = TimedSentence(spoken.sentence, start, end, tuple(_timed_words(spoken, start)))
        if sentences and sentences[-1].index > timed.index:
            raise ValueError(f"sentence {timed.index} comes after sentence {sentences[-1].index}")
        if sentences and sentences[-1].index == timed.index:
            first = sentences.pop()
            timed = TimedSentence(first.index, first.start, end, first.words + timed.words)
        sentences.append(timed)
        start = end
    return Timeline(HOUSE_RATE, tuple(sentences))


def _timed_words(spoken: Spoken, start: int) -> Iterator[TimedWord]:
    words = spoken.segment.words
    if words and len(words) != len(spoken.readings):
        raise ValueError(f"sentence {spoken.sentence}: {len(words)} words, {len(spoken.readings)} readings")
    for (word_start, word_end), reading in zip(words, spoken.readings, strict=False):
        yield TimedWord(start + word_start, start + word_end, reading)


class Place(NamedTuple):
    """What sounds at a moment. word: index in sentence.words; None before its first word or without marks."""

    sentence: TimedSentence
    word: int | None


def at(timeline: Timeline, sample: int) -> Place:
    """The sentence and the last word begun at a sample. Raises ValueError outside 0 to timeline.samples - 1."""
    if not 0 <= sample < timeline.samples:
        raise ValueError(f"sample {sample} lies outside a rendition of {timeline.samples}")
    # A sentence has at least one unit, so starts are distinct and the last one not after `sample` is it.
    number = bisect_right(timeline.sentences, sample, key=lambda sentence: sentence.start) - 1
    sentence = timeline.sentences[number]
    word = bisect_right(sentence.words, sample, key=lambda timed: timed.start) - 1
    return Place(sentence, word if word >= 0 else None)


def seconds(samples: int, rate: int = HOUSE_RATE) -> float:
    """Rounded to a microsecond, so that JSON shows no float dust."""
    return round(samples / rate, 6)


def to_vtt(timeline: Timeline, texts: Sequence[str]) -> str:
    """A WebVTT transcript: one cue a sentence, its identifier the sentence's index.

    texts: what is shown for each sentence, by index. Markup in it is shown, never obeyed.
    Raises ValueError when a sentence of the timeline has no text.
    """
    cues = ["WEBVTT\n"]
    for sentence in timeline.sentences:
        if sentence.index >= len(texts):
            raise ValueError(f"no text for sentence {sentence.index}")
        text = _cue_text(texts[sentence.index])
        if not text:
            continue
        start = _vtt_time(sentence.start, timeline.rate)
        end = _vtt_time(sentence.end, timeline.rate)
        cues.append(f"{sentence.index}\n{start} --> {end}\n{text}\n")
    return "\n".join(cues)


def _cue_text(text: str) -> str:
    """One line, as WebVTT wants it: `-->` would end the cue, & and < would be markup, NUL is forbidden."""
    line = " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _vtt_time(samples: int, rate: int) -> str:
    milliseconds = (samples * 2000 + rate) // (2 * rate)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
