"""Many threads and another process make, read, serve and let go at once: nobody ever gets the wrong bytes."""

import hashlib
import random
import threading
from datetime import UTC, datetime
from pathlib import Path

from service.audio.segment import Segment
from service.audio.timeline import Timeline
from service.library.cache import Cache, NewSegment
from service.library.database import open_database, sqlite_url
from service.library.errors import NoSuchRendition
from service.library.lock import KeyLocks
from service.library.store import FileStore

from .conftest import StartChild

LIMIT = 60_000
SIZE = 2_000
ROUNDS = 60

PRUNER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from service.library.cache import Cache
from service.library.database import open_database, sqlite_url
from service.library.lock import KeyLocks
from service.library.store import FileStore

folder = Path(sys.argv[1])
database = open_database(sqlite_url(folder / "db.sqlite"))
cache = Cache(database, FileStore(folder / "audio"), KeyLocks(folder / "locks"), lambda: datetime.now(UTC))
print("ready", flush=True)
while True:
    cache.prune(int(sys.argv[2]) // 3)
"""


PRUNE_ALL = PRUNER.partition("print")[0] + "print(cache.prune(0).files)"


def content(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest() * (SIZE // 32)


def test_another_process_does_not_let_go_of_what_is_served_here(tmp_path: Path, start: StartChild):
    database = open_database(sqlite_url(tmp_path / "db.sqlite"))
    locks = KeyLocks(tmp_path / "locks")
    cache = Cache(database, FileStore(tmp_path / "audio"), locks, lambda: datetime.now(UTC))
    served, other = (
        cache.put_rendition(content(name), Timeline(24_000, ()), recipe=name, codec="mp3", voice="v")
        for name in "ab"
    )
    with cache.pin(served.digest):
        assert start(PRUNE_ALL, tmp_path).communicate()[0] == "1\n"
        assert cache.rendition_path(served.digest)[1].read_bytes() == content("a")
        assert cache.get_rendition("b", "mp3") is None
    assert start(PRUNE_ALL, tmp_path).communicate()[0] == "1\n"
    assert [record.gone_at is None for record in cache.renditions_of_file(other.digest)] == [False]
    locks.close()
    database.close()


def test_under_eviction_from_two_processes_every_byte_handed_out_is_right(tmp_path: Path, start: StartChild):
    database = open_database(sqlite_url(tmp_path / "db.sqlite"))
    locks = KeyLocks(tmp_path / "locks")
    cache = Cache(database, FileStore(tmp_path / "audio"), locks, lambda: datetime.now(UTC), LIMIT)
    pruner = start(PRUNER, tmp_path, LIMIT)
    assert pruner.stdout
    assert pruner.stdout.readline() == "ready\n"
    problems: list[BaseException | str] = []
    served = 0

    def speak(chance: random.Random) -> None:
        keys = [f"{number:04x}" for number in chance.sample(range(60), 8)]
        found = cache.get_segments(keys, "mp3")
        problems.extend(f"wrong segment {key}" for key in found if found[key].data != content(key))
        missing = [key for key in keys if key not in found]
        cache.put_segments(
            [NewSegment(key, "v", Segment(2880, ()), {"mp3": content(key)}) for key in missing]
        )

    def serve(chance: random.Random) -> None:
        nonlocal served
        name = f"article {chance.randrange(20)}"
        kept = cache.get_rendition(name, "mp3") or cache.put_rendition(
            content(name), Timeline(24_000, ()), recipe=name, codec="mp3", voice="v"
        )
        with cache.pin(kept.digest):
            try:
                _, path = cache.rendition_path(kept.digest)
            except NoSuchRendition:
                return  # let go of just before it was pinned
            for _ in range(5):
                if path.read_bytes() != content(name):
                    problems.append(f"wrong rendition {name}")
            served += 1

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(ROUNDS):
                (speak if chance.random() < 0.5 else serve)(chance)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pruner.kill()
    pruner.wait()
    assert problems == []
    assert served > ROUNDS
    cache.prune(LIMIT)
    assert cache.stats().bytes <= LIMIT
    assert cache.verify().damaged == ()
    locks.close()
    database.close()
