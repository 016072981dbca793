"""The listener's pages by address: front, article, section, display settings, keys, static files, errors.

Thin: a route asks the Newsstand, fills a context, renders. Rendered pages are kept by what they show and how
(article edition, display settings), so that a page asked for again costs a look-up.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.errors import BaoNoiError, NoSuchArticle
from service.web import display as display_settings
from service.web import urls
from service.web.contexts import (
    FRONT_PAGE_ARTICLES,
    ArticlePage,
    ErrorPage,
    FrontPage,
    Pager,
    SectionPage,
    SettingsPage,
)
from service.web.display import Display
from service.web.html import PAGE_HEADERS, Rendered, RenderedPages, Templates
from service.web.linked_data import news_article
from service.web.reader.assets import Assets
from service.web.reader.newsstand import Newsstand
from service.web.site import Site

MAX_FORM_BYTES = 4_000
MAX_FORM_FIELDS = 20
MAX_PAGE_DIGITS = 7


class NoSuchPage(BaoNoiError):
    code = "no-such-page"
    status = 404
    en = "There is no page {path}."
    vi = "Không có trang này. Có thể địa chỉ bị gõ sai; hãy về trang nhất để tìm bài."


class FormTooLarge(BaoNoiError):
    code = "form-too-large"
    status = 413
    en = "A display form has more than {limit} bytes."
    vi = "Nội dung gửi lên quá lớn nên Báo Nói không nhận. Hãy trở lại trang trước và bấm lại."


class ReaderPages:
    """Everything the routes share. now: the clock, in the site's time zone."""

    def __init__(
        self,
        newsstand: Newsstand,
        now: Callable[[], datetime],
        kept: RenderedPages,
        assets: Assets,
        site: Site | None = None,
    ) -> None:
        self.newsstand = newsstand
        self.now = now
        self.kept = kept
        self.assets = assets
        self.site = site or Site()
        self.templates = Templates(assets.url)

    def render(self, template: str, display: Display, path: str, page: object) -> Rendered:
        """path: the page's own address, to which the size buttons return."""
        return self.templates.render(template, display=display, path=path, page=page, site=self.site)

    def kept_or_rendered(self, key: Hashable, render: Callable[[], Rendered]) -> Rendered:
        page = self.kept.get(key)
        if page is None:
            page = render()
            self.kept.put(key, page)
        return page

    def error(
        self, request: Request, error: BaoNoiError | int, retry_after_seconds: int | None = None
    ) -> Response:
        """An error as a page: of Báo Nói's own, with its sentence, or a bare HTTP status."""
        if isinstance(error, BaoNoiError):
            page = ErrorPage(error.status, error.vi_text, retry_after_seconds)
        else:
            page = ErrorPage(error, None, retry_after_seconds)
        headers = {**PAGE_HEADERS, "Cache-Control": "no-store"}
        if retry_after_seconds is not None:
            headers["Retry-After"] = str(retry_after_seconds)
        path = urls.same_site(request.scope["path"]) if request.method in ("GET", "HEAD") else urls.FRONT
        rendered = self.render("pages/error.html", display_of(request), path, page)
        return rendered.response(request, headers, page.status)


def display_of(request: Request) -> Display:
    return display_settings.from_cookie(request.cookies.get(display_settings.COOKIE))


def page_number(request: Request) -> int:
    """Which page of a list is asked for, from 1; 0 for what is no number."""
    return urls.parse_number(request.query_params.get("trang", "1"), MAX_PAGE_DIGITS)


