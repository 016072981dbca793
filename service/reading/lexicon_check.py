"""What an entry must satisfy, and the errors that say where a lexicon file does not.

In: entries with the line each came from. Out: the same entries in one written form (NFC, single blanks, spoken
words in lower case), or one error that names every faulty line up to a limit. Spoken forms are plain words, so
that nothing is left for a voice to guess. Pure: no files.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.errors import InvalidInput
from service.reading.lexicon import Entry, Lexicon

MAX_WRITTEN = 100
"""Code points of a written form."""
MAX_SPOKEN = 400
"""Code points of a spoken form: the longest utterance an engine is given."""
MAX_WORD = 15
MAX_TEXT = 1_000
"""Code points of a note, example or source."""
MAX_ENTRIES = 200_000
MAX_BYTES = 64 * 1024 * 1024
SHOWN_PROBLEMS = 20

_LETTERS = "a-zà-ãè-êìíò-õùúýăđĩũơưạ-ỹ"
_VOWELS = "aeiouyà-ãè-êìíò-õùúýăĩũơưạ-ỹ"
_WORD = rf"(?=[{_LETTERS}]*[{_VOWELS}])[{_LETTERS}]{{1,{MAX_WORD}}}"
_SPOKEN = re.compile(rf"{_WORD}(?: {_WORD})*")
_SEEN = "!-~À-ɏḀ-ỿ"
_CLEAN_TEXT = f"[{_SEEN}]+(?: [{_SEEN}]+)*"
_CLEAN = re.compile(_CLEAN_TEXT)
_READY = re.compile(rf"\w[{_SEEN}]*(?: [{_SEEN}]+)*\n{_SPOKEN.pattern}(?:\n(?:{_CLEAN_TEXT})?){{3}}")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Problem(NamedTuple):
    """One thing to put right: the line of the file (None for a single entry), for the operator and the reader."""

    line: int | None
    en: str
    vi: str


class LexiconError(InvalidInput):
    """Base of what is wrong with a lexicon that somebody sent."""

    code = "lexicon-error"
    status = 422


class BadLexicon(LexiconError):
    """`problems` holds the first SHOWN_PROBLEMS; `count` is how many there are."""

    code = "bad-lexicon"
    en = "{count} lexicon entries cannot be used. {en_list}"
    vi = "Bảng cách đọc có {count} chỗ chưa dùng được. {vi_list}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:SHOWN_PROBLEMS])
        super().__init__(
            count=len(problems),
            en_list=" ".join(
                problem.en if problem.line is None else f"Line {problem.line}: {problem.en}"
                for problem in self.problems
            ),
            vi_list=" ".join(
                problem.vi if problem.line is None else f"Dòng {problem.line}: {problem.vi}"
                for problem in self.problems
            ),
        )


class LexiconTooLarge(LexiconError):
    code = "lexicon-too-large"
    status = 413
    en = "The lexicon holds {size} {unit}; the limit is {limit}."
    vi = "Bảng cách đọc quá lớn: {size} {unit}, mức cho phép là {limit}. Hãy chia thành nhiều tệp."


class EmptyLexicon(LexiconError):
    code = "empty-lexicon"
    en = "The lexicon file holds no entry."
    vi = "Tệp này chưa có mục nào. Mỗi mục cần một cách viết và một cách đọc."


class WrongLexiconEncoding(LexiconError):
    code = "wrong-lexicon-encoding"
    en = "The lexicon file is not UTF-8; it looks like {encoding} (byte {position})."
    vi = (
        "Tệp không ở bảng mã UTF-8 mà có vẻ là {encoding}. "
        "Hãy mở tệp bằng phần mềm bảng tính, lưu lại với kiểu “CSV UTF-8” rồi nhập lại."
    )


def check_size(data: bytes) -> None:
    """Raises LexiconTooLarge or EmptyLexicon before anything is read."""
    if len(data) > MAX_BYTES:
        raise LexiconTooLarge(size=len(data), unit="byte", limit=MAX_BYTES)
    if not data.strip():
        raise EmptyLexicon


def checked(numbered: Iterable[tuple[int | None, Entry | Problem]]) -> list[Entry]:
    """The entries, normalised, in the order given.

    numbered: each entry with its line in the file, or the problem found while it was read. Raises EmptyLexicon, LexiconTooLarge, or BadLexicon for
    unusable forms, duplicates and cycles.
    """
    entries: list[Entry] = []
    lines: list[int | None] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str], int | None] = {}
    for line, raw in numbered:
        if isinstance(raw, Problem):
            problems.append(raw)
            continue
        entry, found = (raw, ()) if _is_ready(raw) else _examined(raw)
        if not found:
            key = (
                entry.scope,
                entry.match,
                entry.written.lower() if entry.match == "anycase" else entry.written,
            )
            if key in seen:
                found = (_duplicate(entry, seen[key]),)
            else:
                seen[key] = line
                entries.append(entry)
                lines.append(line)
        problems += [Problem(line, en, vi) for en, vi in found]
        if len(entries) > MAX_ENTRIES:
            raise LexiconTooLarge(size=f"hơn {MAX_ENTRIES}", unit="mục", limit=MAX_ENTRIES)
    if not entries and not problems:
        raise EmptyLexicon
    if not problems:
        problems = _cycles(entries, lines)
    if problems:
        raise BadLexicon(problems)
    return entries


def _is_ready(entry: Entry) -> bool:
    """The quick look that most entries pass: nothing to normalise, nothing to complain about."""
    text = "\n".join((entry.written, entry.spoken, entry.note, entry.example, entry.source))
    return (
        len(entry.written) <= MAX_WRITTEN
        and len(text) <= MAX_SPOKEN
        and _READY.fullmatch(text) is not None
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def _examined(raw: Entry) -> tuple[Entry, tuple[tuple[str, str], ...]]:
    entry = _normalised(raw)
    return entry, tuple(_problems_of(entry))


def _normalised(entry: Entry) -> Entry:
    spoken = entry.spoken.lower()
    fields = (entry.written, spoken, entry.note, entry.example, entry.source)
    plain = tuple(_plain(field) if field else field for field in fields)
    if plain == fields and spoken == entry.spoken:
        return entry
    written, spoken, note, example, source = plain
    return entry._replace(written=written, spoken=spoken, note=note, example=example, source=source)


def _plain(text: str) -> str:
    if _CLEAN.fullmatch(text) and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text
    return " ".join(unicodedata.normalize("NFC", text).split())


def _problems_of(entry: Entry) -> list[tuple[str, str]]:
    written, spoken = entry.written, entry.spoken
    if not written:
        return [("the written form is empty", "chưa có cách viết.")]
    shown = _shown(written)
    if not spoken:
        return [(f"{shown} has no spoken form", f"“{shown}” chưa có cách đọc.")]
    found: list[tuple[str, str]] = []
    if len(written) > MAX_WRITTEN:
        found.append(
            (
                f"{shown}: the written form is longer than {MAX_WRITTEN}",
                f"“{shown}” dài {len(written)} ký tự; cách viết chỉ được tới {MAX_WRITTEN}.",
            )
        )
    elif not any(char.isalnum() for char in written):
        found.append(
            (f"{shown} holds no letter or digit", f"“{shown}” không có chữ cái hay chữ số nào để nhận ra.")
        )
    if len(spoken) > MAX_SPOKEN:
        found.append(
            (
                f"{shown}: the spoken form is longer than {MAX_SPOKEN}",
                f"cách đọc của “{shown}” dài {len(spoken)} ký tự, quá mức {MAX_SPOKEN}.",
            )
        )
    elif not _SPOKEN.fullmatch(spoken):
        found.append(
            (
                f"{shown}: the spoken form must be plain words of Vietnamese letters",
                f"cách đọc của “{shown}” phải là các chữ thường, viết bằng chữ cái tiếng Việt, "
                "không có chữ số hay ký hiệu.",
            )
        )
    for text in (written, entry.note, entry.example, entry.source):
        if (
            text
            and not _CLEAN.fullmatch(text)
            and any(unicodedata.category(char) in _HIDDEN for char in text)
        ):
            found.append((f"{shown}: a hidden character", f"“{shown}” có ký tự ẩn; hãy gõ lại mục này."))
            break
    if max(len(entry.note), len(entry.example), len(entry.source)) > MAX_TEXT:
        found.append(
            (
                f"{shown}: a note, example or source is longer than {MAX_TEXT}",
                f"ghi chú, ví dụ hoặc nguồn của “{shown}” dài quá {MAX_TEXT} ký tự.",
            )
        )
    return found


def _shown(text: str) -> str:
    """The beginning of a form, safe to print."""
    cut = text if len(text) <= 40 else text[:40] + "…"
    return "".join(char if unicodedata.category(char) not in _HIDDEN else "?" for char in cut)


def _duplicate(entry: Entry, first: int | None) -> tuple[str, str]:
    shown = _shown(entry.written)
    if first is None:
        return (f"{shown} is there twice", f"“{shown}” đã có rồi.")
    return (f"{shown} is already on line {first}", f"“{shown}” đã có ở dòng {first}; hãy bỏ một trong hai.")


def _cycles(entries: Sequence[Entry], lines: Sequence[int | None]) -> list[Problem]:
    """Entries that lead back to themselves through others: "a" is said "b" and "b" is said "a".

    Spoken words are never read again, so a cycle would not hang anything; it is a mistake of the file.
    """
    spoken_words = {word for entry in entries for word in entry.spoken.split()}
    numbers: dict[str, int] = {}
    for number, entry in enumerate(entries):
        lower = entry.written.lower()
        if lower in spoken_words or (" " in lower and spoken_words.issuperset(lower.split())):
            numbers.setdefault(lower, number)
    if not numbers:
        return []
    lexicon = Lexicon(Entry(lower, str(number), match="anycase") for lower, number in numbers.items())
    following = {number: _mentions(lexicon, entries[number].spoken) - {number} for number in numbers.values()}
    return [
        Problem(
            lines[number],
            f"{_shown(entries[number].written)} leads back to itself through its spoken form",
            f"cách đọc của “{_shown(entries[number].written)}” dẫn vòng về chính nó qua mục khác.",
        )
        for number in sorted(_on_cycles(following))
    ]


def _mentions(lexicon: Lexicon, spoken: str) -> set[int]:
    found: set[int] = set()
    start = 0
    while start < len(spoken):
        match = lexicon.match(spoken, start)
        if match is not None:
            found.add(int(match.spoken))
        start = spoken.find(" ", start) + 1 or len(spoken)
    return found


def _on_cycles(following: dict[int, set[int]]) -> set[int]:
    """The nodes left when those without a successor, and then those without a predecessor, have been taken away."""
    left = _peeled(following)
    backwards: dict[int, set[int]] = {number: set() for number in left}
    for number in left:
        for target in following[number] & left:
            backwards[target].add(number)
    return _peeled(backwards)


def _peeled(following: dict[int, set[int]]) -> set[int]:
    before: dict[int, list[int]] = {number: [] for number in following}
    count: dict[int, int] = {}
    for number, targets in following.items():
        count[number] = len(targets)
        for target in targets:
            before[target].append(number)
    ends = [number for number, targets in count.items() if targets == 0]
    left = set(following)
    while ends:
        number = ends.pop()
        left.discard(number)
        for earlier in before[number]:
            count[earlier] -= 1
            if count[earlier] == 0:
                ends.append(earlier)
    return left
