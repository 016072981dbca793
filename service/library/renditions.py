"""The records of renditions: which file is which article, in which voice and codec, and its timeline.

In and out: plain data. A recipe says what the file was joined from; the digest is that of the file's bytes and
its public name. Several records may share one file (an edit that is not heard). A record outlives its file: an
old address still tells which article it was.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.audio.timeline import TimedSentence, TimedWord, Timeline
from service.library.database import Database
from service.library.errors import NoSuchRendition
from service.library.models import renditions as table

RECORDS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Rendition:
    """One immutable audio file. size: bytes. samples: at the house rate. article_id and version: what it reads,
    None when it reads no article. mixed: some sentences were spoken by a fallback voice."""

    digest: str
    codec: str
    recipe: str
    article_id: int | None
    version: int | None
    voice: str
    mixed: bool
    size: int
    samples: int
    created_at: datetime
    last_used_at: datetime
    gone_at: datetime | None = None
    """When the file was let go of; None while it is there."""


_COLUMNS: Final = [table.c[name] for name in Rendition.__slots__]

_there: Final = table.c.gone_at.is_(None)


class Renditions:
    """The rendition records of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rendition: Rendition, timeline: Timeline) -> None:
        """Write a record down; the same again is only used later."""
        into = self._database.insert(table)
        values: dict[str, Any] = {column.name: getattr(rendition, column.name) for column in _COLUMNS}
        with self._database.write() as connection:
            connection.execute(
                into.values({**values, "timeline": timeline_to_json(timeline)}).on_conflict_do_update(
                    index_elements=[table.c.recipe, table.c.codec, table.c.digest],
                    set_={
                        name: into.excluded[name]
                        for name in ("article_id", "version", "mixed", "timeline", "last_used_at", "gone_at")
                    },
                )
            )

    def by_recipe(self, recipe: str, codec: str) -> tuple[Rendition, ...]:
        """What was made by this recipe: whole voices before mixed ones, then the newest first."""
        return self._all(table.c.recipe == recipe, table.c.codec == codec, _there)

    def by_digest(self, digest: str) -> tuple[Rendition, ...]:
        """Every record of one file, there or gone: usually one. Empty for a file that nobody knows."""
        return self._all(table.c.digest == digest)

    def of_article(self, article_id: int, version: int | None = None) -> tuple[Rendition, ...]:
        """What was made of an article: whole voices before mixed ones, then the newest first."""
        of_version = table.c.version == version if version is not None else sa.true()
        return self._all(table.c.article_id == article_id, of_version, _there)

    def timeline(self, rendition: Rendition) -> Timeline:
        """Raises NoSuchRendition when the record went meanwhile."""
        query = sa.select(table.c.timeline).where(
            table.c.recipe == rendition.recipe,
            table.c.codec == rendition.codec,
            table.c.digest == rendition.digest,
        )
        with self._database.read() as connection:
            kept = connection.scalar(query)
        if not kept:
            raise NoSuchRendition(digest=rendition.digest)
        return timeline_from_json(kept)

    def gone(self, digests: Sequence[str], now: datetime) -> None:
        """These files are let go of: every record of theirs stays without its timeline."""
        if digests:
            with self._database.write() as connection:
                connection.execute(_let_go(table.c.digest.in_(digests), now))

    def withdrawn(self, article_id: int, now: datetime) -> tuple[Rendition, ...]:
        """The article lets go of its files; gives those that no other article shares."""
        with self._database.write() as connection:
            own = table.c.article_id == article_id
            held = sa.select(*_COLUMNS).where(own, _there).distinct()
            files = {record.digest: record for record in _records(connection, held)}
            connection.execute(_let_go(own, now))
            shared = connection.scalars(
                sa.select(table.c.digest).where(table.c.digest.in_(list(files)), _there)
            )
            for digest in shared:
                files.pop(digest, None)
        return tuple(files.values())

    def all_files(self) -> Iterator[Rendition]:
        """One record of every file, in order of digests; reads a batch at a time."""
        last = ""
        while True:
            first_ids = (
                sa.select(sa.func.min(table.c.id))
                .where(table.c.digest > last, _there)
                .group_by(table.c.digest)
                .order_by(table.c.digest)
                .limit(RECORDS_AT_ONCE)
            )
            records = sorted(self._all(table.c.id.in_(first_ids)), key=lambda record: record.digest)
            yield from records
            if len(records) < RECORDS_AT_ONCE:
                return
            last = records[-1].digest

    def _all(self, *conditions: sa.ColumnElement[bool]) -> tuple[Rendition, ...]:
        query = (
            sa.select(*_COLUMNS)
            .where(*conditions)
            .order_by(table.c.mixed, table.c.created_at.desc(), table.c.id.desc())
        )
        with self._database.read() as connection:
            return _records(connection, query)


def _records(connection: Connection, query: sa.Select[Any]) -> tuple[Rendition, ...]:
    return tuple(Rendition(*row) for row in connection.execute(query))


def _let_go(which: sa.ColumnElement[bool], now: datetime) -> sa.Update:
    return sa.update(table).where(which, _there).values(gone_at=now, timeline="")


def rendition_name(digest: str, codec: str) -> str:
    """The file of a rendition in the store; the codec is its ending."""
    return f"renditions/{digest[:2]}/{digest}.{codec}"


def timeline_to_json(timeline: Timeline) -> str:
    sentences = [
        [one.index, one.start, one.end, [number for word in one.words for number in word]]
        for one in timeline.sentences
    ]
    return json.dumps({"rate": timeline.rate, "sentences": sentences}, separators=(",", ":"))


def timeline_from_json(text: str) -> Timeline:
    kept = json.loads(text)
    return Timeline(
        rate=kept["rate"],
        sentences=tuple(
            TimedSentence(index, start, end, tuple(_words(flat)))
            for index, start, end, flat in kept["sentences"]
        ),
    )


def _words(flat: list[int]) -> Iterator[TimedWord]:
    numbers = iter(flat)
    return (
        TimedWord(start, end, reading) for start, end, reading in zip(numbers, numbers, numbers, strict=True)
    )
