"""Written form -> spoken form, by scope: article before site before built-in.

In: a text and a position where a word begins. Out: the longest entry that begins exactly there and ends
where a word ends, with its spoken words and whether it is sure. Entries are literal text: no patterns.
A Lexicon never changes; `with_entries` lays a new one over it and shares the rest. Built-in entries come
from the tables in data/, read on first use (lexicon_shipped). Files go in and out in lexicon_csv and lexicon_pls; what an
entry must satisfy is in lexicon_check. Nothing here touches a database.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from service.reading.syllables import is_syllable

Scope = Literal["builtin", "site", "article"]
SCOPES: tuple[Scope, ...] = ("article", "site", "builtin")
"""First wins."""
Fit = Literal["exact", "anycase"]
LetterStyle = Literal["pe", "po"]
"""How letters are named: "pê, xê" or "pờ, cờ"."""
ForeignForm = Literal["as-written", "respell"]

HINT_WINDOW = 160
"""Code points on each side of an ambiguous form in which a deciding word is looked for."""
NEIGHBOUR_WINDOW = 16
"""Code points on each side in which the next word is looked at."""
MAX_SPACES = 8
"""The longest run of blanks that stands for one blank of an entry."""

_TOKEN = re.compile(rf"[^\W_]+|\s{{1,{MAX_SPACES}}}|.", re.DOTALL)
_NOT_WORD = re.compile(r"[\W_]+")
_SAME_MARK = {"–": "-", "‑": "-", "‐": "-", "−": "-", "’": "'", "‘": "'", "ʼ": "'", "`": "'"}
_ANY = ""
"""The place of the any-case entry in a node's ends; no written form is empty."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to say an ambiguous form, and what speaks for it. Words are lower case.

    near: words anywhere in the window; before, after: words that touch the form; sections: sections of
    the site; before_name: the next word begins with a capital.
    """

    spoken: str
    near: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    before_name: bool = False


class Entry(NamedTuple):
    """A written form and its spoken words. `choices`, when there are several ways, hold the first one too."""

    written: str
    spoken: str
    scope: Scope = "site"
    match: Fit = "exact"
    note: str = ""
    example: str = ""
    source: str = ""
    family: str = "lexicon"
    choices: tuple[Choice, ...] = ()
    doubt: str | None = None
    """Why the reading is never sure, in Vietnamese; None for an entry that can be relied on."""

    @property
    def rule(self) -> str:
        """The rule name readings carry: the family for built-in entries, else "lexicon.SCOPE"."""
        return self.family if self.scope == "builtin" else f"lexicon.{self.scope}"


class Match(NamedTuple):
    """An entry found in a text: where it ends (code points) and what is said."""

    end: int
    spoken: str
    rule: str
    sure: bool = True
    reason: str | None = None
    alternatives: tuple[str, ...] = ()


class _Node:
    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        # None until there is something: a hundred thousand nodes are ends without successors.
        self.next: dict[str, _Node] | None = None
        self.ends: dict[str, Entry] | None = None


class _Layer:
    """Entries of one scope as a tree of lower-case tokens. Later entries replace equal earlier ones."""

    __slots__ = ("count", "root", "scope")

    def __init__(self, scope: Scope, entries: Iterable[Entry]) -> None:
        self.scope: Scope = scope
        self.root: dict[str, _Node] = {}
        self.count = 0
        top = _Node()
        top.next = self.root
        for entry in entries:
            self._add(top, entry)

    def _add(self, node: _Node, entry: Entry) -> None:
        written = entry.written
        if written.isalnum():
            tokens = [written]
        else:
            tokens = [_canonical(token) for token in _TOKEN.findall(written)]
            written = "".join(tokens)
        for token in tokens:
            if node.next is None:
                node.next = {}
            key = token.lower()
            following = node.next.get(key)
            if following is None:
                following = node.next[key] = _Node()
            node = following
        if node.ends is None:
            node.ends = {}
        name = _ANY if entry.match == "anycase" else written
        self.count += name not in node.ends
        node.ends[name] = entry

    def find(self, text: str, start: int, head: str) -> tuple[int, Entry] | None:
        """The longest entry at `start`, whose first token is `head`, and where it ends."""
        node = self.root.get(head.lower())
        if node is None:
            return None
        position = start + len(head)
        written = head
        found: tuple[int, Entry] | None = None
        while True:
            if node.ends and _ends_word(text, position):
                entry = node.ends.get(written) or node.ends.get(_ANY)
                if entry is not None and not (found and _closes_text(text, position)):
                    found = position, entry
            token = _TOKEN.match(text, position)
            if token is None or not node.next:
                return found
            piece = _canonical(token[0])
            following = node.next.get(piece.lower())
            if following is None:
                return found
            node, position, written = following, token.end(), written + piece

    def entries(self) -> Iterator[Entry]:
        stack = list(self.root.values())
        while stack:
            node = stack.pop()
            yield from (node.ends or {}).values()
            stack.extend((node.next or {}).values())


class Lexicon:
    """Entries in layers, immutable. Matching costs one look-up a layer where no entry begins."""

    __slots__ = ("_layers",)

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._layers: tuple[_Layer, ...] = _layers(entries)

    def __len__(self) -> int:
        return sum(layer.count for layer in self._layers)

    def entries(self) -> Iterator[Entry]:
        """Every entry, highest scope first; inside a scope in no particular order."""
        for layer in self._layers:
            yield from layer.entries()

    def with_entries(self, entries: Iterable[Entry]) -> "Lexicon":
        """A lexicon with these laid over this one: a scope's new entries come before its old ones."""
        joined = Lexicon()
        layers = (*_layers(entries), *self._layers)
        joined._layers = tuple(sorted(layers, key=lambda layer: SCOPES.index(layer.scope)))
        return joined

    def match(self, text: str, start: int, section: str | None = None) -> Match | None:
        """The entry that begins exactly at `start` (code points of `text`), or None.

        Priority by scope, then length. section: the article's section, which may decide an ambiguous form.
        """
        token = _TOKEN.match(text, start)
        if token is None:
            return None
        head = token[0]
        for layer in self._layers:
            if head.lower() in layer.root:
                if not _begins_word(text, start):
                    return None
                found = layer.find(text, start, head)
                if found is not None:
                    return _decided(found[1], text, start, found[0], section)
        return None


