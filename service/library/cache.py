"""Audio that was made once: segments and renditions, records and files together.

In: bytes with what they are. Out: the same bytes, checked; what is damaged or gone is forgotten, so that it is
made again. A limit in bytes is kept by letting go of what was not used for longest, never of a rendition that
is being served (pin): the pin is a kernel lock that other processes see and that ends with its process.
Segments are read whole, so they need no pin. Never makes audio itself.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from service.audio.segment import Segment
from service.audio.timeline import Timeline
from service.library.database import Database
from service.library.errors import DamagedFile, MissingFile, NoSuchRendition
from service.library.lock import KeyLocks
from service.library.renditions import Rendition, Renditions, rendition_name
from service.library.segments import KeptSegment, SegmentFile, Segments, segment_name, segment_namer
from service.library.store import Store
from service.library.usage import OldRendition, OldSegment, Usage

TOUCH_AFTER: Final = timedelta(minutes=5)
"""A use is written down when the last one written is this old: reading must not become writing."""

FLUSH_AFTER: Final = timedelta(minutes=1)
"""Uses are written down together, at most this long after the first of them."""

KEEP_SHARE: Final = 0.9
"""Over the limit, so much of it is left, so that the next segment does not prune again."""

CHECK_SHARE: Final = 1 / 64
"""The size is summed up after so much of the limit was added by this process."""

EVICT_AT_ONCE: Final = 64

ORPHAN_AFTER: Final = timedelta(hours=1)
"""A file without record that is older than this belongs to nobody; a younger one may be about to get its record."""


class NewSegment(NamedTuple):
    """A segment to keep. files: its bytes by codec ("mp3", "opus", "flac"); the codec is the file's ending."""

    key: str
    voice: str
    segment: Segment
    files: Mapping[str, bytes]


class CachedSegment(NamedTuple):
    voice: str
    segment: Segment
    data: bytes


@dataclass(frozen=True, slots=True)
class CacheStats:
    """Bytes as the records tell. limit_bytes: None is no limit. free_bytes: None when the store does not say."""

    segments: int
    segment_bytes: int
    renditions: int
    rendition_bytes: int
    limit_bytes: int | None
    free_bytes: int | None

    @property
    def bytes(self) -> int:
        return self.segment_bytes + self.rendition_bytes


@dataclass(frozen=True, slots=True)
class Pruned:
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class CacheReport:
    """What verify() found. The names are those of files; all of it has been put right."""

    checked: int
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not (self.damaged or self.missing or self.orphans)


