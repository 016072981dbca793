"""Dates: full, partial, ISO, ranges of dates, months and quarters with a year, school years.

A slash between two small numbers is a date, a share ("1/3 số hộ"), a count of a total ("45/48 phiếu") or a house
number: `calls_for_date` takes what the words around call a date and leaves the rest to fractions.py.
"""

import re

from service.reading.numbers import cardinal
from service.reading.rules.calendar_words import (
    CLEARLY_SHARED,
    COUNTED,
    DATE_WORDS,
    DAY_LISTS,
    FEAST_WORDS,
    FROM_TO,
    HAPPENINGS,
    HOLIDAYS,
    MATCH_VERBS,
    NAMED_AFTER_DAYS,
    SEASON_WORDS,
    STREETS,
    WEEKDAYS,
    date_words,
    day_words,
    is_day,
    month_words,
)
from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

_S = r"[ \u00a0]?"
_END = r"(?![\w]|[/.,\-–][0-9])"
_FULL = re.compile(rf"(\d{{1,2}}){_S}([/.\-–]){_S}(\d{{1,2}}){_S}\2{_S}(\d{{4}}|\d{{2}})(?!\w|[/\-–.,]\d)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\w|[/\-.]\d)")
_TO = r"[ \u00a0]?[-–—][ \u00a0]?"
_DAY_RANGE = re.compile(rf"(\d{{1,2}})({_TO})(\d{{1,2}})([/.])(\d{{1,2}})(?:[/.](\d{{4}}))?{_END}")
_DATE_RANGE = re.compile(
    rf"(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}))?({_TO})(?:ngày )?(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}))?{_END}"
)
_MONTH_THEN_YEAR = re.compile(r"(\d{1,2}) ((?:19|20)\d{2})(?![\w]|[.,/-]\d)")
_MONTH_YEAR_RANGE = re.compile(rf"(\d{{1,2}})/(\d{{4}})({_TO})(\d{{1,2}})/(\d{{4}}){_END}")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_S}([/\-–.]){_S}(\d{{4}}){_END}")
_DAY_MONTH = re.compile(r"(\d{1,2})([/\-–.])(\d{1,2})(?!\w|[/\-–][0-9]|[.,:%]\d|%)")
_SPACED = re.compile(r"(\d{1,2}) [-–] (\d{1,2})(?![\w%°]|[/.,\-–][0-9]| [-–/%°])")
_DAY_WORD_MONTH = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?!\d|[.,/]\d)")
_YEAR_RANGE = re.compile(rf"(\d{{4}})({_TO})(\d{{4}}|\d{{2}})(?!\w|[/\-–.,]\d)")

_SEASON = re.compile(r"((?:19|20)\d{2})/((?:19|20)?\d{2})(?![\w/]|[.,]\d)")

_TO_FULL_DATE = re.compile(r" (?:đến|tới)(?: hết)?(?: ngày)? \d{1,2}-\d{1,2}-\d{4}(?!\d)")

LONGEST_DAY_LIST = 16
"""Tokens of such a list: bounds the work on hostile text."""

BETWEEN_DATES = "gạch giữa hai ngày kỷ niệm hoặc năm sinh và năm mất"
"""In brackets: "(19/5/1890 - 19/5/2025)" names two days, not a stretch of time."""
NO_SUCH_DAY = "Ngày này không có trong lịch."


def _day_word(place: Place) -> str:
    """ "ngày " where the date needs the word and it is not written before."""
    if not place.settings.say_day:
        return ""
    before = place.before()
    word = place.lower(before)
    if word in ("ngày", "mùng", "mồng", "hôm", "ngay"):
        return ""
    return "ngày "


def full(place: Place) -> Found | None:
    found = _FULL.match(place.text, place.pos)
    if found is None:
        return None
    day, mark, month, year = found.groups()
    if not is_day(int(day), int(month)):
        if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12 and len(year) == 4):
            return None
        spoken = _day_word(place) + date_words(place, int(day), int(month), year)
        return place.one(found.end(), spoken, "date.full", NO_SUCH_DAY)
    if len(year) == 2 and (mark == "." or place.lower(place.before()) not in DATE_WORDS):
        return None
    if len(year) == 4 and not 1000 <= int(year) <= 2999:
        return None
    spoken = _day_word(place) + date_words(place, int(day), int(month), year)
    return place.one(found.end(), spoken, "date.full")


