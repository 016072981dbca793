"""Where files are kept: written whole or not at all, and checked when read.

In: names like "segments/ab/abcd.mp3" and bytes. Out: the same bytes, or an error that says what is wrong.
A file appears under its name only when all of it is on the disk (temporary file, fsync, rename, fsync of the
folder), so a reader, a kill -9 or a power cut never sees half of one. Knows nothing of what is in the files.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol, TypeVar

from service.library.errors import DamagedFile, DiskFull, MissingFile

SYNC_THREADS: Final = 8
"""Disks join fsyncs that are asked for at once; more threads gain nothing measurable."""

FEW_FILES: Final = 4
"""Up to this many files are synced one by one: starting threads costs more."""

FILES_AT_ONCE: Final = 128
"""Files of one batch that are open together; processes are commonly allowed 1,024."""

LEFTOVER_SECONDS: Final = 60.0
"""A temporary file that nobody holds open and that was last written this long ago is left over."""

INCOMING: Final = "incoming"
"""Folder of files being written. On the same file system as the rest, so that a rename is atomic."""

_NAME: Final = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*")
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


T = TypeVar("T")


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
        """Keep several files, cheaper than one by one. Raises DiskFull; then each is there whole or not at all."""
        ...

    def read(self, name: str, digest: str | None = None) -> bytes:
        """The whole file, checked when a digest is given. Raises MissingFile, DamagedFile."""
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
    """A Store in a folder of this machine (or one that it mounts)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / INCOMING
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, name: Name, data: bytes | Iterable[bytes]) -> Kept:
        with self._temporary(name) as (fd, temporary):
            hasher, size = hashlib.sha256(), 0
            for piece in (data,) if isinstance(data, bytes) else data:
                hasher.update(piece)
                size += len(piece)
                _write_all(fd, piece)
            os.fsync(fd)
            digest = hasher.hexdigest()
            kept = Kept(name if isinstance(name, str) else name(digest), digest, size)
            path = self._at(kept.name)
            _move(temporary, path)
            _sync_folder(path.parent)
        return kept

    def put_many(self, files: Sequence[tuple[Name, bytes]]) -> tuple[Kept, ...]:
        kept = tuple(_kept(name, data) for name, data in files)
        paths = [self._at(name) for name, _, _ in kept]
        for start in range(0, len(files), FILES_AT_ONCE):
            span = slice(start, start + FILES_AT_ONCE)
            self._put_batch(paths[span], [data for _, data in files[span]])
        return kept

    def _put_batch(self, paths: list[Path], contents: list[bytes]) -> None:
        opened: list[tuple[int, Path]] = []
        try:
            with _room_or_words(f"{len(paths)} files"):
                for data in contents:
                    opened.append(self._open_temporary())
                    _write_all(opened[-1][0], data)
                _each(os.fsync, [fd for fd, _ in opened])
                for path, (_, temporary) in zip(paths, opened, strict=True):
                    _move(temporary, path)
                _each(_sync_folder, sorted({path.parent for path in paths}))
        finally:
            for fd, temporary in opened:
                _close_and_remove(fd, temporary)

    def read(self, name: str, digest: str | None = None) -> bytes:
        try:
            data = self._at(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MissingFile(name=name) from error
        except OSError as error:
            raise DamagedFile(name=name, found=error.strerror, expected=digest) from error
        if digest is not None and (found := hashlib.sha256(data).hexdigest()) != digest:
            raise DamagedFile(name=name, found=found, expected=digest)
        return data

    def open(self, name: str) -> BufferedReader:
        try:
            return self._at(name).open("rb")
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MissingFile(name=name) from error

    def path(self, name: str) -> Path | None:
        return self._at(name)

    def digest(self, name: str) -> str:
        with self.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def exists(self, name: str) -> bool:
        return self._at(name).is_file()

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError, NotADirectoryError):
            self._at(name).unlink()

    def names(self, folder: str = "") -> Iterator[Stored]:
        root = self._at(folder) if folder else self._folder
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

    def _at(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name of a stored file: {name!r}")
        return self._folder / name

    @contextmanager
    def _temporary(self, name: object) -> Generator[tuple[int, Path]]:
        with _room_or_words(name if isinstance(name, str) else self._folder):
            fd, temporary = self._open_temporary()
            try:
                yield fd, temporary
            finally:
                _close_and_remove(fd, temporary)

    def _open_temporary(self) -> tuple[int, Path]:
        path = self._incoming / f"{os.getpid()}-{threading.get_ident():x}-{os.urandom(8).hex()}"
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644)
        fcntl.flock(fd, fcntl.LOCK_SH)
        return fd, path


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


def _move(temporary: Path, path: Path) -> None:
    try:
        temporary.rename(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.rename(path)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _kept(name: Name, data: bytes) -> Kept:
    digest = hashlib.sha256(data).hexdigest()
    return Kept(name if isinstance(name, str) else name(digest), digest, len(data))


def _each(call: Callable[[T], object], items: list[T]) -> None:
    if len(items) <= FEW_FILES:
        for item in items:
            call(item)
        return
    with ThreadPoolExecutor(SYNC_THREADS) as threads:
        list(threads.map(call, items))


def _close_and_remove(fd: int, temporary: Path) -> None:
    """After a rename there is nothing left to remove."""
    os.close(fd)
    temporary.unlink(missing_ok=True)


def _nobody_writes(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
