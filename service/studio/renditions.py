"""The audio of articles: asked for, made once, kept, found again, taken back.

In: an Article and a codec. Out: either the kept, immutable file or the Rendering that is making it. A recipe names what a
rendition is made of; whoever asks for the same recipe while it is in the making hears the same Rendering.
"""

import contextlib
import hashlib
import json
import logging
import threading
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from service.article import Article
from service.audio.id3 import Chapter, Tags
from service.audio.pcm import HOUSE_RATE, pause_units
from service.audio.timeline import Timeline, to_vtt
from service.errors import ArticleWithdrawn, BaoNoiError
from service.library.cache import Cache
from service.library.errors import NoSuchRendition
from service.library.renditions import Rendition
from service.reading.script import Script, Sentence
from service.speech.chain import ChainSession
from service.speech.parts import CLAUSE_PAUSE_SECONDS, cut
from service.studio.articles import ArticleDesk
from service.studio.chapters import Mark, chapters_of, marks_of
from service.studio.codecs import CODECS, Codec
from service.studio.rendering import Line, Rendering
from service.studio.speaking import HOUSE_FORMAT, Speaker, SpokenSentence
from service.studio.synthetic import SYNTHETIC, iptc_address

_log = logging.getLogger(__name__)

REMADE_AT_ONCE: Final = 4
"""Renditions made again in one round when the first voice is back; the next round takes the others."""

REMADE_OF_NEWEST: Final = 100
"""How many articles, newest first, are looked at for that."""

LOOKED_UP_AT_ONCE: Final = 64
"""Sentences whose files are read together."""

RECIPES_KEPT: Final = 5_000
"""Recipes in memory: 64 letters each, but seconds to find out for a feed of long articles."""

CAUGHT_UP_AT_ONCE: Final = 20
"""How many articles, newest first, are looked at for audio that nobody began."""


VOICES_JOINED_BY: Final = "+"
"""Between the names of those who speak in a mixed rendition, in order of appearance."""


class TooBusy(BaoNoiError):
    code = "too-busy"
    status = 503
    en = "{limit} articles are in the making already; try again shortly."
    vi = "Máy đang làm âm thanh cho nhiều bài khác. Hãy thử lại sau ít giây; phần chữ vẫn đọc được."


class NoSuchAudio(BaoNoiError):
    code = "no-such-audio"
    status = 404
    en = "There is no audio {digest}.{extension}."
    vi = "Không có tệp âm thanh này. Hãy mở lại trang bài để lấy địa chỉ mới."


class KeptAudio(NamedTuple):
    """A finished file. samples: at the house rate. size: bytes."""

    digest: str
    extension: str
    size: int
    samples: int
    voices: tuple[str, ...]


class FoundFile(NamedTuple):
    path: Path
    title: str


@dataclass(frozen=True, slots=True)
class Timed:
    """A timeline as far as it is known. voices: who speaks, in order of appearance."""

    timeline: Timeline
    voices: tuple[str, ...]
    complete: bool


def lines_of(script: Script) -> tuple[Line, ...]:
    """What is spoken, one line a sentence; a sentence too long for an engine is several lines of one index."""
    return tuple(line for sentence in script.sentences for line in _lines_of(sentence))


def _lines_of(sentence: Sentence) -> Iterator[Line]:
    readings = [word.reading for word in sentence.words]
    parts = cut(sentence.spoken)
    for part in parts:
        if part is parts[-1]:
            pause = pause_units(sentence.pause)
        else:
            pause = pause_units(CLAUSE_PAUSE_SECONDS) if part.clause_ends else 0
        words = len(part.text.split())
        yield Line(
            sentence.index, part.text, pause, tuple(readings[part.first_word : part.first_word + words])
        )


