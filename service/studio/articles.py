"""Articles from outside to the page: taken in, kept in versions, read, taken back.

In: text or HTML as pasted, or the parts of an article. Out: kept Articles and their Scripts.
Publishing makes no sound itself: it tells `on_published`, which warms the audio.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from service.article import Article
from service.errors import NothingToRead, TextTooLarge
from service.library.articles import Articles, ArticleSummary, Position
from service.reading import read
from service.reading.script import Script
from service.sources import Chrome, article_from_fields, article_from_text
from service.studio.lexicons import LexiconDesk

FIRST_FOREIGN: Final = "\u1f00"
"""Letters and digits below are Latin, or nearly so, and always said; of others the reader decides."""

SCRIPTS_KEPT: Final = 64
"""Scripts in memory; one of a 700-word article takes about 0.5 MB."""


class ArticleDesk:
    """now: gives an aware datetime."""

    def __init__(
        self,
        articles: Articles,
        lexicons: LexiconDesk,
        *,
        chrome: Chrome,
        timezone: ZoneInfo,
        max_text_bytes: int,
        now: Callable[[], datetime],
    ) -> None:
        self._articles = articles
        self._lexicons = lexicons
        self._chrome = chrome
        self._timezone = timezone
        self._max_text_bytes = max_text_bytes
        self._now = now
        self._scripts: OrderedDict[tuple[int, int, int], Script] = OrderedDict()
        self._scripts_lock = threading.Lock()
        self.on_published: Callable[[Article], None] = lambda article: None

    def parse(self, text: str, *, source_url: str | None = None, section: str | None = None) -> Article:
        """Understand a paste without keeping it. Raises TextTooLarge, NothingToRead."""
        self._check_size(text)
        return self._readable(
            article_from_text(
                text, chrome=self._chrome, timezone=self._timezone, source_url=source_url, section=section
            )
        )

    def compose(self, **fields: Any) -> Article:
        """Make an article of its parts (those of article_from_fields) without keeping it."""
        self._check_size("".join(value for value in fields.values() if isinstance(value, str)))
        return self._readable(article_from_fields(chrome=self._chrome, timezone=self._timezone, **fields))

    def publish(self, article: Article) -> Article:
        kept = self._articles.create(article, self._now())
        self.on_published(kept)
        return kept

    def revise(self, article_id: int, article: Article) -> Article:
        """Keep a new version; the caller tells `on_published` itself, after counting what is new."""
        return self._articles.update(article_id, article, self._now())

    def withdraw(self, article_id: int) -> None:
        self._articles.withdraw(article_id, self._now())

    def get(self, article_id: int) -> Article:
        return self._articles.get(article_id)

    def latest(
        self, limit: int, before: Position | None = None, section: str | None = None
    ) -> tuple[ArticleSummary, ...]:
        return self._articles.latest(limit, before, section)

    def sections(self) -> tuple[str, ...]:
        return self._articles.sections()

    def count(self) -> int:
        return self._articles.count()

    def script(self, article: Article) -> Script:
        """What will be said of an article, with the newsroom's own readings; kept in memory."""
        if article.id is None:
            return read(article, self._lexicons.lexicon(None))
        key = (article.id, article.version, self._lexicons.revision())
        with self._scripts_lock:
            known = self._scripts.get(key)
            if known is not None:
                self._scripts.move_to_end(key)
                return known
        script = read(article, self._lexicons.lexicon(article.id))
        with self._scripts_lock:
            self._scripts[key] = script
            while len(self._scripts) > SCRIPTS_KEPT:
                self._scripts.popitem(last=False)
        return script

    def readings_revision(self) -> int:
        """Differs when the newsroom changed a reading, so that scripts may differ."""
        return self._lexicons.revision()

    def _check_size(self, text: str) -> None:
        size = len(text.encode(errors="surrogatepass"))
        if size > self._max_text_bytes:
            raise TextTooLarge(size=size, limit=self._max_text_bytes)

    def _readable(self, article: Article) -> Article:
        text = "".join(block.text for block in article.blocks)
        if not any(char.isalnum() and char < FIRST_FOREIGN for char in text) and not read(article).sentences:
            raise NothingToRead
        return article
