"""The cache gives back exactly what was put in, or nothing: then it is made again."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from service.audio.segment import Segment
from service.audio.timeline import TimedSentence, TimedWord, Timeline
from service.library.cache import Cache, NewSegment
from service.library.database import Database
from service.library.errors import NoSuchRendition
from service.library.lock import KeyLocks
from service.library.store import FileStore

from .conftest import NOON, Clock, damage

TIMELINE = Timeline(
    24_000,
    (
        TimedSentence(0, 0, 5760, (TimedWord(0, 2880, 0), TimedWord(2880, 5000, 1))),
        TimedSentence(1, 5760, 8640, ()),
    ),
)


def segment(key: str, samples: int = 2880, voice: str = "espeak:vi", **files: bytes) -> NewSegment:
    return NewSegment(
        key, voice, Segment(samples, ((0, 100), (100, 250))), files or {"mp3": key.encode() * 10}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "audio_cache"


@pytest.fixture
def cache(database: Database, folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Cache]:
    locks = KeyLocks(tmp_path / "locks")
    yield Cache(database, FileStore(folder), locks, clock)
    locks.close()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def put(cache: Cache, data: bytes | Iterable[bytes] = b"audio" * 100, **more):
    return cache.put_rendition(
        data,
        TIMELINE,
        **{"recipe": "r1", "codec": "mp3", "voice": "espeak:vi", "article_id": 1, "version": 1} | more,
    )


class TestSegments:
    def test_a_segment_comes_back_with_its_words_in_every_codec(self, cache):
        cache.put_segments([segment("aa11", mp3=b"em", opus=b"o", flac=b"fff")])
        for codec, data in (("mp3", b"em"), ("opus", b"o"), ("flac", b"fff")):
            got = cache.get_segment("aa11", codec)
            assert got == ("espeak:vi", Segment(2880, ((0, 100), (100, 250))), data)

    def test_only_what_is_kept_in_that_codec_is_found(self, cache):
        cache.put_segments([segment("aa11"), segment("bb22", opus=b"o")])
        assert set(cache.get_segments(["aa11", "bb22", "cc33"], "mp3")) == {"aa11"}
        assert set(cache.segment_infos(["aa11", "bb22", "cc33"], "opus")) == {"bb22"}
        assert cache.get_segment("cc33", "mp3") is None

    def test_more_keys_than_one_query_holds_are_found(self, cache):
        keys = [f"{number:04x}" for number in range(1203)]
        cache.put_segments([segment(key) for key in keys])
        assert list(cache.segment_infos(keys, "mp3")) == keys
        assert cache.verify().checked == 1203

    def test_a_new_codec_joins_those_already_there(self, cache):
        cache.put_segments([segment("aa11", mp3=b"em")])
        cache.put_segments([segment("aa11", opus=b"o")])
        assert cache.get_segment("aa11", "mp3").data == b"em"
        assert cache.get_segment("aa11", "opus").data == b"o"

    def test_a_segment_spoken_anew_drops_the_codecs_of_the_old_sound(self, cache, folder):
        cache.put_segments([segment("aa11", mp3=b"em", opus=b"o")])
        cache.put_segments([segment("aa11", samples=5760, mp3=b"em, longer")])
        assert cache.get_segment("aa11", "mp3").data == b"em, longer"
        assert cache.get_segment("aa11", "opus") is None
        assert len(files(folder)) == 1

    def test_the_same_segment_twice_is_kept_once(self, cache, folder):
        cache.put_segments([segment("aa11"), segment("aa11")])
        cache.put_segments([segment("aa11")])
        assert len(files(folder)) == 1
        assert cache.stats().segments == 1

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda path: damage(path, b""), id="empty"),
            pytest.param(lambda path: damage(path, path.read_bytes()[:-1]), id="truncated"),
            pytest.param(lambda path: damage(path, path.read_bytes() + b"x"), id="longer"),
            pytest.param(
                lambda path: damage(path, bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
                id="a flipped bit",
            ),
            pytest.param(lambda path: path.unlink(), id="gone"),
            pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder in its place"),
        ],
    )
    def test_a_damaged_file_is_forgotten_and_can_be_put_again(self, cache, folder, spoil):
        cache.put_segments([segment("aa11"), segment("bb22")])
        (path,) = (path for path in files(folder) if path.name.startswith("aa11"))
        spoil(path)
        assert set(cache.get_segments(["aa11", "bb22"], "mp3")) == {"bb22"}
        assert cache.segment_infos(["aa11"], "mp3") == {}
        if path.is_dir():
            path.rmdir()
        cache.put_segments([segment("aa11")])
        assert set(cache.get_segments(["aa11", "bb22"], "mp3")) == {"aa11", "bb22"}


class TestRenditions:
    def test_a_rendition_is_found_by_recipe_by_article_and_by_its_digest(self, cache):
        kept = put(cache)
        assert cache.get_rendition("r1", "mp3") == kept
        assert cache.article_renditions(1, 1) == (kept,)
        assert cache.renditions_of_file(kept.digest) == (kept,)
        found, path = cache.rendition_path(kept.digest)
        assert found == kept
        assert path.read_bytes() == b"audio" * 100
        assert path.suffix == ".mp3"
        assert kept.samples == TIMELINE.samples
        assert cache.timeline(kept) == TIMELINE

    def test_a_rendition_may_come_piece_by_piece(self, cache):
        whole, pieces = put(cache, b"abcdef"), put(cache, (b for b in (b"abc", b"", b"def")), recipe="r2")
        assert whole.digest == pieces.digest
        assert pieces.size == 6

    def test_a_rendition_that_breaks_off_leaves_nothing(self, cache, folder):
        def pieces():
            yield b"abc"
            raise ConnectionError

        with pytest.raises(ConnectionError):
            put(cache, pieces())
        assert files(folder) == []
        assert cache.get_rendition("r1", "mp3") is None

    def test_whole_voices_come_before_mixed_ones_and_newer_before_older(self, cache, clock: Clock):
        for data, mixed in ((b"1", False), (b"2", False), (b"3", True)):
            put(cache, data, mixed=mixed)
            clock.forward(seconds=1)
        best = cache.get_rendition("r1", "mp3")
        assert cache.rendition_path(best.digest)[1].read_bytes() == b"2"
        assert [r.mixed for r in cache.article_renditions(1)] == [False, False, True]

    def test_a_file_that_two_articles_share_names_both(self, cache):
        first = put(cache, recipe="r1", article_id=1)
        second = put(cache, recipe="r2", article_id=2)
        assert first.digest == second.digest
        assert {r.article_id for r in cache.renditions_of_file(first.digest)} == {1, 2}
        assert cache.stats().renditions == 1

    @pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd", "x" * 10_000])
    def test_an_unknown_digest_is_answered_in_words(self, cache, digest):
        with pytest.raises(NoSuchRendition):
            cache.rendition_path(digest)

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda path: damage(path, path.read_bytes()[:-1]), id="truncated"),
            pytest.param(
                lambda path: damage(path, b"X" + path.read_bytes()[1:]), id="same length, other bytes"
            ),
            pytest.param(lambda path: path.unlink(), id="gone"),
        ],
    )
    @pytest.mark.parametrize("seen", [False, True], ids=["never read", "read before"])
    def test_a_damaged_rendition_is_forgotten_by_every_way_to_it(self, cache, spoil, seen):
        kept = put(cache)
        if seen:
            cache.rendition_path(kept.digest)
        spoil(cache._store.path(f"renditions/{kept.digest[:2]}/{kept.digest}.mp3"))
        assert cache.get_rendition("r1", "mp3") is None
        with pytest.raises(NoSuchRendition):
            cache.rendition_path(kept.digest)
        assert put(cache) == cache.get_rendition("r1", "mp3")


class TestOldAddresses:
    def test_a_file_that_was_let_go_of_still_tells_which_article_it_was(self, cache):
        kept = put(cache, article_id=7, version=3)
        cache.prune(0)
        with pytest.raises(NoSuchRendition):
            cache.rendition_path(kept.digest)
        (record,) = cache.renditions_of_file(kept.digest)
        assert (record.article_id, record.version, record.gone_at) == (7, 3, NOON)
        assert cache.get_rendition("r1", "mp3") is None
        assert cache.article_renditions(7) == ()
        assert cache.stats().bytes == 0
        with pytest.raises(NoSuchRendition):
            cache.timeline(kept)

    def test_a_file_that_is_made_again_stands_again(self, cache):
        kept = put(cache)
        cache.prune(0)
        put(cache)
        assert cache.renditions_of_file(kept.digest) == (kept,)
        assert cache.timeline(kept) == TIMELINE
        assert cache.rendition_path(kept.digest)[0] == kept

    def test_a_withdrawn_article_keeps_no_file_but_its_addresses_stay_known(self, cache, folder):
        own = put(cache, b"own", article_id=1, recipe="r1")
        put(cache, b"shared", article_id=1, recipe="r2")
        shared = put(cache, b"shared", article_id=2, recipe="r3")
        cache.drop_article_files(1)
        assert [path.stem for path in files(folder)] == [shared.digest]
        assert [record.article_id for record in cache.renditions_of_file(own.digest)] == [1]
        assert cache.get_rendition("r2", "mp3") is None
        assert cache.get_rendition("r3", "mp3") == shared
        assert cache.verify().sound
        cache.drop_article_files(1)
        cache.drop_article_files(99)


class TestLimit:
    def test_what_was_not_used_for_longest_goes_first(self, cache, clock: Clock):
        for key in ("aa11", "bb22", "cc33"):
            cache.put_segments([segment(key, mp3=bytes(100))])
            clock.forward(hours=1)
        assert cache.get_segment("aa11", "mp3")
        pruned = cache.prune(250)
        assert (pruned.files, pruned.bytes) == (1, 100)
        assert set(cache.segment_infos(["aa11", "bb22", "cc33"], "mp3")) == {"aa11", "cc33"}

    def test_segments_and_renditions_share_one_order(self, cache, clock: Clock, folder):
        cache.put_segments([segment("aa11", mp3=bytes(100))])
        clock.forward(hours=1)
        put(cache, bytes(100))
        clock.forward(hours=1)
        cache.put_segments([segment("bb22", mp3=bytes(100))])
        cache.prune(150)
        assert cache.stats().bytes == 100
        assert [path.name[:4] for path in files(folder)] == ["bb22"]

    def test_a_rendition_that_is_being_served_stays(self, cache, clock: Clock):
        served = put(cache, b"served" * 100)
        clock.forward(hours=1)
        other = put(cache, b"other" * 100, recipe="r2")
        with cache.pin(served.digest):
            assert cache.prune(0).files == 1
            assert cache.rendition_path(served.digest)
        with pytest.raises(NoSuchRendition):
            cache.rendition_path(other.digest)
        assert cache.prune(0).files == 1

    def test_the_limit_holds_while_more_is_put_in(self, database, folder, tmp_path, clock: Clock):
        cache = Cache(database, FileStore(folder), KeyLocks(tmp_path / "locks"), clock, limit_bytes=10_000)
        for number in range(60):
            cache.put_segments([segment(f"{number:04x}", mp3=bytes(1000))])
            clock.forward(seconds=1)
        assert cache.stats().bytes <= 10_000
        assert sum(path.stat().st_size for path in files(folder)) == cache.stats().bytes
        assert cache.get_segment(f"{59:04x}", "mp3")

    def test_reading_does_not_write(self, cache, clock: Clock, database):
        cache.put_segments([segment("aa11")])
        with database.write():  # nobody else could write now
            for _ in range(3):
                clock.forward(minutes=1)
                assert cache.get_segment("aa11", "mp3")

    def test_uses_are_written_down_within_minutes(self, cache, clock: Clock):
        cache.put_segments([segment("aa11")])
        for minutes in (10, 1.5):
            clock.forward(minutes=minutes)
            cache.get_segment("aa11", "mp3")
        assert cache.segment_infos(["aa11"], "mp3")["aa11"].last_used_at >= NOON + timedelta(minutes=10)


class TestVerify:
    def test_a_sound_cache_is_said_to_be_sound(self, cache):
        cache.put_segments([segment("aa11", mp3=b"1", opus=b"2")])
        put(cache)
        report = cache.verify()
        assert report.sound
        assert report.checked == 3

    def test_damaged_missing_and_orphaned_files_are_named_and_put_right(self, cache, folder, clock: Clock):
        cache.put_segments([segment("aa11"), segment("bb22"), segment("cc33")])
        kept = put(cache)
        (damaged, missing) = (next(folder.rglob(f"{key}.*")) for key in ("aa11", "bb22"))
        damage(damaged, b"?")
        missing.unlink()
        rendition = cache.rendition_path(kept.digest)[1]
        damage(rendition, b"?")
        orphan = folder / "segments" / "zz" / "zz99.0000.mp3"
        orphan.parent.mkdir(parents=True)
        orphan.write_bytes(b"nobody's")
        clock.now = NOON.fromtimestamp(orphan.stat().st_mtime + 7200, NOON.tzinfo)

        report = cache.verify()
        assert set(report.damaged) == {str(path.relative_to(folder)) for path in (damaged, rendition)}
        assert report.missing == (str(missing.relative_to(folder)),)
        assert report.orphans == (str(orphan.relative_to(folder)),)
        assert cache.verify().sound
        assert [path.name[:4] for path in files(folder)] == ["cc33"]

    def test_a_file_that_may_be_about_to_get_its_record_stays(self, cache, folder, clock: Clock):
        fresh = folder / "segments" / "zz99.0000.mp3"
        fresh.parent.mkdir(parents=True)
        fresh.write_bytes(b"new")
        clock.now = NOON.fromtimestamp(fresh.stat().st_mtime + 60, NOON.tzinfo)
        assert cache.verify().sound
        assert fresh.exists()
