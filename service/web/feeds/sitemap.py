"""The map of the site for search engines (sitemaps.org/protocol.html), and the robots' rules.

In: addresses with the time of their last change. Out: bytes of XML, text. Pure. A site of more articles than one file
holds has an index: each part lists the articles of a range of ids, so that old parts never change.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from service.web import urls
from service.web.feeds.atom import moment
from service.web.feeds.xml import add, written

MEDIA_TYPE: Final = "application/xml; charset=utf-8"
SCHEMA: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
IDS_PER_FILE: Final = 10_000
"""At most 50,000 addresses and 50 MB are allowed; with slugs of 80 letters this is about 2 MB."""


def page_map(site: str, paths: Iterable[tuple[str, datetime | None]]) -> bytes:
    """One file of addresses. site: what all paths begin with."""
    pages = Element("urlset", xmlns=SCHEMA)
    for path, changed in paths:
        page = add(pages, "url")
        add(page, "loc", site + path)
        if changed is not None:
            add(page, "lastmod", moment(changed))
    return written(pages)


def index(site: str, files: int) -> bytes:
    """The list of so many files, numbered from 0."""
    maps = Element("sitemapindex", xmlns=SCHEMA)
    for number in range(files):
        add(add(maps, "sitemap"), "loc", site + urls.sitemap(number))
    return written(maps)


def robots(rules: str, site: str) -> str:
    """The rules with the address of the map, which must be a whole one."""
    return f"{rules.rstrip()}\n\nSitemap: {site}{urls.SITEMAP}\n" if site else rules
