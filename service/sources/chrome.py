"""Portal chrome: what stands on a page around an article, known from data files.

In: portals/*.toml, and files of the same format from the operator (docs in portals/README.md).
Out: a Chrome that says of one line whether it is chrome and why. No file is touched after loading.
Patterns are plain text (whole line, start, part, bars of words), never regular expressions: matching stays linear.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, cast, get_args

from service.sources.clean import clean
from service.sources.errors import BadPortalFile

Until = Literal["line", "blank", "prose", "end"]
Where = Literal["anywhere", "top", "after", "tail"]

LONGEST_CHROME = 400
"""Code points; a longer line is matched by its start alone."""
LONGEST_BAR_WORDS = 40

_EDGE = " \t!>»›«<‹•·-–—|:.,[](){}…*#►▶▸◄◀→←↑↓+✓✔✕×_=~'\"“”/\\&"
_NUMBER = re.compile(r"\(?\d[\d.,:]*[kK%]?\)?")
_SPACES = re.compile(r"\s+")
_OLD_TONES = dict(
    pair.split()
    for pair in [
        "oà òa",
        "oá óa",
        "oả ỏa",
        "oã õa",
        "oạ ọa",
        "oè òe",
        "oé óe",
        "oẻ ỏe",
        "oẽ õe",
        "oẹ ọe",
        "uỳ ùy",
        "uý úy",
        "uỷ ủy",
        "uỹ ũy",
        "uỵ ụy",
    ]
)
_OLD_TONE = re.compile("|".join(_OLD_TONES))
_WORDS = re.compile(r"[^\W_]+(?:[.\-'][^\W_]+)*[+\-]?")


def folded(text: str) -> str:
    """Casefolded, single-spaced, one way of placing tone marks ("hoà" = "hòa")."""
    text = _SPACES.sub(" ", text.casefold())
    return _OLD_TONE.sub(lambda found: _OLD_TONES[found[0]], text).strip()


def bare(text: str) -> str:
    """`folded` without numbers and without marks at the edges: "Bình luận (3)" = "bình luận"."""
    return _SPACES.sub(" ", _NUMBER.sub(" ", folded(text))).strip(_EDGE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a line is chrome, and how far what it opens goes on."""

    reason: str
    until: Until = "line"
    where: Where = "anywhere"


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    max_words: int
    verdict: Verdict


@dataclass(frozen=True)
class Chrome:
    """What the portal files say. Word lists are folded; see portals/README.md for the meaning of each."""

    lines: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    starts: tuple[_Part, ...] = ()
    parts: tuple[_Part, ...] = ()
    bars: dict[str, str] = field(default_factory=dict[str, str])
    words: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    selectors: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @cached_property
    def _starts_by_letters(self) -> dict[str, list[_Part]]:
        index: dict[str, list[_Part]] = {}
        for part in self.starts:
            index.setdefault(part.text[:2], []).append(part)
        for parts in index.values():
            parts.sort(key=lambda part: -len(part.text))
        return index

    @cached_property
    def _longest_bar(self) -> int:
        return max((phrase.count(" ") + 1 for phrase in self.bars), default=0)

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(words) for name, words in self.words.items()}

    def verdict(self, line: str) -> Verdict | None:
        """What a line is known as, or None. Linear in the line and in the number of patterns."""
        if len(line) > LONGEST_CHROME:
            return self._by_start(folded(line[:LONGEST_CHROME]), word_count=len(line.split()))
        plain = folded(line)
        if plain in self.words_of("never_chrome"):
            return None
        return (
            self.lines.get(bare(line))
            or self.lines.get(plain.strip(_EDGE))
            or self.lines.get(plain)
            or self._as_bar(plain)
            or self._by_start(plain, word_count=plain.count(" ") + 1)
            or self._by_part(plain)
        )

    @cached_property
    def _by_length(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(sorted(words, key=len, reverse=True)) for name, words in self.words.items()}

    def longest_first(self, name: str) -> tuple[str, ...]:
        """A word list, folded, the longest first."""
        return self._by_length.get(name, ())

    def words_of(self, name: str) -> frozenset[str]:
        """A word list, folded."""
        return self._sets.get(name, frozenset())

    def is_one_of(self, name: str, text: str) -> bool:
        """Whether the text, folded and without edge marks, is a word of the list."""
        return folded(text).strip(_EDGE) in self.words_of(name)

    def is_domain(self, text: str) -> bool:
        """Whether the text is a site's name like "VOV.vn"."""
        return " " not in text and folded(text).endswith(self.words.get("domain_ends", ("\0",)))

    def starts_with(self, name: str, text: str) -> bool:
        """Whether the text begins with a word of the list; the word must end there."""
        plain = folded(text).lstrip(_EDGE)
        return plain.startswith(self.words.get(name, ())) and any(
            plain.startswith(word) and not (word[-1].isalnum() and plain[len(word) : len(word) + 1].isalnum())
            for word in self.words.get(name, ())
        )

    def _by_start(self, plain: str, word_count: int) -> Verdict | None:
        for text in (plain, plain.lstrip(_EDGE)):
            for part in self._starts_by_letters.get(text[:2], ()):
                if (
                    text.startswith(part.text)
                    and word_count <= part.max_words
                    and _ends_there(text, part.text)
                ):
                    return part.verdict
        return None

    def _by_part(self, plain: str) -> Verdict | None:
        words = plain.count(" ") + 1
        for part in self.parts:
            if words <= part.max_words and part.text in plain:
                return part.verdict
        return None

    def _as_bar(self, plain: str) -> Verdict | None:
        """A line of nothing but known buttons, numbers and marks, in any order."""
        words = cast(list[str], _WORDS.findall(plain))
        if not 0 < len(words) <= LONGEST_BAR_WORDS:
            return None
        reason, at = None, 0
        while at < len(words):
            for length in range(min(self._longest_bar, len(words) - at), 0, -1):
                found = self.bars.get(" ".join(words[at : at + length]))
                if found is not None:
                    reason, at = reason or found, at + length
                    break
            else:
                if not words[at][0].isdigit():
                    return None
                at += 1
        return Verdict(reason) if reason else None