def iso(place: Place) -> Found | None:
    found = _ISO.match(place.text, place.pos)
    if found is None or not is_day(int(found.group(3)), int(found.group(2))):
        return None
    year, month, day = found.groups()
    spoken = _day_word(place) + date_words(place, int(day), int(month), year)
    return place.one(found.end(), spoken, "date.iso")


def day_range(place: Place) -> Found | None:
    """ "15-18/4", "28-30/4/2021"."""
    found = _DAY_RANGE.match(place.text, place.pos)
    if found is None:
        return None
    first, dash, last, mark, month, year = found.groups()
    if not (is_day(int(first), int(month)) and is_day(int(last), int(month))) or int(first) >= int(last):
        return None
    if mark == "." and not year:
        return None
    start = place.pos
    middle = found.start(2)
    return (
        place.said(start, middle, _day_word(place) + day_words(place, int(first)), "date.range"),
        *to_pieces(place, middle, found.start(3), dash),
        place.said(
            found.start(3), found.end(), date_words(place, int(last), int(month), year or ""), "date.range"
        ),
    )


def date_range(place: Place) -> Found | None:
    """ "1/3-15/3", "28/4/2021 - 2/5/2021"."""
    found = _DATE_RANGE.match(place.text, place.pos)
    if found is None:
        return None
    day, month, year, dash, day2, month2, year2 = found.groups()
    if not (is_day(int(day), int(month)) and is_day(int(day2), int(month2))):
        return None
    middle = found.start(4)
    after = found.end(4)
    joint = to_pieces(place, middle, after, dash)
    if year and year2 and place.text[place.pos - 1 : place.pos] == "(":
        joint = (Silent(middle, after, BETWEEN_DATES),)
    return (
        place.said(
            place.pos,
            middle,
            _day_word(place) + date_words(place, int(day), int(month), year or ""),
            "date.range",
        ),
        *joint,
        place.said(
            after, found.end(), "ngày " + date_words(place, int(day2), int(month2), year2 or ""), "date.range"
        ),
    )


def to_pieces(place: Place, start: int, end: int, dash: str, spoken: str = "đến") -> tuple[Piece, ...]:
    """ "đến" for a dash and the spaces around it."""
    left = start + (len(dash) - len(dash.lstrip()))
    right = left + len(dash.strip())
    pieces: list[Piece] = []
    if left > start:
        pieces.append(Silent(start, left, "khoảng trắng"))
    pieces.append(place.said(left, right, spoken, "range.to"))
    if end > right:
        pieces.append(Silent(right, end, "khoảng trắng"))
    return tuple(pieces)


def month_year(place: Place) -> Found | None:
    """ "tháng 4/2021", "4/2021", "quý 2/2023", "tháng 4-2021"."""
    both = _MONTH_YEAR_RANGE.match(place.text, place.pos)
    if both:
        month, year, dash, month2, year2 = both.groups()
        if 1 <= int(month) <= 12 and 1 <= int(month2) <= 12:
            return (
                place.said(place.pos, both.start(3), _month_of_year(place, month, year), "date.month"),
                *to_pieces(place, both.start(3), both.end(3), dash),
                place.said(
                    both.end(3),
                    both.end(),
                    f"{month_words(int(month2))} năm {place.cardinal(year2)}",
                    "date.month",
                ),
            )
    found = _MONTH_YEAR.match(place.text, place.pos)
    if found is None:
        return None
    month, mark, year = found.groups()
    if not (1 <= int(month) <= 12 and 1900 <= int(year) <= 2099):
        return None
    word = place.lower(place.before())
    if word == "quý":
        return place.one(found.end(), f"{cardinal(month)} năm {place.cardinal(year)}", "date.quarter")
    if word in ("kỳ", "đợt"):
        return place.one(found.end(), f"{cardinal(month)} năm {place.cardinal(year)}", "date.turn")
    if mark != "/" and word != "tháng":
        return None
    if place.text[found.end() : found.end() + 1] == "/":
        return None
    if mark == "/" and word in ("số", "lệ"):
        return None
    return place.one(found.end(), _month_of_year(place, month, year), "date.month")


