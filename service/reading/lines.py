"""One line of text as one paragraph: for `normalize --lines` and for scoring.

In: a line in any Unicode normalisation. Out: always exactly one Sentence, its offsets in code points of the line
as given; `spoken` is "" when there is nothing to say. No title, byline or chrome is looked for.
"""

import unicodedata

from service.article import Block
from service.reading import context as article_context
from service.reading.lexicon import Lexicon, builtin
from service.reading.reader import read_block
from service.reading.script import Reading, Sentence, Silent
from service.reading.sentences import sentences
from service.reading.settings import ReadingSettings


def read_line(text: str, lexicon: Lexicon | None = None, settings: ReadingSettings | None = None) -> Sentence:
    """What is said for a line, several sentences or none: the readings and silent spans tile `text`."""
    settings = settings or ReadingSettings()
    lexicon = builtin(settings.letters) if lexicon is None else lexicon
    composed, offsets = compose(text)
    block = Block("paragraph", composed)
    pieces = read_block(block, article_context.learn((composed,)), lexicon, settings)
    spoken = " ".join(
        sentence.spoken
        for sentence in (
            sentences(0, block, pieces, 0, settings.breath)
            if any(isinstance(p, Reading) for p in pieces)
            else ()
        )
    )
    if offsets is not None:
        pieces = [
            piece._replace(
                start=offsets[piece.start],
                end=offsets[piece.end],
                written=text[offsets[piece.start] : offsets[piece.end]],
            )
            if isinstance(piece, Reading)
            else piece._replace(start=offsets[piece.start], end=offsets[piece.end])
            for piece in pieces
        ]
    return Sentence(
        index=0,
        block=0,
        start=0,
        end=len(text),
        written=text,
        spoken=spoken,
        readings=tuple(piece for piece in pieces if isinstance(piece, Reading)),
        silent=tuple(piece for piece in pieces if isinstance(piece, Silent)),
    )


def spoken_line(text: str) -> str:
    """The spoken words of a line, with pause marks; "" when there is nothing to say."""
    return read_line(text).spoken


def compose(text: str) -> tuple[str, list[int] | None]:
    """The line in NFC, and for every offset in that the offset in `text`; None when they are the same.

    Composes cluster by cluster (a letter and its marks), so that every boundary between clusters stays one.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, None
    parts: list[str] = []
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        cluster = unicodedata.normalize("NFC", text[start:end])
        if len(cluster) > end - start:
            cluster = text[start:end]
        parts.append(cluster)
        offsets.extend(range(start, start + len(cluster)))
        start = end
    offsets.append(len(text))
    return "".join(parts), offsets


def _joins(letter: str) -> bool:
    """Whether a character may melt into the one before it: marks, and the inner letters of Korean syllables."""
    return unicodedata.category(letter)[0] == "M" or "\u1160" <= letter <= "\u11ff"