def _ends_there(text: str, start: str) -> bool:
    return not (start[-1].isalnum() and text[len(start) : len(start) + 1].isalnum())


def load_chrome(paths: Iterable[Path]) -> Chrome:
    """Read portal files (a folder stands for its *.toml) into one Chrome; later files add to earlier ones.

    Raises BadPortalFile with the file and what is wrong in it.
    """
    draft = _Draft()
    for path in paths:
        files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        for file in files:
            try:
                draft.add(tomllib.loads(clean(file.read_text(encoding="utf-8-sig"))))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, _Wrong) as error:
                raise BadPortalFile(path=str(file), detail=str(error)) from error
    return draft.chrome()


class _Wrong(ValueError):
    pass


_DROP_KEYS = {"reason", "line", "starts", "contains", "words", "until", "where", "max_words"}


class _Draft:
    def __init__(self) -> None:
        self.lines: dict[str, Verdict] = {}
        self.starts: list[_Part] = []
        self.parts: list[_Part] = []
        self.bars: dict[str, str] = {}
        self.words: dict[str, list[str]] = {}
        self.selectors: dict[str, list[str]] = {}

    def add(self, data: dict[str, object]) -> None:
        known = {"drop", "words", "html"}
        if unknown := data.keys() - known:
            raise _Wrong(f"unknown table {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")
        groups = data.get("drop", [])
        if not isinstance(groups, list):
            raise _Wrong("write each group as [[drop]]")
        for group in cast(list[dict[str, object]], groups):
            self._add_group(group)
        for table, into in (("words", self.words), ("html", self.selectors)):
            entries = data.get(table, {})
            if not isinstance(entries, dict):
                raise _Wrong(f"[{table}] must be a table")
            for name in cast(dict[str, object], entries):
                values = _strings(cast(dict[str, object], entries), name)
                into.setdefault(name, []).extend(values if table == "html" else map(folded, values))

    def _add_group(self, group: dict[str, object]) -> None:
        if unknown := group.keys() - _DROP_KEYS:
            raise _Wrong(f"unknown key {', '.join(sorted(unknown))} in [[drop]]")
        reason = group.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise _Wrong("each [[drop]] needs a reason in words")
        until, where = group.get("until", "line"), group.get("where", "anywhere")
        if until not in get_args(Until) or where not in get_args(Where):
            raise _Wrong(f"until is one of {get_args(Until)}, where one of {get_args(Where)}")
        max_words = group.get("max_words", 60)
        if not isinstance(max_words, int) or max_words < 1:
            raise _Wrong("max_words is a number above 0")
        verdict = Verdict(reason.strip(), cast(Until, until), cast(Where, where))
        for text in _strings(group, "line"):
            for key in (bare(text), folded(text).strip(_EDGE), folded(text)):
                if key:
                    self.lines[key] = verdict
        self.starts += [_Part(t, max_words, verdict) for t in _folded_strings(group, "starts")]
        self.parts += [_Part(t, min(max_words, 30), verdict) for t in _folded_strings(group, "contains")]
        self.bars |= {" ".join(_WORDS.findall(t)): verdict.reason for t in _folded_strings(group, "words")}

    def chrome(self) -> Chrome:
        return Chrome(
            lines=self.lines,
            starts=tuple(self.starts),
            parts=tuple(self.parts),
            bars=self.bars,
            words={name: tuple(dict.fromkeys(words)) for name, words in self.words.items()},
            selectors={name: tuple(dict.fromkeys(css)) for name, css in self.selectors.items()},
        )


def _strings(table: dict[str, object], key: str) -> list[str]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(
        isinstance(value, str) for value in cast(list[object], values)
    ):
        raise _Wrong(f"{key} must be a list of strings")
    return cast(list[str], values)


def _folded_strings(table: dict[str, object], key: str) -> list[str]:
    return [text for text in map(folded, _strings(table, key)) if text]


PORTALS = Path(__file__).parent / "portals"
BUILTIN = load_chrome([PORTALS])