def _month_of_year(place: Place, month: str, year: str) -> str:
    said = month_words(int(month))
    if place.lower(place.before()) == "tháng":
        said = said.removeprefix("tháng ")
    return f"{said} năm {place.cardinal(year)}"


def month_then_year(place: Place) -> Found | None:
    """ "tháng 1 2024"."""
    found = _MONTH_THEN_YEAR.match(place.text, place.pos)
    if found is None or place.lower(place.before()) != "tháng" or not 1 <= int(found.group(1)) <= 12:
        return None
    return place.one(found.end(), _month_of_year(place, found.group(1), found.group(2)), "date.month")


def month_number(place: Place) -> Found | None:
    """ "tháng 4" is "tháng tư"."""
    if place.texts[place.at] not in ("4", "04") or place.lower(place.before()) != "tháng":
        return None
    end = place.starts[place.at + 1]
    if end < len(place.text) and place.text[end] in ",./-" and place.text[end + 1 : end + 2].isdigit():
        return None
    return place.one(end, "tư", "date.month")


def day_word_month(place: Place) -> Found | None:
    """ "5 tháng 1" after "ngày": the day and the month."""
    found = _DAY_WORD_MONTH.match(place.text, place.pos)
    if found is None or not is_day(int(found.group(1)), int(found.group(2))):
        return None
    if place.lower(place.before()) not in ("ngày", "đến", "và", "-", "–"):
        return None
    end = found.end(1)
    return place.one(end, day_words(place, int(found.group(1))), "date.day")


def season(place: Place) -> Found | None:
    """ "mùa giải 2026/27", "năm học 2024/2025": two years, the stroke silent."""
    found = _SEASON.match(place.text, place.pos)
    if found is None:
        return None
    first, last = found.groups()
    follows = int(last[-2:]) == (int(first) + 1) % 100
    if not follows and not SEASON_WORDS.intersection(place.words_before(2)):
        return None
    if len(last) == 2:
        last_said = place.cardinal(first[:2] + last)
    else:
        last_said = place.cardinal(last)
    stroke = place.pos + 4
    return (
        place.said(place.pos, stroke, place.cardinal(first), "date.years"),
        Silent(stroke, stroke + 1, "gạch chéo"),
        place.said(stroke + 1, found.end(), last_said, "date.years"),
    )


def year_range(place: Place) -> Found | None:
    """ "2021 - 2025", "năm học 2023-2024": two years, or a year and its last two digits."""
    found = _YEAR_RANGE.match(place.text, place.pos)
    if found is None:
        return None
    first, dash, last = found.groups()
    if not (1000 <= int(first) <= 2999):
        return None
    if len(last) == 2:
        if int(last) <= int(first[2:]) or place.lower(place.before()) not in (
            "học",
            "đoạn",
            "năm",
            "mùa",
            "khóa",
        ):
            return None
        last_said = place.cardinal(first[:2] + last)
    else:
        if int(last) < int(first):
            return None
        last_said = place.cardinal(last)
    middle = found.start(2)
    end_of_dash = found.start(3)
    return (
        place.said(place.pos, middle, place.cardinal(first), "date.years"),
        *to_pieces(place, middle, end_of_dash, dash),
        place.said(end_of_dash, found.end(), last_said, "date.years"),
    )


