"""Real trouble: killed processes and full disks."""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).parents[2]

ROOM_BYTES = 1 << 20


class Disk(Protocol):
    folder: Path

    def fill(self, left_bytes: int) -> None: ...

    def free(self) -> None: ...


class SmallDisk:
    """A file system of 1 MB in memory; fill() leaves so much room."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, left_bytes: int) -> None:
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
        with self._ballast.open("r+b") as file:
            file.truncate(self._ballast.stat().st_size - left_bytes)

    def free(self) -> None:
        self._ballast.unlink()


class SmallFiles:
    """Where nothing may be mounted: the kernel refuses to let any file grow beyond what is left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, left_bytes: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (left_bytes, self._before[1]))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM_BYTES}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if mounted:
        try:
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    else:
        disk = SmallFiles(folder)
        yield disk
        disk.free()


StartChild = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[StartChild]:
    """Start Python code in another process, with arguments; it is killed at the end at the latest."""
    with ExitStack() as stack:

        def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
            child = subprocess.Popen(
                [sys.executable, "-c", code, *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                text=True,
            )
            stack.callback(child.communicate)
            stack.callback(child.kill)
            return child

        yield start
