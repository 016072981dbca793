"""What the whole article tells about its parts: its own abbreviations, its way of writing numbers, its subject.

In: the article's blocks. Out: an ArticleContext that rules look things up in. One linear pass; pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_DOT_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3}){1,5}(?![\d.])")
_COMMA_DECIMAL = re.compile(r"(?<![\d.,])\d{1,9},\d{1,2}(?![\d.,])")
_COMMA_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3}){2,5}(?![\d,])|,\d{3}\.\d)")
_DOT_DECIMAL = re.compile(r"(?<![\d.,])\d{1,9}\.\d{1,2} ?(?:%|tỷ|tỉ|triệu|USD|kg|km|ha|tấn|điểm)")
_BRACKETED = re.compile(r"\(\s?([^\W\d_][\w&\-.]{1,14})\s?\)")

_HEAD = re.compile(r"[^\W\d_]+")

MOST_DEFINITIONS = 200
"""No article has more; bounds the work on hostile text."""
LONGEST_DEFINITION = 160
"""Letters before a bracket that are looked through."""
MOST_WORDS_DEFINED = 16
"""An abbreviation stands for at most so many words."""

SPORT_WORDS = (
    "bóng đá", "trận đấu", "bàn thắng", "huấn luyện viên", "cầu thủ", "tỷ số", "tỉ số", "hlv", "đội tuyển",
    "giải đấu", "vòng loại", "bán kết", "chung kết", "hiệp 1", "hiệp 2", "sea games", "v-league", "tay vợt",
    "thi đấu", "ghi bàn", "thủ môn", "vận động viên",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """defined: abbreviation -> the words the article itself gave for it, lower or upper case as written there.
    english_numbers: the article writes 1,234.5 and not 1.234,5. sport: scores and formations are to be expected."""

    defined: Mapping[str, str] = field(default_factory=dict[str, str])
    english_numbers: bool = False
    sport: bool = False
    section: str | None = None
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """First token of each defined abbreviation -> the abbreviations, longest first."""


def learn(texts: Iterable[str], section: str | None = None) -> ArticleContext:
    """Read the article once for what it says about itself."""
    defined: dict[str, str] = {}
    vietnamese = english = sport = 0
    for text in texts:
        if "(" in text:
            for found in _BRACKETED.finditer(text):
                long_form = defined_by(text, found.start(), found.group(1))
                if long_form and len(defined) < MOST_DEFINITIONS:
                    defined.setdefault(found.group(1), long_form)
        vietnamese += len(_DOT_THOUSANDS.findall(text)) + len(_COMMA_DECIMAL.findall(text))
        english += len(_COMMA_THOUSANDS.findall(text)) + len(_DOT_DECIMAL.findall(text))
        lowered = text.lower()
        sport += sum(word in lowered for word in SPORT_WORDS)
    heads: dict[str, tuple[str, ...]] = {}
    for short in sorted(defined, key=len, reverse=True):
        head = _HEAD.match(short)
        if head:
            heads[head.group()] = (*heads.get(head.group(), ()), short)
    return ArticleContext(
        defined=defined,
        heads=heads,
        english_numbers=english > vietnamese,
        sport=sport >= 2 or (section or "").strip().lower() in ("thể thao", "bóng đá"),
        section=section,
    )


def defined_by(text: str, bracket: int, short: str) -> str | None:
    """The words before the bracket at `bracket` that `short` abbreviates, initial by initial; None when they don't.

    "thủ tục hành chính (TTHC)" gives "thủ tục hành chính". A letter may stand for the first letter of a word only;
    small linking words ("và", "của") may be skipped.
    """
    letters = [letter for letter in short if letter.isalpha()]
    if len(letters) < 2 or not all(map(str.isupper, letters)):
        return None
    letters = [_initial(letter) for letter in letters]
    words = text[max(0, bracket - LONGEST_DEFINITION) : bracket].split()[-MOST_WORDS_DEFINED:]
    long_form = _covered(words, letters)
    if long_form is None and len(letters) >= 3 and words and words[-1][-1].isalpha():
        long_form = _covered(words[:-1], letters)
    return long_form


def _covered(words: list[str], letters: list[str]) -> str | None:
    """The last words whose initials are exactly `letters`."""
    at = len(words)
    for letter in reversed(letters):
        at -= 1
        while at >= 0 and not _begins(words[at], letter) and words[at].lower() in _LINKING:
            at -= 1
        if at < 0 or not _begins(words[at], letter) or (words[at][-1] in ",;:.!?)" and at < len(words) - 1):
            return None
    cleaned = [word.strip(_QUOTES_AND_DASHES) for word in words[at:]]
    said = [word for word in cleaned if word and word != "&"]
    return " ".join(said) if all(map(str.isalpha, said)) else None


_QUOTES_AND_DASHES = "“”\"'‘’,-–"
_LINKING = frozenset(("và", "của", "về", "các", "cho", "&", "-", "–", "với", "ở", "trong"))


def _begins(word: str, letter: str) -> bool:
    return _initial(word.lstrip("“”\"'‘’(")) == letter


def _initial(word: str) -> str:
    """The first letter without its tone: "Ủy" begins with u."""
    return unicodedata.normalize("NFD", word[:1]).lower()[:1]