def _layers(entries: Iterable[Entry]) -> tuple[_Layer, ...]:
    by_scope: dict[Scope, list[Entry]] = {scope: [] for scope in SCOPES}
    for entry in entries:
        by_scope[entry.scope].append(entry)
    return tuple(_Layer(scope, group) for scope, group in by_scope.items() if group)


def _canonical(token: str) -> str:
    return " " if token.isspace() else _SAME_MARK.get(token, token)


def _is_word_char(char: str) -> bool:
    return char.isalnum() or "\u0300" <= char <= "\u036f"


def _begins_word(text: str, start: int) -> bool:
    return start == 0 or not (_is_word_char(text[start]) and _is_word_char(text[start - 1]))


def _ends_word(text: str, end: int) -> bool:
    return end >= len(text) or not (_is_word_char(text[end]) and _is_word_char(text[end - 1]))


def _closes_text(text: str, end: int) -> bool:
    """Whether the form ends in the full stop that closes the text, so that the stop is not the form's own."""
    return text[end - 1] == "." and not text[end : end + 2].strip() and end + 2 >= len(text)


def _decided(entry: Entry, text: str, start: int, end: int, section: str | None) -> Match | None:
    if entry.scope == "builtin":
        if _only_an_initial(entry, text, end):
            return None
        if _may_be_shouted(entry, text, start, end):
            return _shouted(entry, end)
        if text[end : end + 1] == "&" or text[start - 1 : start] == "&":
            return _part_of_a_compound(_said(entry, text, start, end, section), text[start:end])
    return _said(entry, text, start, end, section)


def _part_of_a_compound(match: Match, written: str) -> Match:
    """ "VH-TT" before "&TT": what the whole stands for is not known."""
    if not match.sure:
        return match
    reason = f"“{written}” nằm trong một chữ viết tắt ghép chưa có trong bảng nên được đọc từng phần."
    return match._replace(sure=False, reason=reason)