def create_reader_router(pages: ReaderPages) -> APIRouter:
    """The routes. Errors leave as BaoNoiError; the app answers them with `pages.error`."""
    router = APIRouter()

    async def front(request: Request) -> Response:
        display = display_of(request)

        def render() -> Rendered:
            stories = pages.newsstand.latest(FRONT_PAGE_ARTICLES)
            sections = pages.newsstand.sections()
            today = pages.now().date()
            key = ("front", stories, sections, today, display)
            page = FrontPage.of(stories, sections, today)
            return pages.kept_or_rendered(
                key, lambda: pages.render("pages/front.html", display, urls.FRONT, page)
            )

        return (await run_in_threadpool(render)).response(request, PAGE_HEADERS)

    async def article(request: Request) -> Response:
        written = request.path_params["article_id"]
        article_id = urls.parse_article_id(written)
        if article_id is None:
            raise NoSuchArticle(id=written[: urls.MAX_ID_DIGITS])
        display, path = display_of(request), request.scope["path"]
        edition = pages.newsstand.edition(article_id)
        if edition is not None and (ready := pages.kept.get(("article", path, edition, display))):
            return ready.response(request, PAGE_HEADERS)
        return await run_in_threadpool(article_asked_in_full, request, article_id, display)

    def article_asked_in_full(request: Request, article_id: int, display: Display) -> Response:
        edition = pages.newsstand.edition(article_id)
        kept_article = pages.newsstand.article(article_id)
        path = urls.article(article_id, kept_article.title)
        if request.scope["path"] != path:
            return RedirectResponse(path, 301)
        page = ArticlePage.of(
            kept_article, pages.newsstand.script(article_id), pages.newsstand.audio(article_id)
        )
        page = replace(page, linked_data=news_article(page, pages.site))
        rendered = pages.render("pages/article.html", display, path, page)
        if edition is not None:
            pages.kept.put(("article", path, edition, display), rendered)
        return rendered.response(request, PAGE_HEADERS)

    async def section(request: Request) -> Response:
        wanted, display = request.path_params["section"], display_of(request)

        def render() -> Rendered:
            sections = pages.newsstand.sections()
            name = next((name for name in sections if urls.slug(name) == wanted), None)
            if name is None:
                raise NoSuchPage(path=request.scope["path"][:200])
            found = pages.newsstand.listed(page_number(request), name)
            pager = Pager.of(found.page, found.pages, lambda number: urls.section(name, number))
            page = SectionPage(name, sections, found.stories, pager)
            return pages.kept_or_rendered(
                ("section", page, display),
                lambda: pages.render("pages/section.html", display, urls.section(name, found.page), page),
            )

        return (await run_in_threadpool(render)).response(request, PAGE_HEADERS)

    async def settings(request: Request) -> Response:
        display, back = display_of(request), urls.same_site(request.query_params.get("ve"))
        page = SettingsPage(display, back)
        rendered = pages.render("pages/settings.html", display, urls.display(back), page)
        return rendered.response(request, PAGE_HEADERS)

    async def keys(request: Request) -> Response:
        rendered = pages.render("pages/keys.html", display_of(request), urls.KEYS, None)
        return rendered.response(request, PAGE_HEADERS)

    async def change_settings(request: Request) -> Response:
        form = await _form(request)
        before = display_of(request)
        after = display_settings.changed_by(before, form)
        response = RedirectResponse(
            urls.same_site(form.get("ve")) + "#" + _fragment(form, before, after), 303
        )
        response.headers["Cache-Control"] = "no-store"
        secure = request.url.scheme == "https"
        if request.headers.get("sec-fetch-site") != "cross-site":
            response.headers["Set-Cookie"] = display_settings.to_cookie(after, secure=secure)
        return response

    async def static(request: Request) -> Response:
        answer = pages.assets.answer(request, request.scope["path"])
        if answer is None:
            raise NoSuchPage(path=request.scope["path"][:200])
        return answer

    async def favicon(request: Request) -> Response:
        return pages.assets.named(request, "favicon.ico")

    async def cover(request: Request) -> Response:
        return pages.assets.named(request, "podcast.png")

    for path, endpoint in (
        (urls.FRONT, front),
        ("/bai/{article_id}", article),
        ("/bai/{article_id}/{slug}", article),
        ("/muc/{section}", section),
        (urls.DISPLAY, settings),
        (urls.KEYS, keys),
        (urls.STATIC + "{file:path}", static),
        (urls.FAVICON, favicon),
        (urls.COVER, cover),
    ):
        router.add_route(path, endpoint, methods=["GET"])
    router.add_route(urls.DISPLAY, change_settings, methods=["POST"])
    return router


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form. Raises FormTooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise FormTooLarge(limit=MAX_FORM_BYTES)
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MAX_FORM_FIELDS))
    except ValueError as error:
        raise FormTooLarge(limit=MAX_FORM_BYTES) from error


def _fragment(form: dict[str, str], before: Display, after: Display) -> str:
    """Where the page opens again: at the button that was pressed, or at the sentence that says why nothing changed."""
    pressed = form.get("co")
    if pressed == display_settings.LARGER:
        return "chu-lon-nhat" if before.largest else "tang-co-chu"
    if pressed == display_settings.SMALLER:
        return "chu-nho-nhat" if before.smallest else "giam-co-chu"
    if pressed == display_settings.NORMAL:
        return "co-chu-mac-dinh"
    return "da-luu" if "datlai" not in form else "da-tro-ve-mac-dinh"
