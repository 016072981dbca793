"""One at a time for a key, among all threads of all processes on this machine.

In: a lock file and keys of any text. A key is one byte of the file, far beyond its end: the file stays empty.
The kernel lets go of a lock when its process dies, however it dies. Locks belong to the open file, so a child
made by a bare fork() shares them; processes started with subprocess do not.

Linux has locks that belong to the open file ("OFD"); elsewhere POSIX locks are used, which are the same to us
except that the kernel may see a deadlock where only threads wait: then we ask again.
"""

import errno
import fcntl
import hashlib
import os
import struct
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_OFD: Final = hasattr(fcntl, "F_OFD_SETLKW")

_ASK_AGAIN_SECONDS: Final = 0.01


@dataclass(slots=True)
class _Held:
    """Who holds a byte inside this process. `taken` also covers the moment in which the file is being asked."""

    taken: bool = False
    sharers: int = 0
    interested: int = 0


class KeyLocks:
    """Locks by key. Not reentrant: a thread that holds a key must not ask for it again."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self._changed = threading.Condition()
        self._held: dict[int, _Held] = {}

    @contextmanager
    def hold(self, key: str) -> Generator[None]:
        """Wait until nobody else holds or shares the key, and hold it for the block."""
        offset = _offset(key)
        self._take(offset, exclusive=True, wait=True)
        try:
            yield
        finally:
            self._let_go(offset, exclusive=True)

    @contextmanager
    def try_hold(self, key: str) -> Generator[bool]:
        """Like hold(), but without waiting: gives False when somebody else holds or shares the key."""
        offset = _offset(key)
        if not self._take(offset, exclusive=True, wait=False):
            yield False
            return
        try:
            yield True
        finally:
            self._let_go(offset, exclusive=True)

    @contextmanager
    def share(self, key: str) -> Generator[None]:
        """Keep hold() and try_hold() out for the block; any number may share. Waits only while somebody holds."""
        offset = _offset(key)
        self._take(offset, exclusive=False, wait=True)
        try:
            yield
        finally:
            self._let_go(offset, exclusive=False)

    def close(self) -> None:
        """Let go of everything. Safe to call twice."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _take(self, offset: int, *, exclusive: bool, wait: bool) -> bool:
        with self._changed:
            held = self._held.setdefault(offset, _Held())
            held.interested += 1
            while held.taken or (exclusive and held.sharers):
                if not wait:
                    self._forget(offset, held)
                    return False
                self._changed.wait()
            if not exclusive and held.sharers:
                held.sharers += 1
                return True
            held.taken = True
        got = False
        try:
            got = self._lock(fcntl.F_WRLCK if exclusive else fcntl.F_RDLCK, offset, wait=wait)
        finally:
            with self._changed:
                held.taken = got and exclusive
                held.sharers += got and not exclusive
                if not got:
                    self._forget(offset, held)
                self._changed.notify_all()
        return got

    def _let_go(self, offset: int, *, exclusive: bool) -> None:
        with self._changed:
            held = self._held[offset]
            held.sharers -= not exclusive
            if not held.sharers and self._fd >= 0:
                self._lock(fcntl.F_UNLCK, offset, wait=False)
            held.taken = False
            self._forget(offset, held)
            self._changed.notify_all()

    def _forget(self, offset: int, held: _Held) -> None:
        held.interested -= 1
        if not held.interested:
            del self._held[offset]

    def _lock(self, kind: int, offset: int, *, wait: bool) -> bool:
        while True:
            try:
                _fcntl_lock(self._fd, kind, offset, wait=wait)
            except OSError as error:
                if error.errno in (errno.EAGAIN, errno.EACCES) and not wait:
                    return False
                if error.errno != errno.EDEADLK:
                    raise
                time.sleep(_ASK_AGAIN_SECONDS)
            else:
                return True


def _offset(key: str) -> int:
    """A byte between 0 and 2^62: two keys share one by chance in 10^18."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8]) >> 2


def _fcntl_lock(fd: int, kind: int, offset: int, *, wait: bool) -> None:
    if _OFD:
        # struct flock on 64-bit Linux: type, whence, start, length, pid (0 for locks of the open file)
        ask = struct.pack("@hhqqi", kind, os.SEEK_SET, offset, 1, 0)
        fcntl.fcntl(fd, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK, ask)
        return
    flags = {fcntl.F_WRLCK: fcntl.LOCK_EX, fcntl.F_RDLCK: fcntl.LOCK_SH, fcntl.F_UNLCK: fcntl.LOCK_UN}[kind]
    if not wait and kind != fcntl.F_UNLCK:
        flags |= fcntl.LOCK_NB
    fcntl.lockf(fd, flags, 1, offset)
