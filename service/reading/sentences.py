"""Cut what a block says into sentences for the ear, and find where to breathe.

In: the pieces of a block (readings and silent spans, tiling its text). Out: Sentences with pause marks and pauses.
Cutting comes after reading, so a full stop that belongs to "TP." or "9.30" is inside a reading and never cuts.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from service.article import Block
from service.reading.rules.dates import BETWEEN_DATES
from service.reading.rules.ranges import BETWEEN_CONTACTS
from service.reading.script import Reading, Sentence, Silent

if TYPE_CHECKING:
    from service.reading.rules.place import Piece

SPACE = "khoảng trắng"
"""The reason of blanks."""
PAUSES_SECONDS = {
    "title": 0.9,
    "date": 0.6,
    "lead": 0.7,
    "heading": 0.8,
    "paragraph": 0.6,
    "item": 0.45,
    "row": 0.4,
    "quote": 0.7,
    "image": 0.6,
    "byline": 0.8,
}
"""After the last sentence of a block, beyond the natural end of an utterance."""
BETWEEN_SENTENCES_SECONDS = 0.3
COLUMN_RULE = "row.column"
"""The name of a column, said before a value of it; a pause comes before."""
MOST_NUMBERING_LETTERS = 5

_STRENGTH = {",": 1, ":": 2, ";": 3, "…": 4, ".": 5, "?": 6, "!": 6}
_MARKS = {
    ",": ",", "，": ",", "、": ",", ";": ";", ":": ":", "…": "…", ".": ".", "。": ".", "?": "?", "!": "!",
    "(": ",", ")": ",", "[": ",", "]": ",", "|": ",", "•": ",",
}  # fmt: skip
PAUSING = frozenset(("dấu câu", "dấu kết thúc văn bản", "dấu ngăn hai tọa độ"))
"""Reasons of silent marks that are heard as a pause."""
_DASHES = frozenset("-–—")
_ENDS = frozenset(".?!…")
_CLOSERS = frozenset("\"'”’»)]")
_STRONG_TURNS = frozenset(("để", "nhằm", "nhưng", "do", "vì", "khi", "nếu", "nên", "hoặc"))
_WEAK_TURNS = frozenset(("và",))
"""Words before which a long sentence may breathe; the weak ones only when nothing better came."""
_HOLDS_ON = frozenset(
    (
        "trước",
        "sau",
        "trong",
        "ngay",
        "trở",
        "bởi",
        "tự",
        "lý",
        "lí",
        "mỗi",
        "từ",
        "đến",
        "tới",
        "đôi",
        "tạo",
        "làm",
        "là",
        "như",
    )
)
"""After these no breath is taken: "trước khi", "tự do", "trở nên"."""


def sentences(
    block_number: int, block: Block, pieces: Sequence["Piece"], first_index: int, breath: int
) -> list[Sentence]:
    """The sentences of one block; together they tile its text. Empty when the block says nothing."""
    groups = list(_grouped(block.text, pieces))
    if len(groups) > 1 and not any(isinstance(piece, Reading) for piece in groups[-1]):
        tail = groups.pop()
        groups[-1].extend(tail)
    made: list[Sentence] = []
    for group in groups:
        readings = tuple(piece for piece in group if isinstance(piece, Reading))
        last = group is groups[-1]
        made.append(
            Sentence(
                index=first_index + len(made),
                block=block_number,
                start=group[0].start,
                end=group[-1].end,
                written=block.text[group[0].start : group[-1].end],
                spoken=spoken_with_pauses(block.text, group, breath),
                readings=readings,
                silent=tuple(piece for piece in group if isinstance(piece, Silent)),
                pause=PAUSES_SECONDS[block.kind] if last else BETWEEN_SENTENCES_SECONDS,
            )
        )
    return made


def _grouped(text: str, pieces: Iterable["Piece"]) -> Iterable[list["Piece"]]:
    """Pieces of one sentence after the other; every group but perhaps the last says something."""
    group: list[Piece] = []
    says = ended = False
    for piece in pieces:
        if ended and says and isinstance(piece, Reading):
            if _opens(text, group, piece):
                split = _split_point(group, text)
                yield group[:split]
                group = group[split:]
                says = False
            ended = False
        group.append(piece)
        if isinstance(piece, Reading):
            says = True
            ended = False
        elif text[piece.end - 1] in _ENDS:
            ended = True
    if group:
        yield group


def _opens(text: str, group: Sequence["Piece"], piece: Reading) -> bool:
    """Whether a reading after an end mark starts a new sentence: a space between, and no small letter."""
    if text[piece.start].islower() or _is_numbering(group):
        return False
    at = len(group) - 1
    while at >= 0 and isinstance(group[at], Silent):
        if text[group[at].start].isspace():
            return True
        at -= 1
    return False


def _is_numbering(group: Sequence["Piece"]) -> bool:
    """Whether all that was said so far is the number or letter of a heading or item: "1.", "a)", "II."."""
    first = group[0]
    if not isinstance(first, Reading) or len(first.written) > MOST_NUMBERING_LETTERS:
        return False
    if not (first.written.isdigit() or first.rule.startswith(("roman", "letter"))):
        return False
    return not any(isinstance(piece, Reading) for piece in group[1 : MOST_NUMBERING_LETTERS + 2])


def _split_point(group: Sequence["Piece"], text: str) -> int:
    """Where the next sentence's pieces begin: after the end mark, its closing quotes and the space."""
    at = len(group)
    while at > 0 and text[group[at - 1].end - 1] not in _ENDS:
        at -= 1
    while at < len(group) and text[group[at].start] in _CLOSERS:
        at += 1
    while at < len(group) and text[group[at].start].isspace():
        at += 1
    return at


