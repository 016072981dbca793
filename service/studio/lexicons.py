"""The newsroom's own readings: kept by site or article, tried out, brought in and out, and what a change touches.

In: written and spoken forms. Out: the Lexicon that an article is read with, and reports of which articles change.
A change costs only the sentences whose spoken words change: their segments have another key, all others are reused.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from service.article import Article
from service.library.articles import Articles
from service.library.lexicons import KeptEntry, Lexicons
from service.reading import Lexicon, read
from service.reading.lexicon import Entry, Fit, builtin
from service.reading.lexicon_check import checked
from service.reading.script import Script

LOOKED_AT: Final = 2_000
"""How many articles, newest first, are looked at to tell what a change touches."""

LEXICONS_KEPT: Final = 64


class Touched(NamedTuple):
    """An article that a change makes sound different. sentences: how many of it."""

    id: int
    title: str
    sentences: int


class LexiconDesk:
    """now: gives an aware datetime. on_touched: told of each article whose words changed, so that its audio is made."""

    def __init__(self, lexicons: Lexicons, articles: Articles, *, now: Callable[[], datetime]) -> None:
        self._lexicons = lexicons
        self._articles = articles
        self._now = now
        self._kept: dict[int | None, tuple[int, Lexicon]] = {}
        self._lock = threading.Lock()
        self.on_touched: Callable[[Article], None] = lambda article: None

    def revision(self) -> int:
        """Differs after every change of any entry."""
        return self._lexicons.changes()

    def lexicon(self, article_id: int | None) -> Lexicon:
        """What an article is read with: its own entries over the site's over the built-in ones."""
        revision = self.revision()
        with self._lock:
            known = self._kept.get(article_id)
        if known is not None and known[0] == revision:
            return known[1]
        entries = self._lexicons.for_article(article_id)
        lexicon = builtin().with_entries(entries) if entries else builtin()
        with self._lock:
            if len(self._kept) >= LEXICONS_KEPT:
                self._kept.clear()
            self._kept[article_id] = (revision, lexicon)
        return lexicon

    def entries(self, article_id: int | None = None) -> tuple[KeptEntry, ...]:
        """The site's entries, or those of one article."""
        return self._lexicons.site() if article_id is None else self._lexicons.article(article_id)

    def add(
        self,
        written: str,
        spoken: str,
        *,
        match: Fit = "exact",
        article_id: int | None = None,
        note: str = "",
    ) -> tuple[Touched, ...]:
        """Keep one entry; tells what it touches. Raises BadLexicon, NoSuchArticle."""
        scope = "site" if article_id is None else "article"
        entry = Entry(written=written, spoken=spoken, scope=scope, match=match, note=note)
        return self.add_all([entry], article_id)

    def add_all(self, entries: Sequence[Entry], article_id: int | None = None) -> tuple[Touched, ...]:
        """Keep entries, all or none; tells what they touch. Raises BadLexicon, NoSuchArticle."""
        new = checked((number, entry) for number, entry in enumerate(entries, 1))
        return self._changing(new, article_id, lambda: self._lexicons.put_all(new, self._now(), article_id))

    def remove(self, entry_id: int) -> tuple[Touched, ...]:
        """Take an entry out; tells what that touches. Raises NoSuchLexiconEntry."""
        kept = self._lexicons.get(entry_id)
        return self._changing([kept.entry], kept.article_id, lambda: self._lexicons.delete(entry_id))

    def _changing(
        self, entries: Sequence[Entry], article_id: int | None, change: Callable[[], object]
    ) -> tuple[Touched, ...]:
        """Read the articles that hold a written form before and after the change."""
        candidates = self._articles_with(entries, article_id)
        before = [read(article, self.lexicon(article.id)) for article in candidates]
        change()
        touched: list[Touched] = []
        for article, old in zip(candidates, before, strict=True):
            sentences = _differing(old, read(article, self.lexicon(article.id)))
            if sentences and article.id is not None:
                touched.append(Touched(article.id, article.title, sentences))
                self.on_touched(article)
        return tuple(touched)

    def _articles_with(self, entries: Sequence[Entry], article_id: int | None) -> list[Article]:
        if article_id is not None:
            return [self._articles.get(article_id)]
        forms = [entry.written.casefold() for entry in entries]
        found: list[Article] = []
        for summary in self._articles.latest(LOOKED_AT):
            article = self._articles.get(summary.id)
            text = "\n".join(block.text for block in article.blocks).casefold()
            if any(form in text for form in forms):
                found.append(article)
        return found


def _differing(before: Script, after: Script) -> int:
    """How many sentences of `after` are not said in `before`."""
    said = {sentence.spoken for sentence in before.sentences}
    return sum(sentence.spoken not in said for sentence in after.sentences)
