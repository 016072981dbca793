"""What feeds tell, as plain data: a channel of entries. Every address in it is whole when the site's own is known."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from service.web import urls

OUR_IDS: Final = uuid.UUID("5f0f1c2e-6d2b-5d1e-9d0f-2f4f7b1e8a61")
"""Namespace of entries' identifiers: an article keeps its own whatever its title, address or site is called."""

PODCASTS: Final = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Namespace of <podcast:guid>: podcast-namespace, docs/tags/guid.md."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A finished audio file. source_type: address of the IPTC code that says how the sound was made."""

    path: str
    bytes: int
    seconds: float
    source_type: str
    type: str = "audio/mpeg"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article. published, updated: aware, UTC. html: its text, for readers that show it themselves."""

    article_id: int
    created: datetime
    title: str
    summary: str | None
    html: str
    section: str | None
    byline: str | None
    path: str
    published: datetime
    updated: datetime
    audio: Enclosure | None

    @property
    def uuid(self) -> uuid.UUID:
        return uuid.uuid5(OUR_IDS, f"{self.created.astimezone(UTC).isoformat()} {self.article_id}")


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed of the site or of one section. site: the address that all paths begin with, or "". path: the feed's own."""

    site: str
    site_name: str
    mail: str | None
    section: str | None
    path: str
    entries: tuple[Entry, ...]

    def whole(self, path: str) -> str:
        return self.site + path

    @property
    def title(self) -> str:
        return f"{self.site_name}: {self.section}" if self.section else self.site_name

    @property
    def description(self) -> str:
        told = f"Tin mục {self.section}" if self.section else "Tin trong ngày"
        return f"{told}, đọc được và nghe được. Giọng đọc do máy tổng hợp."

    @property
    def page(self) -> str:
        return self.whole(urls.section(self.section) if self.section else urls.FRONT)

    @property
    def updated(self) -> datetime:
        """When an entry was changed last; the beginning of 1970 for an empty feed, so that it stays the same."""
        return max((entry.updated for entry in self.entries), default=datetime.fromtimestamp(0, UTC))

    @property
    def uuid(self) -> uuid.UUID:
        return uuid.uuid5(PODCASTS, self.whole(self.path).partition("://")[2] or self.path)
