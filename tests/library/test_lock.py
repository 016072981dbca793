"""One at a time for a key, among threads and among processes, whatever becomes of the others."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service.library.lock import KeyLocks

ROOT = Path(__file__).parents[2]

CHILD = """
import sys
from pathlib import Path
from service.library.lock import KeyLocks
locks = KeyLocks(Path(sys.argv[1]))
with getattr(locks, sys.argv[2])(sys.argv[3]):
    print("in", flush=True)
    sys.stdin.readline()
print("out", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture
def locks(path: Path) -> Iterator[KeyLocks]:
    locks = KeyLocks(path)
    yield locks
    locks.close()


class Child:
    """Another process that holds or shares a key until it is told to let go."""

    def __init__(self, path: Path, how: str, key: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), how, key],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )

    def has_it(self) -> None:
        assert self.process.stdout
        assert self.process.stdout.readline() == "in\n"

    def lets_go(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "out\n"

    def dies(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


MakeChild = Callable[[str, str], Child]


@pytest.fixture
def child(path: Path) -> Iterator[MakeChild]:
    with ExitStack() as stack:

        def start(how: str, key: str) -> Child:
            child = Child(path, how, key)
            stack.callback(child.process.communicate)
            stack.callback(child.process.kill)
            return child

        yield start


def free(locks: KeyLocks, key: str) -> bool:
    with locks.try_hold(key) as got:
        return got


def test_another_process_keeps_a_key_until_it_lets_go(locks, child: MakeChild):
    other = child("hold", "a")
    other.has_it()
    assert not free(locks, "a")
    assert free(locks, "b")
    other.lets_go()
    assert free(locks, "a")


def test_a_killed_process_keeps_nothing(locks, child: MakeChild):
    other = child("hold", "a")
    other.has_it()
    other.dies()
    with locks.hold("a"):
        pass


def test_who_waits_gets_the_key_when_another_process_lets_go(locks, child: MakeChild):
    other = child("hold", "a")
    other.has_it()
    got = threading.Event()

    def wait():
        with locks.hold("a"):
            got.set()

    thread = threading.Thread(target=wait)
    thread.start()
    assert not got.is_set()
    other.dies()
    thread.join()
    assert got.is_set()


def test_threads_exclude_each_other_on_one_key(locks):
    inside, most = 0, 0

    def work():
        nonlocal inside, most
        for _ in range(50):
            with locks.hold("a"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert locks._held == {}


def test_a_thread_that_holds_keeps_its_key_when_another_thread_gives_up(locks, child: MakeChild):
    with locks.hold("a"):
        assert not free(locks, "a")
        other = child("hold", "b")
        other.has_it()
        assert not free(locks, "b")
        waiting = child("hold", "a")
    waiting.has_it()


def test_any_number_may_share_what_nobody_holds(locks, child: MakeChild):
    other = child("share", "a")
    other.has_it()
    with locks.share("a"), locks.share("a"):
        assert not free(locks, "a")
        other.lets_go()
        assert not free(locks, "a")
    assert free(locks, "a")


def test_a_shared_key_of_a_killed_process_is_free(locks, child: MakeChild):
    other = child("share", "a")
    other.has_it()
    assert not free(locks, "a")
    other.dies()
    assert free(locks, "a")


def test_the_last_sharer_of_a_process_lets_go_for_it(locks, path):
    elsewhere = KeyLocks(path)  # another open file counts like another process
    with locks.share("a"):
        with locks.share("a"):
            pass
        assert not free(elsewhere, "a")
    assert free(elsewhere, "a")
    elsewhere.close()


def test_two_processes_that_wait_for_different_keys_are_no_deadlock(locks, path):
    """Thread by thread nobody waits in a circle; process by process it looks as if."""
    other = KeyLocks(path)
    done: list[str] = []

    def wait(on: KeyLocks, key: str) -> None:
        with on.hold(key):
            done.append(key)

    with locks.hold("a"), other.hold("b"):
        threads = [threading.Thread(target=wait, args=pair) for pair in ((locks, "b"), (other, "a"))]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["a", "b"]
    other.close()


def test_a_raised_error_lets_go(locks):
    with pytest.raises(ZeroDivisionError), locks.hold("a"):
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), locks.share("a"):
        raise ZeroDivisionError
    assert free(locks, "a")


def test_the_lock_file_stays_empty(locks, path):
    with locks.hold("một khóa rất dài " * 1000), locks.hold("\ud800"):
        pass
    assert path.stat().st_size == 0


def test_closing_twice_is_fine(locks):
    locks.close()
    locks.close()
