"""Where files are kept: written whole or not at all, and checked when read.

In: names like "segments/ab/abcd.mp3" and bytes. Out: the same bytes, or an error that says what is wrong.
A file appears under its name only when all of it is on the disk (temporary file, fsync, rename), so nobody ever
sees half of one, whatever is killed or cut off. Knows nothing of what is in the files.
"""

# Paths are plain strings here: pathlib costs more than reading a small file does.
# ruff: noqa: PTH103, PTH104, PTH108, PTH120

import errno
import fcntl
import hashlib
import os
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol

from service.library.errors import DamagedFile, DiskFull, MissingFile, StoreUnusable

SYNC_THREADS: Final = 8
"""Disks join fsyncs that are asked for at once; more threads gain nothing measurable."""

FEW_FILES: Final = 4
"""Up to this many files are synced one by one: handing them to threads costs more."""

PIECE_BYTES: Final = 1 << 20
"""A file is hashed and written in pieces of about this size, the one beside the other."""

REMEMBERED_FILES: Final = 8192
"""Files known to be whole; about 3 MB."""

FILES_AT_ONCE: Final = 128
"""Files of one batch that are open together; processes are commonly allowed 1,024."""

LEFTOVER_SECONDS: Final = 60.0
"""A temporary file that nobody holds open and that was last written this long ago is left over."""

INCOMING: Final = "incoming"
"""Folder of files being written. On the same file system as the rest, so that a rename is atomic."""

_NAME: Final = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*")
_GONE: Final = (FileNotFoundError, NotADirectoryError)
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Kept(NamedTuple):
    """digest: SHA-256 in hexadecimal (the fastest here: processors have it built in). size: bytes."""

    name: str
    digest: str
    size: int


class Stored(NamedTuple):
    """changed_at: seconds since the epoch."""

    name: str
    size: int
    changed_at: float


Name = str | Callable[[str], str]
"""A name like "segments/ab/abcd.mp3", or how to make it from the digest of what was written."""


