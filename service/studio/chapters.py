"""Where a listener may want to jump to: the chapters of an article.

In: an Article with its Script, and the Timeline once it is known. Out: marks (a sentence and a title), and chapters in
milliseconds. Pure. With headings: the opening under the article's title, then one chapter a heading. Without: the
title, the lead and each paragraph, named by its first words.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.article import Article, Block
from service.audio.id3 import Chapter
from service.audio.timeline import Timeline
from service.reading.script import Script

MAX_CHAPTERS: Final = 100
"""A list that can still be walked through; in longer articles every second, third ... passage begins a chapter."""

MAX_TITLE_CHARS: Final = 80
OPENING_CHARS: Final = 50
"""Of a paragraph's first words: what one line of a podcast app shows."""

PASSAGES: Final = frozenset({"lead", "paragraph", "quote"})


class Mark(NamedTuple):
    """A chapter before its time is known: it begins with this sentence of the script."""

    sentence: int
    title: str


def marks_of(article: Article, script: Script) -> tuple[Mark, ...]:
    """The chapters of an article, at most MAX_CHAPTERS, in order; the first one begins with the first sentence."""
    first_of_block: dict[int, int] = {}
    for sentence in script.sentences:
        first_of_block.setdefault(sentence.block, sentence.index)
    spoken = [
        (first_of_block[number], block)
        for number, block in enumerate(article.blocks)
        if number in first_of_block
    ]
    headings = [each for each in spoken if each[1].kind == "heading"]
    following = headings or [each for each in spoken if each[1].kind in PASSAGES]
    chosen = [*spoken[:1], *(each for each in following if each != spoken[0])]
    every = -(-len(chosen) // MAX_CHAPTERS) or 1
    return tuple(Mark(sentence, _title(block)) for sentence, block in chosen[::every])


def chapters_of(marks: Sequence[Mark], timeline: Timeline) -> tuple[Chapter, ...]:
    """The chapters that have begun in the timeline, each until the next; nothing for an empty timeline."""
    starts = {sentence.index: sentence.start for sentence in timeline.sentences}
    begun = [(starts[mark.sentence], mark.title) for mark in marks if mark.sentence in starts]
    ends = [*(start for start, _ in begun[1:]), timeline.samples]
    return tuple(
        Chapter(_milliseconds(start, timeline.rate), _milliseconds(end, timeline.rate), title)
        for (start, title), end in zip(begun, ends, strict=bool(begun))
    )


def _title(block: Block) -> str:
    return shortened(block.text, OPENING_CHARS if block.kind in PASSAGES else MAX_TITLE_CHARS)


def shortened(text: str, max_chars: int) -> str:
    """The text, cut between words and closed with an ellipsis when it has more than max_chars characters."""
    if len(text) <= max_chars:
        return text
    cut = text[:max_chars]
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,.;:-–") + "…"


def _milliseconds(samples: int, rate: int) -> int:
    return samples * 1000 // rate