def spoken_with_pauses(text: str, group: Sequence["Piece"], breath: int) -> str:
    """The words of the readings, each pause mark on the word before it, the strongest where several meet.

    Where `breath` letters follow each other without a mark, a comma is set before the last turn of the clause.
    """
    words: list[str] = []
    letters = turn = 0
    turn_is_strong = False
    mark = ""
    for piece in group:
        if isinstance(piece, Silent):
            if piece.reason == SPACE:
                continue
            new = pause_mark(text, piece)
            if _STRENGTH.get(new, 0) > _STRENGTH.get(mark, 0):
                mark = new
            continue
        spoken = piece.spoken
        if not mark and piece.rule == COLUMN_RULE:
            mark = ","
        if mark and words:
            words[-1] += mark
            letters = turn = 0
        mark = ""
        if turn == len(words) - 1 and turn and not turn_is_strong and text[piece.start].isupper():
            turn = 0
        if letters > breath and turn:
            words[turn - 1] += ","
            letters = sum(map(len, words[turn:]))
            turn = 0
        if letters > breath // 2:
            if spoken in _STRONG_TURNS and not (words and words[-1] in _HOLDS_ON):
                turn, turn_is_strong = len(words), True
            elif spoken in _WEAK_TURNS and not (turn and turn_is_strong):
                turn, turn_is_strong = len(words), False
        letters += len(spoken) + 1
        words.append(spoken)
    if mark and mark != "," and words:
        words[-1] += mark
    return " ".join(words)


def pause_mark(text: str, piece: Silent) -> str:
    """The pause that a silent span stands for: "" for none."""
    written = text[piece.start]
    if written == "." and piece.end - piece.start > 1 and piece.reason == "dấu câu":
        return "…"
    if piece.reason in (BETWEEN_DATES, BETWEEN_CONTACTS):
        return ","
    if written in _DASHES:
        spaced = text[piece.start - 1 : piece.start].isspace() and text[piece.end : piece.end + 1].isspace()
        return "," if spaced and (written != "-" or text[piece.end + 1 : piece.end + 2].isupper()) else ""
    if piece.reason not in PAUSING or _is_inside(text, piece):
        return ""
    return _MARKS.get(written, "")


def _is_inside(text: str, piece: Silent) -> bool:
    """Whether the mark stands inside a number or between initials: "N.V.T", "16:9"."""
    written, following = text[piece.start], text[piece.end : piece.end + 1]
    return (written == "." and following.isalnum()) or (written in ",:" and following.isdigit())
