"""The news as text for feed readers: JSON Feed 1.1 (jsonfeed.org/version/1.1).

In: a Channel. Out: bytes. `_baonoi` is our extension: it says how the sound of an attachment was made. Pure.
"""

import json
from typing import Any, Final

from service.studio.synthetic import SYNTHETIC
from service.web import urls
from service.web.feeds.atom import moment
from service.web.feeds.entries import Channel, Entry
from service.web.feeds.xml import clean, line

MEDIA_TYPE: Final = "application/feed+json; charset=utf-8"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel) -> bytes:
    """The feed as bytes of JSON in UTF-8."""
    told = {
        "version": VERSION,
        "title": line(channel.title),
        "home_page_url": channel.page,
        "feed_url": channel.whole(channel.path),
        "description": line(channel.description),
        "icon": channel.whole(urls.COVER),
        "authors": [{"name": line(channel.site_name), "url": channel.whole(urls.FRONT)}],
        "language": "vi",
        "items": [_item(channel, entry) for entry in channel.entries],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _item(channel: Channel, entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"urn:uuid:{entry.uuid}",
        "url": channel.whole(entry.path),
        "title": line(entry.title),
        "content_html": clean(entry.html),
        "date_published": moment(entry.published),
        "date_modified": moment(entry.updated),
        "language": "vi",
    }
    if entry.summary:
        item["summary"] = line(entry.summary)
    if entry.byline:
        item["authors"] = [{"name": line(entry.byline)}]
    if entry.section:
        item["tags"] = [line(entry.section)]
    if entry.audio:
        item["attachments"] = [
            {
                "url": channel.whole(entry.audio.path),
                "mime_type": entry.audio.type,
                "title": SYNTHETIC,
                "size_in_bytes": entry.audio.bytes,
                "duration_in_seconds": round(entry.audio.seconds),
            }
        ]
        item["_baonoi"] = {"digital_source_type": entry.audio.source_type}
    return item
