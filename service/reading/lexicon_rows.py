"""Read the shipped tables of word forms: tab-separated, one family of forms a file.

A line is `written <TAB> spoken <TAB> example`; several written forms share a line with " ; " between
them. A line `@ family <TAB> match <TAB> source` says what holds for the lines below it; "#" begins a comment.
Pure apart from reading files of the package.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Row(NamedTuple):
    """One written form of a shipped table."""

    written: str
    spoken: str
    example: str
    family: str
    match: str
    source: str


def rows(name: str) -> Iterator[Row]:
    """The rows of a table in file order. Raises ValueError naming the line that is malformed."""
    family = match = source = ""
    with (DATA / name).open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.rstrip("\n")
            if not text or text.startswith("#"):
                continue
            cells = text.split("\t")
            if text.startswith("@ ") and len(cells) == 3:
                family, match, source = cells[0][2:], cells[1], cells[2]
            elif len(cells) == 3 and all(cells) and family:
                for written in cells[0].split(" ; "):
                    yield Row(written, cells[1], cells[2], family, match, source)
            else:
                raise ValueError(f"{name}, line {number}: expected three cells below a '@' line")


def tables(prefix: str) -> list[str]:
    """The names of the shipped tables whose file name begins with `prefix`, in order."""
    return sorted(path.name for path in DATA.glob(f"{prefix}*.tsv"))
