"""Bytes -> text, and text -> text without what cannot be seen or said.

In: whatever somebody pasted or uploaded. Out: NFC text with "\\n" line ends, no control, zero-width or
direction characters, no lone surrogates. Only invisible characters are removed, so nothing is reported.
"""

import codecs
import re
import unicodedata

from service.sources.errors import WrongEncoding

DECLARATION_BYTES = 4096
"""How far into a file a declared charset is looked for; browsers stop at 1024."""

MAX_MARKS = 8
"""Combining marks kept in a row; Vietnamese needs two. Unicode's sorting of longer runs is quadratic."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""", re.I)

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _unseen() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        table[code] = None
    del table[ord("\n")], table[ord("\t")]
    removed = (
        *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    )
    table.update(dict.fromkeys(removed))
    table.update(dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "))
    return table


_UNSEEN = _unseen()


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, UTF-16 or UTF-32 by its mark, else the charset an HTML or XML file declares.

    The text is as written (see `clean`), without the byte order mark. Raises WrongEncoding.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decode_as(data[len(bom) :], name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        declared = _DECLARED.search(data[:DECLARATION_BYTES])
        if declared is None:
            raise WrongEncoding(position=error.start) from None
        return _decode_as(data, declared.group(1).decode("ascii"))


def _decode_as(data: bytes, name: str) -> str:
    try:
        if not codecs.lookup(name)._is_text_encoding:  # "hex", "zlib" and their kind are no charsets
            raise WrongEncoding(position=0)
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise WrongEncoding(position=error.start) from None
    except (LookupError, UnicodeError):
        raise WrongEncoding(position=0) from None


def clean(text: str) -> str:
    """NFC text with "\\n" line ends and without what nobody can see. Tabs stay; other spaces become " ".

    Lone surrogates become U+FFFD; of more than MAX_MARKS combining marks in a row the first are kept. Idempotent.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", text).translate(_UNSEEN)
    return unicodedata.normalize("NFC", _without_mark_floods(text))


def _without_mark_floods(text: str) -> str:
    marks = "".join(c for c in set(text) if unicodedata.combining(c))
    if not marks:
        return text
    mark = f"[{re.escape(marks)}]"
    return re.sub(f"({mark}{{{MAX_MARKS}}}){mark}+", r"\1", text)
