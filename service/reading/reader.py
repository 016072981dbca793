"""Read an article: blocks in, a Script out. Pure, deterministic, one pass.

Each token is offered to the lexicon and then to the rules for its kind, in order; the first that answers takes it
and the tokens it covers. Nothing is rewritten, so every piece is a span of the text as written.
"""

import unicodedata

from service.article import Article, Block
from service.reading import context as article_context
from service.reading.context import ArticleContext
from service.reading.lexicon import Lexicon, builtin
from service.reading.rules import RULES
from service.reading.rules.place import Piece, Place
from service.reading.script import Reading, Script, Sentence, Silent
from service.reading.sentences import sentences
from service.reading.settings import ReadingSettings
from service.reading.tokens import Kind

SPACE = "khoảng trắng"
NO_WORDS = "không có chữ để đọc"


def read(
    source: Article | str, lexicon: Lexicon | None = None, settings: ReadingSettings | None = None
) -> Script:
    """The Script of an article; a str is an article of paragraphs, one a line.

    lexicon: None for the shipped one; lay your own over it with `with_entries`.
    """
    settings = settings or ReadingSettings()
    lexicon = shipped_lexicon(settings) if lexicon is None else lexicon
    if isinstance(source, str):
        blocks = tuple(
            Block("paragraph", line)
            for raw in source.splitlines()
            if (line := unicodedata.normalize("NFC", raw).strip())
        )
        section = None
    else:
        blocks = source.blocks
        section = source.section
    context = article_context.learn([block.text for block in blocks], section)
    made: list[Sentence] = []
    silent_blocks: list[tuple[int, Silent]] = []
    for number, block in enumerate(blocks):
        pieces = read_block(block, context, lexicon, settings)
        if any(isinstance(piece, Reading) for piece in pieces):
            made += sentences(number, block, pieces, len(made), settings.breath)
        elif block.text:
            silent_blocks.append((number, Silent(0, len(block.text), NO_WORDS)))
    return Script(tuple(made), tuple(silent_blocks))


def read_block(
    block: Block, context: ArticleContext, lexicon: Lexicon, settings: ReadingSettings
) -> list[Piece]:
    """The pieces of one block, tiling its text."""
    place = Place(block.text, context, settings, block.kind)
    kinds, starts = place.kinds, place.starts
    pieces: list[Piece] = []
    count = len(kinds)
    at = 0
    while at < count:
        kind = kinds[at]
        if kind == Kind.SPACE:
            pieces.append(Silent(starts[at], starts[at + 1], SPACE))
            at += 1
            continue
        if kind != Kind.MARK:
            match = lexicon.match(place.text, starts[at], context.section)
            if match is not None:
                pieces.append(
                    Reading(
                        starts[at],
                        match.end,
                        place.text[starts[at] : match.end],
                        match.spoken,
                        match.rule,
                        match.sure,
                        match.reason,
                        match.alternatives,
                    )
                )
                while starts[at] < match.end:
                    at += 1
                continue
        place.at = at
        for rule in RULES[Kind(kind)]:
            found = rule.read(place)
            if found is not None:
                pieces.extend(found)
                end = found[-1].end
                while starts[at] < end:
                    at += 1
                break
    return pieces


def shipped_lexicon(settings: ReadingSettings) -> Lexicon:
    try:
        return builtin(settings.letters)
    except FileNotFoundError:
        return Lexicon()
