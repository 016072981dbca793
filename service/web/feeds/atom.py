"""The news as text for feed readers: Atom (RFC 4287).

In: a Channel. Out: bytes. Every entry has the whole text; its audio is an enclosure once it is complete. Pure.
"""

import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Final

from service.studio.synthetic import SYNTHETIC
from service.web import urls
from service.web.feeds.entries import Channel, Entry
from service.web.feeds.podcast import SOURCE_PURPOSE
from service.web.feeds.xml import ATOM, add, line, root, written

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"


def atom(channel: Channel) -> bytes:
    """The feed as bytes of XML."""
    feed = root("feed", default=ATOM)
    feed.set("xml:lang", "vi")
    add(feed, "id", f"urn:uuid:{channel.uuid}")
    add(feed, "title", line(channel.title))
    add(feed, "subtitle", line(channel.description))
    add(feed, "updated", moment(channel.updated))
    add(feed, "link", rel="self", type="application/atom+xml", href=channel.whole(channel.path))
    add(feed, "link", rel="alternate", type="text/html", hreflang="vi", href=channel.page)
    add(feed, "logo", channel.whole(urls.COVER))
    add(feed, "generator", "Báo Nói")
    add(add(feed, "author"), "name", line(channel.site_name))
    for entry in channel.entries:
        _entry(add(feed, "entry"), channel, entry)
    return written(feed)


def _entry(item: ET.Element, channel: Channel, entry: Entry) -> None:
    add(item, "id", f"urn:uuid:{entry.uuid}")
    add(item, "title", line(entry.title))
    add(item, "updated", moment(entry.updated))
    add(item, "published", moment(entry.published))
    add(item, "link", rel="alternate", type="text/html", hreflang="vi", href=channel.whole(entry.path))
    if entry.audio:
        address = channel.whole(entry.audio.path)
        length = str(entry.audio.bytes)
        add(
            item, "link", rel="enclosure", type=entry.audio.type, length=length, title=SYNTHETIC, href=address
        )
        add(item, "podcast:txt", entry.audio.source_type, purpose=SOURCE_PURPOSE)
    if entry.byline:
        add(add(item, "author"), "name", line(entry.byline))
    if entry.section:
        add(item, "category", term=urls.slug(entry.section), label=entry.section)
    if entry.summary:
        add(item, "summary", line(entry.summary))
    add(item, "content", entry.html, type="html")


def moment(when: datetime) -> str:
    """RFC 3339, whole seconds, UTC."""
    return when.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