def day_month(place: Place) -> Found | None:
    """A day and a month, when the words around say that it is one."""
    spaced = _SPACED.match(place.text, place.pos)
    if spaced and place.lower(place.before()) == "ngày":
        day, month = int(spaced[1]), int(spaced[2])
        if day > month and is_day(day, month):  # no stretch of days runs backwards
            return place.one(spaced.end(), date_words(place, day, month), "date.day-month")
    found = _DAY_MONTH.match(place.text, place.pos)
    if found is None:
        return None
    day, mark, month = found.groups()
    if not is_day(int(day), int(month)):
        return None
    before = place.before()
    word = place.lower(before)
    if mark != "/":
        counted = place.lower(place.after(place.at + 3)) in COUNTED
        if not counted and _is_named_after(place, word, int(day), int(month)):
            return place.one(found.end(), date_words(place, int(day), int(month), named=True), "date.named")
        if not _hyphen_is_a_date(place, found.end(), word, mark, day, month):
            return None
        return place.one(
            found.end(), _day_word(place) + date_words(place, int(day), int(month)), "date.day-month"
        )
    follows = place.lower(place.after(place.at + 3))
    counted = int(day) == int(month) or (int(day) < int(month) and month in ("2", "3", "4", "5", "10"))
    if word == "(" and follows == ")" and not counted:
        return place.one(
            found.end(), _day_word(place) + date_words(place, int(day), int(month)), "date.day-month"
        )
    if int(day) < int(month) <= 10 and follows in CLEARLY_SHARED and word not in DATE_WORDS:
        return None
    if _is_named_after(place, word, int(day), int(month)):
        return place.one(found.end(), date_words(place, int(day), int(month), named=True), "date.named")
    if calls_for_date(place, word, int(day), int(month)):
        return place.one(
            found.end(), _day_word(place) + date_words(place, int(day), int(month)), "date.day-month"
        )
    return None


def _hyphen_is_a_date(place: Place, end: int, word: str, mark: str, day: str, month: str) -> bool:
    after = place.token_at(end)
    follows = place.lower(place.after(after)) if after >= 0 else ""
    if follows in COUNTED:
        return False
    if word in ("ngày", "mùng", "mồng", "hôm") or (mark == "-" and word in ("nay", "qua")):
        return True
    if mark == "." and word == "từ":
        return place.before(place.before()) < 0 and follows == ","
    if mark == ".":
        return word in ("sáng", "trưa", "chiều", "tối", "đêm", "dịp", "lễ", "nay", "qua", "mai", "sớm")
    if word == "từ" and _TO_FULL_DATE.match(place.text, end):
        return True
    if word in ("sáng", "trưa", "chiều", "tối", "đêm"):
        return not place.article.sport and follows != "h"
    if int(day) > int(month) and (
        word in FROM_TO or word in WEEKDAYS or word == "nhật" or _in_bracket_after_day(place)
    ):
        return not place.article.sport or word in WEEKDAYS
    if word == ":" and place.phrase_before_mark() in HAPPENINGS:
        return True
    if word == "vào" or (word in ("và", ",") and _is_dashed_pair(place, place.before(place.before()))):
        return True
    if word == "và" and place.lower(place.before(place.before(place.before()))) == "ngày":
        return True
    if (int(day), int(month)) not in HOLIDAYS:
        return False
    near = set(place.words_before(7))
    return word in NAMED_AFTER_DAYS or (not FEAST_WORDS.isdisjoint(near) and MATCH_VERBS.isdisjoint(near))


def _is_dashed_pair(place: Place, last: int) -> bool:
    """Whether another date with a dash ends at `last`: "8-3 và 20-10"."""
    if last < 2 or place.texts[last - 1] != "-" or place.score_at == last - 1:
        return False
    dated = place.last is not None and place.last.rule.startswith("date")
    return dated and place.kinds[last] == place.kinds[last - 2] == Kind.DIGITS


def _in_bracket_after_day(place: Place) -> bool:
    """ "thứ Hai (13-5)", "chiều (26/3)"."""
    bracket = place.before()
    if place.lower(bracket) == "," and place.phrase_before_mark() in ("đến nay", "tới nay"):
        return False
    return place.lower(bracket) in ("(", ",") and place.lower(place.before(bracket)) in DATE_WORDS | WEEKDAYS


def _ends_date(place: Place, last: int) -> bool:
    """Whether day and month end at `last` that can be nothing else: "30/4" of "30/4 và 1/5"."""
    if (
        last < 2
        or place.texts[last - 1] != "/"
        or not place.kinds[last] == place.kinds[last - 2] == Kind.DIGITS
    ):
        return False
    day, month = int(place.texts[last - 2][:4]), int(place.texts[last][:4])
    return is_day(day, month) and day > 12


