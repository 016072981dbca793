"""Who signed an article: names, pen names, offices and credits as they stand in a line of their own.

In: one line. Out: whether it is a signature, and how sure that is. Pure; words come from the portal files.
"""

import re
from typing import Literal

from service.sources.chrome import Chrome, folded

LONGEST_SIGNATURE = 120
LONGEST_NAME_WORDS = 6

Signature = Literal["credit", "name", "office"]
"""credit: says that it is one ("Tin, ảnh: ..."); name: looks like a person's; office: begins like an office's."""

_INITIALS = re.compile(r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹ]{0,2}\.){1,4}[A-ZĐÀ-Ỹ]?[a-zà-ỹ]{0,8}")
_PARTS = re.compile(r"\s*(?:[-–—,/&+;|•·]|\s(?:và|và nhóm)\s)\s*")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*")
_SENTENCE_END = (".", "!", "?", "…", ":", ";")


def is_name(text: str) -> bool:
    """Whether the text could be a person's name or pen name: one to six capitalised words, no digits."""
    words = text.split()
    if not 1 <= len(words) <= LONGEST_NAME_WORDS or len(text) > 50:
        return False
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return True
    letters = word.replace("'", "").replace("’", "").replace("-", "")
    return (
        letters.isalpha()
        and letters[0].isupper()
        and (len(letters) == 1 or letters[1:].islower() or letters.isupper())
    )


def signature(line: str, chrome: Chrome) -> Signature | None:
    """What kind of signature a line is, or None. "Hà Nội" is a name here: where it stands decides."""
    text = line.strip(" -–—*_./")
    if not text or len(text) > LONGEST_SIGNATURE or "://" in text:
        return None
    if _is_credit(text, chrome):
        return "credit"
    if line.rstrip().endswith(_SENTENCE_END) and not _INITIALS.fullmatch(line.rsplit(maxsplit=1)[-1]):
        return None
    if _is_names(text, chrome):
        return "name"
    return "office" if _is_office(text, chrome) else None


def _is_office(text: str, chrome: Chrome) -> bool:
    """ "Phòng Văn hóa và Thông tin huyện", "Công an xã Đồng Lạc"; not "Hội viên trồng hoa ven đường"."""
    words = text.split()
    if not 2 <= len(words) <= 14 or any(char.isdigit() or char in ":?!;" for char in text):
        return False
    plain = folded(text)
    named = next(
        (word for word in chrome.longest_first("byline_organisations") if plain.startswith(f"{word} ")), None
    )
    following = words[named.count(" ") + 1] if named else ""
    return bool(following) and (
        following[0].isupper() or folded(following) in chrome.words_of("office_words")
    )


def _is_credit(text: str, chrome: Chrome) -> bool:
    if chrome.starts_with("byline_genres", text) and len(text.split()) <= 10:
        return True
    label, colon, named = text.partition(":")
    if colon and len(text.split()) <= 16:
        return (
            chrome.is_one_of("byline_starts", label)
            and bool(named.strip())
            and _is_signed(named.strip(), chrome)
        )
    if chrome.is_one_of("byline_words", text):
        return True
    words = text.split()
    if words[0] in ("Theo", "(Theo", "THEO", "Nguồn") and 2 <= len(words) <= 10:
        source = text.strip("()").split(None, 1)[1]
        return _is_source(source, chrome)
    return False


def _is_signed(text: str, chrome: Chrome) -> bool:
    return (
        len(text.split()) <= 14
        and not text.endswith((".", "?", "!"))
        and (text[0].isupper() or not text[0].isalpha())
    )


def _is_source(text: str, chrome: Chrome) -> bool:
    if text.endswith(_SENTENCE_END) or not text[0].isalnum() or any(char in text for char in ":?!"):
        return False
    parts = [part for part in _PARTS.split(text) if part]
    return bool(parts) and all(
        chrome.is_one_of("agencies", part)
        or chrome.starts_with("byline_organisations", part)
        or (len(part.split()) <= 4 and part[0].isupper())
        or "." in part
        for part in parts
    )


def _is_names(text: str, chrome: Chrome) -> bool:
    named = False
    if chrome.starts_with("places", text):
        return False
    for inner in _BRACKETS.findall(text):
        if not (
            is_name(inner)
            or chrome.is_one_of("byline_words", inner)
            or chrome.is_one_of("agencies", inner)
            or _is_credit(inner, chrome)
        ):
            return False
    for part in map(str.strip, _PARTS.split(_BRACKETS.sub(" ", text).strip())):
        if not part:
            continue
        if is_name(part):
            if chrome.is_one_of("sections", part) or chrome.is_one_of("document_types", part):
                return False
            named = True
        elif not (
            chrome.is_one_of("byline_words", part)
            or chrome.is_one_of("agencies", part)
            or folded(part).startswith(("ảnh:", "ảnh ", "video:"))
            or _is_credit(part, chrome)
            or _named_worker(part, chrome)
        ):
            return False
        else:
            named = named or _named_worker(part, chrome)
    return named


def _named_worker(part: str, chrome: Chrome) -> bool:
    """ "Minh Anh thực hiện", "Hải Yến ghi"."""
    words = part.split()
    rank = next((word for word in chrome.longest_first("ranks") if folded(part).startswith(f"{word} ")), None)
    if rank and is_name(" ".join(words[rank.count(" ") + 1 :])):
        return True
    return any(
        is_name(" ".join(words[:-n])) and chrome.is_one_of("byline_words", " ".join(words[-n:]))
        for n in (1, 2)
        if len(words) > n
    )
