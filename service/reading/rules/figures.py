"""Numbers as they are written: where one begins and ends, and which mark groups thousands.

Not a family: the other families ask here. In: a Place and an offset. Out: a Figure or None.
"""

import re
from typing import NamedTuple

from service.reading.rules.place import Place
from service.reading.tokens import Kind

_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){1,6}(?![\d])(?:,(\d{1,9})(?![\d]))?")
_COMMAED = re.compile(r"\d{1,3}(?:,\d{3}){1,6}(?![\d])(?:\.(\d{1,9})(?![\d]))?")
_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,5}(?![\d])(?:,(\d{1,9})(?![\d]))?")
_PLAIN = re.compile(r"(\d{1,15})(?!\d)(?:([.,])(\d{1,9})(?!\d))?")

ENGLISH_DECIMAL = "Số thập phân viết bằng dấu chấm."
WHOLE_THINGS = frozenset(
    (
        "người", "hộ", "con", "usd", "đồng", "vnd", "vnđ", "đ", "đô", "lượt", "vụ", "xe", "học", "em", "cháu", "cái",
        "chiếc", "ca", "suất", "bộ", "phiếu", "euro", "eur", "$", "cổ", "căn", "trường", "trẻ", "khách", "cán", "công",
    )
)  # fmt: skip
DOLLAR_SIGNS = ("$", "£", "€")
"""Sums written after these are written the English way: "$1,200"."""
VERSION_WORDS = frozenset(
    (
        "bản", "phiên", "ielts", "toeic", "version", "ios", "android", "windows", "usb", "web", "nghiệp", "bluetooth",
        "hdmi", "chip", "mục", "tiểu", "bảng", "hình", "biểu", "gpt", "phần", "mềm", "gpa",
    )
)  # fmt: skip
"""Near these a number with a stop is a version or a mark: "hai chấm không"."""
NOT_DECIMAL = "Dấu chấm có thể là dấu thập phân hoặc dấu ngăn hàng nghìn."
SPACE_GROUPED = "Hai số đứng cạnh nhau có thể là một số viết tách hàng nghìn."


class Figure(NamedTuple):
    """A written number up to the offset `end`. reason: why its form is in doubt, with other readings."""

    end: int
    whole: str
    fraction: str
    spoken: str
    reason: str | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def value(self) -> int:
        """The whole part, for comparing; a huge one counts as 10**15."""
        return int(self.whole) if len(self.whole) <= 15 else 10**15


def figure_at(place: Place, start: int) -> Figure | None:
    """The number written at `start` (a digit), decimals and grouping included; None for none or over 15 digits."""
    text = place.text
    plain = _PLAIN.match(text, start)
    if plain is None:
        return None
    whole, mark, fraction = plain.groups()
    if len(whole) > 3 or not mark:
        if not mark and len(whole) <= 3 and whole[0] != "0":
            spaced = _spaced(place, start)
            if spaced:
                return spaced
        if mark:
            return _decimal(place, plain.end(), whole, fraction, mark)
        return Figure(plain.end(), whole, "", place.cardinal(whole))
    if len(fraction) >= 3 and whole[0] != "0":
        pattern = _DOTTED if mark == "." else _COMMAED
        grouped = pattern.match(text, start)
        if grouped:
            return _grouped(place, start, mark, grouped)
    followed = text[plain.end() : plain.end() + 2]
    if followed[:1] == mark and followed[1:].isdigit():
        return Figure(start + len(whole), whole, "", place.cardinal(whole))
    return _decimal(place, plain.end(), whole, fraction, mark)


def _decimal(place: Place, end: int, whole: str, fraction: str, mark: str) -> Figure:
    spoken = place.decimal(whole, fraction)
    if mark == ",":
        return Figure(end, whole, fraction, spoken)
    dotted = spoken.replace(" phẩy ", " chấm ", 1)
    article = len(whole) + len(fraction) + 1 == end - place.pos and place.lower(place.before()) in (
        "điều",
        "khoản",
    )
    if article or fraction.strip("0") == "" or VERSION_WORDS.intersection(place.words_before(4)):
        return Figure(end, whole, fraction, dotted)
    following = place.text[end : end + 2]
    if (
        following[:1] == "%"
        or place.article.english_numbers
        or (following[:1].isspace() or following[:1].isalpha())
    ):
        return Figure(end, whole, fraction, spoken)
    return Figure(end, whole, fraction, dotted, ENGLISH_DECIMAL, (spoken,))


def _grouped(place: Place, start: int, mark: str, found: re.Match[str]) -> Figure:
    written = found.group().partition("," if mark == "." else ".")[0]
    groups = written.count(mark)
    whole = written.replace(mark, "")
    fraction = found.group(1) or ""
    counted = place.decimal(whole, fraction) if fraction else place.cardinal(whole)
    if groups > 1 or fraction:
        return Figure(found.end(), whole, fraction, counted)
    head, _, tail = written.partition(mark)
    other = place.decimal(head, tail)
    english = place.article.english_numbers or place.text[start - 1 : start] in DOLLAR_SIGNS
    if mark == ".":
        if english:
            return Figure(found.end(), head, tail, other, NOT_DECIMAL, (counted,))
        return Figure(found.end(), whole, "", counted)
    if english or tail == "000" or _counts_whole_things(place, found.end()):
        return Figure(found.end(), whole, "", counted)
    return Figure(found.end(), head, tail, other)


def _counts_whole_things(place: Place, end: int) -> bool:
    """Whether people, animals or money follow, which nobody counts in thousandths."""
    following = place.text[end : end + 12].split()[:1]
    return bool(following) and following[0].strip(".,;:()").lower() in WHOLE_THINGS


def _spaced(place: Place, start: int) -> Figure | None:
    found = _SPACED.match(place.text, start)
    if found is None:
        return None
    fraction = found.group(1) or ""
    written = found.group().partition(",")[0]
    whole = "".join(filter(str.isdigit, written))
    counted = place.decimal(whole, fraction) if fraction else place.cardinal(whole)
    surely = " " not in written or written.endswith(" 000") or written.count(" ") > 1
    if surely:
        return Figure(found.end(), whole, fraction, counted)
    parts = [place.cardinal(part) for part in written.split(" ")]
    return Figure(found.end(), whole, fraction, counted, SPACE_GROUPED, (" ".join(parts),))


SCORED = frozenset(("hạng", "điểm", "môn", "toán", "thi", "đội"))
"""Before "20đ" these speak of points."""
TABLE_REACH = 120
"""Code points before "20đ" in which "BXH" announces a league's table."""


def is_points(place: Place) -> bool:
    """Whether the "đ" here is no đồng: "BXH: Nam Định 20đ". Nothing costs 20 đồng."""
    at = place.at
    if (
        place.texts[at] != "đ"
        or at < 2
        or place.kinds[at - 1] != Kind.DIGITS
        or len(place.texts[at - 1]) > 2
        or place.texts[at - 2] in (".", ",")
        or place.texts[at + 1 : at + 2] == ["/"]
    ):
        return False
    return (
        place.article.sport
        or not SCORED.isdisjoint(place.words_before(6))
        or "BXH" in place.text[max(0, place.pos - TABLE_REACH) : place.pos]
    )
