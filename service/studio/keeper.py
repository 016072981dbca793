"""Keeps segments behind the back of those who listen: what comes in while one batch is being written is the next batch.

A file is on the disk only after it was synced, and that takes as long as speaking a sentence; so the thread that
speaks goes on. What listeners wait for is written first; the lossless copy is encoded when there is nothing else to
write, and only then is the segment's lock let go, so that nobody speaks it again for want of that copy.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from service.audio.pcm import Pcm
from service.errors import BaoNoiError
from service.library.cache import Cache, NewSegment

_log = logging.getLogger(__name__)

BATCH: Final = 16
WAITING: Final = 16
"""Segments in memory that wait for the disk; beyond it speaking waits, too."""
LOSSLESS_BYTES: Final = 10_000_000
"""Samples in memory until their lossless copies are made: an article of usual length."""
LOSSLESS_BATCH: Final = 4
LOOK_AGAIN_SECONDS: Final = 0.1
"""While somebody is served, lossless copies wait so long before looking whether there is time for them."""
LOOKS: Final = 10
"""After so many looks they are made all the same: another process may wait for the lock."""


class Item(NamedTuple):
    """A segment to keep. lossless: its samples, when they are still to be kept as well. kept() is called when the
    segment's own file is written, done() when all is; both also when it could not be (then the log says why)."""

    segment: NewSegment
    lossless: Pcm | None
    kept: Callable[[], None]
    done: Callable[[], None]


class Keeper:
    """encode_lossless: samples to bytes; lossless: the name of that codec. busy: somebody waits for a sentence."""

    def __init__(
        self,
        cache: Cache,
        lossless: str,
        encode_lossless: Callable[[Pcm], bytes],
        busy: Callable[[], bool],
    ) -> None:
        self._cache = cache
        self._busy = busy
        self._lossless = lossless
        self._encode_lossless = encode_lossless
        self._queue: queue.Queue[Item | None] = queue.Queue(WAITING)
        self._later: deque[Item] = deque()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def keep(self, item: Item) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
                self._thread.start()
        self._queue.put(item)

    def hurry(self) -> None:
        """Somebody waits for the lock of a segment: its lossless copy is not to wait any longer."""
        if self._later:
            self._wanted.set()

    def close(self) -> None:
        """Write what waits, then end."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _work(self) -> None:
        ended = False
        looks = 0
        while not ended:
            batch, ended = self._next_batch()
            if batch:
                self._write([item.segment for item in batch])
                for item in batch:
                    item.kept()
                    self._later.append(item)
            looks = looks + 1 if not batch and self._later and self._busy() else 0
            impatient = self._wanted.is_set() or looks > LOOKS
            if impatient or not (batch or self._busy()):
                self._write_lossless()
            while (
                sum(item.lossless.nbytes for item in self._later if item.lossless is not None)
                > LOSSLESS_BYTES
            ):
                self._write_lossless()
            if not self._later:
                self._wanted.clear()
        while self._later:
            self._write_lossless()

    def _next_batch(self) -> tuple[list[Item], bool]:
        """What waits now; waits itself only when there is nothing else to do."""
        batch: list[Item] = []
        while len(batch) < BATCH:
            try:
                item = self._queue.get(
                    block=not batch and not self._wanted.is_set() and (not self._later or self._busy()),
                    timeout=LOOK_AGAIN_SECONDS if self._later else None,
                )
            except queue.Empty:
                break
            if item is None:
                return batch, True
            batch.append(item)
        return batch, False

    def _write_lossless(self) -> None:
        some = [self._later.popleft() for _ in range(min(LOSSLESS_BATCH, len(self._later)))]
        try:
            self._write(
                [
                    item.segment._replace(files={self._lossless: self._encode_lossless(item.lossless)})
                    for item in some
                    if item.lossless is not None
                ]
            )
        except Exception:
            _log.exception("%d lossless copies were not made", len(some))
        for item in some:
            item.done()

    def _write(self, segments: list[NewSegment]) -> None:
        if not segments:
            return
        try:
            self._cache.put_segments(segments)
        except BaoNoiError as error:
            # A full disk costs the next listener a synthesis, not this one the sound.
            _log.warning("%d segments were not kept: %s", len(segments), error.en_text)
        except Exception:
            _log.exception("%d segments were not kept", len(segments))
