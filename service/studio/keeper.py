"""Keeps segments behind the back of those who listen: what comes in while one batch is being written is the next batch.

A file is on the disk only after it was synced, and that takes as long as speaking a sentence; so the thread that
speaks goes on, and the lock of each segment is let go only when its file can be found by everybody.
"""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from service.errors import BaoNoiError
from service.library.cache import Cache, NewSegment

_log = logging.getLogger(__name__)

BATCH: Final = 32
WAITING: Final = 64
"""Segments in memory that wait for the disk; beyond it speaking waits, too."""


class _Item(NamedTuple):
    segment: NewSegment
    done: Callable[[], None]


class Keeper:
    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._queue: queue.Queue[_Item | None] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def keep(self, segment: NewSegment, done: Callable[[], None]) -> None:
        """Have it written; done() is called afterwards, also when it could not be (then the log says why)."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
                self._thread.start()
        self._queue.put(_Item(segment, done))

    def close(self) -> None:
        """Write what waits, then end."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            batch = [item]
            ended = False
            while len(batch) < BATCH:
                try:
                    following = self._queue.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    ended = True
                    break
                batch.append(following)
            self._write(batch)
            if ended:
                return

    def _write(self, batch: list[_Item]) -> None:
        try:
            self._cache.put_segments([item.segment for item in batch])
        except BaoNoiError as error:
            # A full disk costs the next listener a synthesis, not this one the sound.
            _log.warning("%d segments were not kept: %s", len(batch), error.en_text)
        except Exception:
            _log.exception("%d segments were not kept", len(batch))
        finally:
            for item in batch:
                item.done()
