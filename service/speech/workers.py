"""Processes that answer framed questions over a pipe; one that dies, hangs or talks rubbish is replaced.

In: a command line and a number of processes. Out: the answer's bytes, or WorkerLost. Knows nothing of speech.
Frames as in service/speech/espeak_worker.py: a magic, a kind, a length, a payload; the first one out is a hello. A process
is asked by one thread at a time. Workers start when first needed (or by `warm`), end with `close`, and end by
themselves when this process does, however it ends: their input closes.
"""

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

_FRAME: Final = struct.Struct("<3scI")
_MORE: Final = b"+"
_LAST: Final = b"."

_PIPE_BYTES: Final = 1 << 20
"""A sentence of twenty seconds fits, so a worker hands it over in one go. Where the system refuses, the pipe stays small."""

_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
"""The only environment a worker sees: no secret of the application is in it."""

MAX_REQUEST_BYTES: Final = 4_096
"""PIPE_BUF: a request is written whole or not at all, so writing never blocks on a stopped worker."""

MAX_REPLY_BYTES: Final = 33_000_000
"""More is not an answer: twelve minutes at 22,050 Hz, and a sentence has seconds."""

START_SECONDS: Final = 20.0
"""Python and the library start in about 40 ms; from a cold disk under load it takes seconds."""

_END_SECONDS: Final = 5.0
"""A killed process is reaped at once; one that the kernel cannot end is left to it."""


class WorkerLost(Exception):
    """The worker gave no answer and has been ended: it died, took too long, or broke the frame."""


class PoolClosed(Exception):
    """close() was called."""


class Answer(NamedTuple):
    """body: the payloads of all frames but the last, joined. last: the payload of the last one."""

    body: bytearray
    last: bytearray


class WorkerPool:
    """`size` processes of one command. Every method may be called from any thread."""

    def __init__(
        self,
        command: Sequence[str],
        size: int,
        *,
        magic: bytes,
        start_seconds: float = START_SECONDS,
        max_reply_bytes: int = MAX_REPLY_BYTES,
    ) -> None:
        if size < 1:
            raise ValueError(f"a pool of {size} workers answers nobody")
        self.size: Final = size
        self._command = tuple(command)
        self._magic = magic
        self._start_seconds = start_seconds
        self._max_reply_bytes = max_reply_bytes
        self._hello: bytes | None = None
        self._closed = False
        self._empty()
        _pools.add(self)

    def ask(self, request: bytes, timeout_seconds: float) -> Answer:
        """The worker's answer. Waits for a free worker first; the timeout is for the answer alone.

        Raises WorkerLost (that worker is gone; the next question gets a new one), PoolClosed, ValueError.
        """
        if len(request) > MAX_REQUEST_BYTES - _FRAME.size:
            raise ValueError(
                f"a request of {len(request)} bytes; the limit is {MAX_REQUEST_BYTES - _FRAME.size}"
            )
        worker = self._lease()
        try:
            worker.write(_FRAME.pack(self._magic, _LAST, len(request)) + request)
            answer = worker.read(self._magic, time.monotonic() + timeout_seconds, self._max_reply_bytes)
        except BaseException:  # KeyboardInterrupt too: its answer would be taken for the next one's
            self._discard(worker)
            raise
        self._release(worker)
        return answer

    def hello(self) -> bytes:
        """What a worker says of itself when it starts; starts one when none has. Raises WorkerLost, PoolClosed."""
        while self._hello is None:
            self._release(self._lease())
        return self._hello

    def warm(self) -> None:
        """Start every worker that is not running yet, so that the next question finds it ready. Raises as hello()."""
        places = 0
        while self._may_start():
            places += 1
        if places:
            with ThreadPoolExecutor(places) as starting:
                for worker in [starting.submit(self._start) for _ in range(places)]:
                    self._release(worker.result())

    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that run now."""
        with self._changed:
            return tuple(sorted(worker.pid for worker in (*self._idle, *self._leased)))

    def close(self) -> None:
        """End every worker and refuse further questions. Safe to call twice."""
        with self._changed:
            self._closed = True
            idle, leased = self._idle, tuple(self._leased)
            self._idle = []
            self._changed.notify_all()
        for worker in leased:
            worker.kill()  # the thread that asks it sees the end of the pipe and closes it
        for worker in idle:
            worker.end()

    def _lease(self) -> "_Worker":
        """A worker nobody else asks, running a moment ago; a new one while there are fewer than `size`."""
        while True:
            with self._changed:
                while not self._closed and not self._idle and not self._room():
                    self._changed.wait()
                if self._closed:
                    raise PoolClosed
                if not self._idle:
                    self._starting += 1
                    break
                worker = self._idle.pop()  # the last one back: its pages are warm
                self._leased.add(worker)
            if worker.runs():
                return worker
            self._discard(worker)
        return self._start()

    def _may_start(self) -> bool:
        """Take a place for one more worker, if there is one."""
        with self._changed:
            if self._closed or not self._room():
                return False
            self._starting += 1
            return True

    def _room(self) -> bool:
        return len(self._idle) + len(self._leased) + self._starting < self.size

    def _start(self) -> "_Worker":
        """A new worker in the place that was taken for it, leased to the caller."""
        worker: _Worker | None = None
        try:
            worker = _Worker(self._command)
            hello = worker.read(self._magic, time.monotonic() + self._start_seconds, MAX_REQUEST_BYTES)
        except BaseException as problem:
            if worker is not None:
                worker.end()
            with self._changed:
                self._starting -= 1
                self._changed.notify()
            if isinstance(problem, OSError):
                raise WorkerLost(f"the worker did not start: {problem}") from problem
            raise
        with self._changed:
            self._starting -= 1
            self._hello = bytes(hello.last)
            self._leased.add(worker)
        return worker

    def _release(self, worker: "_Worker") -> None:
        with self._changed:
            self._leased.discard(worker)
            if not self._closed:
                self._idle.append(worker)
                self._changed.notify()
                return
        worker.end()

    def _discard(self, worker: "_Worker") -> None:
        worker.end()
        with self._changed:
            self._leased.discard(worker)
            self._changed.notify()

    def _empty(self) -> None:
        self._changed = threading.Condition()
        self._idle: list[_Worker] = []
        self._leased: set[_Worker] = set()
        self._starting = 0

    def _forget(self) -> None:
        """In a forked child: the parent's workers are not ours, and their input must close when the parent goes."""
        workers = (*self._idle, *self._leased)
        self._empty()
        for worker in workers:
            worker.close_pipes()


