"""The top of a page: which line is the title, what stands around it, which paragraph is the lead.

In: lines already marked as chrome or date where they are. Out: the title's line and the marks of its neighbours.
What stands before the title is left out and reported; a kicker that names a section becomes the section.
"""

import re
import unicodedata
from dataclasses import dataclass

from service.sources.chrome import Chrome, folded
from service.sources.dates import is_yearless
from service.sources.kinds import is_caption
from service.sources.lines import Line, bullet_length, has_words, is_ended, is_numbered
from service.sources.names import signature

HEAD_LINES = 400
"""Lines among which a title is looked for; menus of large portals have some 200."""
LONGEST_TITLE = 300
LONGEST_MADE_TITLE = 100
MOST_WORDS_BEFORE = 80
"""Unknown words before the title that may be left out; with more, the first candidate is the title."""

_ORNAMENTS = ("So", "Sk")
_REPEAT_NUMBER = re.compile(r" ?- (?:Ảnh |Hình )?\d{1,2}\.?$")
_FIRST_SENTENCE = re.compile(r"(.{10,200}?[.!?…])\s+(?=[^\W\d_a-z]|[\"“])")
_PATH = re.compile(r"\s*[»>›/|→▸►❯•]\s*")
_SENTENCES = re.compile(r"[.!?…][\"”)]? +[^\W\d_a-zà-ỹ]")


def is_prose(line: Line) -> bool:
    """A paragraph of sentences, not a title, heading, caption, item or row."""
    text = line.text
    if line.kind not in (None, "paragraph", "lead") or bullet_length(text) or is_numbered(text):
        return False
    length = len(text)
    if length >= 200:
        return True
    if length >= 80 and _SENTENCES.search(text):
        return True
    if length < 40 or not is_ended(text):
        return False
    if text.endswith((":", ";")):
        return length >= 60
    if text.rstrip('"”').endswith(("?", "!", "…", "...")):
        return length >= 160 or _SENTENCES.search(text) is not None
    return True


@dataclass(slots=True)
class Head:
    """title: what the page is called. section: a known one above it, as written. byline: a name beside the date above it."""

    title: str
    section: str | None = None
    byline: Line | None = None


def first_prose(lines: list[Line]) -> int:
    """Index of the first free paragraph; the number of lines when there is none."""
    return next((at for at, line in enumerate(lines) if line.free and is_prose(line)), len(lines))


def find_head(lines: list[Line], chrome: Chrome) -> Head | None:
    """Choose the title and mark everything before it as left out. None when no line can be one."""
    end = min(first_prose(lines), HEAD_LINES)
    end = next((at for at in range(end) if lines[at].free and not _can_precede_lead(lines[at])), end)
    candidates = [at for at in range(end) if lines[at].free and _may_be_title(lines[at], chrome)]
    if not candidates:
        return _made_title(lines, chrome)
    chosen = max(candidates, key=lambda at: (_score(lines, at, candidates, chrome), -at))
    before = sum(len(lines[at].text.split()) for at in candidates if at < chosen)
    if before > MOST_WORDS_BEFORE and lines[chosen].kind != "title":
        chosen = candidates[0]
    head = Head(lines[chosen].text)
    _leave_out_before(lines, chosen, head, chrome)
    lines[chosen].kind, lines[chosen].drop = "title", None
    _take_subject(lines, chosen, head, chrome)
    _leave_out_repeats(lines, chosen, end, head)
    _leave_out_around(lines, chosen, end, chrome)
    head.title = without_ornaments(head.title)
    return head


def _can_precede_lead(line: Line) -> bool:
    return line.kind not in ("row", "item") and not bullet_length(line.text) and not is_numbered(line.text)


def _may_be_title(line: Line, chrome: Chrome) -> bool:
    if line.kind == "title":
        return True
    text = line.text
    return (
        line.kind in (None, "heading")
        and has_words(text)
        and len(text) <= LONGEST_TITLE
        and any(c.isalpha() for c in text)
        and not (chrome.is_one_of("sections", text) and not chrome.is_one_of("document_types", text))
        and not chrome.starts_with("greetings", text)
        and not is_caption(text, chrome)
        and not is_yearless(text)
        and signature(text, chrome) != "credit"
    )


def _score(lines: list[Line], at: int, candidates: list[int], chrome: Chrome) -> float:
    line, text = lines[at], lines[at].text
    if line.kind == "title":
        return 100
    words = len(text.split())
    score = 3.0 if 7 <= words <= 40 else 2 if 5 <= words <= 6 else 1 if words > 2 else 0
    if chrome.starts_with("subject_starts", text):
        score -= 1.5
    if words <= 10 and chrome.starts_with("organisations", text):
        score -= 2
    if signature(text, chrome) == "name" and not text.isupper():
        score -= 1.5
    if text.endswith(":"):
        score -= 2
    if at + 1 < len(lines) and lines[at + 1].dated:
        score += 2
    if at and lines[at - 1].dated:
        score += 1
    if text.isupper() and words > 2 and not all(lines[other].text.isupper() for other in candidates):
        score += 1
    if line.kind == "heading" and (line.level or 2) == 1:
        score += 3
    if chrome.is_one_of("document_types", text):
        score += 3 if _subject_below(lines, at, chrome) else -1
    if any(_is_site_form(text, lines[other].text) for other in candidates[:20] if other != at):
        score -= 3
    return score


def _is_site_form(longer: str, shorter: str) -> bool:
    """ "Bão số 4 suy yếu - Báo Bắc Kạn" is the page's name for "Bão số 4 suy yếu"."""
    return (
        len(shorter) >= 12
        and len(longer) > len(shorter)
        and folded(longer).startswith(folded(shorter))
        and any(mark in longer[len(shorter) : len(shorter) + 4] for mark in "-|–—»:")
    )


