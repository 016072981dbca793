"""Lines that say when an article was published.

In: one short line ("Thứ Ba, 12/11/2024, 08:15 (GMT+7)", "Tin phát lúc: 14h30 ngày 19/09/2024", ISO, ...).
Out: the moment, and what else the line held. Sentences that merely mention a date are not date lines.
No clock: "2 giờ trước" cannot be placed and is chrome.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from service.sources.chrome import Chrome, folded
from service.sources.names import is_name

LONGEST_DATE_LINE = 200

_ISO = re.compile(
    r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"(?:[t ]{1,2}(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d)(?:\.\d{1,9})?)? ?(?P<Z>z\b|[+-]\d\d:?\d\d)?)?(?![\d/])"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "một giêng",
            "hai",
            "ba",
            "tư bốn",
            "năm",
            "sáu",
            "bảy bẩy",
            "tám",
            "chín",
            "mười",
            "mười_một",
            "mười_hai chạp",
        ),
        1,
    )
    for name in (word.replace("_", " ") for word in names.split())
}
_MONTH = r"(?P<m>\d{1,2}|" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_DMY = re.compile(
    r"(?<![\d/.,-])(?P<d>\d{1,2}) ?(?P<s>[/.-]) ?(?P<m>\d{1,2}) ?(?P=s) ?(?P<y>(?:19|20)\d\d|\d\d)(?![\d/]|[.,]\d)"
)
_WORDS = re.compile(
    r"(?<!\d)(?P<d>\d{1,2}),? {0,2}(?:tháng|thg|-tháng-) ?"
    + _MONTH
    + r"(?: năm|,|/|-)? {0,2}(?P<y>(?:19|20)\d\d)(?!\d)"
)
_ENGLISH = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_ENGLISH_MONTH = r"(?P<m>" + "|".join(_ENGLISH) + r")[a-z]{0,6}\.?"
_ENGLISH_DATES = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}) {_ENGLISH_MONTH},? (?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"\b{_ENGLISH_MONTH} (?P<d>\d{{1,2}}),? (?P<y>(?:19|20)\d\d)(?!\d)"),
)
_MONTH_FIRST = re.compile(r"\btháng " + _MONTH + r" (?P<d>\d{1,2}), ?(?P<y>(?:19|20)\d\d)(?!\d)")
_TIME = re.compile(
    r"(?<![\d/.,:-])(?P<H>\d{1,2})(?: ?(?::|h|g|giờ) ?(?P<M>\d\d)(?: ?(?:phút|p|')(?!\w))?(?:[:.](?P<S>\d\d))?| ?(?:h|giờ)(?!\w))"
    r" ?(?P<half>am|pm|sa|ch)?(?![\w/])"
)
_ZONE = re.compile(r"\(? ?(?:(?:gmt|utc) ?(?P<Z>[+-] ?\d{1,2})(?::?00)?|(?P<Z4>[+-]\d\d)00(?!\d)) ?\)?")
_YEARLESS = re.compile(r"(?:ngày )?\d{1,2}(?: tháng |/|-)\d{1,2}(?:,? (?:lúc )?\d{1,2}[:h]\d\d)?")
_SEPARATORS = re.compile(r" ?[|•·;()\[\]–—]+ ?| - |, ?")
_EDGES = " -–—|,.;:•·()[]/*⏰🕒📅"


@dataclass(frozen=True, slots=True)
class DateLine:
    """moment: aware. has_time: whether the line said the hour. updated: it tells of a later change.

    rest: what else the line held, e.g. ("Người đăng: Admin", "Lượt xem: 846") or an author's name.
    """

    moment: datetime
    has_time: bool
    updated: bool
    rest: tuple[str, ...]


def date_line(line: str, chrome: Chrome, zone: ZoneInfo) -> DateLine | None:
    """Read a line that holds a date and besides it only words that go with one, chrome, or a name."""
    if len(line) > LONGEST_DATE_LINE or not any(char.isdigit() for char in line):
        return None
    plain = line.lower()
    if len(plain) != len(line):
        return None
    found = _find_date(plain)
    if found is None:
        return None
    year, month, day, clock, offset, span = found
    set_apart = any(mark in line for mark in ("|", " - ", "–", "—", "•", "·"))
    plain, line = _blanked(plain, span), _blanked(line, span)
    if zoned := _ZONE.search(plain):
        offset = offset or timezone(
            timedelta(hours=max(-12, min(14, int((zoned["Z"] or zoned["Z4"]).replace(" ", "")))))
        )
        plain, line = _blanked(plain, zoned.span()), _blanked(line, zoned.span())
    timed = _TIME.search(plain)
    if timed and clock is None and (clock := _clock(timed)) is not None:
        plain, line = _blanked(plain, timed.span()), _blanked(line, timed.span())
    rest = _rest(line, chrome, set_apart=set_apart)
    if rest is None:
        return None
    hour, minute, second = clock or (0, 0, 0)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=offset or zone).astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return DateLine(moment, clock is not None, chrome.starts_with("updates", line), rest)


def time_line(line: str) -> tuple[int, int] | None:
    """Hour and minute of a line that is nothing but a time ("08:15", "21h45")."""
    plain = line.lower().strip(_EDGES)
    found = _TIME.fullmatch(plain)
    clock = _clock(found) if found else None
    return clock[:2] if clock else None


def is_yearless(line: str) -> bool:
    """Nothing but a day and a time of an unknown year, as social networks write them."""
    return len(line) < 60 and _YEARLESS.fullmatch(line.lower().strip(_EDGES)) is not None


def stated_date(written: str, zone: ZoneInfo) -> datetime | None:
    """A date from a machine (`datetime` attributes, JSON-LD, the API), or None."""
    text = written.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = _find_date(text.lower()[:LONGEST_DATE_LINE])
        if found is None:
            return None
        year, month, day, clock, offset, span = found
        timed = _TIME.search(_blanked(text.lower()[:LONGEST_DATE_LINE], span))
        hour, minute, second = clock or (timed and _clock(timed)) or (0, 0, 0)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=offset or zone)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


_Found = tuple[int, int, int, tuple[int, int, int] | None, tzinfo | None, tuple[int, int]]


def _find_date(plain: str) -> _Found | None:
    for pattern in (_ISO, _DMY, _WORDS, _MONTH_FIRST, *_ENGLISH_DATES):
        for found in pattern.finditer(plain):
            groups = found.groupdict()
            year, day = int(groups["y"]), int(groups["d"])
            month = _MONTHS.get(groups["m"]) or _ENGLISH.get(groups["m"]) or int(groups["m"])
            if year < 100:
                year += 2000
            try:
                datetime(year, month, day, tzinfo=UTC)
            except ValueError:
                continue
            return (
                year,
                month,
                day,
                _clock(found) if groups.get("H") else None,
                _offset(groups.get("Z")),
                found.span(),
            )
    return None


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    groups = found.groupdict()
    hour, minute, second = int(groups["H"]), int(groups["M"] or 0), int(groups["S"] or 0)
    if groups.get("half") in ("pm", "ch") and hour < 12:
        hour += 12
    elif groups.get("half") in ("am", "sa") and hour == 12:
        hour = 0
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written == "z":
        return UTC
    digits = written[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if shift >= timedelta(hours=24):
        return None
    return timezone(-shift if written[0] == "-" else shift)


def _blanked(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} | {text[span[1] :]}"


def _rest(line: str, chrome: Chrome, *, set_apart: bool) -> tuple[str, ...] | None:
    """What is left beside date and time; None when it is words of a sentence or a title."""
    rest: list[str] = []
    for part in _SEPARATORS.split(line):
        text = _without_fillers(part.strip(_EDGES), chrome)
        label = next(
            (label for label in chrome.longest_first("date_labels") if folded(text).startswith(f"{label} ")),
            "",
        )
        text = text[len(label) :].strip(_EDGES)
        if not any(char.isalpha() for char in text):
            continue
        if text.isupper() and " " in text and not set_apart and not chrome.verdict(text):
            return None
        known = (
            chrome.verdict(text)
            or chrome.is_one_of("sections", text)
            or chrome.starts_with("byline_starts", text)
        )
        if not known and not is_name(text):
            return None
        rest.append(text)
        if len(rest) > 6:
            return None
    return tuple(rest)


def _without_fillers(text: str, chrome: Chrome) -> str:
    changed = True
    while changed and text:
        changed = False
        plain = folded(text)
        if len(plain) != len(text):
            return text
        for word in chrome.longest_first("date_fillers"):
            if plain == word:
                return ""
            if plain.startswith(word) and not plain[len(word)].isalnum():
                text, changed = text[len(word) :].strip(_EDGES), True
                break
            if plain.endswith(word) and not plain[-len(word) - 1].isalnum():
                text, changed = text[: -len(word)].strip(_EDGES), True
                break
    return text
