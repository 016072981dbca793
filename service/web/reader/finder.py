"""What the pages of search and archive ask, answered by the library.

In: words, a section's name, days of the site's time zone, the number of a page. Out: summaries as lists show them.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from service.library.archive import Archive, Counted, day_after, period_of
from service.library.articles import ArticleSummary
from service.library.marking import Piece, Snippet
from service.library.search import Results, Search
from service.web.reader.newsstand import StoriesPage, Summary
from service.web.reader.periods import Days


class FoundStory(NamedTuple):
    """A result: the article, its title with what was found marked, and a piece of its text."""

    summary: Summary
    title: tuple[Piece, ...]
    snippet: Snippet


class Finder:
    """summary: what lists show of an article that the library keeps."""

    def __init__(
        self, search: Search, archive: Archive, zone: ZoneInfo, summary: Callable[[ArticleSummary], Summary]
    ) -> None:
        self._search = search
        self._archive = archive
        self._zone = zone
        self._summary = summary

    def find(
        self,
        typed: str,
        page: int = 1,
        *,
        section: str | None = None,
        days: Days | None = None,
        edition: int | None = None,
    ) -> tuple[Results, tuple[FoundStory, ...]]:
        """Raises NothingToSearch, QueryTooLong, NoSuchResultPage."""
        period = days and period_of(*days, self._zone)
        results = self._search.find(typed, page, section=section, period=period, edition=edition)
        stories = tuple(
            FoundStory(self._summary(hit.article), hit.title, hit.snippet) for hit in results.hits
        )
        return results, stories

    def day(self, day: date, page: int) -> StoriesPage:
        """The articles of a day, the newest first. Raises NoSuchResultPage."""
        listed = self._archive.page(page, period=period_of(day, day_after(day), self._zone))
        stories = tuple(map(self._summary, listed.articles))
        return StoriesPage(stories, listed.page, listed.pages, listed.total)

    def months(self) -> tuple[Counted, ...]:
        return self._archive.months(self._zone)

    def days(self, month: date) -> tuple[Counted, ...]:
        return self._archive.days(month, self._zone)
