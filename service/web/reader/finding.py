"""Pages for finding articles: search, archive by month and day. No JavaScript.

Thin: a route reads the address, asks the Finder, renders. What was typed wrong is answered on the page of the
search, with the form as it was filled in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.errors import InvalidInput
from service.library.archive import Counted
from service.library.search import PAGE_RESULTS, Results
from service.web import urls
from service.web.contexts import Pager
from service.web.html import PAGE_HEADERS, Rendered
from service.web.reader.finder import Finder, FoundStory
from service.web.reader.newsstand import Summary
from service.web.reader.periods import parse
from service.web.reader.routes import NoSuchPage, ReaderPages, display_of, page_number

MAX_EDITION_DIGITS = 18
MAX_SHOWN_CHARS = 200
"""Of what was typed wrong, in the form that is shown again."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """typed, section, dates: the form as it was filled in (section: a slug, "" for all).

    sentence: what was wrong with it. results: None when nothing was asked.
    """

    sections: tuple[str, ...]
    typed: str = ""
    section: str = ""
    dates: str = ""
    sentence: str | None = None
    status: int = 200
    results: Results | None = None
    stories: tuple[FoundStory, ...] = ()
    pager: Pager | None = None

    @property
    def first(self) -> int:
        """The number of the first story among all results."""
        return (self.results.page - 1) * PAGE_RESULTS + 1 if self.results else 1


@dataclass(frozen=True, slots=True)
class DayPage:
    """The articles of a day."""

    sections: tuple[str, ...]
    day: date
    stories: tuple[Summary, ...]
    total: int
    pager: Pager


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """Every month; or the days of one month."""

    sections: tuple[str, ...]
    months: tuple[Counted, ...] = ()
    month: date | None = None
    days: tuple[Counted, ...] = ()


def create_finding_router(pages: ReaderPages, finder: Finder) -> APIRouter:
    """The routes. Errors leave as BaoNoiError, but for what a form can put right."""
    router = APIRouter()

    def show(request: Request, template: str, path: str, page: object) -> Rendered:
        return pages.render(f"pages/{template}.html", display_of(request), path, page)

    def search(request: Request) -> Response:
        asked = request.query_params
        section, dates = asked.get("muc", "")[: urls.MAX_SLUG_CHARS], asked.get("ngay", "").strip()
        page = SearchPage(pages.newsstand.sections(), asked.get("q", "").strip(), section, dates)
        number = page_number(request)
        edition = urls.parse_number(asked.get("moc", ""), MAX_EDITION_DIGITS) or None
        try:
            page = _searched(finder, page, number, edition)
        except InvalidInput as error:
            shown = replace(page, typed=page.typed[:MAX_SHOWN_CHARS], dates=page.dates[:MAX_SHOWN_CHARS])
            page = replace(shown, sentence=error.vi_text, status=error.status)
        path = urls.find(
            page.typed, section_slug=section, dates=page.dates, page=number, edition=edition or 0
        )
        rendered = show(request, "search", path, page)
        return rendered.response(request, PAGE_HEADERS, page.status)

    def archive(request: Request) -> Response:
        page = ArchivePage(pages.newsstand.sections(), months=finder.months())
        return show(request, "archive", urls.ARCHIVE, page).response(request, PAGE_HEADERS)

    def month(request: Request) -> Response:
        first = _date_of(request)
        path = urls.archive(first, whole_month=True)
        if request.scope["path"] != path:
            return RedirectResponse(path, 301)
        page = ArchivePage(pages.newsstand.sections(), month=first, days=finder.days(first))
        return show(request, "archive", path, page).response(request, PAGE_HEADERS)

    def day(request: Request) -> Response:
        shown = _date_of(request)
        path = urls.archive(shown)
        if request.scope["path"] != path:
            return RedirectResponse(path, 301)
        found = finder.day(shown, page_number(request))
        pager = Pager.of(found.page, found.pages, lambda number: urls.archive(shown, page=number))
        page = DayPage(pages.newsstand.sections(), shown, found.stories, found.total, pager)
        rendered = show(request, "day", urls.archive(shown, page=found.page), page)
        return rendered.response(request, PAGE_HEADERS)

    for path, answer in (
        (urls.FIND, search),
        (urls.ARCHIVE, archive),
        (urls.ARCHIVE + "/{year}/{month}", month),
        (urls.ARCHIVE + "/{year}/{month}/{day}", day),
    ):
        router.add_route(path, _in_a_thread(answer), methods=["GET"])
    return router


def _searched(finder: Finder, page: SearchPage, number: int, edition: int | None) -> SearchPage:
    """The page with its results. Raises InvalidInput for what the reader can put right."""
    days = parse(page.dates) if page.dates else None
    if not page.typed:
        return page
    name = next((name for name in page.sections if urls.slug(name) == page.section), None)
    results, stories = finder.find(page.typed, number, section=name, days=days, edition=edition)

    def address(number: int) -> str:
        return urls.find(
            page.typed, section_slug=page.section, dates=page.dates, page=number, edition=results.edition
        )

    pager = Pager.of(results.page, results.pages, address)
    return replace(page, results=results, stories=stories, pager=pager)


def _in_a_thread(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return endpoint


def _date_of(request: Request) -> date:
    """The day in an address, or the first of the month. Raises NoSuchPage."""
    numbers = [urls.parse_number(request.path_params.get(name, "1"), 4) for name in ("year", "month", "day")]
    try:
        return date(*numbers)
    except ValueError as error:
        raise NoSuchPage(path=request.scope["path"][:200]) from error
