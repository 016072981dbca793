"""The shipped entries, made from the tables in data/.

In: how letters are named and whether known foreign words are respelled. Out: built-in entries, a later one
before an equal earlier one. Pure apart from reading files of the package.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from service.reading.lexicon import Choice, Entry, ForeignForm, LetterStyle
from service.reading.lexicon_rows import DATA, Row, rows, tables
from service.reading.rules.foreign import approximate
from service.reading.rules.initialisms import spell

SPELLED = "*"
"""In the spoken cell: letter by letter, in the style asked for."""
ALWAYS = "!"
"""Before the spoken words of a foreign form that voices spell letter by letter when left as it is written."""
APPROXIMATE = "~"
"""In the spoken cell of a foreign word: known as it is written; respelled, it is approximated and flagged."""
GUESS = "abbreviation.guess"
_APPROXIMATE_DOUBT = "chỉ có cách đọc gần đúng bằng âm tiếng Việt."
_GUESS_DOUBT = "là chữ viết tắt ngắn, có thể có nghĩa khác."
_PLAIN_LATIN = re.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_WORD = re.compile(r"[^\W\d_]+")


def shipped(style: LetterStyle, foreign: ForeignForm) -> Iterator[Entry]:
    """Every built-in entry. Raises ValueError for a malformed table."""
    for name in tables("foreign"):
        for row in rows(name):
            yield _foreign(row, foreign)
    for name in (*tables("names"), *tables("lexicon")):
        yield from map(_entry, rows(name))
    for row in rows("initialisms.tsv"):
        yield _entry(row if row.spoken != SPELLED else row._replace(spoken=spell(row.written, style)))
    yield from _ambiguous(style)


def _entry(row: Row) -> Entry:
    return Entry(
        row.written,
        row.spoken,
        "builtin",
        "anycase" if row.match == "anycase" else "exact",
        "",
        row.example,
        row.source,
        row.family,
        (),
        _GUESS_DOUBT if row.family == GUESS else None,
    )


def _foreign(row: Row, foreign: ForeignForm) -> Entry:
    if row.spoken.startswith(ALWAYS):
        return _entry(row._replace(spoken=row.spoken.removeprefix(ALWAYS)))
    if foreign == "as-written" and _can_be_left(row.written):
        return _entry(row._replace(spoken=" ".join(_WORD.findall(row.written.lower()))))
    if row.spoken == APPROXIMATE:
        return _entry(row._replace(spoken=approximate(row.written)))._replace(doubt=_APPROXIMATE_DOUBT)
    return _entry(row)


def _can_be_left(written: str) -> bool:
    """Whether a voice can be given the form as it is: words in English letters, no initials, no other marks."""
    return _PLAIN_LATIN.fullmatch(written) is not None and all(
        _VOWEL.search(word) and not word.isupper() for word in _WORD.findall(written)
    )


def _ambiguous(style: LetterStyle) -> Iterator[Entry]:
    data = tomllib.loads((DATA / "lexicon_ambiguous.toml").read_text(encoding="utf-8"))
    for item in data["entry"]:
        for written in item["written"]:
            choices = tuple(_choice(choice, written, style) for choice in item["choice"])
            yield Entry(
                written,
                choices[0].spoken,
                "builtin",
                example=item["example"],
                source=item["source"],
                family="abbreviation.ambiguous",
                choices=choices,
            )


def _choice(data: dict[str, Any], written: str, style: LetterStyle) -> Choice:
    return Choice(
        spell(written, style) if data["spoken"] == SPELLED else data["spoken"],
        *(tuple(data.get(field, ())) for field in ("near", "before", "after", "sections")),
        before_name=data.get("before_name", False),
    )
