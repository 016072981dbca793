"""The articles by section, month and day, page by page, the newest first.

In: an open Database; days are those of the time zone that is asked for. Out: pages of summaries, and counts.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.library.articles import ArticleSummary, summary_of
from service.library.database import Database
from service.library.errors import NoSuchResultPage
from service.library.models import articles as table

PAGE_ARTICLES: Final = 40


class Period(NamedTuple):
    """From a moment (aware) to before another."""

    since: datetime
    until: datetime


class Counted(NamedTuple):
    """A day, or a month by its first day, and how many articles it has."""

    first: date
    articles: int


class ArticlesPage(NamedTuple):
    """page: counted from 1. pages: at least 1. total: articles on all of them."""

    articles: tuple[ArticleSummary, ...]
    page: int
    pages: int
    total: int


class Archive:
    """The standing articles of one database, by the date that lists are ordered by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        page: int = 1,
        *,
        section: str | None = None,
        period: Period | None = None,
        page_articles: int = PAGE_ARTICLES,
    ) -> ArticlesPage:
        """Raises NoSuchResultPage."""
        which = _which(section, period)
        with self._database.read() as connection:
            total = connection.scalar(sa.select(sa.func.count()).select_from(table).where(which)) or 0
            pages = max(1, -(-total // page_articles))
            if not 1 <= page <= pages:
                raise NoSuchResultPage(page=page, last=pages)
            query = (
                sa.select(table)
                .where(which)
                .order_by(table.c.listed_at.desc(), table.c.id.desc())
                .limit(page_articles)
                .offset((page - 1) * page_articles)
            )
            listed = tuple(summary_of(row) for row in connection.execute(query).mappings())
        return ArticlesPage(listed, page, pages, total)

    def months(self, zone: ZoneInfo) -> tuple[Counted, ...]:
        """The months that have articles, the newest first."""
        found: list[Counted] = []
        with self._database.read() as connection:
            before: datetime | None = None
            # One look into the index a month, and one count.
            while (newest := _newest(connection, before)) is not None:
                first = _day_of(newest, zone).replace(day=1)
                period = period_of(first, next_month(first), zone)
                found.append(Counted(first, _count(connection, period)))
                before = period.since
        return tuple(found)

    def days(self, month: date, zone: ZoneInfo) -> tuple[Counted, ...]:
        """The days of a month that have articles, the newest first."""
        first, following = month.replace(day=1), next_month(month)
        days = [first + timedelta(days=number) for number in range((following - first).days)]
        with self._database.read() as connection:
            counted = [
                Counted(day, _count(connection, period_of(day, day_after(day), zone)))
                for day in reversed(days)
            ]
        return tuple(day for day in counted if day.articles)


def period_of(first: date, after: date, zone: ZoneInfo) -> Period:
    """From the beginning of a day to the beginning of a later one."""
    return Period(_midnight(first, zone), _midnight(after, zone))


def day_after(day: date) -> date:
    """The next day; the last day of the calendar has none and is given back."""
    return day if day == date.max else day + timedelta(days=1)


def next_month(day: date) -> date:
    """The first day of the month after; 31 December 9999 for the last one, as there is no later day."""
    if (day.year, day.month) == (date.max.year, 12):
        return date.max
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)


def _day_of(moment: datetime, zone: ZoneInfo) -> date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return moment.date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """In UTC; the first and last days of the calendar have no other zone."""
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _which(section: str | None, period: Period | None) -> sa.ColumnElement[bool]:
    which = table.c.withdrawn_at.is_(None)
    if section is not None:
        which &= table.c.section == section
    if period is not None:
        which &= (table.c.listed_at >= period.since) & (table.c.listed_at < period.until)
    return which


def _newest(connection: Connection, before: datetime | None) -> datetime | None:
    query = sa.select(sa.func.max(table.c.listed_at, type_=table.c.listed_at.type))
    which = table.c.withdrawn_at.is_(None)
    return connection.scalar(query.where(which if before is None else which & (table.c.listed_at < before)))


def _count(connection: Connection, period: Period) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(_which(None, period))
    return connection.scalar(query) or 0
