"""The records of segments: what was spoken under which key, and the files that hold it.

In: keys and plain data. Out: the same. The files themselves are the store's; joining records and files is `cache`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.audio.segment import Segment
from service.library.database import Database
from service.library.models import segment_files as files
from service.library.models import segments as table

KEYS_AT_ONCE: Final = 500
"""Keys in one query; SQLite allows 32,766 parameters, PostgreSQL 65,535, and short queries stay compiled."""


_ANY: Final = sa.select(sa.literal(1)).where(table.c.key == sa.bindparam("key"))


class SegmentFile(NamedTuple):
    """One encoding of a segment. digest: SHA-256 of the bytes. size: bytes."""

    codec: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class KeptSegment:
    """What is known of a segment without opening its files."""

    key: str
    voice: str
    segment: Segment
    files: tuple[SegmentFile, ...]
    last_used_at: datetime

    def file(self, codec: str) -> SegmentFile | None:
        return next((file for file in self.files if file.codec == codec), None)


class Segments:
    """The segment records of one database. `now` is an aware datetime."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, keys: Iterable[str]) -> dict[str, KeptSegment]:
        """Those of the keys that are kept, with all their files. Records that make no sense are left out."""
        found: dict[str, KeptSegment] = {}
        with self._database.read() as connection:
            for some in _batches(keys):
                found.update(_find(connection, some))
        return found

    def has(self, key: str) -> bool:
        """Whether there is a record of this key."""
        with self._database.read() as connection:
            return connection.scalar(_ANY, {"key": key}) is not None

    def keep(self, kept: Sequence[KeptSegment]) -> list[tuple[str, SegmentFile]]:
        """Write records down; gives the files that nobody needs any more, as (key, file).

        A file of a new codec joins those already there. When the sound itself changed (another length or other
        words: engines do not speak twice alike), the old files go, because codecs must agree on every sample.
        """
        gone: list[tuple[str, SegmentFile]] = []
        with self._database.write() as connection:
            before: dict[str, KeptSegment] = {}
            for some in _batches(new.key for new in kept):
                before.update(_find(connection, some))
            for new in kept:
                gone += _outdated(before.get(new.key), new)
            _delete_files(connection, gone)
            _upsert(connection, self._database, kept)
        return gone

    def forget_files(self, gone: Sequence[tuple[str, SegmentFile]]) -> None:
        """Take files out of the records, but only if they are still the same; a segment without files goes too."""
        if not gone:
            return
        with self._database.write() as connection:
            _delete_files(connection, gone)
            for some in _batches(key for key, _ in gone):
                connection.execute(
                    sa.delete(table).where(
                        table.c.key.in_(some), ~sa.exists().where(files.c.key == table.c.key)
                    )
                )

    def forget(self, keys: Iterable[str]) -> None:
        """Delete these records with all their files'."""
        with self._database.write() as connection:
            for some in _batches(keys):
                connection.execute(sa.delete(files).where(files.c.key.in_(some)))
                connection.execute(sa.delete(table).where(table.c.key.in_(some)))

    def all_files(self) -> Iterator[tuple[str, SegmentFile]]:
        """Every file that a record names, in order of keys; reads a batch at a time."""
        last = ("", "")
        while True:
            query = (
                sa.select(files)
                .where(sa.tuple_(files.c.key, files.c.codec) > sa.tuple_(*map(sa.literal, last)))
                .order_by(files.c.key, files.c.codec)
                .limit(KEYS_AT_ONCE)
            )
            with self._database.read() as connection:
                rows = connection.execute(query).all()
            yield from ((row.key, SegmentFile(row.codec, row.digest, row.size)) for row in rows)
            if len(rows) < KEYS_AT_ONCE:
                return
            last = (rows[-1].key, rows[-1].codec)


def segment_namer(key: str, codec: str) -> Callable[[str], str]:
    """Names a segment's file by its key and its bytes: a name never changes its content."""
    return lambda digest: f"segments/{key[:2]}/{key}.{digest[:16]}.{codec}"


def segment_name(key: str, file: SegmentFile) -> str:
    return segment_namer(key, file.codec)(file.digest)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), KEYS_AT_ONCE):
        yield unique[start : start + KEYS_AT_ONCE]


def _find(connection: Connection, keys: list[str]) -> dict[str, KeptSegment]:
    query = (
        sa.select(
            table.c.key,
            table.c.voice,
            table.c.samples,
            table.c.words,
            table.c.last_used_at,
            files.c.codec,
            files.c.digest,
            files.c.size,
        )
        .join(files, files.c.key == table.c.key)
        .where(table.c.key.in_(keys))
        .order_by(table.c.key, files.c.codec)
    )
    found: dict[str, KeptSegment] = {}
    for key, voice, samples, words, last_used_at, codec, digest, size in connection.execute(query):
        file = SegmentFile(codec, digest, size)
        if (known := found.get(key)) is not None:
            found[key] = KeptSegment(key, voice, known.segment, (*known.files, file), last_used_at)
            continue
        try:
            segment = Segment.from_dict({"samples": samples, "words": words})
        except ValueError:
            continue  # made again, like any damaged segment
        found[key] = KeptSegment(key, voice, segment, (file,), last_used_at)
    return found


def _outdated(before: KeptSegment | None, new: KeptSegment) -> list[tuple[str, SegmentFile]]:
    if before is None:
        return []
    if before.segment != new.segment:
        return [(new.key, file) for file in before.files if file not in new.files]
    codecs = {file.codec for file in new.files}
    return [(new.key, file) for file in before.files if file.codec in codecs and file not in new.files]


def _delete_files(connection: Connection, gone: Sequence[tuple[str, SegmentFile]]) -> None:
    if gone:
        connection.execute(
            sa.delete(files).where(
                files.c.key == sa.bindparam("the_key"),
                files.c.codec == sa.bindparam("the_codec"),
                files.c.digest == sa.bindparam("the_digest"),
            ),
            [{"the_key": key, "the_codec": file.codec, "the_digest": file.digest} for key, file in gone],
        )


def _upsert(connection: Connection, database: Database, kept: Sequence[KeptSegment]) -> None:
    if not kept:
        return
    into = database.insert(table)
    connection.execute(
        into.on_conflict_do_update(
            index_elements=[table.c.key],
            set_={name: into.excluded[name] for name in ("voice", "samples", "words", "last_used_at")},
        ),
        [
            {
                "key": new.key,
                "voice": new.voice,
                **new.segment.to_dict(),
                "created_at": new.last_used_at,
                "last_used_at": new.last_used_at,
            }
            for new in kept
        ],
    )
    into = database.insert(files)
    connection.execute(
        into.on_conflict_do_update(
            index_elements=[files.c.key, files.c.codec],
            set_={"digest": into.excluded.digest, "size": into.excluded.size},
        ),
        [
            {"key": new.key, "codec": file.codec, "digest": file.digest, "size": file.size}
            for new in kept
            for file in new.files
        ],
    )
