"""Times of day and durations: "8h30", "14:05", "9g15", "13h30 - 17h00", "01h/20/9", "1:59.40", "24/24"."""

import re

from service.reading.rules.calendar_words import date_words, is_day
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

_CLOCK = re.compile(r"(\d{1,2}) ?([hHg]|giờ ?)(\d{1,2})(?:['p]|ph)?(?!\w|[.,]\d)")
_HOUR = re.compile(r"(\d{1,3})([hHg])(?!\w)")
_HOUR_DATE = re.compile(r"(\d{1,2})[hHg](\d{2})?/(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\w/])")
_COLON = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,](\d{1,3}))?(?![\w:]|[.,]\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{2})(?![\w]|[.,]\d)")
_MIN_SEC = re.compile(r"(\d{1,3})(?:['′’p]|ph)(\d{1,2})(?:[\"″”s]|''|'')(\d{1,3})?(?!\w)")
_SECONDS = re.compile(r"(\d{1,2})(?:[\"″”]|''|’’)(\d{2})(?![\w\"”'’])")
_HOUR_MIN_SEC = re.compile(
    r"(\d{1,2})(?:[hHg]|:| giờ )(\d{1,2})['′’p] ?(\d{1,2})(?:[\"″”s]|''|’’)(\d{1,3})?(?!\w)"
)
_SPACED_HOUR = re.compile(r"(\d{1,2}) ([hg])(?!\w|/)")

PARTS_OF_DAY = frozenset(
    ("sáng", "trưa", "chiều", "tối", "đêm", "khuya", "ngày", "hôm", "nay", "mai", "qua", "cùng")
)
AT = frozenset(
    ("lúc", "từ", "đến", "tới", "trước", "sau", "hồi", "khoảng", "gần", "hơn", "vào", "và", "quá", "đúng")
)
MINUTES = "Có thể là phút và giây."
TIME_TALK = frozenset(
    ("giờ", "cửa", "lúc", "từ", "sáng", "trưa", "chiều", "tối", "đêm", "hằng", "ngày", "khung")
)


def _minutes(place: Place, minutes: str) -> str:
    return "" if int(minutes) == 0 else f" {place.cardinal(minutes)} phút"


def clock(place: Place) -> Found | None:
    """ "8h30", "9g15", "7 giờ 30"."""
    found = _CLOCK.match(place.text, place.pos)
    if found is None or int(found.group(1)) > 24 or int(found.group(3)) > 59:
        return None
    if found.group(2).startswith("giờ"):
        return None
    if found.group(2) == "g" and len(found.group(3)) != 2:
        return None
    minutes = _minutes(place, found.group(3))
    if place.text.startswith("phút", found.end() + 1):
        minutes = minutes.removesuffix(" phút")
    return place.one(found.end(), f"{place.cardinal(found.group(1))} giờ{minutes}", "time.clock")


def hour_and_date(place: Place) -> Found | None:
    """ "01h/20/9": the hour and the day in weather bulletins."""
    found = _HOUR_DATE.match(place.text, place.pos)
    if found is None:
        return None
    hour, minute, day, month, year = found.groups()
    if int(hour) > 24 or not is_day(int(day), int(month)):
        return None
    spoken = f"{place.cardinal(hour)} giờ{_minutes(place, minute or '0')} ngày "
    return place.one(
        found.end(), spoken + date_words(place, int(day), int(month), year or ""), "time.hour-date"
    )


def full_hour(place: Place) -> Found | None:
    """ "17 giờ 00": the zeros are silent."""
    if place.texts[place.at] != "00" or place.lower(place.before()) not in ("giờ", "h", "g"):
        return None
    return (Silent(place.pos, place.pos + 2, "giờ đúng, không đọc phút"),)


def hour(place: Place) -> Found | None:
    """ "20h", "8g sáng"; "100g" stays a weight."""
    found = _HOUR.match(place.text, place.pos) or _SPACED_HOUR.match(place.text, place.pos)
    if found is None:
        return None
    if found.group(2) == "g" and not (int(found.group(1)) <= 24 and _talks_of_time(place, found.end())):
        return None
    return place.one(found.end(), f"{place.cardinal(found.group(1))} giờ", "time.hour")


def _talks_of_time(place: Place, end: int) -> bool:
    after = place.token_at(end)
    follows = place.lower(place.after(after)) if after >= 0 else ""
    if follows in PARTS_OF_DAY:
        return True
    word = place.lower(place.before())
    if word in ("lúc", "hồi"):
        return True
    if word in ("-", "–"):
        return place.lower(place.before(place.before())) in ("g", "h")
    return follows in ("-", "–") and any(near in TIME_TALK for near in place.words_before(6))


