"""Feeds by address: the whole site's and each section's, the map of the site, the robots' rules.

Thin: a route asks the FeedDesk. Answers are compressed, known by an entity tag, and may be read by pages of other sites
(podcast apps in a browser).
"""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.web import urls
from service.web.feeds import sitemap
from service.web.feeds.desk import KINDS, FeedDesk
from service.web.html import Rendered
from service.web.reader.assets import A_DAY, Assets
from service.web.reader.routes import NoSuchPage
from service.web.site import Site

HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
}


def create_feeds_router(desk: FeedDesk, site: Site, assets: Assets) -> APIRouter:
    """The routes. Errors leave as BaoNoiError."""
    router = APIRouter()

    def feed(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def of_site(request: Request) -> Response:
            rendered = await run_in_threadpool(desk.feed, name, site.address(request))
            return rendered.response(request, HEADERS)

        return of_site

    def section_feed(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def of_section(request: Request) -> Response:
            def rendered() -> Rendered:
                section = desk.section(request.path_params["section"])
                if section is None:
                    raise NoSuchPage(path=request.scope["path"][:200])
                return desk.feed(name, site.address(request), section)

            return (await run_in_threadpool(rendered)).response(request, HEADERS)

        return of_section

    async def site_map(request: Request) -> Response:
        rendered = await run_in_threadpool(desk.site_map, site.address(request))
        return rendered.response(request, HEADERS)

    async def site_map_part(request: Request) -> Response:
        number = request.path_params["number"]
        rendered = await run_in_threadpool(desk.site_map_part, number, site.address(request))
        if rendered is None:
            raise NoSuchPage(path=request.scope["path"][:200])
        return rendered.response(request, HEADERS)

    async def robots(request: Request) -> Response:
        rules = sitemap.robots(assets.text("robots.txt"), site.address(request))
        return Rendered(rules.encode(), "text/plain; charset=utf-8").response(
            request, {"Vary": "Accept-Encoding", **A_DAY}
        )

    for name in KINDS:
        router.add_route(urls.feed(name), feed(name), methods=["GET"])
        router.add_route(f"/muc/{{section}}/{name}", section_feed(name), methods=["GET"])
    router.add_route(urls.SITEMAP, site_map, methods=["GET"])
    router.add_route("/sitemap-{number:int}.xml", site_map_part, methods=["GET"])
    router.add_route(urls.ROBOTS, robots, methods=["GET"])
    return router