class Cache:
    """The cache of one database and one store. Safe for threads and for several processes on the same folder.

    clock: gives aware datetimes. locks: the pins' lock file, the same for every process of the folder.
    """

    def __init__(
        self,
        database: Database,
        store: Store,
        locks: KeyLocks,
        clock: Callable[[], datetime],
        limit_bytes: int | None = None,
    ) -> None:
        self.limit_bytes = limit_bytes
        self._store = store
        self._locks = locks
        self._clock = clock
        self._segments = Segments(database)
        self._renditions = Renditions(database)
        self._usage = Usage(database)
        self._guard = threading.Lock()
        self._used_segments: dict[str, datetime] = {}
        self._used_renditions: dict[str, datetime] = {}
        self._flush_at: datetime | None = None
        self._added_bytes: int | None = None  # since the size was summed up; None: never

    # Segments

    def has_segment(self, key: str) -> bool:
        """Whether anything is kept under the key, in any codec; a fraction of the cost of getting it."""
        return self._segments.has(key)

    def kept_keys(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys under which something is kept, in any codec."""
        return set(self._segments.find(keys))

    def segment_infos(self, keys: Iterable[str], codec: str) -> dict[str, KeptSegment]:
        """What is known of those of the keys that are kept in this codec, without opening files."""
        found = self._segments.find(keys)
        return {key: kept for key, kept in found.items() if kept.file(codec)}

    def get_segments(self, keys: Iterable[str], codec: str) -> dict[str, CachedSegment]:
        """Those of the keys that are here whole. All their bytes are in memory at once: ask for long articles in parts."""
        sound: dict[str, CachedSegment] = {}
        unsound: list[tuple[str, SegmentFile]] = []
        infos = self.segment_infos(keys, codec)
        for key, kept in infos.items():
            file = kept.file(codec)
            if file is None:
                continue
            try:
                data = self._store.read(segment_name(key, file), file.digest)
            except (MissingFile, DamagedFile):
                unsound.append((key, file))
            else:
                sound[key] = CachedSegment(kept.voice, kept.segment, data)
        self._forget_segment_files(unsound)
        self._touch_segments(infos[key] for key in sound)
        return sound

    def get_segment(self, key: str, codec: str) -> CachedSegment | None:
        """None when it is not here, or not whole: then it is to be made."""
        return self.get_segments([key], codec).get(key)

    def put_segments(self, new: Sequence[NewSegment]) -> None:
        """Keep segments; on return they are on the disk. Raises DiskFull, DatabaseBusy: then nothing counts as kept."""
        places = [(one, codec) for one in new for codec in one.files]
        written = self._store.put_many(
            [(segment_namer(one.key, codec), one.files[codec]) for one, codec in places]
        )
        files: dict[str, list[SegmentFile]] = {}
        for (one, codec), kept in zip(places, written, strict=True):
            files.setdefault(one.key, []).append(SegmentFile(codec, kept.digest, kept.size))
        now = self._clock()
        gone = self._segments.keep(
            [
                KeptSegment(one.key, one.voice, one.segment, tuple(files.get(one.key, ())), now)
                for one in {one.key: one for one in new}.values()
            ]
        )
        for key, file in gone:
            self._store.delete(segment_name(key, file))
        self._added(sum(kept.size for kept in written))

    # Renditions

    def get_rendition(self, recipe: str, codec: str) -> Rendition | None:
        """The best that was made by this recipe and is whole: a whole voice before a mixed one, the newest first."""
        return self._first_sound(self._renditions.by_recipe(recipe, codec))

    def article_renditions(self, article_id: int, version: int | None = None) -> tuple[Rendition, ...]:
        """Records of what was made of an article, best first; their files are looked at when they are asked for."""
        return self._renditions.of_article(article_id, version)

    def renditions_of_file(self, digest: str) -> tuple[Rendition, ...]:
        """Every record of one file, there or gone: which articles, versions and voices it is. Empty when unknown."""
        return self._renditions.by_digest(digest)

    def timeline(self, rendition: Rendition) -> Timeline:
        return self._renditions.timeline(rendition)

    def put_rendition(
        self,
        data: bytes | Iterable[bytes],
        timeline: Timeline,
        *,
        recipe: str,
        codec: str,
        voice: str,
        mixed: bool = False,
        article_id: int | None = None,
        version: int | None = None,
    ) -> Rendition:
        """Keep a whole rendition; on return its file is on the disk. `data` may come piece by piece.

        Raises DiskFull, DatabaseBusy, and whatever `data` raises: then there is no rendition.
        """
        kept = self._store.put(lambda digest: rendition_name(digest, codec), data)
        now = self._clock()
        rendition = Rendition(
            digest=kept.digest,
            codec=codec,
            recipe=recipe,
            article_id=article_id,
            version=version,
            voice=voice,
            mixed=mixed,
            size=kept.size,
            samples=timeline.samples,
            created_at=now,
            last_used_at=now,
        )
        self._renditions.keep(rendition, timeline)
        self._added(kept.size)
        return rendition

    @contextmanager
    def pin(self, digest: str) -> Generator[None]:
        """Nothing lets go of this rendition's file during the block, in any process. Pin first, then look."""
        with self._locks.share(_pin_key(digest)):
            yield

    def rendition_path(self, digest: str) -> tuple[Rendition, Path]:
        """A rendition and its file, whole. Raises NoSuchRendition, also when the file was damaged or gone.

        Only for stores on this machine. Pin the digest while the path is in use; an open file stays readable.
        """
        rendition = self._first_sound(self._renditions.by_digest(digest))
        path = rendition and self._store.path(rendition_name(digest, rendition.codec))
        if rendition is None or path is None:
            raise NoSuchRendition(digest=digest)
        return rendition, path

    def drop_article_files(self, article_id: int) -> None:
        """A withdrawn article keeps no rendition; the records still tell whose file an address was."""
        for rendition in self._renditions.withdrawn(article_id, self._clock()):
            self._delete_if_possible(rendition_name(rendition.digest, rendition.codec))

    # Housekeeping

    def stats(self) -> CacheStats:
        total = self._usage.totals()
        return CacheStats(
            segments=total.segments,
            segment_bytes=total.segment_bytes,
            renditions=total.renditions,
            rendition_bytes=total.rendition_bytes,
            limit_bytes=self.limit_bytes,
            free_bytes=self._store.free_bytes(),
        )

    def prune(self, limit_bytes: int) -> Pruned:
        """Let go of what was not used for longest until at most `limit_bytes` are left, or only what is being served.

        While another process prunes, this one leaves it the work.
        """
        self.flush()
        with self._locks.try_hold("prune") as ours:
            return self._prune(limit_bytes) if ours else Pruned(0, 0)

    def verify(self) -> CacheReport:
        """Read every file. Damaged and missing ones are forgotten, files without record deleted."""
        known: set[str] = set()
        damaged: list[str] = []
        missing: list[str] = []
        for key, file in self._segments.all_files():
            name = segment_name(key, file)
            known.add(name)
            if self._look_at(name, file.digest, damaged, missing):
                self._forget_segment_files([(key, file)])
        for rendition in self._renditions.all_files():
            name = rendition_name(rendition.digest, rendition.codec)
            known.add(name)
            if self._look_at(name, rendition.digest, damaged, missing):
                self._forget_rendition(rendition)
        orphans = self._delete_orphans(known)
        return CacheReport(len(known), tuple(damaged), tuple(missing), orphans)

    def flush(self) -> None:
        """Write down what was used since the last time."""
        with self._guard:
            segments, self._used_segments = self._used_segments, {}
            renditions, self._used_renditions = self._used_renditions, {}
            self._flush_at = None
        if segments or renditions:
            self._usage.touch(segments, renditions)

    def close(self) -> None:
        """Write down what is still to be written. The database and the locks are their owner's."""
        self.flush()

    def _look_at(self, name: str, digest: str, damaged: list[str], missing: list[str]) -> bool:
        try:
            if self._store.digest(name) == digest:
                return False
            damaged.append(name)
        except MissingFile:
            missing.append(name)
        except OSError:
            damaged.append(name)
        return True

    def _delete_orphans(self, known: set[str]) -> tuple[str, ...]:
        oldest = (self._clock() - ORPHAN_AFTER).timestamp()
        orphans = [
            stored.name
            for stored in self._store.names()
            if stored.name not in known and stored.changed_at < oldest
        ]
        for name in orphans:
            self._store.delete(name)
        return tuple(orphans)

    def _forget_segment_files(self, unsound: Sequence[tuple[str, SegmentFile]]) -> None:
        if unsound:
            self._segments.forget_files(unsound)
            for key, file in unsound:
                self._delete_if_possible(segment_name(key, file))

    def _forget_rendition(self, rendition: Rendition) -> None:
        self._renditions.gone([rendition.digest], self._clock())
        self._delete_if_possible(rendition_name(rendition.digest, rendition.codec))

    def _delete_if_possible(self, name: str) -> None:
        """A file that cannot be deleted is at least forgotten; verify() tries again."""
        with suppress(OSError):
            self._store.delete(name)

    def _first_sound(self, candidates: Sequence[Rendition]) -> Rendition | None:
        for rendition in candidates:
            if rendition.gone_at is not None:
                continue
            if self._is_sound(rendition):
                self._touch_rendition(rendition)
                return rendition
            self._forget_rendition(rendition)
        return None

    def _is_sound(self, rendition: Rendition) -> bool:
        try:
            self._store.check(rendition_name(rendition.digest, rendition.codec), rendition.digest)
        except (MissingFile, DamagedFile):
            return False
        return True

    def _touch_segments(self, used: Iterable[KeptSegment]) -> None:
        now = self._clock()
        old = {kept.key: now for kept in used if now - kept.last_used_at >= TOUCH_AFTER}
        self._remember(old, {}, now)

    def _touch_rendition(self, rendition: Rendition) -> None:
        now = self._clock()
        if now - rendition.last_used_at >= TOUCH_AFTER:
            self._remember({}, {rendition.digest: now}, now)

    def _remember(
        self, segments: dict[str, datetime], renditions: dict[str, datetime], now: datetime
    ) -> None:
        with self._guard:
            self._used_segments.update(segments)
            self._used_renditions.update(renditions)
            if self._flush_at is None and (segments or renditions):
                self._flush_at = now + FLUSH_AFTER
            due = self._flush_at is not None and now >= self._flush_at
        if due:
            self.flush()

    def _added(self, size: int) -> None:
        limit = self.limit_bytes
        if limit is None:
            return
        with self._guard:
            first = self._added_bytes is None
            self._added_bytes = (self._added_bytes or 0) + size
            due = first or self._added_bytes >= limit * CHECK_SHARE
            if due:
                self._added_bytes = 0
        if due and self._usage.totals().bytes > limit:
            self.prune(int(limit * KEEP_SHARE))

    def _prune(self, limit_bytes: int) -> Pruned:
        total = self._usage.totals().bytes
        files = size = 0
        served: set[str] = set()
        while total > limit_bytes:
            oldest = self._usage.oldest(EVICT_AT_ONCE, served)
            if not oldest:
                break
            with ExitStack() as holds:
                chosen: list[OldSegment | OldRendition] = []
                for one in oldest:
                    if total <= limit_bytes:
                        break
                    if isinstance(one, OldRendition) and not holds.enter_context(
                        self._locks.try_hold(_pin_key(one.digest))
                    ):
                        served.add(one.digest)
                        continue
                    chosen.append(one)
                    total -= one.bytes
                self._let_go(chosen)
            files += sum(len(one.names) for one in chosen)
            size += sum(one.bytes for one in chosen)
        return Pruned(files, size)

    def _let_go(self, chosen: Sequence[OldSegment | OldRendition]) -> None:
        """Records first: a file without record is an orphan at worst, a record without file sends someone to nothing."""
        self._renditions.gone([one.digest for one in chosen if isinstance(one, OldRendition)], self._clock())
        self._segments.forget([one.key for one in chosen if isinstance(one, OldSegment)])
        for one in chosen:
            for name in one.names:
                self._store.delete(name)


def _pin_key(digest: str) -> str:
    return f"rendition {digest}"
