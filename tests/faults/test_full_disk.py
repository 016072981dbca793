"""A full disk is said in words, leaves no half of anything, and is over as soon as there is room."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.article import Article
from service.audio.segment import Segment
from service.audio.timeline import Timeline
from service.library.articles import Articles
from service.library.cache import Cache, NewSegment
from service.library.database import open_database, sqlite_url
from service.library.errors import DiskFull
from service.library.lock import KeyLocks
from service.library.store import FileStore

from .conftest import Disk

NOW = datetime(2026, 4, 28, tzinfo=UTC)
LEFT = 50_000


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "ballast")


@pytest.fixture
def cache(disk: Disk, tmp_path: Path):
    database = open_database(sqlite_url(tmp_path / "db.sqlite"))
    locks = KeyLocks(tmp_path / "locks")
    yield Cache(database, FileStore(disk.folder), locks, lambda: NOW)
    locks.close()
    database.close()


def test_a_store_says_so_and_keeps_what_it_had(disk: Disk):
    store = FileStore(disk.folder)
    old = store.put("old", b"old")
    disk.fill(LEFT)
    big = bytes(4 * LEFT)
    for call in (
        lambda: store.put("new", big),
        lambda: store.put("old", big),
        lambda: store.put("new", (bytes(1000) for _ in range(4 * LEFT // 1000))),
        lambda: store.put_many([("new", big), ("newer", big)]),
    ):
        with pytest.raises(DiskFull) as told:
            call()
        assert told.value.status == 507
        assert "đầy" in told.value.vi_text
        assert files(disk.folder) == ["old"]
    assert store.read("old", old.digest) == b"old"
    disk.free()
    assert store.read("new", store.put("new", big).digest) == big


def test_a_segment_that_found_no_room_is_not_kept_and_can_be_put_later(disk: Disk, cache: Cache):
    new = [NewSegment(key, "v", Segment(2880, ()), {"mp3": bytes(2 * LEFT)}) for key in ("aa11", "bb22")]
    disk.fill(LEFT)
    with pytest.raises(DiskFull):
        cache.put_segments(new)
    assert cache.segment_infos(["aa11", "bb22"], "mp3") == {}
    disk.free()
    cache.put_segments(new)
    assert set(cache.get_segments(["aa11", "bb22"], "mp3")) == {"aa11", "bb22"}


def test_a_rendition_that_found_no_room_is_not_kept_and_can_be_put_later(disk: Disk, cache: Cache):
    def put():
        pieces = (bytes(LEFT // 10) for _ in range(30))
        return cache.put_rendition(pieces, Timeline(24_000, ()), recipe="r", codec="mp3", voice="v")

    disk.fill(LEFT)
    with pytest.raises(DiskFull):
        put()
    assert cache.get_rendition("r", "mp3") is None
    assert files(disk.folder) == []
    disk.free()
    assert put() == cache.get_rendition("r", "mp3")


def test_a_database_that_cannot_grow_says_so_and_keeps_what_it_had(tmp_path: Path):
    database = open_database(sqlite_url(tmp_path / "db.sqlite"))
    articles = Articles(database)
    kept = articles.create(Article("Tin"), NOW)
    assert kept.id
    with (
        database.read() as connection
    ):  # SQLite's own way of having no room, on the one connection in the pool
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull) as told:
        articles.create(Article("Tin dài " * 10_000), NOW)
    assert told.value.status == 507
    assert articles.count() == 1
    assert articles.get(kept.id) == kept
    database.close()
