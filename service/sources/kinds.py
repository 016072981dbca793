"""Lines of an article's body -> blocks: headings, items, rows, quotes, captions, paragraphs.

In: lines in order, nothing left but the article. Out: one Block a line. Pure and linear; a line is judged by
itself and its two neighbours.
"""

import re

from service.article import Block
from service.sources.chrome import Chrome, folded
from service.sources.dates import time_line
from service.sources.lines import Line, bullet_length, is_ended, is_numbered

LONGEST_HEADING = 150
LONGEST_CAPTION = 320
HEADING_WORDS = 12
"""Up to so many words a short line without a stop is a heading unless it speaks like a caption."""
LONGEST_VERSE = 60

_CLOSING_MARK = re.compile(r"\s*(?:\.\s?/\s?\.|/\.)\s*$")
_CREDITS = ("ảnh minh họa", "ảnh tư liệu", "ảnh internet", "ảnh nvcc")
_ROMAN = re.compile(r"[IVXLC]{1,7}[.)/]\s")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,4})[.)/]?\s")
_NAMED_PART = re.compile(
    r"(?:chương|phần|mục|điều|bài|tiểu mục) (?:[ivxlc]+|\d{1,3}|thứ \w+|một|hai|ba|bốn|năm)\b", re.I
)


def without_closing_mark(text: str) -> str:
    """The text with a closing "./." (also "/.", ". /.") as a plain full stop."""
    if len(text) < 3 or "/" not in text[-5:]:
        return text
    return _CLOSING_MARK.sub(".", text)


def blocks_of(lines: list[Line], chrome: Chrome) -> list[Block]:
    """One block a line, in order."""
    blocks: list[Block] = []
    last_heading = 2
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else None
        below = lines[at + 1] if at + 1 < len(lines) else None
        block = _block(line, above, below, chrome, last_heading)
        if block.kind == "heading" and block.level:
            last_heading = block.level
        if block.text or block.kind == "image":
            blocks.append(block)
    return blocks


def is_caption(text: str, chrome: Chrome) -> bool:
    """Says that it belongs to a picture: a credit at its start or near its end."""
    if len(text) > LONGEST_CAPTION:
        return False
    if chrome.starts_with("captions", text):
        return True
    end = folded(text[-90:])
    return (
        any(
            mark in end
            for mark in chrome.words.get("captions", ())
            if mark.endswith((":", "-", "/")) or mark[0] in "(["
        )
        or (text.endswith(")") and "(ảnh" in end)
        or end.rstrip(".) ").endswith(_CREDITS)
    )


def _block(line: Line, above: Line | None, below: Line | None, chrome: Chrome, last_heading: int) -> Block:
    text = without_closing_mark(line.text)
    if line.kind == "row":
        return Block("row", text, header=line.header)
    if line.kind == "image":
        return Block("image", text, src=line.src, alt=line.alt)
    if line.kind in ("item", "quote"):
        return Block(line.kind, text[bullet_length(text) :])
    if line.kind == "heading":
        return Block("heading", text, level=min(6, max(2, line.level or 2)))
    if bullets := bullet_length(text):
        return Block("item", text[bullets:])
    if text.startswith("> "):
        return Block("quote", text[1:].strip())
    if is_caption(text, chrome):
        return Block("image", text)
    if is_numbered(text) or _NAMED_PART.match(text):
        if _is_numbered_heading(line, above, below):
            return Block("heading", text, level=_level(text))
        return Block("item", text) if is_numbered(text) else Block("paragraph", text)
    if (
        text[0] in '“"«'
        and text[-1] in '”"»'
        and len(text) > 20
        and not any(c in text[1:-1] for c in '“”"«»')
    ):
        return Block("quote", text)
    if time_line(text):
        return Block("heading", text, level=min(6, max(3, last_heading)))
    return _unmarked(line, text, above, below, chrome)


def _unmarked(line: Line, text: str, above: Line | None, below: Line | None, chrome: Chrome) -> Block:
    words = len(text.split())
    if line.parts > 1 and words <= 30 and not text.endswith((":", ";")) and _stands_alone(line, below):
        return Block("image", text)
    if is_ended(text) or len(text) > LONGEST_CAPTION or words < 1:
        return Block("paragraph", text)
    if text.isupper() and words >= 2 and len(text) <= LONGEST_HEADING and below is not None:
        return Block("heading", text, level=2)
    if _in_verse(line, above, below) or text.endswith(","):
        return Block("paragraph", text)
    if line.parts > 1 or words > HEADING_WORDS or (words > 6 and _speaks_like_caption(text, chrome)):
        return (
            Block("image", text) if words <= 60 and _stands_alone(line, below) else Block("paragraph", text)
        )
    if ": " in text and any(c.isdigit() for c in text):
        return Block("paragraph", text)
    if below is None or len(text) < 2 or text[0].islower() or not any(c.isalpha() for c in text):
        return Block("paragraph", text)
    return Block("heading", text, level=3 if above is None else 2)


def _speaks_like_caption(text: str, chrome: Chrome) -> bool:
    plain = folded(text)
    return chrome.starts_with("caption_openers", text) or any(
        place in plain for place in chrome.words.get("caption_places", ())
    )


def _stands_alone(line: Line, below: Line | None) -> bool:
    return line.gap or below is None or below.gap or len(below.text) > LONGEST_HEADING


def _in_verse(line: Line, above: Line | None, below: Line | None) -> bool:
    """One of at least two short unstopped lines without a blank line between: verse, or a list without bullets."""

    def alike(other: Line | None, gap: bool) -> bool:
        return (
            other is not None
            and other.kind is None
            and not gap
            and len(other.text) <= LONGEST_VERSE
            and not other.text.isupper()
            and bullet_length(other.text) == 0
            and not is_numbered(other.text)
            and not other.text.endswith((".", ":", "./."))
        )

    return len(line.text) <= LONGEST_VERSE and (
        alike(above, line.gap) or (below is not None and alike(below, below.gap))
    )


def _is_numbered_heading(line: Line, above: Line | None, below: Line | None) -> bool:
    text = line.text
    if (
        len(text) > LONGEST_HEADING
        or len(text.split()) > 18
        or below is None
        or text.endswith((".", ";", "!", "…", ","))
    ):
        return False
    if _ROMAN.match(text) or text.isupper():
        return True
    style = _style(text)
    neighbours = [other for other in (above, below) if other is not None]
    return style != "letter" and not any(
        _style(other.text) == style and not is_ended(other.text) for other in neighbours
    )


def _style(text: str) -> str:
    if _ROMAN.match(text):
        return "roman"
    if found := _NUMBER.match(text):
        return f"number{found[1].count('.')}"
    return "letter" if is_numbered(text) else "none"


def _level(text: str) -> int:
    if _ROMAN.match(text) or _NAMED_PART.match(text):
        return 2
    found = _NUMBER.match(text)
    return min(6, 3 + found[1].count(".")) if found else 3
