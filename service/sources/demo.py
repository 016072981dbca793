"""The demo articles: what a new site holds so that there is something to read and hear.

In: service/data/demo. Out: their texts as pasted from portals, chrome and all; `article_from_text` understands them.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

DEMO = Path(__file__).parent.parent / "data" / "demo"


class DemoArticle(NamedTuple):
    """name: the file's stem, stable. text: as pasted. section: where it belongs on the front page."""

    name: str
    text: str
    section: str


def demo_articles() -> tuple[DemoArticle, ...]:
    """The demo articles in the order of their manifest."""
    manifest = tomllib.loads((DEMO / "manifest.toml").read_text(encoding="utf-8"))
    return tuple(
        DemoArticle(
            entry["name"], (DEMO / f"{entry['name']}.txt").read_text(encoding="utf-8"), entry["section"]
        )
        for entry in manifest["article"]
    )
