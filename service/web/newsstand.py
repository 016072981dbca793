"""What the listener's pages ask, answered by the studio."""

from collections.abc import Hashable
from datetime import datetime

from service.article import Article
from service.audio import wav
from service.audio.pcm import HOUSE_RATE
from service.audio.timeline import seconds
from service.library.articles import ArticleSummary
from service.reading.script import Script
from service.studio.renditions import KeptAudio, Timed
from service.web import urls
from service.web.reader.newsstand import AudioInfo, StoriesPage, Summary
from service.wiring import Parts

PAGE_FORMATS = ("mp3", "opus", "wav")
LISTS_KEPT = 100
EDITIONS_KEPT = 10_000


class StudioNewsstand:
    """The Newsstand of a running site. Dates are shown in the site's time zone."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._editions: dict[int, tuple[int, Hashable]] = {}
        self._lists: dict[tuple[int, str | None], tuple[int, tuple[Summary, ...]]] = {}
        self._sections: tuple[int | None, tuple[str, ...]] | None = None

    def article(self, article_id: int) -> Article:
        return self._parts.desk.get(article_id)

    def latest(self, limit: int, section: str | None = None) -> tuple[Summary, ...]:
        """From memory as long as nothing was written to the database."""
        changes = self._parts.changes.count()
        known = self._lists.get((limit, section))
        if known is not None and changes is not None and known[0] == changes:
            return known[1]
        summaries = tuple(self.summary(each) for each in self._parts.desk.latest(limit, section=section))
        if changes is not None:
            if len(self._lists) >= LISTS_KEPT:
                self._lists.clear()
            self._lists[limit, section] = (changes, summaries)
        return summaries

    def listed(self, page: int, section: str) -> StoriesPage:
        listed = self._parts.archive.page(page, section=section)
        return StoriesPage(tuple(map(self.summary, listed.articles)), listed.page, listed.pages, listed.total)

    def sections(self) -> tuple[str, ...]:
        changes = self._parts.changes.count()
        if changes is None or self._sections is None or self._sections[0] != changes:
            self._sections = (changes, self._parts.desk.sections())
        return self._sections[1]

    def script(self, article_id: int) -> Script:
        return self._parts.desk.script(self.article(article_id))

    def audio(self, article_id: int) -> AudioInfo:
        article = self.article(article_id)
        kept = {name: self._parts.audio.kept(article, name) for name in PAGE_FORMATS}
        files: dict[str, KeptAudio] = {name: file for name, file in kept.items() if file is not None}
        some = files.get("mp3") or next(iter(files.values()), None)
        timed = self._parts.audio.timeline(article)
        names = some.voices if some else timed.voices
        sizes: dict[str, int | None] = {name: file.size for name, file in files.items()}
        if some:
            sizes.setdefault("wav", len(wav.header(some.samples)) + 2 * some.samples)
            sizes["vtt"] = len(self._parts.audio.transcript(article).encode())
        labels = {voice.name: voice.label for voice in self._parts.voices()}
        return AudioInfo(
            voice_label=", ".join(labels.get(name, name) for name in names),
            duration_seconds=some.samples / HOUSE_RATE if some else None,
            complete="mp3" in files,
            urls={name: urls.audio(file.digest, file.extension) for name, file in files.items()},
            sizes=sizes,
            mixed=len(names) > 1,
            starts=_starts(timed) if "mp3" in files else (),
            voices=names,
        )

    def edition(self, article_id: int) -> Hashable | None:
        """From memory as long as nothing was written to the database, by this process or another."""
        changes = self._parts.changes.count()
        if changes is None:
            return None
        known = self._editions.get(article_id)
        if known is not None and known[0] == changes:
            return known[1]
        edition = self._parts.audio.edition(article_id)
        if edition is None:
            self._editions.pop(article_id, None)
            return None
        if len(self._editions) >= EDITIONS_KEPT:
            self._editions.clear()
        self._editions[article_id] = (changes, edition)
        return edition

    def summary(self, summary: ArticleSummary) -> Summary:
        """An article as lists show it."""
        published: datetime | None = summary.published_at
        return Summary(
            id=summary.id,
            title=summary.title,
            lead=summary.lead,
            section=summary.section,
            published_at=published.astimezone(self._parts.settings.zone) if published else None,
            duration_seconds=self._parts.audio.duration_seconds(summary.id, summary.version),
            word_count=summary.words,
        )


def _starts(timed: Timed) -> tuple[float, ...]:
    """Seconds by sentence; nothing when a sentence is not in the timeline."""
    sentences = timed.timeline.sentences
    if [sentence.index for sentence in sentences] != list(range(len(sentences))):
        return ()
    return tuple(seconds(sentence.start) for sentence in sentences)
