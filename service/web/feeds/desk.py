"""Feeds and the map of the site, asked of the studio.

Out: bytes ready to send, made again only after something was written. Which audio an entry has is looked up as for the
article's page; an article whose audio is not complete has none here.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from service.article import Article
from service.audio.pcm import HOUSE_RATE
from service.errors import ArticleWithdrawn
from service.library.articles import ArticleSummary
from service.library.register import Register
from service.reading.script import Script
from service.studio.synthetic import iptc_address
from service.web import urls
from service.web.contexts import block_views, grouped
from service.web.feeds import atom, jsonfeed, podcast, sitemap
from service.web.feeds.entries import Channel, Enclosure, Entry
from service.web.html import Rendered, RenderedPages, Templates
from service.web.ranges import MEDIA_TYPES
from service.web.site import Site
from service.wiring import Parts

FEED_ARTICLES: Final = 50
FEEDS_KEPT: Final = 100
AUDIO_FORMAT: Final = "mp3"
OF_THE_HEAD: Final = frozenset({"title", "date", "lead", "byline"})


class Kind(NamedTuple):
    write: Callable[[Channel], bytes]
    media_type: str


KINDS: Final[Mapping[str, Kind]] = {
    "podcast.xml": Kind(podcast.podcast, podcast.MEDIA_TYPE),
    "atom.xml": Kind(atom.atom, atom.MEDIA_TYPE),
    "feed.json": Kind(jsonfeed.json_feed, jsonfeed.MEDIA_TYPE),
}
"""Feeds by the last part of their address."""


class FeedDesk:
    """All that feeds ask. site_address arguments: what addresses begin with, "" when it is not known.

    ids_per_map: range of article numbers in one part of the map.
    """

    def __init__(
        self, parts: Parts, site: Site, templates: Templates, ids_per_map: int = sitemap.IDS_PER_FILE
    ) -> None:
        self._parts = parts
        self._register = Register(parts.database)
        self._site = site
        self._ids_per_map = ids_per_map
        self._templates = templates
        self._kept = RenderedPages(FEEDS_KEPT)

    def feed(self, name: str, site_address: str, section: str | None = None) -> Rendered:
        """The feed of the whole site or of a section that exists. Raises KeyError for no name of KINDS."""
        kind = KINDS[name]

        def write() -> Rendered:
            channel = self._channel(urls.feed(name, section), site_address, section)
            return Rendered(kind.write(channel), kind.media_type)

        return self._once((name, site_address, section), write)

    def section(self, slug: str) -> str | None:
        """The section of this address, None when there is none."""
        return next((name for name in self._parts.desk.sections() if urls.slug(name) == slug), None)

    def site_map(self, site_address: str) -> Rendered:
        """The whole map, or the index of its parts."""

        def write() -> Rendered:
            files = self._map_files()
            if files > 1:
                return Rendered(sitemap.index(site_address, files), sitemap.MEDIA_TYPE)
            return Rendered(sitemap.page_map(site_address, self._map_paths(0)), sitemap.MEDIA_TYPE)

        return self._once(("sitemap", site_address), write)

    def site_map_part(self, number: int, site_address: str) -> Rendered | None:
        """One part of a large map; None when there is no such part."""
        if not 0 <= number < self._map_files():
            return None

        def write() -> Rendered:
            return Rendered(sitemap.page_map(site_address, self._map_paths(number)), sitemap.MEDIA_TYPE)

        return self._once(("sitemap", number, site_address), write)

    def _once(self, key: tuple[Hashable, ...], write: Callable[[], Rendered]) -> Rendered:
        """From memory as long as nothing was written to the database; each time where that cannot be told."""
        changes = self._parts.changes.count()
        if changes is None:
            return write()
        known = self._kept.get((changes, *key))
        if known is None:
            known = write()
            self._kept.put((changes, *key), known)
        return known

    def _channel(self, path: str, site_address: str, section: str | None) -> Channel:
        summaries = self._parts.desk.latest(FEED_ARTICLES, section=section)
        entries = tuple(self._entries(summaries, site_address))
        return Channel(site_address, self._site.name, self._site.mail, section, path, entries)

    def _entries(self, summaries: tuple[ArticleSummary, ...], site_address: str) -> Iterator[Entry]:
        for summary in summaries:
            try:
                article = self._parts.desk.get(summary.id)
            except ArticleWithdrawn:  # just now
                continue
            yield Entry(
                article_id=summary.id,
                created=summary.created_at,
                title=article.title,
                summary=article.lead,
                html=self._text(article, site_address),
                section=article.section,
                byline=article.byline,
                path=urls.article(summary.id, article.title),
                published=summary.position.listed_at,
                updated=summary.updated_at,
                audio=self._audio(article),
            )

    def _audio(self, article: Article) -> Enclosure | None:
        # What was never made needs no script to be read.
        if article.id is None or not self._parts.cache.article_renditions(article.id, article.version):
            return None
        kept = self._parts.audio.kept(article, AUDIO_FORMAT)
        if kept is None:
            return None
        return Enclosure(
            path=urls.audio(kept.digest, kept.extension),
            bytes=kept.size,
            seconds=kept.samples / HOUSE_RATE,
            source_type=iptc_address(kept.voices),
            type=MEDIA_TYPES[AUDIO_FORMAT],
        )

    def _text(self, article: Article, site_address: str) -> str:
        views = block_views(article.blocks, Script(()))
        body = tuple(grouped([view for view in views if view.kind not in OF_THE_HEAD], article.blocks))
        rendered = self._templates.render(
            "feeds/text.html", lead=article.lead, body=body, byline=article.byline, site=site_address
        )
        return rendered.body.decode()

    def _map_files(self) -> int:
        return self._register.highest_id() // self._ids_per_map + 1

    def _map_paths(self, number: int) -> Iterator[tuple[str, datetime | None]]:
        if number == 0:
            for path in (urls.FRONT, *map(urls.section, self._parts.desk.sections())):
                yield path, None
            for path in (urls.FEEDS, urls.KEYS, urls.ACCESSIBILITY, urls.PRIVACY):
                yield path, None
        first = number * self._ids_per_map
        for listed in self._register.between(first, first + self._ids_per_map - 1):
            yield urls.article(listed.id, listed.title), listed.updated_at