def _leave_out_before(lines: list[Line], chosen: int, head: Head, chrome: Chrome) -> None:
    head.section = _section_before(lines, chosen, chrome)
    for at in range(chosen):
        line = lines[at]
        if not line.free:
            continue
        if chrome.is_one_of("sections", line.text):
            line.drop = "tên chuyên mục"
        elif (
            head.byline is None
            and _near_date(lines, at)
            and not chrome.is_one_of("agencies", line.text)
            and not any(other.free for other in lines[at + 1 : chosen])
            and signature(line.text, chrome) in ("name", "credit")
            and len(line.text.split()) > 1
        ):
            head.byline, line.kind = line, "byline"
        else:
            line.drop = "phần đầu trang, đứng trước tiêu đề"


def _section_before(lines: list[Line], chosen: int, chrome: Chrome) -> str | None:
    """The section nearest above the title: the first of a short path ("Thời sự", "Giao thông"); none from a menu."""
    run: list[str] = []
    for line in reversed(lines[:chosen]):
        if line.verdict is not None and line.verdict.reason == "đường dẫn của trang" and not run:
            path = [part.strip() for part in _PATH.split(line.text)]
            run = [part for part in reversed(path) if chrome.is_one_of("sections", part)]
            run = [part for part in run if not folded(part).startswith("tin ")] or run
            if run:
                break
        elif line.free and chrome.is_one_of("sections", line.text):
            run.append(line.text)
        elif line.free and (run or len(line.text.split()) < 5):
            break
    if not run or len(run) > 3:
        return None
    section = run[-1]
    return section.capitalize() if section.isupper() else section


def _near_date(lines: list[Line], at: int) -> bool:
    return any(lines[near].dated for near in (at - 1, at + 1) if 0 <= near < len(lines))


def _subject_below(lines: list[Line], at: int, chrome: Chrome) -> Line | None:
    below = next((line for line in lines[at + 1 : at + 3] if line.free), None)
    if (
        below is not None
        and below.kind is None
        and (chrome.starts_with("document_subjects", below.text) or below.text.isupper())
    ):
        return below if len(below.text) <= LONGEST_TITLE and not is_prose(below) else None
    return None


def _take_subject(lines: list[Line], chosen: int, head: Head, chrome: Chrome) -> None:
    """A document's kind and its subject on the next line are one title; a mail's "Subject:" is no part of it."""
    if chrome.is_one_of("document_types", head.title) and (below := _subject_below(lines, chosen, chrome)):
        head.title, below.kind = f"{head.title} {below.text}", "title"
    elif chrome.starts_with("subject_starts", head.title) and ":" in head.title:
        label, _, subject = head.title.partition(":")
        if has_words(subject):
            lines[chosen].drop = f"{label}:"
            head.title = subject.strip()


def _leave_out_repeats(lines: list[Line], chosen: int, end: int, head: Head) -> None:
    title = folded(head.title)
    for at in range(chosen + 1, len(lines)):
        line = lines[at]
        numbered = _REPEAT_NUMBER.search(line.text)
        if (at > end + 2 and numbered is None) or not line.free or line.kind not in (None, "heading"):
            continue
        if abs(len(line.text) - len(head.title)) <= 12 and folded(_REPEAT_NUMBER.sub("", line.text)) == title:
            line.drop = "lặp lại tiêu đề"


def _leave_out_around(lines: list[Line], chosen: int, end: int, chrome: Chrome) -> None:
    """A section's name among the date and the buttons below the title belongs to them."""
    for at in range(chosen + 1, end):
        near = [lines[other] for other in (at - 1, at + 1) if other < len(lines)]
        if (
            lines[at].free
            and chrome.is_one_of("sections", lines[at].text)
            and any(not other.free for other in near)
        ):
            lines[at].drop = "tên chuyên mục"


def without_ornaments(title: str) -> str:
    """A title without emoji and bullets around it."""
    start, end = bullet_length(title), len(title)
    while start < end and (unicodedata.category(title[start]) in _ORNAMENTS or title[start] in " \ufe0f"):
        start += 1
    while end > start and (unicodedata.category(title[end - 1]) in _ORNAMENTS or title[end - 1] in " \ufe0f"):
        end -= 1
    return title[start:end] if has_words(title[start:end]) else title


def _made_title(lines: list[Line], chrome: Chrome) -> Head | None:
    """No line stands as a title: take the first sentence, or the first words of a longer one."""
    first = next((line for line in lines if line.free and has_words(line.text)), None)
    if first is None:
        return None
    for line in lines:
        if line is first:
            break
        if line.free and not has_words(line.text):
            line.drop = "ký hiệu không có chữ"
    text = first.text
    if first.kind in (None, "paragraph", "lead", "heading", "quote") and not is_numbered(text):
        start = bullet_length(text)
        if len(text) <= LONGEST_TITLE * 2 // 3 and not _SENTENCES.search(text):
            first.kind = "title"
            return Head(text[start:])
        found = _FIRST_SENTENCE.match(text[start : start + 220])
        if found:
            first.text = text[start + found.end() :].strip()
            return Head(found[1])
    start = next(at for at, char in enumerate(text) if char.isalnum())
    words = text[start : start + LONGEST_MADE_TITLE + 1]
    if len(words) <= LONGEST_MADE_TITLE:
        return Head(words)
    cut = words.rsplit(" ", 1)[0] if " " in words else words[:LONGEST_MADE_TITLE]
    return Head(f"{cut.rstrip(' ,;:-')}…")
