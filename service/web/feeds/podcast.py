"""The podcast: RSS 2.0 with the words of Apple Podcasts and of Podcasting 2.0.

In: a Channel. Out: bytes. Only entries whose audio is complete are episodes. Pure. Sources: rssboard.org/rss-specification,
"A Podcaster's Guide to RSS" (podcasters.apple.com), podcast-namespace docs/1.0.md.
"""

import xml.etree.ElementTree as ET
from email.utils import format_datetime
from typing import Final

from service.studio.synthetic import SYNTHETIC
from service.web import urls
from service.web.feeds.entries import Channel, Enclosure, Entry
from service.web.feeds.xml import add, line, root, written

MEDIA_TYPE: Final = "application/rss+xml; charset=utf-8"
LANGUAGE: Final = "vi"

TRANSCRIPTS: Final = (("json", "application/json"), ("vtt", "text/vtt"), ("srt", "application/x-subrip"))
"""In the order in which podcast apps look for them."""

SOURCE_PURPOSE: Final = "digitalSourceType"
"""<podcast:txt purpose="digitalSourceType">: the IPTC code for synthetic sound, as its address."""


def podcast(channel: Channel) -> bytes:
    """The feed as bytes of XML."""
    rss = root("rss", version="2.0")
    head = add(rss, "channel")
    _describe(head, channel)
    for entry in channel.entries:
        if entry.audio is not None:
            _episode(add(head, "item"), channel, entry, entry.audio)
    return written(rss)


def _describe(head: ET.Element, channel: Channel) -> None:
    cover = channel.whole(urls.COVER)
    add(head, "title", line(channel.title))
    add(head, "link", channel.page)
    add(head, "description", line(channel.description))
    add(head, "language", LANGUAGE)
    add(head, "lastBuildDate", format_datetime(channel.updated, usegmt=True))
    add(head, "generator", "Báo Nói")
    add(head, "atom:link", href=channel.whole(channel.path), rel="self", type="application/rss+xml")
    image = add(head, "image")
    add(image, "url", cover)
    add(image, "title", line(channel.title))
    add(image, "link", channel.page)
    add(head, "itunes:author", line(channel.site_name))
    add(head, "itunes:image", href=cover)
    add(add(head, "itunes:category", text="News"), "itunes:category", text="Daily News")
    add(head, "itunes:explicit", "false")
    add(head, "itunes:type", "episodic")
    add(head, "podcast:guid", str(channel.uuid))
    add(head, "podcast:medium", "podcast")
    if channel.mail:
        owner = add(head, "itunes:owner")
        add(owner, "itunes:name", line(channel.site_name))
        add(owner, "itunes:email", channel.mail)
        add(head, "podcast:locked", "yes", owner=channel.mail)
    else:
        add(head, "podcast:locked", "yes")
    types = sorted({entry.audio.source_type for entry in channel.entries if entry.audio})
    for source_type in types:
        add(head, "podcast:txt", source_type, purpose=SOURCE_PURPOSE)


def _episode(item: ET.Element, channel: Channel, entry: Entry, audio: Enclosure) -> None:
    add(item, "title", line(entry.title))
    add(item, "link", channel.whole(entry.path))
    add(item, "guid", f"urn:uuid:{entry.uuid}", isPermaLink="false")
    add(item, "pubDate", format_datetime(entry.published, usegmt=True))
    add(item, "description", line(f"{entry.summary or entry.title} {SYNTHETIC}"))
    add(item, "content:encoded", entry.html)
    if entry.section:
        add(item, "category", line(entry.section))
    add(item, "enclosure", url=channel.whole(audio.path), length=str(audio.bytes), type=audio.type)
    add(item, "itunes:title", line(entry.title))
    add(item, "itunes:duration", str(round(audio.seconds)))
    add(item, "itunes:explicit", "false")
    add(item, "itunes:episodeType", "full")
    if entry.byline:
        add(item, "itunes:author", line(entry.byline))
    for extension, media_type in TRANSCRIPTS:
        address = channel.whole(urls.transcript(entry.article_id, extension))
        add(item, "podcast:transcript", url=address, type=media_type, language=LANGUAGE, rel="captions")
    address = channel.whole(urls.chapters(entry.article_id))
    add(item, "podcast:chapters", url=address, type="application/json+chapters")
    add(item, "podcast:txt", audio.source_type, purpose=SOURCE_PURPOSE)