def colon(place: Place) -> Found | None:
    """ "14:05", "12:30:45", "1:59.40"."""
    found = _COLON.match(place.text, place.pos)
    if found is None:
        return None
    first, second, third, parts = found.groups()
    if int(second) > 59 or int(third or "0") > 59:
        return None
    if place.phrase_before(2) in ("tỷ lệ", "tỉ lệ"):
        return None
    if parts is not None:
        spoken = f"{place.cardinal(first)} phút {place.cardinal(second)} giây {place.cardinal(parts)}"
        if third is not None:
            spoken = (
                f"{place.cardinal(first)} giờ {place.cardinal(second)} phút {place.cardinal(third)} giây "
                f"{place.cardinal(parts)}"
            )
        return place.one(found.end(), spoken, "time.result")
    if int(first) > 24:
        if third is not None:
            return None
        spoken = f"{place.cardinal(first)} phút {place.cardinal(second)} giây"
        return place.one(found.end(), spoken, "time.result", None if _is_result(place) else MINUTES)
    if third is None and place.lower(place.before()) == "phút":
        return place.one(found.end(), f"{place.cardinal(first)} {place.cardinal(second)}", "time.result")
    spoken = f"{place.cardinal(first)} giờ{_minutes(place, second)}"
    if third is not None and int(third):
        spoken += f" {place.cardinal(third)} giây"
    return place.one(found.end(), spoken, "time.clock")


def _is_result(place: Place) -> bool:
    words = set(place.words_before(5))
    return bool(words & {"gian", "thành", "tích", "kỷ", "lục", "chạy", "bơi", "trong", "đích", "mất", "hết"})


def dotted(place: Place) -> Found | None:
    """ "lúc 9.30", "9.30 sáng"."""
    found = _DOTTED.match(place.text, place.pos)
    if found is None or int(found.group(1)) > 24 or int(found.group(2)) > 59:
        return None
    after = place.token_at(found.end())
    follows = place.lower(place.after(after)) if after >= 0 else ""
    if place.lower(place.before()) not in ("lúc", "hồi") and follows not in PARTS_OF_DAY - {"ngày", "cùng"}:
        return None
    spoken = f"{place.cardinal(found.group(1))} giờ{_minutes(place, found.group(2))}"
    return place.one(found.end(), spoken, "time.clock")


def seconds(place: Place) -> Found | None:
    """ "10\"17": seconds and hundredths of a race."""
    found = _SECONDS.match(place.text, place.pos)
    if found is None:
        return None
    first, parts = found.groups()
    return place.one(found.end(), f"{place.cardinal(first)} giây {place.cardinal(parts)}", "time.result")


def minutes_seconds(place: Place) -> Found | None:
    """ "3p20s", "5'30"": minutes and seconds."""
    found = _MIN_SEC.match(place.text, place.pos)
    if found is None or int(found.group(2)) > 59:
        return None
    first, second, parts = found.groups()
    spoken = f"{place.cardinal(first)} phút"
    if int(second):
        spoken += f" {place.cardinal(second)} giây"
    if parts:
        spoken += f" {place.cardinal(parts)}"
    return place.one(found.end(), spoken, "time.result")


def hours_minutes_seconds(place: Place) -> Found | None:
    """ "1h05'30''", "2h12p45s": how long a race took."""
    found = _HOUR_MIN_SEC.match(place.text, place.pos)
    if found is None or int(found.group(2)) > 59 or int(found.group(3)) > 59:
        return None
    first, second, third, parts = found.groups()
    spoken = f"{place.cardinal(first)} giờ {place.cardinal(second)} phút {place.cardinal(third)} giây"
    if parts:
        spoken += f" {place.cardinal(parts)}"
    return place.one(found.end(), spoken, "time.result")


FAMILY = Family(
    title="Giờ",
    about="Giờ trong ngày, khoảng giờ, thành tích thi đấu.",
    rules=(
        Rule("time.hour-date", Kind.DIGITS, hour_and_date),
        Rule("time.result", Kind.DIGITS, hours_minutes_seconds),
        Rule("time.clock", Kind.DIGITS, clock),
        Rule("time.result", Kind.DIGITS, minutes_seconds),
        Rule("time.result", Kind.DIGITS, seconds),
        Rule("time.hour", Kind.DIGITS, hour),
        Rule("time.full-hour", Kind.DIGITS, full_hour),
        Rule("time.clock", Kind.DIGITS, colon),
        Rule("time.clock", Kind.DIGITS, dotted),
    ),
    examples=(
        Example("lúc 14:05", "lúc mười bốn giờ năm phút", "hai chấm"),
        Example("trước 6h45", "trước sáu giờ bốn mươi lăm phút", "h"),
        Example("Lúc 9.30 sáng", "Lúc chín giờ ba mươi phút sáng", "chấm, không phải số thập phân"),
        Example("Lúc 9g15 sáng", "Lúc chín giờ mười lăm phút sáng", "g của báo miền Nam"),
        Example("8g sáng", "tám giờ sáng", "giờ, không phải gam"),
        Example("100g đường", "một trăm gam đường", "gam"),
        Example("13h30 - 17h00", "mười ba giờ ba mươi phút đến mười bảy giờ", "khoảng giờ"),
        Example("01h/20/9", "một giờ ngày hai mươi tháng chín", "bản tin thời tiết"),
        Example("về đích sau 1:59.40", "về đích sau một phút năm mươi chín giây bốn mươi", "thành tích"),
        Example("sau 1h05'30''", "sau một giờ năm phút ba mươi giây", "giờ, phút, giây"),
        Example("chạy 11''52", "chạy mười một giây năm mươi hai", "hai dấu nháy là giây"),
    ),
)  # fmt: skip
