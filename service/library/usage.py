"""How much room the cache takes and what in it was not used for longest. Plain data in and out; no files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from service.library.database import Database
from service.library.models import renditions, segment_files, segments
from service.library.renditions import rendition_name
from service.library.segments import SegmentFile, segment_name


@dataclass(frozen=True, slots=True)
class Totals:
    segments: int
    segment_bytes: int
    renditions: int
    rendition_bytes: int

    @property
    def bytes(self) -> int:
        return self.segment_bytes + self.rendition_bytes


@dataclass(frozen=True, slots=True)
class OldSegment:
    key: str
    files: tuple[SegmentFile, ...]
    last_used_at: datetime

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(segment_name(self.key, file) for file in self.files)


@dataclass(frozen=True, slots=True)
class OldRendition:
    digest: str
    codec: str
    bytes: int
    last_used_at: datetime

    @property
    def names(self) -> tuple[str, ...]:
        return (rendition_name(self.digest, self.codec),)


class Usage:
    def __init__(self, database: Database) -> None:
        self._database = database

    def totals(self) -> Totals:
        """Files as the records tell; a file of several records counts once."""
        one_each = (
            sa.select(renditions.c.digest, renditions.c.size)
            .where(renditions.c.gone_at.is_(None))
            .distinct()
            .subquery()
        )
        with self._database.read() as connection:
            segment_count = connection.scalar(sa.select(sa.func.count()).select_from(segments))
            segment_bytes = connection.scalar(sa.select(sa.func.sum(segment_files.c.size)))
            count, size = connection.execute(
                sa.select(sa.func.count(), sa.func.sum(one_each.c.size)).select_from(one_each)
            ).one()
        return Totals(segment_count or 0, int(segment_bytes or 0), count, int(size or 0))

    def touch(self, used_segments: Mapping[str, datetime], used_renditions: Mapping[str, datetime]) -> None:
        """Write down when segments (by key) and renditions (by digest) were used."""
        with self._database.write() as connection:
            for column, used in ((segments.c.key, used_segments), (renditions.c.digest, used_renditions)):
                if used:
                    connection.execute(
                        sa.update(column.table)
                        .where(column == sa.bindparam("the_name"))
                        .values(last_used_at=sa.bindparam("the_moment")),
                        [{"the_name": name, "the_moment": moment} for name, moment in used.items()],
                    )

    def oldest(self, limit: int, without: Collection[str] = ()) -> list[OldSegment | OldRendition]:
        """At most `limit` that were not used for longest, oldest first. without: digests to leave out."""
        found = [*self._old_segments(limit), *self._old_renditions(limit, without)]
        return sorted(found, key=lambda old: old.last_used_at)[:limit]

    def _old_segments(self, limit: int) -> list[OldSegment]:
        old = (
            sa.select(segments.c.key)
            .order_by(segments.c.last_used_at, segments.c.key)
            .limit(limit)
            .subquery()
        )
        query = (
            sa.select(segments.c.key, segments.c.last_used_at, segment_files)
            .join(old, old.c.key == segments.c.key)
            .outerjoin(segment_files, segment_files.c.key == segments.c.key)
        )
        found: dict[str, OldSegment] = {}
        with self._database.read() as connection:
            for key, last_used_at, _, codec, digest, size in connection.execute(query):
                known = found.get(key, OldSegment(key, (), last_used_at))
                files = (SegmentFile(codec, digest, size),) if codec is not None else ()
                found[key] = OldSegment(key, (*known.files, *files), last_used_at)
        return list(found.values())

    def _old_renditions(self, limit: int, without: Collection[str]) -> list[OldRendition]:
        last_used_at = sa.func.max(renditions.c.last_used_at, type_=renditions.c.last_used_at.type)
        query = (
            sa.select(renditions.c.digest, renditions.c.codec, renditions.c.size, last_used_at)
            .where(renditions.c.gone_at.is_(None), renditions.c.digest.not_in(without))
            .group_by(renditions.c.digest, renditions.c.codec, renditions.c.size)
            .order_by(last_used_at, renditions.c.digest)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [OldRendition(*row) for row in connection.execute(query)]
