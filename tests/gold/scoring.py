"""Compares what was read with what a good news reader would say.

In: gold cases (written sentence, accepted spoken patterns) and spoken lines. Out: per case the smallest number
of word edits to any accepted reading, and sums of it. Pure: reads gold files, nothing else.

A pattern is plain text with alternatives: "(nghìn|ngàn)", "(ngày|)", nested as deep as needed.
Folding before comparison: NFC, casefold, place of the tone mark (hoà = hòa), i or y after h k l m s t v qu
(tỉ = tỷ), everything that is neither letter nor digit is a space.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

_TONES = "\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}\N{COMBINING HOOK ABOVE}\N{COMBINING DOT BELOW}"
_I_OR_Y = re.compile(r"(?:h|k|l|m|s|t|v|qu)y")


class BadPattern(ValueError):
    """A pattern whose brackets do not match."""


def fold_word(word: str) -> str:
    """One word without the differences of spelling that nobody hears."""
    parts = unicodedata.normalize("NFD", word)
    base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    if _I_OR_Y.fullmatch(base):
        base = base[:-1] + "i"
    return base + "".join(c for c in parts if c in _TONES)


def fold(text: str) -> list[str]:
    """The words of a text as they are compared."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    kept = "".join(c if c.isalnum() or unicodedata.category(c) == "Mn" else " " for c in text)
    return [fold_word(word) for word in kept.split()]


Branches = tuple["Branch", ...]
Branch = tuple["str | Branches", ...]
"""A pattern: words and alternatives in order; each alternative is again such a sequence."""


@lru_cache(maxsize=4096)
def parse(pattern: str) -> Branch:
    """A pattern as a tree. Raises BadPattern."""
    pieces = [piece for piece in re.split(r"([(|)])", unicodedata.normalize("NFC", pattern)) if piece]
    stack: list[list[list[str | Branches]]] = [[[]]]
    for piece in pieces:
        if piece == "(":
            stack.append([[]])
        elif piece in "|)" and len(stack) == 1:
            raise BadPattern(f"{piece!r} without an opening bracket: {pattern}")
        elif piece == "|":
            stack[-1].append([])
        elif piece == ")":
            done = tuple(tuple(branch) for branch in stack.pop())
            stack[-1][-1].append(done)
        else:
            stack[-1][-1].extend(fold(piece))
    if len(stack) != 1:
        raise BadPattern(f"a bracket is not closed: {pattern}")
    return tuple(stack[0][0])


class Cost(NamedTuple):
    edits: int
    """Words inserted, dropped or replaced."""
    words: int
    """Words of the accepted reading that was nearest."""


_FAR = Cost(10**9, 0)


def distance(pattern: str, said: Sequence[str]) -> Cost:
    """The nearest path through the pattern. Time: words of the pattern times words said."""
    start = [Cost(at, 0) for at in range(len(said) + 1)]
    return _after(parse(pattern), start, said)[-1]


def _after(branch: Branch, row: list[Cost], said: Sequence[str]) -> list[Cost]:
    """Edit-distance rows: row[j] is the best cost of having matched said[:j] so far."""
    for part in branch:
        if isinstance(part, str):
            row = _word(part, row, said)
        else:
            rows = [_after(choice, row, said) for choice in part]
            row = [min(column) for column in zip(*rows, strict=True)]
    return row


def _word(word: str, row: list[Cost], said: Sequence[str]) -> list[Cost]:
    new = [Cost(row[0].edits + 1, row[0].words + 1)]
    for at, heard in enumerate(said, 1):
        new.append(
            min(
                Cost(row[at].edits + 1, row[at].words + 1),
                Cost(row[at - 1].edits + (heard != word), row[at - 1].words + 1),
                Cost(new[at - 1].edits + 1, new[at - 1].words),
            )
        )
    return new


@dataclass(frozen=True, slots=True)
class Case:
    """A gold sentence. `spoken`: strict patterns; `lenient`: further patterns that are no error either."""

    id: str
    category: str
    written: str
    spoken: tuple[str, ...]
    lenient: tuple[str, ...] = ()
    note: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Case":
        return cls(
            row["id"],
            row["category"],
            row["written"],
            tuple(row["spoken"]),
            tuple(row.get("spoken_lenient", ())),
            row.get("note"),
        )

    def score(self, said: str, *, lenient: bool = False) -> Cost:
        words = fold(said)
        patterns = self.spoken + self.lenient if lenient else self.spoken
        return min((distance(pattern, words) for pattern in patterns), default=_FAR)

    def accepts(self, said: str, *, lenient: bool = False) -> bool:
        return self.score(said, lenient=lenient).edits == 0


def load(path: Path) -> list[Case]:
    """The cases of one file, or of every *.jsonl of a folder in order of name."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [
        Case.of(json.loads(line))
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over cases. A reader that marks no doubt has flagged = 0."""

    cases: int
    strict: int
    lenient: int
    edits: int
    words: int
    flagged: int
    silently_wrong: int
    """Wrong under the lenient patterns too, and nothing flagged."""

    @property
    def word_error_rate(self) -> float:
        return self.edits / max(1, self.words)


def tally(cases: Iterable[Case], said: Iterable[str], flagged: Iterable[bool]) -> Tally:
    """Scores one reader. The three run in step."""
    strict = lenient = edits = words = doubts = silent = count = 0
    for case, line, doubt in zip(cases, said, flagged, strict=True):
        cost = case.score(line)
        right = cost.edits == 0 or case.accepts(line, lenient=True)
        count += 1
        strict += cost.edits == 0
        lenient += right
        edits += cost.edits
        words += cost.words
        doubts += doubt
        silent += not right and not doubt
    return Tally(count, strict, lenient, edits, words, doubts, silent)
