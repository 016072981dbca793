"""Ordinals: "thứ 4" is "thứ tư", "lần thứ 1" "lần thứ nhất"; days of the week from-to."""

import re

from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.tokens import Kind

_WEEKDAYS = re.compile(r"T([2-7])( ?[-–] ?)(?:T([2-7])|CN)(?!\w)")
_WEEKDAY = re.compile(r"T([2-7])(?!\w|[./-]\d)")
_QUARTER = re.compile(r"Q([1-4])[/-]((?:19|20)\d{2})(?!\w)")
_OTHER_DAY = re.compile(r"(?: (?:đến|tới|và|hoặc) |, ?)(?:T[2-7](?!\w)|CN(?!\w)|thứ |chủ nhật)")
DAY_WORDS = frozenset(("sáng", "trưa", "chiều", "tối", "đêm", "từ", "đến", "nghỉ", "tới", "hôm"))
_MONTHS_OF_YEAR = re.compile(r"(\d{1,2})T[/.-]?((?:19|20)\d{2})(?!\w)")
_ORDINAL = {"1": "nhất", "01": "nhất", "4": "tư", "04": "tư"}
DAYS = {"2": "hai", "3": "ba", "4": "tư", "5": "năm", "6": "sáu", "7": "bảy"}


def ordinal(place: Place) -> Found | None:
    spoken = _ORDINAL.get(place.texts[place.at])
    if spoken is None or place.lower(place.before()) != "thứ":
        return None
    end = place.starts[place.at + 1]
    if place.text[end : end + 1] in ("/", ".", ",", "-") and place.text[end + 1 : end + 2].isdigit():
        return None
    return place.one(end, spoken, "ordinal")


def quarter(place: Place) -> Found | None:
    """ "Q4/2025" is "quý bốn năm ..."."""
    found = _QUARTER.match(place.text, place.pos) if place.texts[place.at] == "Q" else None
    if found is None:
        return None
    spoken = f"quý {place.cardinal(found.group(1))} năm {place.cardinal(found.group(2))}"
    return place.one(found.end(), spoken, "date.quarter")


def months_of_year(place: Place) -> Found | None:
    """ "6T/2024": six months of 2024."""
    found = _MONTHS_OF_YEAR.match(place.text, place.pos)
    if found is None or not 1 <= int(found.group(1)) <= 12:
        return None
    spoken = f"{place.cardinal(found.group(1))} tháng năm {place.cardinal(found.group(2))}"
    return place.one(found.end(), spoken, "date.months")


def weekday(place: Place) -> Found | None:
    """ "sáng T2"."""
    found = _WEEKDAY.match(place.text, place.pos) if place.texts[place.at] == "T" else None
    if found is None or not (
        place.lower(place.before()) in DAY_WORDS
        or _OTHER_DAY.match(place.text, found.end())
        or (place.before() < 0 and place.lower(place.after(place.at + 2)) == "|")
    ):
        return None
    return place.one(found.end(), f"thứ {DAYS[found.group(1)]}", "ordinal.weekdays")


def weekdays(place: Place) -> Found | None:
    """ "T2-T6": from Monday to Friday."""
    if place.texts[place.at] != "T":
        return None
    found = _WEEKDAYS.match(place.text, place.pos)
    if found is None:
        return None
    first, _, last = found.groups()
    last_said = f"thứ {DAYS[last]}" if last else "chủ nhật"
    pieces: list[Piece] = [
        place.said(place.pos, found.end(), f"thứ {DAYS[first]} đến {last_said}", "ordinal.weekdays")
    ]
    return tuple(pieces)


FAMILY = Family(
    title="Thứ tự",
    about="Thứ nhất, thứ tư; các ngày trong tuần.",
    rules=(
        Rule("ordinal", Kind.DIGITS, ordinal),
        Rule("date.months", Kind.DIGITS, months_of_year),
        Rule("ordinal.weekdays", Kind.WORD, weekdays),
        Rule("ordinal.weekdays", Kind.WORD, weekday),
        Rule("date.quarter", Kind.WORD, quarter),
    ),
    examples=(
        Example("lần thứ 1", "lần thứ nhất", "không đọc là “thứ một”"),
        Example("Thứ 4 tuần sau", "Thứ tư tuần sau", "không đọc là “thứ bốn”"),
        Example("thứ 2 - thứ 6", "thứ hai đến thứ sáu", "từ thứ hai đến thứ sáu"),
        Example("trừ T7, CN", "trừ thứ bảy, chủ nhật", "ngày nghỉ"),
        Example("T2 | 18°C", "thứ hai, mười tám độ xê", "ngày ở đầu hàng của bảng"),
        Example("mở cửa T2-T6", "mở cửa thứ hai đến thứ sáu", "viết tắt trên bảng giờ"),
    ),
)  # fmt: skip