class AudioDesk:
    """All that is asked of an article's audio.

    warm_formats: made in the background when an article is published. max_in_the_making: renditions that public requests
    may have under way at the same time.
    """

    def __init__(
        self,
        desk: ArticleDesk,
        speaker: Speaker,
        cache: Cache,
        *,
        site_name: str,
        warm_formats: Sequence[str],
        max_in_the_making: int,
    ) -> None:
        self._desk = desk
        self._speaker = speaker
        self._cache = cache
        self._site_name = site_name
        self._warm_formats = tuple(warm_formats)
        self._max_in_the_making = max_in_the_making
        self._seen: set[tuple[int, int, int]] = set()
        self._making: dict[tuple[str, str], Rendering] = {}
        self._recipes: dict[tuple[int, int, int, str], str] = {}
        self._lock = threading.Lock()

    # asking

    def kept(self, article: Article, codec: str, voice: str | None = None) -> KeptAudio | None:
        """The finished file, when there is one. Raises UnknownVoice."""
        recipe = self._recipe(article, voice)
        rendition = self._cache.get_rendition(recipe, codec)
        return None if rendition is None else _kept_audio(rendition)

    def listen(self, article: Article, codec: str, voice: str | None = None) -> KeptAudio | Rendering:
        """For somebody who waits: the finished file, else what is being made. Raises UnknownVoice, TooBusy."""
        recipe = self._recipe(article, voice)
        rendition = self._cache.get_rendition(recipe, codec)
        if rendition is not None:
            return _kept_audio(rendition)
        rendering = self._render(article, recipe, codec, voice, waiting=True)
        rendering.listener_waits()
        return rendering

    def make(self, article: Article, codec: str, voice: str | None = None) -> Rendering | None:
        """Have it made in the background; None when it is there already."""
        recipe = self._recipe(article, voice)
        if self._cache.get_rendition(recipe, codec) is not None:
            return None
        return self._render(article, recipe, codec, voice, waiting=False)

    def warm(self, article: Article) -> None:
        """Make the audio of a published article, one format after the other."""
        self._warm_next(article, self._warm_formats)

    def sentences_to_speak(self, article: Article, voice: str | None = None) -> int:
        """How many sentences of the article no voice of the chain has in the cache."""
        missing = list(lines_of(self._desk.script(article)))
        for candidate in self._speaker.chain.session(voice).candidates():
            keys = self._speaker.keys([line.spoken for line in missing], candidate)
            known = self._cache.kept_keys(keys)
            missing = [line for line, key in zip(missing, keys, strict=True) if key not in known]
        return len({line.index for line in missing})

    def timeline(self, article: Article, voice: str | None = None) -> Timed:
        """Of the finished file, else of what is ready so far (perhaps nothing). Raises UnknownVoice."""
        recipe = self._recipe(article, voice)
        for codec in ("mp3", "opus", "wav"):
            rendition = self._cache.get_rendition(recipe, codec)
            if rendition is not None:
                return Timed(
                    self._cache.timeline(rendition),
                    tuple(rendition.voice.split(VOICES_JOINED_BY)),
                    complete=True,
                )
        with self._lock:
            making = [rendering for (name, _), rendering in self._making.items() if name == recipe]
        for rendering in making:
            voices = tuple(voice.name for voice in rendering.voices)
            return Timed(rendering.timeline(), voices, complete=False)
        session = self._speaker.chain.session(voice)
        return Timed(Timeline(HOUSE_RATE, ()), (session.candidates()[0].name,), complete=False)

    def transcript(self, article: Article, voice: str | None = None) -> str:
        """The written sentences with their times, as WebVTT; as far as they are known. Raises UnknownVoice."""
        texts = [sentence.written.strip() for sentence in self._desk.script(article).sentences]
        return to_vtt(self.timeline(article, voice).timeline, texts)

    def chapters(self, article: Article, voice: str | None = None) -> tuple[Chapter, ...]:
        """The article's chapters, as far as their times are known. Raises UnknownVoice."""
        return chapters_of(
            marks_of(article, self._desk.script(article)), self.timeline(article, voice).timeline
        )

    def file(self, digest: str, extension: str) -> FoundFile | str:
        """A finished file by its name, verified; or the digest of the same article's audio as it is now, when this file
        was damaged and had to be made again. Raises NoSuchAudio, ArticleWithdrawn. Blocking."""
        records = [each for each in self._cache.renditions_of_file(digest) if each.codec == extension]
        if not records:
            raise NoSuchAudio(digest=digest, extension=extension)
        article = self._standing({each.article_id for each in records if each.article_id is not None})
        try:
            _, path = self._cache.rendition_path(digest)
            return FoundFile(path, article.title)
        except NoSuchRendition:
            heard = self.listen(article, extension)
        if isinstance(heard, Rendering):
            heard.finished.result()
            kept = self.kept(article, extension)
            if kept is None:
                raise NoSuchAudio(digest=digest, extension=extension)
            heard = kept
        return heard.digest

    def _standing(self, article_ids: set[int]) -> Article:
        """The first of the articles that stands: several may share one file. Raises ArticleWithdrawn when none does."""
        for article_id in sorted(article_ids)[:-1]:
            with contextlib.suppress(ArticleWithdrawn):
                return self._desk.get(article_id)
        return self._desk.get(max(article_ids))

    def withdraw(self, article_id: int) -> None:
        """Remove the files of a withdrawn article; their addresses answer 410 from now on."""
        self._cache.drop_article_files(article_id)

    def edition(self, article_id: int) -> Hashable | None:
        """What the page of an article shows: its version and files. None when it does not stand."""
        try:
            article = self._desk.get(article_id)
        except BaoNoiError:
            return None
        kept = (self.kept(article, codec) for codec in ("mp3", "opus", "wav"))
        return (article.version, *((each and each.digest) for each in kept))

    def duration_seconds(self, article_id: int, version: int) -> float | None:
        """Of the finished audio of this version, if there is some."""
        for rendition in self._cache.article_renditions(article_id, version):
            return rendition.samples / HOUSE_RATE
        return None

    def catch_up(self) -> None:
        """Begin the audio that nobody began: of versions and readings from another process, or from before a crash."""
        for summary in self._desk.latest(CAUGHT_UP_AT_ONCE):
            seen = (summary.id, summary.version, self._desk.readings_revision())
            if seen in self._seen:
                continue
            self._seen.add(seen)
            self.warm(self._desk.get(summary.id))

    def remake(self) -> tuple[Rendering, ...]:
        """Make again, in the first voice, what a fallback spoke, if that voice can be reached. What was begun."""
        ideal = self._speaker.chain.session(None).ideal
        if self._speaker.chain.engine_of(ideal).available() is not None:
            return ()
        begun: list[Rendering] = []
        for summary in self._desk.latest(REMADE_OF_NEWEST):
            made = self._cache.article_renditions(summary.id, summary.version)
            for codec in {each.codec for each in made} - {
                each.codec for each in made if each.voice == ideal.name
            }:
                article = self._desk.get(summary.id)
                begun.append(self._render(article, self._recipe(article, None), codec, None, waiting=False))
            if len(begun) >= REMADE_AT_ONCE:
                break
        return tuple(begun)

    # making

    def _recipe(self, article: Article, voice: str | None) -> str:
        """Names what a rendition is made of: the article, its sentences and pauses, and who is to speak."""
        if voice is None:
            wanted = "chain:" + ",".join(each.name for each in self._speaker.chain.order)
        else:
            wanted = self._speaker.chain.session(voice).ideal.name
        if article.id is None:
            return self._new_recipe(article, wanted)
        key = (article.id, article.version, self._desk.readings_revision(), wanted)
        known = self._recipes.get(key)
        if known is None:
            known = self._new_recipe(article, wanted)
            with self._lock:
                if len(self._recipes) >= RECIPES_KEPT:
                    self._recipes.clear()
                self._recipes[key] = known
        return known

    def _new_recipe(self, article: Article, wanted: str) -> str:
        script = self._desk.script(article)
        lines = [(line.spoken, line.pause_units) for line in lines_of(script)]
        written = [repr(self._tags(article)), marks_of(article, script)]
        text = json.dumps([HOUSE_FORMAT, article.id, wanted, written, lines], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _tags(self, article: Article) -> Tags:
        return Tags(
            title=article.title,
            artist=self._site_name,
            date=article.published_at.date().isoformat() if article.published_at else "",
            comment=SYNTHETIC,
        )

    def _render(
        self, article: Article, recipe: str, codec_name: str, voice: str | None, *, waiting: bool
    ) -> Rendering:
        key = (recipe, codec_name)
        with self._lock:
            rendering = self._making.get(key)
            if rendering is not None:
                return rendering
            if waiting and sum(each.waiting for each in self._making.values()) >= self._max_in_the_making:
                self._speaker.metrics.renditions_refused.inc()
                raise TooBusy(limit=self._max_in_the_making)
            rendering = self._new_rendering(article, recipe, codec_name, voice, waiting=waiting)
            self._making[key] = rendering
            self._speaker.metrics.renditions_in_the_making.inc()
        rendering.finished.add_done_callback(lambda _: self._done(key, rendering))
        rendering.start(self._known(rendering))
        return rendering

    def _new_rendering(
        self, article: Article, recipe: str, codec_name: str, voice: str | None, *, waiting: bool
    ) -> Rendering:
        codec = CODECS[codec_name]
        script = self._desk.script(article)
        marks = marks_of(article, script)

        def finish(done: Rendering) -> None:
            self._keep(done, article, recipe, codec, marks)

        return Rendering(
            lines_of(script),
            codec,
            self._speaker,
            self._speaker.session(voice, waiting=waiting),
            tags=self._tags(article),
            waiting=waiting,
            finish=finish,
        )

    def _known(self, rendering: Rendering) -> list[SpokenSentence | None]:
        return known_sentences(
            self._speaker, self._cache, rendering.session, rendering.lines, rendering.codec
        )

    def _done(self, key: tuple[str, str], rendering: Rendering) -> None:
        with self._lock:
            if self._making.get(key) is rendering:
                del self._making[key]
        self._speaker.metrics.renditions_in_the_making.dec()
        error = rendering.finished.exception()
        if error is not None:
            _log.warning("a rendition was not completed: %s", error)

    def _keep(
        self, done: Rendering, article: Article, recipe: str, codec: Codec, marks: Sequence[Mark]
    ) -> None:
        voices = [each.name for each in done.voices]
        timeline = done.timeline()
        tags = replace(done.tags, chapters=chapters_of(marks, timeline), source_type=iptc_address(voices))
        self._cache.put_rendition(
            codec.file(done.parts(), done.total_units(), tags),
            timeline,
            recipe=recipe,
            codec=codec.name,
            voice=VOICES_JOINED_BY.join(voices),
            mixed=len(voices) > 1,
            article_id=article.id,
            version=article.version,
        )
        self._speaker.settle(sentence.key for sentence in done.spoken)
        self._speaker.metrics.renditions_made.labels(codec=codec.name).inc()

    def _warm_next(self, article: Article, formats: tuple[str, ...]) -> None:
        if not formats:
            return
        recipe = self._recipe(article, None)
        first, rest = formats[0], formats[1:]
        if self._cache.get_rendition(recipe, first) is not None:
            self._warm_next(article, rest)
            return
        rendering = self._render(article, recipe, first, None, waiting=False)
        rendering.finished.add_done_callback(
            lambda finished: self._warm_next(article, rest) if finished.exception() is None else None
        )


def known_sentences(
    speaker: Speaker, cache: Cache, session: ChainSession, lines: Sequence[Line], codec: Codec
) -> list[SpokenSentence | None]:
    """Which lines are in the cache already, whole, in the voice that speaks next and in this codec; None where not."""
    voice = session.candidates()[0]
    known: list[SpokenSentence | None] = []
    for first in range(0, len(lines), LOOKED_UP_AT_ONCE):
        keys = speaker.keys([line.spoken for line in lines[first : first + LOOKED_UP_AT_ONCE]], voice)
        found = cache.get_segments(keys, codec.segment_codec)
        for key in keys:
            kept = found.get(key)
            if kept is None:
                known.append(None)
                continue
            speaker.metrics.segments_reused.inc()
            speaker.recent.put(key, codec.segment_codec, kept.data)
            known.append(SpokenSentence(key, voice, kept.segment, reused=True))
    return known


def _kept_audio(rendition: Rendition) -> KeptAudio:
    return KeptAudio(
        rendition.digest,
        rendition.codec,
        rendition.size,
        rendition.samples,
        tuple(rendition.voice.split(VOICES_JOINED_BY)),
    )
