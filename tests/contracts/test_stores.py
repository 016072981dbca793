"""What every store promises. A new store is one more entry in STORES and passes all of this."""

import hashlib
import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.library.errors import DamagedFile, MissingFile
from service.library.store import PIECE_BYTES, FileStore, Store

STORES: dict[str, Callable[[Path], Store]] = {"folder": FileStore}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path / "store")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_comes_back_as_it_was_put(store):
    kept = store.put("segments/ab/abcd.mp3", b"xin")
    assert kept == ("segments/ab/abcd.mp3", sha(b"xin"), 3)
    assert store.read(kept.name, kept.digest) == b"xin"
    assert store.open(kept.name).read() == b"xin"
    assert store.digest(kept.name) == kept.digest
    assert store.exists(kept.name)
    store.check(kept.name, kept.digest)


@given(pieces=st.lists(st.binary(max_size=50), max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_pieces_are_kept_as_one_file(store, pieces):
    kept = store.put("a", iter(pieces))
    assert store.read("a", sha(b"".join(pieces))) == b"".join(pieces)
    assert kept.size == sum(map(len, pieces))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7])
@pytest.mark.parametrize("in_pieces", [False, True], ids=["whole", "in pieces"])
def test_files_of_every_size_are_whole(store, size, in_pieces):
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]
    cut = PIECE_BYTES // 3
    pieces = (data[start : start + cut] for start in range(0, size, cut))
    kept = store.put("big", pieces if in_pieces else data)
    assert (kept.digest, kept.size) == (sha(data), size)
    assert store.read("big", kept.digest) == data


def test_a_file_may_be_named_by_what_is_in_it(store):
    kept = store.put(lambda digest: f"renditions/{digest[:2]}/{digest}.mp3", iter([b"a", b"b"]))
    assert kept.name == f"renditions/{sha(b'ab')[:2]}/{sha(b'ab')}.mp3"
    assert store.exists(kept.name)


def test_many_files_are_kept_in_order(store):
    files = [(f"x/{number % 7}/{number}", b"%d" % number) for number in range(300)]
    kept = store.put_many(files)
    assert [(one.name, store.read(one.name, one.digest)) for one in kept] == files
    assert store.put_many([]) == ()


def test_a_second_file_of_that_name_takes_the_place_of_the_first(store):
    first = store.put("a", b"one")
    second = store.put("a", b"two")
    assert store.read("a", second.digest) == b"two"
    with pytest.raises(DamagedFile):
        store.read("a", first.digest)


def test_what_breaks_off_leaves_nothing_and_the_old_file_stays(store):
    kept = store.put("a", b"old")

    def pieces():
        yield b"new" * PIECE_BYTES
        raise ConnectionResetError

    for name in ("a", "b"):
        with pytest.raises(ConnectionResetError):
            store.put(name, pieces())
    assert [stored.name for stored in store.names()] == ["a"]
    assert store.read("a", kept.digest) == b"old"


def test_a_file_that_is_not_there_is_missing_by_every_way(store):
    store.put("a", b"a")
    for name in ("b", "a/b", "segments/ab/x"):
        for ask in (
            lambda name=name: store.read(name, sha(b"")),
            lambda name=name: store.open(name),
            lambda name=name: store.check(name, sha(b"")),
            lambda name=name: store.digest(name),
        ):
            with pytest.raises(MissingFile):
                ask()
        assert not store.exists(name)
        store.delete(name)


def test_a_deleted_file_is_missing_but_stays_readable_where_it_was_open(store):
    kept = store.put("a", b"xin")
    file = store.open("a")
    store.delete("a")
    assert file.read() == b"xin"
    assert list(store.names()) == []
    with pytest.raises(MissingFile):
        store.read("a", kept.digest)


def test_an_open_file_can_be_searched(store):
    store.put("a", b"0123456789")
    with store.open("a") as file:
        assert file.seek(4) == 4
        assert file.read(2) == b"45"
        assert file.seek(0, io.SEEK_END) == 10


def test_names_tell_every_file_of_a_folder_with_its_size(store):
    for name in ("segments/ab/1.mp3", "segments/cd/2.mp3", "renditions/ab/3.mp3"):
        store.put(name, b"xin")
    assert {stored.name for stored in store.names("segments")} == {"segments/ab/1.mp3", "segments/cd/2.mp3"}
    assert {stored.size for stored in store.names()} == {3}
    assert list(store.names("nowhere")) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "/etc/passwd",
        "..",
        "../a",
        "a/../b",
        "a//b",
        "a/",
        ".a",
        "a/.b",
        "a\0b",
        "a b",
        "a\nb",
        "é",
        "a\\b",
    ],
)
def test_a_name_that_is_no_name_is_our_own_mistake(store, name):
    for call in (lambda: store.put(name, b""), lambda: store.put_many([(name, b""), ("ok", b"")])):
        with pytest.raises(ValueError, match="name"):
            call()
    assert not store.exists("ok")


def test_room_is_told_in_bytes_or_not_at_all(store):
    free = store.free_bytes()
    assert free is None or free > 0


def test_readers_see_whole_files_while_writers_replace_them(store):
    contents = {sha(data): data for data in (bytes([number]) * 20_000 for number in range(4))}
    store.put("a", next(iter(contents.values())))
    stop = threading.Event()

    def write():
        while not stop.is_set():
            for data in contents.values():
                store.put("a", data)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        seen = [store.open("a").read() for _ in range(200)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert all(contents.get(sha(data)) == data for data in seen)
