"""One sentence, one synthesis: look it up, else speak it, encode it, keep it.

In: spoken text and a chain session (which voice may speak). Out: a future of a SpokenSentence, resolved as soon
as its bytes can be heard, before they are on disk. However many ask, in this process or in others on the same folder,
an engine speaks a sentence once: locks by key, and "already there?" as the first step under the lock.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, InvalidStateError
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from service.audio.pcm import Pcm
from service.audio.segment import Segment, make_segment
from service.errors import BaoNoiError
from service.library.cache import Cache, NewSegment
from service.library.lock import KeyLocks
from service.speech.chain import Chain, ChainSession
from service.speech.engine import Engine, SpeechFailed, Voice
from service.speech.parts import speak_whole
from service.studio.codecs import CODECS, Codec
from service.studio.keeper import Item, Keeper
from service.studio.metrics import Metrics
from service.studio.pool import PriorityPool, Rank

URGENT: Final = 0
"""The first sentences of somebody who waits."""
LISTENER: Final = 1
BACKGROUND: Final = 2
URGENT_SENTENCES: Final = 3
"""How many sentences of a waiting listener overtake the rest of any article."""

RECENT_BYTES: Final = 8_000_000
"""Encoded sentences kept in memory between being made and being sent."""

SLOW_SECONDS: Final = 60.0
"""How long listeners are spared a voice that kept one waiting."""

FINISHERS: Final = 2
"""Threads that join and keep finished renditions."""

LOSSLESS: Final = "flac"
"""Every segment is also kept in this codec: other codecs and broadcast masters are made from it."""

HOUSE_FORMAT: Final = "1"
"""Part of every key: change it when padding, trimming or gain changes what is heard."""


def rank(position: int, *, waiting: bool) -> Rank:
    """How soon the sentence at `position` of an article is spoken."""
    if not waiting:
        return BACKGROUND, position
    return (URGENT if position < URGENT_SENTENCES else LISTENER), position


def segment_key(engine: Engine, voice: Voice, spoken: str) -> str:
    """The name of what is heard: engine and its version, voice, gain, format and words. 64 hex digits."""
    parts = (HOUSE_FORMAT, engine.name, engine.version, voice.name, f"{voice.gain_db:.2f}", spoken)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """key: of the segment. voice: who spoke it. reused: it was in the cache."""

    key: str
    voice: Voice
    segment: Segment
    reused: bool


class Recent:
    """Encoded sentences by (key, codec), the newest RECENT_BYTES of them."""

    def __init__(self, limit: int = RECENT_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, codec: str) -> bytes | None:
        with self._lock:
            return self._kept.get((key, codec))

    def put(self, key: str, codec: str, data: bytes) -> None:
        with self._lock:
            old = self._kept.pop((key, codec), b"")
            self._kept[key, codec] = data
            self._size += len(data) - len(old)
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])


class Ask:
    """One sentence that is to be spoken; answered once."""

    def __init__(self, spoken: str, codec: Codec, session: ChainSession, rank: Rank) -> None:
        self.spoken = spoken
        self.codec = codec
        self.session = session
        self.rank = rank
        self.voice = ""
        """Who is speaking it now; empty before anybody began."""
        self.heard: Future[SpokenSentence] = Future()
        """Resolved when the bytes can be sent."""

    def answer(self, sentence: SpokenSentence) -> None:
        """Unless it was given to another voice meanwhile, which then answers."""
        if sentence.voice.name != self.voice:
            return
        try:
            self.heard.set_result(sentence)
        except InvalidStateError:
            return  # the next voice was faster

    def fail(self, error: BaseException) -> None:
        try:
            self.heard.set_exception(error)
        except InvalidStateError:
            return


class Speaker:
    """Speaks sentences through a chain of voices.

    clock: seconds, monotonic. start_timer(seconds, action): runs action later on another thread; passed in so that tests control time.
    """

    def __init__(
        self,
        chain: Chain,
        cache: Cache,
        locks: KeyLocks,
        metrics: Metrics,
        *,
        clock: Callable[[], float],
        start_timer: Callable[[float, Callable[[], None]], None],
        patience_seconds: float,
    ) -> None:
        self.chain = chain
        self.metrics = metrics
        self.recent = Recent()
        self._cache = cache
        self._locks = locks
        self._keeper = Keeper(cache, LOSSLESS, CODECS[LOSSLESS].encode_segment, lambda: bool(self._open))
        self._clock = clock
        self._start_timer = start_timer
        self._patience = patience_seconds
        self._slow_until: dict[str, float] = {}
        self._open: set[Ask] = set()
        """What is not answered yet; at most a window of sentences for each rendition in the making."""
        self._open_lock = threading.Lock()
        self._unkept: set[str] = set()
        """Heard, but not on the disk yet."""
        self._kept = threading.Condition()
        self._finishers = PriorityPool(FINISHERS, "finish")
        self._pools: dict[str, PriorityPool] = {}
        self._pools_lock = threading.Lock()

    def session(self, preferred: str | None, *, waiting: bool) -> ChainSession:
        """A chain session; for a waiting listener without the voices that kept another one waiting just now."""
        session = self.chain.session(preferred)
        if waiting and preferred is None:
            for voice in session.candidates()[:-1]:
                if self._slow_until.get(voice.name, 0.0) > self._clock():
                    session.failed(voice)
        return session

    def keys(self, spoken: list[str], voice: Voice) -> list[str]:
        engine = self.chain.engine_of(voice)
        return [segment_key(engine, voice, text) for text in spoken]

    def say(self, spoken: str, codec: Codec, session: ChainSession, rank: Rank) -> Ask:
        """Have a sentence spoken; its future fails with SpeechFailed when no voice could."""
        ask = Ask(spoken, codec, session, rank)
        with self._open_lock:
            self._open.add(ask)
        ask.heard.add_done_callback(lambda _: self._forget(ask))
        self._submit(ask, session.candidates()[0])
        return ask

    def hurry(self, ask: Ask) -> None:
        """A listener waits for this very sentence: it goes first, and an online voice has only `patience_seconds`."""
        if ask.heard.done():
            return
        voice, *others = ask.session.candidates()
        if voice.online and others:
            if self._slow_until.get(voice.name, 0.0) > self._clock():
                self._lose_patience(ask, voice)
                return
            self._start_timer(self._patience, lambda: self._lose_patience(ask, voice))
        if not ask.voice and ask.rank[0] != URGENT:
            ask.rank = rank(0, waiting=True)
            self._submit(ask, voice)

    def data(self, sentence: SpokenSentence, spoken: str, codec: Codec) -> bytes:
        """The encoded bytes of a sentence that was spoken: from memory, from the cache, else made again (blocking)."""
        data = self.recent.get(sentence.key, codec.segment_codec)
        if data is None:
            kept = self._cache.get_segment(sentence.key, codec.segment_codec)
            data = kept.data if kept is not None and kept.segment == sentence.segment else None
        if data is None:
            data = self._same_length_again(sentence, spoken, codec)
        return data

    def later(self, job: Callable[[], None]) -> None:
        """Run a job that may wait, on a thread that speaks nothing."""
        self._finishers.submit((0, 0), job)

    def settle(self, keys: Iterable[str]) -> None:
        """Wait until these segments are on the disk, or the log says why not. Not on a thread that speaks."""
        wanted = frozenset(keys)
        with self._kept:
            self._kept.wait_for(lambda: self._unkept.isdisjoint(wanted))

    def _is_kept(self, key: str) -> None:
        with self._kept:
            self._unkept.discard(key)
            self._kept.notify_all()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._finishers.close()
        self._keeper.close()

    def _submit(self, ask: Ask, voice: Voice) -> None:
        engine = self.chain.engine_of(voice)
        with self._pools_lock:
            pool = self._pools.get(engine.name)
            if pool is None:
                pool = self._pools[engine.name] = PriorityPool(engine.parallel, f"speak-{engine.name}")
        pool.submit(ask.rank, lambda: self._attempt(ask, voice))

    def _attempt(self, ask: Ask, voice: Voice) -> None:
        if ask.heard.done():
            return
        now = ask.session.candidates()[0]
        if self.chain.engine_of(now).name != self.chain.engine_of(voice).name:
            self._submit(ask, now)  # the session went on to another engine while this sentence was queued
            return
        ask.voice = now.name
        try:
            self._segment(ask.spoken, now, ask.codec, ask.answer)
            self._slow_until.pop(now.name, None)
        except SpeechFailed as error:
            self.metrics.speech_failures.labels(voice=now.name).inc()
            self._next_voice(ask, now, error)
        except BaoNoiError as error:
            ask.fail(error)
        except Exception as error:
            ask.fail(error)
            raise

    def _next_voice(self, ask: Ask, failed: Voice, error: SpeechFailed) -> None:
        last = ask.session.candidates()[-1]
        if failed.name == last.name:
            ask.fail(error)
            return
        ask.session.failed(failed)
        self._submit(ask, ask.session.candidates()[0])

    def _lose_patience(self, ask: Ask, voice: Voice) -> None:
        if ask.heard.done():
            return
        self._slow_until[voice.name] = self._clock() + SLOW_SECONDS
        ask.session.failed(voice)
        now = ask.session.candidates()[0]
        with self._open_lock:
            hanging = [
                each for each in self._open if each.session is ask.session and each.voice in {"", voice.name}
            ]
        for each in hanging:
            each.voice = ""
            self._submit(each, now)

    def _forget(self, ask: Ask) -> None:
        with self._open_lock:
            self._open.discard(ask)

    def _segment(
        self, spoken: str, voice: Voice, codec: Codec, ready: Callable[[SpokenSentence], None]
    ) -> SpokenSentence:
        """Find or make the segment; `ready` hears of it before it is on the disk. Blocking. Raises SpeechFailed."""
        engine = self.chain.engine_of(voice)
        key = segment_key(engine, voice, spoken)
        found = self._found(key, voice, codec) if self._cache.has_segment(key) else None
        if found is not None:
            self.metrics.segments_reused.inc()
            ready(found)
            return found
        with ExitStack() as held:
            if not held.enter_context(self._locks.try_hold(key)):
                self._keeper.hurry()
                held.enter_context(self._locks.hold(key))
            found = None
            if self._cache.has_segment(key):
                found = self._found(key, voice, codec) or self._converted(key, voice, codec)
            if found is None:
                sentence, made = self._make(engine, key, spoken, voice, codec)
                with self._kept:
                    self._unkept.add(key)
                ready(sentence)
                self._keep(sentence, made, codec, held.pop_all().close)
                return sentence
        self.metrics.segments_reused.inc()
        ready(found)
        return found

    def _found(self, key: str, voice: Voice, codec: Codec) -> SpokenSentence | None:
        kept = self._cache.get_segment(key, codec.segment_codec)
        if kept is None:
            return None
        self.recent.put(key, codec.segment_codec, kept.data)
        return SpokenSentence(key, voice, kept.segment, reused=True)

    def _converted(self, key: str, voice: Voice, codec: Codec) -> SpokenSentence | None:
        """Spoken before for another codec: encoded again from the lossless copy."""
        lossless = self._cache.get_segment(key, LOSSLESS)
        if lossless is None:
            return None
        data = codec.encode_segment(CODECS[LOSSLESS].decode(lossless.data))
        self.recent.put(key, codec.segment_codec, data)
        new = NewSegment(key, voice.name, lossless.segment, {codec.segment_codec: data})
        self._keeper.keep(Item(new, None, _nothing, _nothing))
        return SpokenSentence(key, voice, lossless.segment, reused=True)

    def _same_length_again(self, sentence: SpokenSentence, spoken: str, codec: Codec) -> bytes:
        """A sentence whose bytes are gone (never kept, or damaged since) in the length that the timeline tells.

        An online voice may not speak twice alike: closing silence is added or cut.
        """
        engine = self.chain.engine_of(sentence.voice)
        utterance = speak_whole(engine, spoken, sentence.voice.name)
        self.metrics.sentences_spoken.labels(voice=sentence.voice.name).inc()
        _, pcm = make_segment(utterance.pcm, utterance.rate, (), 0, sentence.voice.gain_db)
        fitted = np.zeros(sentence.segment.samples, np.int16)
        same = min(fitted.size, pcm.size)
        fitted[:same] = pcm[:same]
        data = codec.encode_segment(fitted)
        self.recent.put(sentence.key, codec.segment_codec, data)
        return data

    def _make(
        self, engine: Engine, key: str, spoken: str, voice: Voice, codec: Codec
    ) -> tuple[SpokenSentence, "_Made"]:
        utterance = speak_whole(engine, spoken, voice.name)
        self.metrics.sentences_spoken.labels(voice=voice.name).inc()
        segment, pcm = make_segment(
            utterance.pcm, utterance.rate, utterance.marks, len(spoken.split()), voice.gain_db
        )
        data = codec.encode_segment(pcm)
        self.recent.put(key, codec.segment_codec, data)
        return SpokenSentence(key, voice, segment, reused=False), _Made(pcm, data)

    def _keep(self, sentence: SpokenSentence, made: "_Made", codec: Codec, done: Callable[[], None]) -> None:
        new = NewSegment(
            sentence.key, sentence.voice.name, sentence.segment, {codec.segment_codec: made.data}
        )
        lossless = None if codec.segment_codec == LOSSLESS else made.pcm
        self._keeper.keep(Item(new, lossless, lambda: self._is_kept(sentence.key), done))


def _nothing() -> None:
    pass


class _Made(NamedTuple):
    """pcm: padded house PCM. data: the same, encoded."""

    pcm: Pcm
    data: bytes