def _only_an_initial(entry: Entry, text: str, end: int) -> bool:
    """Whether "P." is a person's initial: "phường" needs a name or a number after it."""
    if len(entry.written) != 2 or not entry.written.endswith("."):
        return False
    after = text[end : end + 3].lstrip()
    return not (after[:1].isdigit() or (after[:1].isupper() and after[1:2].islower()))


def _may_be_shouted(entry: Entry, text: str, start: int, end: int) -> bool:
    """Whether capitals that are also a syllable ("AI", "CA") stand among words that are all written large."""
    if not entry.written.isupper() or not is_syllable(entry.written):
        return False
    before = _NOT_WORD.split(text[max(0, start - NEIGHBOUR_WINDOW) : start])
    after = _NOT_WORD.split(text[end : end + NEIGHBOUR_WINDOW])
    sides = ([word for word in side if len(word) > 1 and word.isalpha()] for side in (before[::-1], after))
    neighbours = [side[0] for side in sides if side]
    return bool(neighbours) and all(word.isupper() and is_syllable(word) for word in neighbours)


def _shouted(entry: Entry, end: int) -> Match | None:
    """Initialisms among words written large stay likely; abbreviations do not, and leave the place to the word."""
    word = entry.written.lower()
    if not entry.family.startswith("initialism"):
        return None
    if entry.spoken == word:
        return Match(end, word, entry.rule)
    reason = f"Cả đoạn viết hoa nên chưa rõ “{entry.written}” là chữ viết tắt hay là từ thường."
    return Match(end, entry.spoken, entry.rule, False, reason, (word,))


def _said(entry: Entry, text: str, start: int, end: int, section: str | None) -> Match:
    if not entry.choices:
        reason = entry.doubt and f"“{text[start:end]}” {entry.doubt}"
        return Match(end, entry.spoken, entry.rule, entry.doubt is None, reason)
    scores = _scores(entry.choices, text, start, end, section)
    order = sorted(range(len(scores)), key=lambda index: -scores[index])
    best = entry.choices[order[0]]
    if scores[order[0]] > scores[order[1]]:
        return Match(end, best.spoken, entry.rule)
    return Match(
        end,
        best.spoken,
        entry.rule,
        sure=False,
        reason=f"“{text[start:end]}” có nhiều cách đọc mà câu này chưa cho biết là cách nào.",
        alternatives=tuple(entry.choices[index].spoken for index in order[1:]),
    )


def _scores(choices: tuple[Choice, ...], text: str, start: int, end: int, section: str | None) -> list[float]:
    """How much speaks for each choice: a touching word 4, a name after it 3, the section 2, a near word 1."""
    left = f" {_NOT_WORD.sub(' ', text[max(0, start - HINT_WINDOW) : start].lower()).strip()} "
    right_text = text[end : end + HINT_WINDOW]
    right = f" {_NOT_WORD.sub(' ', right_text.lower()).strip()} "
    named = right_text.lstrip(" .")[:1].isupper()
    place = (section or "").lower()
    scores: list[float] = []
    for choice in choices:
        score = 4.0 * any(left.endswith(f" {word} ") for word in choice.before)
        score += 4.0 * any(right.startswith(f" {word} ") for word in choice.after)
        score += 3.0 * (choice.before_name and named)
        score += 2.0 * (bool(place) and place in choice.sections)
        score += sum((f" {word} " in left) + (f" {word} " in right) for word in choice.near)
        scores.append(score)
    return scores


@cache
def builtin(style: LetterStyle = "pe", foreign: ForeignForm = "as-written") -> Lexicon:
    """The shipped lexicon.

    style: how the letters of spelled initialisms are named. foreign: whether known foreign words are left
    to the voice or said in Vietnamese syllables; those that voices spell letter by letter always are.
    """
    # Here and not above: the shipped tables build on this module.
    from service.reading.lexicon_shipped import shipped

    return Lexicon(shipped(style, foreign))
