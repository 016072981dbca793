"""Read an article: blocks in, a Script out. Pure, deterministic, one pass.

Each token is offered to the lexicon and then to the rules for its kind, in order; the first that answers takes it
and the tokens it covers. Nothing is rewritten, so every piece is a span of the text as written.
"""

import unicodedata
from functools import lru_cache

from service.article import CELL_SEPARATOR, Article, Block
from service.reading import context as article_context
from service.reading.context import ArticleContext
from service.reading.lexicon import Lexicon, Match, builtin
from service.reading.numbers import roman_value
from service.reading.rules import EARLY, LATE
from service.reading.rules.place import Found, Piece, Place
from service.reading.rules.symbols import MARK
from service.reading.rules.units import units
from service.reading.script import Reading, Script, Sentence, Silent
from service.reading.sentences import COLUMN_RULE, SPACE, sentences
from service.reading.settings import ReadingSettings
from service.reading.syllables import MAX_SYLLABLE_LETTERS, is_syllable
from service.reading.tokens import Kind

OWN_ENTRY = "lexicon."
"""Rules of entries that a station or an article added begin so."""
SPACE_KIND = int(Kind.SPACE)
WORD_KIND = int(Kind.WORD)
MARK_KIND = int(Kind.MARK)
DIGITS_KIND = int(Kind.DIGITS)
AFTER_PLAIN = frozenset((" ", ",", ";", ":", "!", "?", "…", ")", "”", '"', "\u00a0"))
BEFORE_PLAIN = frozenset((" ", "(", "“", '"', "\u00a0"))
"""Between these a Vietnamese word in small letters, or with one capital, can only be itself."""
INSIDE_WORD = (WORD_KIND, int(Kind.DIGITS))
"""After these no entry can begin, and looking would cost the length of the run ("2h2h2h…")."""
ONLY_PAUSES = frozenset(',;:!?…“”")')
"""Marks that no rule ever says."""
PLAIN_WORDS_KEPT = 1 << 14
NO_WORDS = "không có chữ để đọc"


def read(
    source: Article | str, lexicon: Lexicon | None = None, settings: ReadingSettings | None = None
) -> Script:
    """The Script of an article; a str is an article of paragraphs, one a line.

    lexicon: None for the shipped one; lay your own over it with `with_entries`.
    """
    settings = settings or ReadingSettings()
    lexicon = builtin(settings.letters) if lexicon is None else lexicon
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
    columns: tuple[str, ...] = ()
    for number, block in enumerate(blocks):
        if block.kind != "row":
            columns = ()
        pieces = read_block(block, context, lexicon, settings)
        if block.kind == "row":
            if block.header:
                columns = cell_words(block.text, pieces)
            elif len(columns) == len(block.cells):
                pieces = with_column_names(block.text, pieces, columns)
        if any(isinstance(piece, Reading) for piece in pieces):
            made += sentences(number, block, pieces, len(made), settings.breath)
        elif block.text:
            silent_blocks.append((number, Silent(0, len(block.text), NO_WORDS)))
    return Script(tuple(made), tuple(silent_blocks))


def read_block(
    block: Block, context: ArticleContext, lexicon: Lexicon, settings: ReadingSettings
) -> list[Piece]:
    """The pieces of one block, tiling its text."""
    place = Place(block.text, context, lexicon, settings)
    kinds, starts = place.kinds, place.starts
    pieces: list[Piece] = []
    texts = place.texts
    count = len(kinds)
    match = lexicon.match
    at = 0
    while at < count:
        kind = kinds[at]
        if kind == SPACE_KIND:
            pieces.append(Silent(starts[at], starts[at + 1], SPACE))
            at += 1
            continue
        if kind == WORD_KIND:
            written = texts[at]
            if (
                is_plain(written)
                and (at + 1 == count or texts[at + 1] in AFTER_PLAIN)
                and (at == 0 or texts[at - 1] in BEFORE_PLAIN)
                and match(block.text, starts[at], context.section) is None
            ):
                place.last = Reading(starts[at], starts[at + 1], written, written, "word")
                pieces.append(place.last)
                at += 1
                continue
        elif (
            kind == MARK_KIND
            and texts[at] in ONLY_PAUSES
            and not (texts[at] == '"' and at and kinds[at - 1] == DIGITS_KIND)
        ):
            pieces.append(Silent(starts[at], starts[at + 1], MARK))
            at += 1
            continue
        place.at = at
        found = _found(place, kind, lexicon)
        pieces.extend(found)
        if isinstance(found[-1], Reading):
            place.last = found[-1]
        end = found[-1].end
        while starts[at] < end:
            at += 1
    return pieces


def cell_words(text: str, pieces: list[Piece]) -> tuple[str, ...]:
    """What is said for each cell of a row; "" for a cell with nothing to say."""
    cells: list[list[str]] = [[]]
    for piece in pieces:
        if _separates_cells(text, piece):
            cells.append([])
        elif isinstance(piece, Reading):
            cells[-1].append(piece.spoken)
    return tuple(" ".join(words) for words in cells)


def with_column_names(text: str, pieces: list[Piece], columns: tuple[str, ...]) -> list[Piece]:
    """A row whose values are each said after the name of their column, in the place of the mark between cells.

    The first cell names the row, so it stands alone; a cell with nothing to say is passed over.
    """
    said = cell_words(text, pieces)
    cell = 0
    named: list[Piece] = []
    for piece in pieces:
        if _separates_cells(text, piece):
            cell += 1
            if cell < len(columns) and columns[cell] and said[cell]:
                named.append(
                    Reading(piece.start, piece.end, text[piece.start : piece.end], columns[cell], COLUMN_RULE)
                )
                continue
        named.append(piece)
    return named


def _separates_cells(text: str, piece: Piece) -> bool:
    return (
        isinstance(piece, Silent)
        and text.startswith(CELL_SEPARATOR, piece.start - 1)
        and piece.end == piece.start + 1
    )


@lru_cache(maxsize=PLAIN_WORDS_KEPT)
def is_plain(written: str) -> bool:
    """Whether a word is Vietnamese and nothing else: no capital inside, no small Roman numeral, no unit."""
    if not 1 < len(written) <= MAX_SYLLABLE_LETTERS or not (written.islower() or written.istitle()):
        return False
    return is_syllable(written) and roman_value(written.upper()) is None and written not in units()


def _found(place: Place, kind: int, lexicon: Lexicon) -> Found:
    """What stands here: a station's or article's own entry, a rule, a shipped entry, a rule that takes anything."""
    match = None
    if kind != MARK_KIND and not (place.at and place.kinds[place.at - 1] in INSIDE_WORD):
        match = lexicon.match(place.text, place.pos, place.article.section)
    if match is not None and match.rule.startswith(OWN_ENTRY):
        return _entry(place, match)
    for rule in EARLY[kind]:
        found = rule.read(place)
        if found is not None:
            return found
    if match is not None:
        return _entry(place, match)
    for rule in LATE[kind]:
        found = rule.read(place)
        if found is not None:
            return found
    raise AssertionError("the last rule of each kind takes anything")


def _entry(place: Place, match: Match) -> Found:
    return (
        Reading(
            place.pos,
            match.end,
            place.written[place.pos : match.end],
            match.spoken,
            match.rule,
            match.sure,
            match.reason,
            match.alternatives,
        ),
    )
