"""What the listener's pages ask of the rest of Báo Nói."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from service.article import Article
from service.reading.script import Script


class Summary(NamedTuple):
    """An article as lists show it. published_at: aware. duration_seconds: None until its audio is complete."""

    id: int
    title: str
    lead: str | None
    section: str | None
    published_at: datetime | None
    duration_seconds: float | None
    word_count: int


class StoriesPage(NamedTuple):
    """One page of a list. page: counted from 1. pages: at least 1. total: stories on all pages."""

    stories: tuple[Summary, ...]
    page: int
    pages: int
    total: int


def _no_addresses() -> dict[str, str]:
    return {}


def _no_sizes() -> dict[str, int | None]:
    return {}


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The audio of an article in the default voice, as it stands now.

    voice_label: as a page names it, e.g. "Giọng máy miền Bắc".
    urls: format ("mp3", "opus", "wav") -> the immutable path; a format that is not there has no file yet.
    sizes: format, or "vtt" -> bytes, None or missing when not known.
    mixed: some sentences were spoken by a fallback voice.
    voices: the names of who speaks ("espeak:vi"), in order of appearance.
    starts: second at which each sentence of the script begins, by its index; empty until complete.
    """

    voice_label: str
    duration_seconds: float | None = None
    complete: bool = False
    urls: Mapping[str, str] = field(default_factory=_no_addresses)
    sizes: Mapping[str, int | None] = field(default_factory=_no_sizes)
    mixed: bool = False
    starts: tuple[float, ...] = ()
    voices: tuple[str, ...] = ()


class Newsstand(Protocol):
    """Called from worker threads, except `edition`."""

    def article(self, article_id: int) -> Article:
        """The newest version. Raises NoSuchArticle, ArticleWithdrawn."""
        ...

    def latest(self, limit: int, section: str | None = None) -> tuple[Summary, ...]:
        """Published articles, newest first."""
        ...

    def listed(self, page: int, section: str) -> StoriesPage:
        """A page of a section, newest first. Raises NoSuchResultPage."""
        ...

    def sections(self) -> tuple[str, ...]:
        """The sections that hold an article, in the order of the site's menu."""
        ...

    def script(self, article_id: int) -> Script: ...

    def audio(self, article_id: int) -> AudioInfo: ...

    def edition(self, article_id: int) -> Hashable | None:
        """What distinguishes this article's page from every earlier one (version, script, audio state), from memory.

        Called in the event loop on every request for a page that is already rendered: it must not wait for a
        disk, a lock or a database. None: not known without waiting; the page is then asked for in full.
        """
        ...
