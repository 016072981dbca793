"""Transcripts as podcast apps look for them: the JSON of Podcasting 2.0, and SRT.

In: a Timeline and the text of each sentence, by index. Out: plain data, text. Pure. WebVTT is in timeline.py.
Source: podcast-namespace, docs/examples/transcripts/transcripts.md.
"""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from service.audio.timeline import TimedSentence, Timeline

JSON_VERSION: Final = "1.0.0"
SRT_LINE_CHARS: Final = 32
SRT_LINES: Final = 2


def to_podcast_json(timeline: Timeline, texts: Sequence[str], speaker: str) -> dict[str, Any]:
    """One segment a sentence; times in seconds. speaker: who is heard, as a listener would say it.

    Raises ValueError when a sentence of the timeline has no text.
    """
    return {
        "version": JSON_VERSION,
        "segments": [
            {
                "speaker": speaker,
                "startTime": _seconds(sentence.start, timeline.rate),
                "endTime": _seconds(sentence.end, timeline.rate),
                "body": text,
            }
            for sentence, text in _told(timeline, texts)
        ],
    }


def to_srt(timeline: Timeline, texts: Sequence[str]) -> str:
    """Cards of at most two lines of 32 characters (a longer word has a line of its own).

    Inside a sentence a card's time is in proportion to its letters. Raises ValueError as above.
    """
    cards: list[str] = []
    for sentence, text in _told(timeline, texts):
        shown = _cards(text)
        bounds = _bounds(sentence, [len(card) for card in shown])
        for card, (start, end) in zip(shown, pairwise(bounds), strict=True):
            times = f"{_srt_time(start, timeline.rate)} --> {_srt_time(end, timeline.rate)}"
            cards.append(f"{len(cards) + 1}\n{times}\n{card}\n")
    return "\n".join(cards)


def _told(timeline: Timeline, texts: Sequence[str]) -> Iterator[tuple[TimedSentence, str]]:
    """The sentences that have something to show, on one line each; an arrow would end a card."""
    for sentence in timeline.sentences:
        if sentence.index >= len(texts):
            raise ValueError(f"no text for sentence {sentence.index}")
        visible = "".join(char if char.isprintable() else " " for char in texts[sentence.index])
        text = " ".join(visible.split()).replace("-->", "→")
        if text:
            yield sentence, text


def _cards(text: str) -> list[str]:
    lines = textwrap.wrap(text, SRT_LINE_CHARS, break_long_words=False, break_on_hyphens=False)
    return ["\n".join(lines[first : first + SRT_LINES]) for first in range(0, len(lines), SRT_LINES)]


def _bounds(sentence: TimedSentence, lengths: Sequence[int]) -> list[int]:
    """Samples at which the cards of a sentence begin, and its end."""
    whole, samples = sum(lengths), sentence.end - sentence.start
    bounds, passed = [sentence.start], 0
    for length in lengths:
        passed += length
        bounds.append(sentence.start + samples * passed // whole)
    return bounds


def _seconds(samples: int, rate: int) -> float:
    return round(samples / rate, 3)


def _srt_time(samples: int, rate: int) -> str:
    seconds, milliseconds = divmod(samples * 1000 // rate, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02},{milliseconds:03}"
