"""What a rule sees and what it gives back.

A rule looks at a Place (the block's tokens, where reading stands, what the article is about) and answers
with pieces that tile the text from there to some later token boundary, or None. It changes nothing.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from service.reading.lexicon import Lexicon
from service.reading.numbers import cardinal, decimal
from service.reading.rules.initialisms import InitialismReading, read_initialism, spell
from service.reading.script import Reading, Silent
from service.reading.settings import ReadingSettings
from service.reading.tokens import Kind, Tokens

if TYPE_CHECKING:
    from service.reading.context import ArticleContext

Piece = Reading | Silent
Found = tuple[Piece, ...]

CLAUSE_END = frozenset(".;!?…")
SHOUTED_SHARE = 0.7
"""From this share of words in capitals on, capitals are a way of writing and not initials."""
NARROW = {0xFF00 + code: 0x20 + code for code in range(0x01, 0x5F) if not chr(0x20 + code).isalpha()}
"""Full-width digits and marks are read as the common ones; offsets do not change."""
WIDE = frozenset(map(chr, NARROW))
LOOK_AROUND = 8
"""Words a rule may look to either side: bounds the work on hostile text."""


class Example(NamedTuple):
    """A line of a rule's own table: test, documentation and specification at once."""

    written: str
    spoken: str
    why: str
    sure: bool = True


class Rule(NamedTuple):
    """One step of an ordered family. `read` is tried where a token of `kind` stands."""

    name: str
    kind: Kind
    read: "Callable[[Place], Found | None]"


class Family(NamedTuple):
    """What a rule module offers: its rules in order and the table they are specified by."""

    title: str
    about: str
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]


class Place:
    """Where reading stands in a block. `at` is a token index; everything else is fixed for the block."""

    __slots__ = (
        "_shouted",
        "article",
        "at",
        "kinds",
        "last",
        "lexicon",
        "lowers",
        "score_at",
        "settings",
        "starts",
        "text",
        "texts",
        "written",
    )

    def __init__(
        self,
        text: str,
        article: "ArticleContext",
        lexicon: Lexicon,
        settings: ReadingSettings,
    ) -> None:
        self.written = text
        if not text.isascii() and not WIDE.isdisjoint(text):
            text = text.translate(NARROW)
        tokens = Tokens(text)
        self.text = text
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.lowers = [written.lower() for written in tokens.texts]
        self.article = article
        self.settings = settings
        self.lexicon = lexicon
        self.at = 0
        self.score_at = -(10**9)
        """Token of the last dash that was a score."""
        self.last: Reading | None = None
        """What was said last, right before here but for silent spans."""
        self._shouted: bool | None = None

    @property
    def shouted(self) -> bool:
        """Whether most words of the block are in capitals."""
        if self._shouted is None:
            words = [
                t for t, kind in zip(self.texts, self.kinds, strict=True) if kind == Kind.WORD and len(t) > 1
            ]
            large = sum(word.isupper() for word in words)
            self._shouted = large >= 3 and large >= SHOUTED_SHARE * len(words)
        return self._shouted

    @property
    def pos(self) -> int:
        return self.starts[self.at]

    def said(
        self,
        start: int,
        end: int,
        spoken: str,
        rule: str,
        reason: str | None = None,
        alternatives: tuple[str, ...] = (),
    ) -> Reading:
        """A Reading of [start, end); unsure exactly when a reason is given."""
        if alternatives:
            alternatives = tuple(other for other in alternatives if other != spoken)
        return Reading(
            start, end, self.written[start:end], spoken, rule, reason is None, reason, alternatives
        )

    def one(
        self,
        end: int,
        spoken: str,
        rule: str,
        reason: str | None = None,
        alternatives: tuple[str, ...] = (),
    ) -> Found:
        """A single Reading from here to `end`."""
        return (self.said(self.pos, end, spoken, rule, reason, alternatives),)

    def token_at(self, offset: int) -> int:
        """The token that starts at `offset`, searching forward from here; -1 when none does."""
        at, starts = self.at, self.starts
        while starts[at] < offset:
            at += 1
        return at if starts[at] == offset else -1

    def before(self, at: int | None = None) -> int:
        """The nearest token before that is no space; -1 at the start."""
        at = (self.at if at is None else at) - 1
        while at >= 0 and self.kinds[at] == Kind.SPACE:
            at -= 1
        return at

    def after(self, at: int) -> int:
        """The token at `at`, or the next when that is a space; the number of tokens at the end."""
        return at + 1 if at < len(self.kinds) and self.kinds[at] == Kind.SPACE else at

    def lower(self, at: int) -> str:
        """The token in lower case; "" outside the block."""
        return self.lowers[at] if 0 <= at < len(self.lowers) else ""

    def glued(self, at: int) -> bool:
        """Whether a token stands at `at` and is no space."""
        return 0 <= at < len(self.kinds) and self.kinds[at] != Kind.SPACE

    def words_before(self, count: int = LOOK_AROUND, at: int | None = None) -> Iterator[str]:
        """Lower-case words of the clause before, nearest first. Numbers and commas are stepped over."""
        at = self.at if at is None else at
        steps = 0
        while at > 0 and count and steps < 4 * LOOK_AROUND:
            at -= 1
            steps += 1
            kind = self.kinds[at]
            if kind == Kind.WORD:
                count -= 1
                yield self.lowers[at]
            elif kind == Kind.MARK and self.texts[at] in CLAUSE_END and not self.glued(at + 1):
                return

    def words_after(self, at: int, count: int = LOOK_AROUND) -> Iterator[str]:
        """Lower-case words of the clause from token `at` on, nearest first."""
        steps = 0
        while at < len(self.kinds) and count and steps < 4 * LOOK_AROUND:
            kind = self.kinds[at]
            if kind == Kind.WORD:
                count -= 1
                yield self.lowers[at]
            elif kind == Kind.MARK and self.texts[at] in CLAUSE_END and not self.glued(at + 1):
                return
            at += 1
            steps += 1

    def phrase_before(self, count: int) -> str:
        """Up to `count` lower-case words directly before (spaces only between them), in reading order."""
        words: list[str] = []
        at = self.before()
        while at >= 0 and len(words) < count and self.kinds[at] == Kind.WORD:
            words.append(self.lowers[at])
            at = self.before(at)
        return " ".join(reversed(words))

    def phrase_before_mark(self) -> str:
        """The two lower-case words before the mark that stands before here: "hạn cuối" in "Hạn cuối: 15-12"."""
        last = self.before(self.before())
        first = self.before(last)
        return f"{self.lower(first)} {self.lower(last)}"

    def cardinal(self, digits: str) -> str:
        return cardinal(digits, self.settings.thousand, self.settings.zero_tens)

    def decimal(self, whole: str, fraction: str) -> str:
        return decimal(whole, fraction, self.settings.thousand, self.settings.zero_tens)

    def letters(self, letters: str) -> str:
        """The letter names of `letters`, in the style of the settings."""
        return spell(letters, self.settings.letters)

    def initialism(self, written: str) -> InitialismReading:
        return read_initialism(written, self.settings.letters)
