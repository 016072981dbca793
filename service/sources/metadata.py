"""What a page's metadata says of its article: when it was published, and in which section.

In: JSON-LD scripts and <meta> tags. Out: the fields of a Source that nothing filled before. Wrong or hostile
metadata is passed over: the page's own text is still there.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from service.sources.clean import clean
from service.sources.dates import stated_date
from service.sources.lines import Source

LONGEST_JSON = 200_000
"""Code points of one JSON-LD script."""


def read_linked_data(scripts: Iterable[str], source: Source, zone: ZoneInfo) -> None:
    for script in scripts:
        if len(script) > LONGEST_JSON:
            continue
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for item in _news_items(data):
            for key in ("datePublished", "dateCreated"):
                if source.moment is None and isinstance(item.get(key), str):
                    source.moment = stated_date(item[key], zone)
            section = (_as_list(item.get("articleSection")) or [None])[0]
            if source.section is None and isinstance(section, str) and 0 < len(section) < 60:
                source.section = " ".join(clean(section).split())


def _news_items(data: Any) -> Iterator[dict[str, Any]]:
    items = cast(list[Any], data) if isinstance(data, list) else [data]
    for item in items[:20]:
        if not isinstance(item, dict):
            continue
        entry = cast(dict[str, Any], item)
        if isinstance(entry.get("@graph"), list):
            yield from _news_items(
                [inner for inner in entry["@graph"] if isinstance(inner, dict) and "@graph" not in inner]
            )
        if any(
            str(kind).endswith(("Article", "BlogPosting", "Report")) for kind in _as_list(entry.get("@type"))
        ):
            yield entry


def _as_list(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]


def read_meta(tree: LexborHTMLParser, source: Source, zone: ZoneInfo) -> None:
    for node in tree.css("meta")[:200]:
        name = (
            node.attributes.get("property")
            or node.attributes.get("name")
            or node.attributes.get("itemprop")
            or ""
        ).lower()
        content = " ".join(clean(node.attributes.get("content") or "").split())
        if not content:
            continue
        if (
            name
            in (
                "article:published_time",
                "datepublished",
                "pubdate",
                "publishdate",
                "dc.date.issued",
                "dc.date",
                "date",
            )
            and source.moment is None
        ):
            source.moment = stated_date(content, zone)
        elif name == "article:section" and source.section is None and len(content) < 60:
            source.section = content
