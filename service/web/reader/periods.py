"""A day, a month or a year as a reader types it: "28/4/2021", "4/2021", "2021-04-28".

In: text. Out: the first day, and the day after the last. Pure. Raises UnknownPeriod.
"""

import re
from datetime import date
from typing import Final, NamedTuple

from service.library.archive import day_after, next_month
from service.library.errors import UnknownPeriod

MAX_PERIOD_CHARS: Final = 40

_DAY_FIRST: Final = re.compile(
    r"(?:(?:ngày\s*)?(?P<day>\d{1,2})\s*[/.-]\s*)?(?:tháng\s*)?(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)


class Days(NamedTuple):
    first: date
    after: date


def parse(typed: str) -> Days:
    text = typed.strip()
    match = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if match is None or len(text) > MAX_PERIOD_CHARS:
        raise UnknownPeriod(period=text[:MAX_PERIOD_CHARS])
    year, month, day = (int(match[name] or 0) for name in ("year", "month", "day"))
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return Days(first, day_after(first))
        return Days(first, next_month(first if month else first.replace(month=12)))
    except ValueError as error:
        raise UnknownPeriod(period=text) from error
