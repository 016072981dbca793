"""Lexicons as CSV, as a spreadsheet writes and reads it.

In: the bytes of a file in UTF-8, with or without a byte order mark; commas, semicolons or tabs; the first row
names the columns, in Vietnamese with or without marks, or in English. Out: checked entries. Writing gives bytes
that reading turns into the same entries. Cells that a spreadsheet would take for a formula carry an apostrophe.
Pure: no files.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from service.reading.lexicon import Entry, Fit, Scope
from service.reading.lexicon_check import (
    BadLexicon,
    LexiconError,
    Problem,
    WrongLexiconEncoding,
    check_size,
    checked,
)

HEADER = ("viết", "đọc", "khớp", "ghi chú", "ví dụ", "nguồn")
_FIELDS: tuple[str, ...] = ("written", "spoken", "match", "note", "example", "source")
_NAMES: dict[str, str] = {
    **dict(zip(_FIELDS, _FIELDS, strict=True)),
    **{"viet": "written", "cach viet": "written", "tu": "written", "doc": "spoken", "cach doc": "spoken"},
    **{"khop": "match", "kieu khop": "match", "ghi chu": "note", "vi du": "example", "nguon": "source"},
}
_FITS: dict[str, Fit] = {
    "": "exact",
    "exact": "exact",
    "dung chu": "exact",
    "anycase": "anycase",
    "moi kieu chu": "anycase",
}
_FIT_NAMES: dict[Fit, str] = {"exact": "đúng chữ", "anycase": "mọi kiểu chữ"}
_FORMULA = ("=", "+", "-", "@", "'")
_SEPARATORS = ",;\t"


class _Rows(Protocol):
    """A csv.reader: the cells of each row, and the number of lines read so far."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class BadLexiconHeader(LexiconError):
    code = "bad-lexicon-header"
    en = "The first row must name the columns, among them “viết” and “đọc”; it is: {header}"
    vi = "Dòng đầu phải là tên các cột, trong đó có “viết” và “đọc”. Dòng đầu của tệp này là: {header}"


def read_csv(data: bytes, scope: Scope = "site") -> list[Entry]:
    """The entries of a CSV file, in order.

    Raises WrongLexiconEncoding, BadLexiconHeader, EmptyLexicon, LexiconTooLarge, and BadLexicon that names
    every faulty line.
    """
    check_size(data)
    text = _decoded(data)
    header, _, _ = text.partition("\n")
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return checked(_entries(reader, scope))


def write_csv(entries: Iterable[Entry]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need to see Vietnamese; choices of an entry are left out."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for entry in entries:
        cells = (
            entry.written,
            entry.spoken,
            _FIT_NAMES[entry.match],
            entry.note,
            entry.example,
            entry.source,
        )
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > len(data[:200]) // 4:
        raise WrongLexiconEncoding(encoding="UTF-16", position=0)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongLexiconEncoding(encoding="Windows-1258", position=error.start) from error


def _entries(reader: _Rows, scope: Scope) -> Iterator[tuple[int, Entry | Problem]]:
    try:
        places = _places(next(iter(reader), list[str]()))
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                yield line, _entry(cells, places, line, scope)
            line = reader.line_num + 1
    except csv.Error as error:
        broken = f"các ô của dòng này không tách được ({error}); hãy kiểm tra dấu ngoặc kép."
        raise BadLexicon([Problem(reader.line_num, f"not CSV: {error}", broken)]) from error


def _places(header: list[str]) -> list[int]:
    columns: list[str] = [_NAMES.get(_unmarked(cell), "") for cell in header]
    named = [column for column in columns if column]
    if "written" not in named or "spoken" not in named or len(set(named)) != len(named):
        raise BadLexiconHeader(header=" | ".join(header)[:200])
    absent = len(columns)
    return [columns.index(field) if field in columns else absent for field in _FIELDS] + [absent]


def _entry(cells: list[str], places: list[int], line: int, scope: Scope) -> Entry | Problem:
    """places: for each of _FIELDS the cell that holds it; the last, and that of a field without a column, is the width."""
    width = places[-1]
    if len(cells) > width and any(cells[width:]):
        vi = f"có {len(cells)} ô mà bảng chỉ có {width} cột; hãy đặt ô có dấu phẩy trong ngoặc kép."
        return Problem(line, f"{len(cells)} cells for {width} columns", vi)
    cells += [""] * (width + 1 - len(cells))
    cells[width] = ""
    picked = [cells[place] for place in places[:-1]]
    if any(cell[:1] == "'" for cell in picked):
        picked = [cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell for cell in picked]
    written, spoken, match, note, example, source = picked
    fit = _fit(match)
    if fit is None:
        vi = f"kiểu khớp “{match[:40]}” không có; hãy ghi “đúng chữ” hoặc “mọi kiểu chữ”."
        return Problem(line, f"no such match: {match[:40]!r}", vi)
    return Entry(written, spoken, scope, fit, note, example, source)


@lru_cache(maxsize=64)
def _fit(match: str) -> Fit | None:
    return _FITS.get(_unmarked(match))


def _unmarked(text: str) -> str:
    """Lower case, without Vietnamese marks, single blanks: what people mean when they type a column name."""
    if not text:
        return text
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(char for char in parts if unicodedata.category(char) != "Mn").split())