class Store(Protocol):
    """A folder of files, wherever it is. Every store passes tests/contracts/test_stores.py. Safe for threads."""

    def put(self, name: Name, data: bytes | Iterable[bytes]) -> Kept:
        """Keep a file, replacing one of that name. Nothing is kept when `data` raises. Raises DiskFull."""
        ...

    def put_many(self, files: Sequence[tuple[Name, bytes]]) -> tuple[Kept, ...]:
        """Keep several files, cheaper than one by one. Raises DiskFull; then each is there whole or not at all.

        A power cut soon after may take files away again (whole ones; `put` guards against that too).
        """
        ...

    def read(self, name: str, digest: str) -> bytes:
        """The whole file, checked. Raises MissingFile, DamagedFile."""
        ...

    def check(self, name: str, digest: str) -> None:
        """Raises MissingFile or DamagedFile unless the whole file is there; reads it in small pieces.

        A store may remember that it was whole, as long as it sees that nobody changed it since.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """A file to read and seek in; it stays readable when deleted meanwhile. Raises MissingFile."""
        ...

    def path(self, name: str) -> Path | None:
        """Where the file lies, for stores on this machine; None for others."""
        ...

    def digest(self, name: str) -> str:
        """Of what is there now, read in small pieces. Raises MissingFile."""
        ...

    def exists(self, name: str) -> bool: ...

    def delete(self, name: str) -> None:
        """A file that is not there is fine."""
        ...

    def names(self, folder: str = "") -> Iterator[Stored]:
        """All files below a folder, in no order."""
        ...

    def free_bytes(self) -> int | None:
        """Room left; None when the store does not say."""
        ...


class FileStore:
    """A Store in a folder of this machine (or one that it mounts).

    A file that this process wrote or checked is not hashed again while the file system says that it is the
    same: a change of one bit by any program shows in its change time. `digest` always reads.
    Raises StoreUnusable when the folder cannot be made or written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prefix = f"{folder}/"
        self._incoming = folder / INCOMING
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            _close_and_remove(*self._open_temporary())
        except OSError as error:
            raise StoreUnusable(folder=folder, detail=error.strerror) from error
        self._threads = ThreadPoolExecutor(SYNC_THREADS, "baonoi-store")
        self._guard = threading.Lock()
        self._whole: OrderedDict[str, tuple[str, _Look]] = OrderedDict()

    def put(self, name: Name, data: bytes | Iterable[bytes]) -> Kept:
        with _room_or_words(name if isinstance(name, str) else self._folder):
            fd, temporary = self._open_temporary()
            try:
                digest, size = self._write_and_hash(fd, data)
                kept = Kept(name if isinstance(name, str) else name(digest), digest, size)
                path = self._at(kept.name)
                _move(temporary, path)
                _sync_folder(os.path.dirname(path))
                self._remember(kept.name, digest, _look(fd))
            finally:
                _close_and_remove(fd, temporary)
        return kept

    def _write_and_hash(self, fd: int, data: bytes | Iterable[bytes]) -> tuple[str, int]:
        """Hashing and writing run beside each other: both let go of the interpreter's lock."""
        hasher, size = hashlib.sha256(), 0
        hashing: Future[None] | None = None
        for piece in (data,) if isinstance(data, bytes) else _pieces(data):
            if hashing is not None:
                hashing.result()
            hashing = self._threads.submit(hasher.update, piece)
            size += len(piece)
            _write_all(fd, piece)
        os.fsync(fd)
        if hashing is not None:
            hashing.result()
        return hasher.hexdigest(), size

    def put_many(self, files: Sequence[tuple[Name, bytes]]) -> tuple[Kept, ...]:
        kept = tuple(_kept(name, data) for name, data in files)
        for name, _, _ in kept:
            self._at(name)
        for start in range(0, len(files), FILES_AT_ONCE):
            span = slice(start, start + FILES_AT_ONCE)
            self._put_batch(kept[span], [data for _, data in files[span]])
        return kept

    def _put_batch(self, batch: Sequence[Kept], contents: list[bytes]) -> None:
        opened: list[tuple[int, str]] = []
        try:
            with _room_or_words(f"{len(batch)} files"):
                for data in contents:
                    opened.append(self._open_temporary())
                    _write_all(opened[-1][0], data)
                self._sync([fd for fd, _ in opened])
                for kept, (fd, temporary) in zip(batch, opened, strict=True):
                    _move(temporary, self._at(kept.name))
                    self._remember(kept.name, kept.digest, _look(fd))
        finally:
            for fd, temporary in opened:
                _close_and_remove(fd, temporary)

    def _sync(self, fds: list[int]) -> None:
        if len(fds) <= FEW_FILES:
            for fd in fds:
                os.fsync(fd)
        else:
            for _ in self._threads.map(os.fsync, fds):
                pass

    def read(self, name: str, digest: str) -> bytes:
        with self._in_words(name, digest):
            fd = os.open(self._at(name), os.O_RDONLY | os.O_CLOEXEC)
            try:
                look = _look(fd)
                data = os.read(fd, look.size)
            finally:
                os.close(fd)
        if not self._is_whole(name, digest, look):
            found = hashlib.sha256(data).hexdigest()
            if found != digest:
                raise DamagedFile(name=name, found=found, expected=digest)
            self._remember(name, digest, look)
        return data

    def check(self, name: str, digest: str) -> None:
        with self._in_words(name, digest), self.open(name) as file:
            look = _look(file.fileno())
            if self._is_whole(name, digest, look):
                return
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            raise DamagedFile(name=name, found=found, expected=digest)
        self._remember(name, digest, look)

    def open(self, name: str) -> BufferedReader:
        try:
            return open(self._at(name), "rb")  # noqa: PTH123 (a tenth of the time; the caller closes)
        except _GONE as error:
            raise MissingFile(name=name) from error

    def path(self, name: str) -> Path | None:
        return Path(self._at(name))

    def digest(self, name: str) -> str:
        with self.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def exists(self, name: str) -> bool:
        return Path(self._at(name)).is_file()

    def delete(self, name: str) -> None:
        with suppress(*_GONE):
            os.unlink(self._at(name))

    def names(self, folder: str = "") -> Iterator[Stored]:
        root = self._at(folder) if folder else str(self._folder)
        for parent, folders, files in os.walk(root):
            here = Path(parent)
            if here == self._folder:
                folders[:] = [name for name in folders if name != INCOMING]
            for file in files:
                path = here / file
                with suppress(FileNotFoundError):  # deleted since the folder was listed
                    if not file.startswith("."):
                        about = path.stat()
                        yield Stored(path.relative_to(self._folder).as_posix(), about.st_size, about.st_mtime)

    def free_bytes(self) -> int | None:
        return shutil.disk_usage(self._folder).free

    def clean(self, now: float) -> int:
        """Remove what killed writers left behind; how many files. now: seconds since the epoch, as files' times are.

        A file that somebody is writing is locked by its writer and stays, however slow the writer is.
        """
        removed = 0
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if now - path.stat().st_mtime >= LEFTOVER_SECONDS and _nobody_writes(path):
                    path.unlink()
                    removed += 1
        return removed

    def _at(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name of a stored file: {name[:200]!r}")
        return self._prefix + name

    def _open_temporary(self) -> tuple[int, str]:
        path = f"{self._prefix}{INCOMING}/{os.getpid()}-{os.urandom(8).hex()}"
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644)
        fcntl.flock(fd, fcntl.LOCK_SH)
        return fd, path

    def _is_whole(self, name: str, digest: str, look: "_Look") -> bool:
        with self._guard:
            return self._whole.get(name) == (digest, look)

    def _remember(self, name: str, digest: str, look: "_Look") -> None:
        with self._guard:
            self._whole[name] = (digest, look)
            while len(self._whole) > REMEMBERED_FILES:
                self._whole.popitem(last=False)

    @contextmanager
    def _in_words(self, name: str, digest: str) -> Generator[None]:
        try:
            yield
        except _GONE as error:
            raise MissingFile(name=name) from error
        except OSError as error:
            raise DamagedFile(name=name, found=error.strerror, expected=digest) from error


class _Look(NamedTuple):
    """By what the file system tells a changed file from the same one."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int


def _look(fd: int) -> _Look:
    about = os.fstat(fd)
    return _Look(about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


@contextmanager
def _room_or_words(name: object) -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull(name=name, detail=error.strerror) from error


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _pieces(data: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size = 0
    for piece in data:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _move(temporary: str, path: str) -> None:
    try:
        os.rename(temporary, path)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.rename(temporary, path)


def _sync_folder(folder: str) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _kept(name: Name, data: bytes) -> Kept:
    digest = hashlib.sha256(data).hexdigest()
    return Kept(name if isinstance(name, str) else name(digest), digest, len(data))


def _close_and_remove(fd: int, temporary: str) -> None:
    """After a rename there is nothing left to remove."""
    os.close(fd)
    with suppress(FileNotFoundError):
        os.unlink(temporary)


def _nobody_writes(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