def _in_list_of_days(place: Place, *, surely: bool) -> bool:
    """ "ngày 2 và 3/9", "các ngày 5, 12, 19/8": nothing but numbers between "ngày" and here."""
    at = place.before()
    if place.lower(at) not in (("và", ",", "hoặc") if surely else ("và", "hoặc")):
        return False
    if place.lower(at) == "và" and _ends_date(place, place.before(at)):
        return True
    steps = 0
    while at >= 0 and steps < LONGEST_DAY_LIST:
        if place.kinds[at] != Kind.DIGITS and place.lowers[at] not in ("và", ",", "hoặc", "/"):
            return place.lowers[at] in DAY_LISTS
        at = place.before(at)
        steps += 1
    return False


def _is_named_after(place: Place, word: str, day: int, month: int) -> bool:
    return (
        word in STREETS or (word in NAMED_AFTER_DAYS and (day, month) in HOLIDAYS)
    ) and not place.phrase_before(2).startswith("số ")


def calls_for_date(place: Place, word: str, day: int, month: int) -> bool:
    """Whether the words before make day/month a date."""
    if word in DATE_WORDS:
        return True
    if word in WEEKDAYS and place.phrase_before(2).startswith("thứ "):
        return True
    if word in FROM_TO:
        return True
    if (day, month) in HOLIDAYS and not FEAST_WORDS.isdisjoint(place.words_before(6)):
        return True
    if place.phrase_before(2) in HAPPENINGS:
        return True
    return _in_bracket_after_day(place) or _in_list_of_days(place, surely=day != month)


FAMILY = Family(
    title="Ngày tháng",
    about="Ngày đầy đủ, ngày và tháng, tháng và năm, khoảng ngày, giai đoạn.",
    rules=(
        Rule("date.full", Kind.DIGITS, full),
        Rule("date.iso", Kind.DIGITS, iso),
        Rule("date.range", Kind.DIGITS, date_range),
        Rule("date.range", Kind.DIGITS, day_range),
        Rule("date.month", Kind.DIGITS, month_year),
        Rule("date.years", Kind.DIGITS, season),
        Rule("date.years", Kind.DIGITS, year_range),
        Rule("date.day-month", Kind.DIGITS, day_month),
        Rule("date.day", Kind.DIGITS, day_word_month),
        Rule("date.month", Kind.DIGITS, month_then_year),
        Rule("date.month", Kind.DIGITS, month_number),
    ),
    examples=(
        Example("Ngày 15/3/2023", "Ngày mười lăm tháng ba năm hai nghìn không trăm hai mươi ba", "“ngày” đã viết sẵn, không đọc hai lần"),
        Example("ngày 07.06.2024", "ngày bảy tháng sáu năm hai nghìn không trăm hai mươi tư", "dấu chấm"),
        Example("ngày 20-11-2023", "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi ba", "gạch nối"),
        Example("2021-04-22", "ngày hai mươi hai tháng tư năm hai nghìn không trăm hai mươi mốt", "dạng ISO"),
        Example("Trong tháng 4/2021", "Trong tháng tư năm hai nghìn không trăm hai mươi mốt", "tháng tư, không phải tháng bốn"),
        Example("từ 28/4 đến 02/5", "từ ngày hai mươi tám tháng tư đến ngày hai tháng năm", "từ … đến"),
        Example("Đợt 1 từ 1/3-15/3", "Đợt một từ ngày một tháng ba đến ngày mười lăm tháng ba", "khoảng ngày"),
        Example("ngày 15-18/4", "ngày mười lăm đến mười tám tháng tư", "khoảng ngày trong một tháng"),
        Example("giai đoạn 2021 - 2025", "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm", "giai đoạn"),
        Example("Ngày 3-2, cả nước treo cờ.", "Ngày ba tháng hai, cả nước treo cờ.", "ngày viết bằng gạch nối"),
        Example("Đường 3/2 tắc nghẽn", "Đường ba tháng hai tắc nghẽn", "đường mang tên ngày lễ"),
        Example("từ 1-7 đến 31-12-2024", "từ ngày một tháng bảy đến ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi tư", "đến một ngày viết đủ"),
        Example("Chiều (26/3), Đoàn ra quân", "Chiều, ngày hai mươi sáu tháng ba, Đoàn ra quân", "ngày trong ngoặc"),
    ),
)  # fmt: skip
