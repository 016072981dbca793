"""The newsroom's own readings: lexicon entries for the site or for one article.

In and out: `service.reading.lexicon.Entry`. What an entry must satisfy to be read well is checked by `reading`;
here only that it can be kept. Built-in entries are data files, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.errors import NoSuchArticle
from service.library.database import Database
from service.library.errors import BadLexiconEntry, NoSuchLexiconEntry
from service.library.models import MAX_ID, articles, meta
from service.library.models import lexicon_entries as table
from service.reading.lexicon import Entry

MAX_CHARS: Final = 500
"""Of each field; the longest real entries are names of laws with under 200."""

CHANGES: Final = "lexicon_changes"

_TEXTS: Final = ("written", "spoken", "note", "example", "source")


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """article_id: None for an entry of the site. entry.scope says the same in words."""

    id: int
    article_id: int | None
    entry: Entry
    created_at: datetime


class Lexicons:
    """The lexicon entries of one database. `now` is an aware datetime."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entry: Entry, now: datetime, article_id: int | None = None) -> KeptEntry:
        """Keep an entry, in place of one for the same written form and match in the same scope.

        Its scope becomes "article" with an article_id, else "site". Raises BadLexiconEntry, NoSuchArticle.
        """
        return self.put_all([entry], now, article_id)[0]

    def put_all(
        self, entries: Sequence[Entry], now: datetime, article_id: int | None = None
    ) -> tuple[KeptEntry, ...]:
        """Keep many entries, all or none; of equal ones the last. As put()."""
        unique = {(entry.written, entry.match): _checked(entry) for entry in entries}
        rows = [_row(entry, article_id, now) for entry in unique.values()]
        with self._database.write() as connection:
            if article_id is not None:
                _article_or_raise(connection, article_id)
            if not rows:
                return ()
            _delete_equal(connection, rows, article_id)
            connection.execute(sa.insert(table), rows)
            _count_change(connection, self._database)
            new = _select(connection, _in_scope(article_id), table.c.created_at == now)
        kept = {(one.entry.written, one.entry.match): one for one in new}
        return tuple(kept[key] for key in unique)

    def get(self, entry_id: int) -> KeptEntry:
        """Raises NoSuchLexiconEntry."""
        with self._database.read() as connection:
            found = _select(connection, table.c.id == entry_id) if 0 < entry_id <= MAX_ID else ()
        if not found:
            raise NoSuchLexiconEntry(id=entry_id)
        return found[0]

    def delete(self, entry_id: int) -> KeptEntry:
        """Take an entry out; gives what it was. Raises NoSuchLexiconEntry."""
        entry = self.get(entry_id)
        with self._database.write() as connection:
            connection.execute(sa.delete(table).where(table.c.id == entry_id))
            _count_change(connection, self._database)
        return entry

    def site(self) -> tuple[KeptEntry, ...]:
        """The site's entries, oldest first."""
        with self._database.read() as connection:
            return _select(connection, _in_scope(None))

    def article(self, article_id: int) -> tuple[KeptEntry, ...]:
        """An article's own entries, oldest first; none for an article that is not there."""
        if not 0 < article_id <= MAX_ID:
            return ()
        with self._database.read() as connection:
            return _select(connection, _in_scope(article_id))

    def for_article(self, article_id: int | None) -> tuple[Entry, ...]:
        """What reading an article needs: the site's entries, then its own."""
        scopes = [_in_scope(None)]
        if article_id is not None and 0 < article_id <= MAX_ID:
            scopes.append(_in_scope(article_id))
        columns = [
            table.c[name] for name in ("written", "spoken", "scope", "match", "note", "example", "source")
        ]
        with self._database.read() as connection:
            return tuple(
                Entry(*row)
                for scope in scopes
                for row in connection.execute(sa.select(*columns).where(scope).order_by(table.c.id))
            )

    def changes(self) -> int:
        """How often anything was changed: as long as it is the same, what was built from the entries is right."""
        with self._database.read() as connection:
            return int(connection.scalar(sa.select(meta.c.value).where(meta.c.key == CHANGES)) or 0)


def _checked(entry: Entry) -> Entry:
    for name in _TEXTS:
        text: str = getattr(entry, name)
        needed = name in ("written", "spoken")
        storable = "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
        if len(text) > MAX_CHARS or not storable or (needed and not text.strip()):
            raise BadLexiconEntry(written=entry.written[:60], limit=MAX_CHARS)
    return entry


def _row(entry: Entry, article_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "scope": "site" if article_id is None else "article",
        "article_id": article_id,
        "match": entry.match,
        "created_at": now,
        **{name: getattr(entry, name) for name in _TEXTS},
    }


def _article_or_raise(connection: Connection, article_id: int) -> None:
    known = 0 < article_id <= MAX_ID and connection.scalar(
        sa.select(articles.c.id).where(articles.c.id == article_id)
    )
    if not known:
        raise NoSuchArticle(id=article_id)


def _in_scope(article_id: int | None) -> sa.ColumnElement[bool]:
    if article_id is None:
        return table.c.scope == "site"
    return sa.and_(table.c.scope == "article", table.c.article_id == article_id)


def _delete_equal(connection: Connection, rows: list[dict[str, Any]], article_id: int | None) -> None:
    query = sa.select(table.c.written, table.c.match, table.c.id).where(_in_scope(article_id))
    if len(rows) == 1:
        query = query.where(table.c.written == rows[0]["written"])
    known = {(written, match): entry_id for written, match, entry_id in connection.execute(query)}
    equal = [known[key] for row in rows if (key := (row["written"], row["match"])) in known]
    if equal:
        connection.execute(
            sa.delete(table).where(table.c.id == sa.bindparam("the_id")), [{"the_id": one} for one in equal]
        )


def _count_change(connection: Connection, database: Database) -> None:
    before = connection.scalar(sa.select(meta.c.value).where(meta.c.key == CHANGES).with_for_update())
    into = database.insert(meta)
    connection.execute(
        into.values(key=CHANGES, value=str(int(before or 0) + 1)).on_conflict_do_update(
            index_elements=[meta.c.key], set_={"value": into.excluded.value}
        )
    )


def _select(connection: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[KeptEntry, ...]:
    rows = connection.execute(sa.select(table).where(*conditions).order_by(table.c.id)).all()
    return tuple(
        KeptEntry(
            row.id,
            row.article_id,
            Entry(
                row.written,
                row.spoken,
                scope=row.scope,
                match=row.match,
                note=row.note,
                example=row.example,
                source=row.source,
            ),
            row.created_at,
        )
        for row in rows
    )
