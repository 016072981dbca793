"""Text -> lines: split, tables found, lines that a copy broke put together again.

In: clean text. Out: Lines in order, each knowing whether a gap precedes it. Nothing is judged here to be
chrome or title; lines already marked are left alone. Linear in the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from service.article import CELL_SEPARATOR, BlockKind, Dropped
from service.sources.chrome import Chrome, Verdict, folded
from service.sources.dates import DateLine
from service.sources.names import signature

BULLETS = "-–—•+*·▪▫◦●○■□◆◇►▶▸➢➤➔→✓✔✦★☆❖⁃∙‣⦁❑❒☑✅🔹🔸👉📌🔴🟢🔵⚡📍"
WIDEST_WRAP = 110
"""Code points of the longest line that can still come from a text wrapped by hand or by a mail program."""
FEWEST_WRAPS = 4
SHORT_LINE = 160
COLUMN_CELL = 60

_PRIVATE = re.compile("^[\ue000-\uf8ff]")
_RULE = re.compile(r"[-|+:=_*~.·•–—─━═ \t]{3,}")
_BULLET = re.compile(rf"(?:[{re.escape(BULLETS)}\ue000-\uf8ff]\ufe0f?\s*)+(?=\S)")
_LETTERED = re.compile(
    r"(?:[IVXLC]{1,7}|\d{1,3}(?:\.\d{1,2}){0,4}|[a-zđA-ZĐ])[.)/]\s|\d{1,2}(?:\.\d{1,2}){1,4}\s(?=[^\W\d_])"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?")
_COLUMNS = re.compile(r" {2,}|\t+")
_ENDED = (".", "!", "?", "…", ":", ";", ".”", '."', ".)", "?”", "!”", '?"', '!"', "”.", '".')


@dataclass(slots=True)
class Line:
    """One line: text without outer or double spaces. Marks are added as they are found out."""

    text: str
    gap: bool = False
    """A blank line, or the start, stands before it."""
    verdict: Verdict | None = None
    dated: DateLine | None = None
    drop: str | None = None
    """Why it is left out."""
    kind: BlockKind | None = None
    """When the source itself says (a table, an HTML tag)."""
    level: int | None = None
    header: bool = False
    src: str | None = None
    alt: str | None = None
    parts: int = 1
    """Written lines that a copy had broken apart and that were put together; wrapped text counts as one."""

    @property
    def free(self) -> bool:
        return self.verdict is None and self.dated is None and self.drop is None

    @property
    def plain(self) -> bool:
        return self.free and self.kind is None


@dataclass(slots=True)
class Source:
    """Lines of a page, and what its markup says beside them (a publishing moment is aware)."""

    lines: list[Line]
    moment: datetime | None = None
    section: str | None = None
    byline: str | None = None
    dropped: list[Dropped] = field(default_factory=list[Dropped])


def has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def bullet_length(text: str) -> int:
    """Code points of the bullets a line begins with; 0 for none, and for a minus before a number ("-5 độ")."""
    found = _BULLET.match(text)
    if found is None:
        return 0
    mark = found[0]
    if not mark[-1].isspace() and (text[found.end()].isdigit() or mark[-1] in "*" or text.startswith("--")):
        return 0
    return found.end()


def is_numbered(text: str) -> bool:
    """Begins like "1.", "1.2.", "a)", "IV."."""
    return _LETTERED.match(text) is not None


def is_ended(text: str) -> bool:
    return text.endswith(_ENDED)


def split_lines(text: str) -> list[Line]:
    """Lines of a clean text. Rules ("-----") are marked to be dropped; tabs and columns are kept for `find_tables`."""
    lines: list[Line] = []
    gap = True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if not stripped:
            gap = True
            continue
        line = Line(stripped, gap)
        if _RULE.fullmatch(stripped):
            line.drop = "đường kẻ"
        elif not has_words(stripped) and len(stripped) < 12 and stripped != "--":
            line.drop = "ký hiệu không có chữ"
        lines.append(line)
        gap = False
    return lines


def find_tables(lines: list[Line]) -> None:
    """Mark runs of lines that are rows of a table, by "|", tabs or columns of spaces; then close up all spaces."""
    for cells_of, fewest in ((_pipe_cells, 2), (_tab_cells, 2), (_column_cells, 3)):
        _mark_rows(lines, cells_of, fewest)
    for line in lines:
        if line.kind != "row":
            line.text = " ".join(line.text.split())


def row_text(cells: list[str]) -> str:
    """Cells as a row's text. An empty cell before another is written "-", so that columns stay in place."""
    cells = [" ".join(cell.replace("|", "/").split()) for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return CELL_SEPARATOR.join(cell or "-" for cell in cells)


def is_header(cells: list[str]) -> bool:
    """Names columns: no cell but the first holds mostly digits, save years."""
    return not any(
        sum(c.isdigit() for c in cell) * 2 > len(cell.replace(" ", "")) and not _YEAR.fullmatch(cell)
        for cell in cells[1:]
        if cell
    )


def _mark_rows(lines: list[Line], cells_of: Callable[[str], list[str] | None], fewest: int) -> None:
    run: list[tuple[Line, list[str]]] = []

    def close() -> None:
        if len(run) >= fewest and (cells_of is not _column_cells or len({len(c) for _, c in run}) == 1):
            for at, (line, cells) in enumerate(run):
                line.kind, line.text = "row", row_text(cells)
                line.header = at == 0 and is_header(cells)
        run.clear()

    for line in lines:
        if line.drop == "đường kẻ" and run:
            continue
        cells = cells_of(line.text) if line.plain else None
        if cells is None or (run and line.gap and cells_of is _column_cells):
            close()
        if cells is not None:
            run.append((line, cells))
    close()


def _pipe_cells(text: str) -> list[str] | None:
    if " | " not in text and "\t|" not in text and not (text.startswith("|") and text.count("|") > 1):
        return None
    cells = [cell.strip() for cell in text.strip("|").split("|")]
    return cells if len(cells) > 1 else None


def _tab_cells(text: str) -> list[str] | None:
    cells = [cell.strip() for cell in text.split("\t")]
    if (
        len(cells) < 2
        or (len(cells[0]) <= 1 and bullet_length(f"{cells[0]} x"))
        or _LETTERED.match(f"{cells[0]} ")
    ):
        return None
    return cells


def _column_cells(text: str) -> list[str] | None:
    if "  " not in text:
        return None
    cells = _COLUMNS.split(text)
    return cells if len(cells) > 1 and max(map(len, cells)) <= COLUMN_CELL else None


def wrap_width(lines: list[Line]) -> int | None:
    """The width at which the text was wrapped by hand, or None when its line ends are its own."""
    widths = [len(line.text) for line in lines if line.plain]
    width = max(widths, default=0)
    if width > WIDEST_WRAP or width < 40:
        return None
    full = loose = 0
    for line, following in pairwise(lines):
        if following.gap or not line.plain or not following.plain or _starts_anew(following.text):
            continue
        if len(line.text) + 1 + len(following.text.split(" ", 1)[0]) > width - 3:
            full += 1
        elif not is_ended(line.text):
            loose += 1
    return width if full >= FEWEST_WRAPS and full > 2 * loose else None


def join_broken(lines: list[Line], chrome: Chrome) -> list[Line]:
    """Put together what a copy broke: wrapped text, titles and captions over two lines, credits after captions."""
    width = wrap_width(lines)
    blocks = _separated_by_blanks(lines)
    joined: list[Line] = []
    last_length = 0
    pending: list[str] = []

    def flush() -> None:
        if pending:
            joined[-1].text = " ".join([joined[-1].text, *pending])
            joined[-1].parts += len(pending) if width is None else 0
            pending.clear()

    for at, line in enumerate(lines):
        previous = joined[-1] if joined else None
        if previous is not None and previous.plain and line.plain:
            above = pending[-1] if pending else previous.text
            start = previous.text
            belongs = (
                _is_credit_of(above, line, chrome)
                if chrome.starts_with("captions", line.text)
                else not line.gap
                and not _starts_anew(line.text)
                and (
                    (width is not None and last_length + 1 + len(line.text.split(" ", 1)[0]) > width - 3)
                    or _goes_on(above, line.text, chrome)
                    or (blocks and _is_broken_caption(lines, at, start))
                )
            )
            if belongs:
                pending.append(line.text)
                last_length = len(line.text)
                continue
        flush()
        joined.append(line)
        last_length = len(line.text)
    flush()
    return joined


def _starts_anew(text: str) -> bool:
    return bullet_length(text) > 0 or is_numbered(text) or text.startswith(("#", "http", "www.", ">"))


def _goes_on(above: str, below: str, chrome: Chrome) -> bool:
    """The lower line cannot begin, or the upper one cannot end, a line of its own."""
    if is_ended(above) or len(above) < 12:
        return False
    if below[0].islower():
        return " " in below or len(below) < 8
    if len(above) > SHORT_LINE * 2:
        return False
    words = folded(above[-40:]).split()
    last = words[-1].strip("\"“”'(")
    if last in chrome.words_of("joiners") or " ".join(words[-2:]) in chrome.words_of("joiners"):
        return len(above.split()) >= 6
    if above.isupper() and below.isupper():
        opening = folded(below).split()
        return (
            above.endswith((",", "-", "–"))
            or opening[0] in chrome.words_of("openers")
            or " ".join(opening[:2]) in chrome.words_of("openers")
        )
    return False


def _is_credit_of(above: str, line: Line, chrome: Chrome) -> bool:
    if len(line.text) > SHORT_LINE or chrome.starts_with("captions", above) or signature(above, chrome):
        return False
    if (
        not folded(line.text)
        .lstrip("([ ")
        .startswith(("ảnh", "nguồn ảnh", "photo", "đồ họa", "nguồn: internet", "minh họa"))
    ):
        return False
    return (
        len(above) <= (SHORT_LINE if not line.gap else 120)
        and not _starts_anew(above)
        and len(above.split()) >= 4
    )


def _separated_by_blanks(lines: list[Line]) -> bool:
    prose = [line for line in lines if line.plain and len(line.text) > SHORT_LINE]
    return len(prose) >= 3 and sum(line.gap for line in prose) >= 0.8 * len(prose)


def _is_broken_caption(lines: list[Line], at: int, above: str) -> bool:
    """Two short lines alone between blank lines, the upper one without a stop, in a text set apart by blank lines."""
    upper, lower = lines[at - 1], lines[at]
    alone = upper.gap and (at + 1 >= len(lines) or lines[at + 1].gap or not lines[at + 1].plain)
    return (
        alone
        and at > 2
        and upper.text == above
        and 30 <= len(upper.text) <= SHORT_LINE
        and len(lower.text) <= SHORT_LINE
        and len(lower.text.split()) >= 3
        and not is_ended(upper.text)
        and not upper.text.isupper()
        and not _starts_anew(upper.text)
    )
