"""Threads that do the most urgent job first.

The standard ThreadPoolExecutor serves in order of arrival; here the first sentences of a waiting listener overtake
the rest of any article. Jobs handle their own errors; one that does not is logged and the thread goes on.
"""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable

Rank = tuple[int, int]
"""Smaller is sooner: (class, position). Classes: studio.speaking.URGENT, LISTENER, BACKGROUND."""

_log = logging.getLogger(__name__)


class PriorityPool:
    """threads: how many jobs run at once. Threads start with the first job and end with close()."""

    def __init__(self, threads: int, name: str) -> None:
        self._heap: list[tuple[Rank, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._size = threads
        self._name = name

    def submit(self, rank: Rank, job: Callable[[], None]) -> None:
        """Queue a job. After close() it is dropped."""
        with self._wake:
            if self._closed:
                return
            heapq.heappush(self._heap, (rank, next(self._order), job))
            if len(self._threads) < self._size:
                thread = threading.Thread(
                    target=self._work, name=f"{self._name}-{len(self._threads)}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._wake.notify()

    def close(self) -> None:
        """Let running jobs finish, drop the others."""
        with self._wake:
            self._closed = True
            self._heap.clear()
            self._wake.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._heap and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                _, _, job = heapq.heappop(self._heap)
            try:
                job()
            except Exception:
                _log.exception("a job of pool %s failed", self._name)
