"""Pages about the site itself: listening by podcast, accessibility, privacy.

Thin: their words are in the templates; what they need to know is the site's own address and contact, and its sections.
"""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.web import urls
from service.web.html import PAGE_HEADERS, Rendered
from service.web.reader.routes import ReaderPages, display_of


@dataclass(frozen=True, slots=True)
class AboutPage:
    """address: what the addresses of feeds begin with when they are copied. sections: those that have feeds of their own."""

    address: str = ""
    sections: tuple[str, ...] = ()


def create_about_router(pages: ReaderPages) -> APIRouter:
    """The routes of the three pages."""
    router = APIRouter()

    async def podcast(request: Request) -> Response:
        def render() -> Rendered:
            page = AboutPage(pages.site.address(request), pages.newsstand.sections())
            return _page(request, "podcast", urls.FEEDS, page)

        return (await run_in_threadpool(render)).response(request, PAGE_HEADERS)

    async def accessibility(request: Request) -> Response:
        page = _page(request, "accessibility", urls.ACCESSIBILITY, AboutPage())
        return page.response(request, PAGE_HEADERS)

    async def privacy(request: Request) -> Response:
        return _page(request, "privacy", urls.PRIVACY, AboutPage()).response(request, PAGE_HEADERS)

    def _page(request: Request, name: str, path: str, page: AboutPage) -> Rendered:
        display = display_of(request)
        return pages.kept_or_rendered(
            (name, page, display), lambda: pages.render(f"pages/{name}.html", display, path, page)
        )

    for path, endpoint in (
        (urls.FEEDS, podcast),
        (urls.ACCESSIBILITY, accessibility),
        (urls.PRIVACY, privacy),
    ):
        router.add_route(path, endpoint, methods=["GET"])
    return router
