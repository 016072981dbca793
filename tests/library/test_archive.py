"""The archive: months and days of a time zone, and pages of what stands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.article import Article
from service.library.archive import Archive, Counted, next_month, period_of
from service.library.articles import Articles
from service.library.database import Database
from service.library.errors import NoSuchResultPage

from .conftest import NOON

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def keep(database: Database, *moments: datetime, section: str | None = None) -> list[int]:
    articles = Articles(database)
    return [
        articles.create(Article(f"Tin {moment}", section=section, published_at=moment), NOON).id or 0
        for moment in moments
    ]


def test_months_and_days_are_those_of_the_zone(database: Database):
    late = datetime(2021, 4, 30, 16, 59, tzinfo=UTC)  # 23:59 in Hà Nội
    keep(database, late, late + timedelta(minutes=1), datetime(2019, 12, 31, 12, tzinfo=UTC))
    archive = Archive(database)
    months = [date(2021, 5, 1), date(2021, 4, 1), date(2019, 12, 1)]
    assert archive.months(HANOI) == tuple(Counted(month, 1) for month in months)
    assert archive.days(date(2021, 4, 1), HANOI) == (Counted(date(2021, 4, 30), 1),)
    assert archive.days(date(2021, 5, 9), HANOI) == (Counted(date(2021, 5, 1), 1),)
    assert archive.days(date(2021, 6, 1), HANOI) == ()
    assert archive.page(period=period_of(date(2021, 5, 1), date(2021, 5, 2), HANOI)).total == 1


def test_pages_hold_everything_that_stands_once_newest_first(database: Database):
    ids = keep(database, *(NOON + timedelta(minutes=number) for number in range(25)), section="Xã hội")
    keep(database, NOON, section="Kinh tế")
    Articles(database).withdraw(ids[3], NOON)
    archive = Archive(database)
    pages = [archive.page(number, section="Xã hội", page_articles=10) for number in (1, 2, 3)]
    assert {(page.total, page.pages) for page in pages} == {(24, 3)}
    assert [article.id for page in pages for article in page.articles] == [
        number for number in reversed(ids) if number != ids[3]
    ]
    for missing in (0, 4):
        with pytest.raises(NoSuchResultPage):
            archive.page(missing, section="Xã hội", page_articles=10)


def test_an_empty_library_has_one_empty_page_and_no_month(database: Database):
    archive = Archive(database)
    assert archive.page().pages == 1
    assert archive.page().articles == ()
    assert archive.months(HANOI) == ()


def test_the_calendar_has_a_first_and_a_last_day():
    assert next_month(date(2021, 12, 5)) == date(2022, 1, 1)
    assert next_month(date(9999, 12, 1)) == date.max
    assert period_of(date.min, date.min, HANOI).since.tzinfo is UTC
    assert period_of(date.max, date.max, ZoneInfo("America/New_York")).until.tzinfo is UTC


def test_articles_at_the_ends_of_the_calendar_are_listed(database: Database):
    keep(database, datetime.min.replace(tzinfo=HANOI), datetime.max.replace(tzinfo=UTC))
    archive = Archive(database)
    assert archive.page().total == 2
    assert len(archive.months(ZoneInfo("UTC"))) == len(archive.months(HANOI)) == 2
