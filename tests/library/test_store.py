"""What a folder does beyond what every store promises (tests/contracts/test_stores.py)."""

import os
from pathlib import Path

import pytest

from service.library.errors import DamagedFile, StoreUnusable
from service.library.store import LEFTOVER_SECONDS, FileStore

from .conftest import damage


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def leave(folder: Path, name: str, age_seconds: float) -> Path:
    path = folder / "incoming" / name
    path.write_bytes(b"half")
    changed = path.stat().st_mtime - age_seconds
    os.utime(path, (changed, changed))
    return path


def test_what_a_killed_writer_left_is_removed_when_it_is_old(store, tmp_path: Path):
    old, new = leave(tmp_path, "1-aa", LEFTOVER_SECONDS + 1), leave(tmp_path, "2-bb", 1)
    assert store.clean(new.stat().st_mtime + 1) == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_what_is_being_written_stays_however_slow_the_writer_is(store, tmp_path: Path):
    def slowly():
        yield b"first"
        (path,) = (tmp_path / "incoming").iterdir()
        assert FileStore(tmp_path).clean(path.stat().st_mtime + 10 * LEFTOVER_SECONDS) == 0
        yield b"last"

    assert store.read("a", store.put("a", slowly()).digest) == b"firstlast"


def test_no_temporary_file_stays_and_none_is_told_as_a_name(store, tmp_path: Path):
    store.put("a", b"1")
    store.put_many([("b", b"2"), ("c", b"3")])
    with pytest.raises(TypeError):
        store.put("d", iter([b"4", None]))
    leave(tmp_path, "3-cc", 0)
    assert sorted(stored.name for stored in store.names()) == ["a", "b", "c"]
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["3-cc"]


@pytest.mark.parametrize("known", ["written here", "read before", "never read"])
def test_a_changed_bit_is_seen_however_well_the_file_was_known(store, tmp_path: Path, known):
    kept = store.put("a", b"xin")
    if known == "read before":
        store = FileStore(tmp_path)
        assert store.read("a", kept.digest) == b"xin"
    if known == "never read":
        store = FileStore(tmp_path)
    about = (tmp_path / "a").stat()
    damage(tmp_path / "a", b"xon")
    os.utime(tmp_path / "a", ns=(about.st_atime_ns, about.st_mtime_ns))  # as a program that hides its change
    with pytest.raises(DamagedFile):
        store.check("a", kept.digest)
    with pytest.raises(DamagedFile):
        store.read("a", kept.digest)


def test_a_folder_in_the_place_of_a_file_is_damage(store, tmp_path: Path):
    (tmp_path / "a").mkdir()
    with pytest.raises(DamagedFile):
        store.read("a", "0" * 64)


def test_a_folder_that_cannot_be_used_is_told_in_words(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnusable) as refused:
        FileStore(tmp_path / "file")
    assert str(tmp_path / "file") in refused.value.vi_text
