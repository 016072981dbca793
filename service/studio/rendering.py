"""A rendition in the making: sentences spoken side by side, heard in order.

In: lines (what is said, and the pause after), a codec, a chain session. Out: a future for each sentence, a stream that
begins with the first one, and at the end the list of what was spoken. Only a window of sentences is under way at once
and no sound is held here, so an article of 50,000 words costs little more memory than one of 500.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from typing import Final

from service.audio.id3 import Tags
from service.audio.timeline import Timeline, build
from service.errors import BaoNoiError
from service.speech.chain import ChainSession
from service.speech.engine import Voice
from service.studio.codecs import Codec
from service.studio.speaking import Ask, Speaker, SpokenSentence, rank

WINDOW: Final = 16
"""Sentences under way at once; more than any engine speaks side by side."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to be said, or a part of a long one (then several lines have the same index).

    reading_of_word: for each spoken word the index of its reading.
    """

    index: int
    spoken: str
    pause_units: int
    reading_of_word: tuple[int, ...]


class Rendering:
    """Makes one rendition. Several streams may listen; each hears it from the start.

    finish: called once, on a thread that may wait, when every sentence is spoken; its error (a full disk) is kept
    in `finished` and does not take the sound away from those who listen.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        codec: Codec,
        speaker: Speaker,
        session: ChainSession,
        *,
        tags: Tags,
        waiting: bool,
        finish: Callable[["Rendering"], None],
    ) -> None:
        self.lines = tuple(lines)
        self.codec = codec
        self.session = session
        self.tags = tags
        self.finished: Future[None] = Future()
        self._speaker = speaker
        self._finish = finish
        self.waiting = waiting
        """Somebody wants to hear it now."""
        self._heard: list[Future[SpokenSentence]] = [Future() for _ in self.lines]
        self._asks: dict[int, Ask] = {}
        for future in (self.finished, *self._heard):
            future.set_running_or_notify_cancel()  # a listener who hangs up must not take it from the others
        self._lock = threading.Lock()
        self._next = 0
        self._left = len(self.lines)

    def start(self, known: Sequence[SpokenSentence | None] = ()) -> None:
        """Begin. known: what is in the cache already, by position; None (or nothing) where it must be spoken."""
        for position, sentence in enumerate(known):
            if sentence is not None:
                self._heard[position].set_result(sentence)
                self._left -= 1
        if self._left == 0:
            self._complete()
        else:
            self._advance()

    def listener_waits(self) -> None:
        """Somebody wants to hear this now: what is left is spoken before any background work."""
        with self._lock:
            self.waiting = True
            first = self._asks.get(0)
        if first is not None:
            self._speaker.hurry(first)

    @property
    def spoken(self) -> tuple[SpokenSentence, ...]:
        """The sentences spoken so far, from the first without a gap."""
        ready: list[SpokenSentence] = []
        for future in self._heard:
            if not future.done() or future.exception() is not None:
                break
            ready.append(future.result())
        return tuple(ready)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Who speaks in it so far, in order of appearance, each once."""
        return tuple({sentence.voice.name: sentence.voice for sentence in self.spoken}.values())

    def timeline(self) -> Timeline:
        """Of the sentences spoken so far."""
        return build(
            (line.index, sentence.segment, line.reading_of_word, line.pause_units)
            for line, sentence in zip(self.lines, self.spoken, strict=False)
        )

    def each_sentence(self) -> Iterator[SpokenSentence]:
        """The sentences in order, each as soon as it is spoken. Blocking. Raises SpeechFailed."""
        for future in self._heard:
            yield future.result()

    def parts(self) -> Iterator[tuple[bytes, int]]:
        """Encoded sentences with the pause after each, in order. Blocking; waits for what is not ready.

        Raises SpeechFailed when a sentence could not be spoken: nothing is ever left out.
        """
        for line, future in zip(self.lines, self._heard, strict=True):
            yield self._speaker.data(future.result(), line.spoken, self.codec), line.pause_units

    def total_units(self) -> int:
        """Length of the whole in units of 2,880 samples; only when every sentence is spoken."""
        return sum(
            sentence.segment.units + line.pause_units
            for line, sentence in zip(self.lines, self.spoken, strict=True)
        )

    async def stream(self) -> AsyncIterator[bytes]:
        """The sound while it is made. The last bytes come after the finished file exists."""
        joiner = self.codec.joiner(self.tags)
        head = joiner.head()  # goes out with the first sound, never ahead of it
        for line, future in zip(self.lines, self._heard, strict=True):
            sentence = await asyncio.wrap_future(future)
            data = self._speaker.recent.get(sentence.key, self.codec.segment_codec)
            if data is None:
                data = await asyncio.to_thread(self._speaker.data, sentence, line.spoken, self.codec)
            yield head + joiner.part(data, line.pause_units)
            head = b""
        with contextlib.suppress(BaoNoiError):  # not kept (the disk is full): heard all the same
            await asyncio.wrap_future(self.finished)
        if tail := joiner.tail():
            yield tail

    def _advance(self) -> None:
        while True:
            with self._lock:
                while self._next < len(self.lines) and self._heard[self._next].done():
                    self._next += 1
                alone = (
                    self.waiting and not self._heard[0].done()
                )  # the first sound has both cores for itself
                if self._next >= len(self.lines) or len(self._asks) >= (1 if alone else WINDOW):
                    return
                position = self._next
                self._next += 1
                waiting = self.waiting
                ask = self._speaker.say(
                    self.lines[position].spoken, self.codec, self.session, rank(position, waiting=waiting)
                )
                self._asks[position] = ask
            if waiting and position == 0:
                self._speaker.hurry(ask)
            ask.heard.add_done_callback(lambda heard, position=position: self._ready(position, heard))

    def _ready(self, position: int, heard: Future[SpokenSentence]) -> None:
        error = heard.exception()
        with self._lock:
            self._asks.pop(position, None)
            self._left -= 1
            left = self._left
        if error is not None:
            self._fail(position, error)
            return
        with contextlib.suppress(InvalidStateError):  # another sentence failed and ended the rendition
            self._heard[position].set_result(heard.result())
        if left == 0:
            self._complete()
        else:
            self._advance()

    def _fail(self, position: int, error: BaseException) -> None:
        """A sentence that no voice could speak ends the rendition: it would not be whole."""
        with self._lock:
            self._next = len(self.lines)
        for future in (self.finished, *self._heard[position:]):
            with contextlib.suppress(InvalidStateError):
                future.set_exception(error)

    def _complete(self) -> None:
        def finish() -> None:
            try:
                self._finish(self)
            except Exception as error:
                self.finished.set_exception(error)
            else:
                self.finished.set_result(None)

        self._speaker.later(finish)