class _Worker:
    """One process and its two pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own script and interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            start_new_session=True,  # Ctrl-C in a terminal is for us; we decide what becomes of the worker
        )
        assert self._process.stdin is not None  # noqa: S101 - PIPE was asked for
        assert self._process.stdout is not None  # noqa: S101
        self._requests, self._replies = self._process.stdin, self._process.stdout
        self.pid = self._process.pid
        self._ready = select.poll()
        self._ready.register(self._replies, select.POLLIN)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._replies, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def runs(self) -> bool:
        return self._process.poll() is None

    def write(self, frame: bytes) -> None:
        try:
            os.write(self._requests.fileno(), frame)
        except OSError as problem:
            raise WorkerLost(f"worker {self.pid} takes no question: {problem}") from problem

    def read(self, magic: bytes, deadline: float, max_bytes: int) -> Answer:
        body = bytearray()
        while True:
            head = bytearray(_FRAME.size)
            self._fill(memoryview(head), deadline)
            found, kind, length = _FRAME.unpack(head)
            if found != magic or kind not in (_MORE, _LAST) or len(body) + length > max_bytes:
                raise WorkerLost(f"worker {self.pid} answered rubbish: {bytes(head)!r}")
            if kind == _LAST:
                last = bytearray(length)
                self._fill(memoryview(last), deadline)
                return Answer(body, last)
            start = len(body)
            body += bytes(length)
            with memoryview(body) as view:
                self._fill(view[start:], deadline)

    def _fill(self, rest: memoryview, deadline: float) -> None:
        fd = self._replies.fileno()
        while rest:
            seconds = deadline - time.monotonic()
            if seconds <= 0 or not self._ready.poll(seconds * 1000):
                raise WorkerLost(f"worker {self.pid} did not answer in time")
            got = os.readv(fd, [rest])
            if got == 0:
                raise WorkerLost(f"worker {self.pid} ended before it answered")
            rest = rest[got:]

    def kill(self) -> None:
        """The process and what it forked: it leads a group of its own. Not once it is reaped, when the id is free."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        self.close_pipes()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)

    def close_pipes(self) -> None:
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):
                pipe.close()


_pools: "weakref.WeakSet[WorkerPool]" = weakref.WeakSet()


def _forget_workers() -> None:
    for pool in tuple(_pools):
        pool._forget()  # pyright: ignore[reportPrivateUsage]


os.register_at_fork(after_in_child=_forget_workers)
