"""Builds the parts from the settings. The only place that knows every concrete part; the web and the command line ask it.

Out: Parts, open and ready. close() ends workers, threads and connections.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from service.article import Article
from service.errors import BaoNoiError
from service.library.archive import Archive
from service.library.articles import Articles
from service.library.cache import Cache
from service.library.database import Database, open_database, sqlite_url
from service.library.errors import StoreUnusable
from service.library.lexicons import Lexicons
from service.library.lock import KeyLocks
from service.library.notes import Changes, Notes
from service.library.search import Search
from service.library.store import FileStore
from service.library.tokens import Tokens
from service.settings import Settings
from service.sources import BUILTIN, load_chrome
from service.sources.chrome import PORTALS
from service.speech.chain import Chain
from service.speech.engine import Engine, Voice
from service.speech.espeak import EspeakEngine
from service.studio.articles import ArticleDesk
from service.studio.lexicons import LexiconDesk
from service.studio.metrics import Metrics
from service.studio.renditions import AudioDesk
from service.studio.speaking import Speaker
from service.studio.speech import SpeechDesk

_log = logging.getLogger(__name__)

DEMO_DONE = "demo"
"""Key in the library's notes: the demo articles were put in once; withdrawing them is final."""


@dataclass(frozen=True)
class Parts:
    settings: Settings
    database: Database
    store: FileStore
    cache: Cache
    locks: KeyLocks
    notes: Notes
    changes: Changes
    tokens: Tokens
    engines: tuple[Engine, ...]
    speaker: Speaker
    desk: ArticleDesk
    search: Search
    archive: Archive
    lexicons: LexiconDesk
    audio: AudioDesk
    speech: SpeechDesk
    metrics: Metrics
    now: Callable[[], datetime]

    def voices(self) -> tuple[Voice, ...]:
        """Every voice that may be named, the operator's order first."""
        return self.speaker.chain.voices

    def close(self) -> None:
        self.speaker.close()
        for engine in self.engines:
            engine.close()
        self.cache.close()
        self.locks.close()
        self.changes.close()
        self.database.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def start_timer(seconds: float, action: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def engines_of(settings: Settings, *, warm: bool) -> tuple[Engine, ...]:
    """The engines that the operator's voices need, and the offline one always: it is the one that answers.

    warm: start its workers now instead of at the first sentence.
    """
    engines: list[Engine] = []
    if any(voice.startswith("gtts:") for voice in settings.voices):
        from service.speech.gtts import GttsEngine  # brings requests; not needed for the offline voice

        engines.append(
            GttsEngine(parallel=settings.gtts_parallel, timeout_seconds=settings.gtts_timeout_seconds)
        )
    return (*engines, EspeakEngine(workers=settings.espeak_processes, warm=warm))


def build(
    settings: Settings,
    *,
    engines: tuple[Engine, ...] | None = None,
    warm_engines: bool = False,
    start_timer: Callable[[float, Callable[[], None]], None] = start_timer,
) -> Parts:
    """All parts, open. Raises BaoNoiError in words when the database, the folder or the settings can't be used.

    engines: given by tests and by programs that bring their own voices. warm_engines: for a site that is to answer
    at once. start_timer: given by tests.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(folder=settings.data_dir, detail=error.strerror or error) from error
    address = settings.database_url or sqlite_url(settings.data_dir / "baonoi.sqlite3")
    database = open_database(address)
    engines = engines_of(settings, warm=warm_engines) if engines is None else engines
    chrome = BUILTIN if settings.portals is None else load_chrome([PORTALS, settings.portals])
    metrics = Metrics()
    store = FileStore(settings.audio_folder)
    locks = KeyLocks(settings.data_dir / "baonoi.locks")
    cache = Cache(database, store, locks, utc_now, settings.cache_max_bytes)
    speaker = Speaker(
        Chain(engines, settings.voices),
        cache,
        locks,
        metrics,
        clock=time.monotonic,
        start_timer=start_timer,
        patience_seconds=settings.first_sound_patience_seconds,
    )
    articles = Articles(database)
    lexicons = LexiconDesk(Lexicons(database), articles, now=utc_now)
    desk = ArticleDesk(
        articles,
        lexicons,
        chrome=chrome,
        timezone=settings.zone,
        max_text_bytes=settings.max_text_bytes,
        now=utc_now,
    )
    audio = AudioDesk(
        desk,
        speaker,
        cache,
        site_name=settings.site_name,
        warm_formats=settings.warm_formats,
        max_in_the_making=settings.max_public_renditions,
    )
    if settings.warm:
        desk.on_published = lexicons.on_touched = partial(_warm, audio)
    return Parts(
        settings=settings,
        database=database,
        store=store,
        cache=cache,
        locks=locks,
        notes=Notes(database),
        changes=Changes(database),
        tokens=Tokens(database, utc_now),
        engines=engines,
        speaker=speaker,
        desk=desk,
        search=Search(database),
        archive=Archive(database),
        lexicons=lexicons,
        audio=audio,
        speech=SpeechDesk(speaker, cache),
        metrics=metrics,
        now=utc_now,
    )


def _warm(audio: AudioDesk, article: Article) -> None:
    """Publishing succeeds even when its audio can't be made now; the first listener tries again."""
    try:
        audio.warm(article)
    except BaoNoiError as error:
        _log.warning("the audio of article %s was not begun: %s", article.id, error.en_text)


def make_ready(parts: Parts) -> None:
    """What a site does once when it starts: remove what killed writers left, add the demo articles."""
    parts.store.clean(time.time())
    parts.search.catch_up()
    add_demo_articles(parts)


def add_demo_articles(parts: Parts) -> None:
    """Put the demo articles into a library that never held any, if the settings want them."""
    if not parts.settings.demo or parts.notes.get(DEMO_DONE) is not None or parts.desk.count() > 0:
        return
    from service.sources.demo import demo_articles

    for _, text, section in demo_articles():
        parts.desk.publish(parts.desk.parse(text, section=section))
    parts.notes.set(DEMO_DONE, "1")
