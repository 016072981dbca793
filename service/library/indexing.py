"""The search index, kept in step with the articles inside the transaction that changes them.

In: a connection that writes, and the Article. Out: rows in search_places and search_words, and keys in the three indexes:
FTS5 on SQLite, tsvector with GIN on PostgreSQL (no extension needed). Articles that were there before the index are
added in batches by Search.catch_up.

A place is a number that grows with the article's date: minutes since the year 1, then the order of arrival within
the minute. The newest matches are the ones with the highest places, which both indexes find without sorting, and a
day is a range of places.
"""

import hashlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.article import Article
from service.library import folding
from service.library.models import SEARCH_INDEXES, search_places, search_words
from service.library.queries import All, Any, Expression, Phrase, Term

ARRIVAL_BITS: Final = 16
"""Articles of one minute: 65,536; further ones go to the next minute. Fewer bits keep the index small."""

MAX_INDEXED_WORDS: Final = 16_000
"""Of one article. PostgreSQL knows 16,383 positions; the longest newspaper articles have a quarter of it."""

FILLING_CACHE: Final = -128_000
"""SQLite's cache while an older database gets its index, in kB (negative: https://www.sqlite.org/pragma.html#pragma_cache_size)."""

BETWEEN_BLOCKS: Final = "¶"
"""A key that no word has: no phrase reaches across it."""

SECTION: Final = "§"
"""Begins the key of a section's name."""


class Streams(NamedTuple):
    """The keys of a text, in order: folded ones of all words, exact ones of the marked words."""

    folded: list[str]
    exact: list[str]


class _Text(NamedTuple):
    """The words of a block of an article."""

    kind: str
    words: list[str]


class KnownWord(NamedTuple):
    """A row of search_words."""

    key: str
    folded: str
    written: str


class SearchIndex:
    """What is asked of either database's index. Names of indexes are those of SEARCH_INDEXES."""

    def __init__(self, dialect: str) -> None:
        self.backend: Backend = TsvectorBackend() if dialect == "postgresql" else Fts5Backend()

    def add(
        self,
        connection: Connection,
        article: Article,
        listed_at: datetime,
        known: set[str] | None = None,
    ) -> None:
        """Put in the version of a kept article. known: words that need no writing; new ones are added to it."""
        article_id = _id(article)
        place = _free_place(connection, listed_at)
        connection.execute(
            sa.insert(search_places).values(article_id=article_id, place=place, version=article.version)
        )
        texts = _texts(article)
        for index, streams in zip(SEARCH_INDEXES, _streams_of(texts, article.section), strict=True):
            self.backend.add(connection, index, place, streams)
        words = {word for text in texts for word in text.words}
        if known is not None:
            words -= known
            known |= words
        new = {word.key: word for word in _known_words(words)}
        self.backend.add_words(connection, [new[key] for key in sorted(new)])

    def remove(self, connection: Connection, article: Article) -> None:
        """Take out an article. article: as it was put in, the version that `version_of` names."""
        place = connection.scalar(
            sa.delete(search_places)
            .where(search_places.c.article_id == _id(article))
            .returning(search_places.c.place)
        )
        if place is None:
            return
        for index, streams in zip(SEARCH_INDEXES, _streams_of(_texts(article), article.section), strict=True):
            self.backend.remove(connection, index, place, streams)

    def version_of(self, connection: Connection, article_id: int) -> int | None:
        """The version of an article that is in the index; None when it is not."""
        return connection.scalar(
            sa.select(search_places.c.version).where(search_places.c.article_id == article_id)
        )

    def empty(self, connection: Connection) -> None:
        """Take out everything."""
        for index in SEARCH_INDEXES:
            self.backend.empty(connection, index)
        connection.execute(sa.delete(search_places))
        connection.execute(sa.delete(search_words))


class Backend(Protocol):
    def much_room(self, connection: Connection) -> AbstractContextManager[None]:
        """Around very many additions."""
        ...

    def add(self, connection: Connection, index: str, place: int, streams: Streams) -> None: ...

    def remove(self, connection: Connection, index: str, place: int, streams: Streams) -> None: ...

    def empty(self, connection: Connection, index: str) -> None: ...

    def add_words(self, connection: Connection, words: list[KnownWord]) -> None:
        """Sorted, so that two writers do not wait for each other."""
        ...

    def newest(
        self, connection: Connection, index: str, expression: Expression, places: range, limit: int
    ) -> list[int]:
        """The highest of `places` that match, highest first, at most `limit`."""
        ...


class Fts5Backend:
    """FTS5 without a copy of the text: removing needs the same keys as adding."""

    @contextmanager
    def much_room(self, connection: Connection) -> Generator[None]:
        """With SQLite's usual 2 MB of cache, merging the index reads the disk again and again."""
        usual = connection.exec_driver_sql("PRAGMA cache_size").scalar()
        connection.exec_driver_sql(f"PRAGMA cache_size={FILLING_CACHE}")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"PRAGMA cache_size={usual}")

    def add(self, connection: Connection, index: str, place: int, streams: Streams) -> None:
        connection.exec_driver_sql(
            f"INSERT INTO {index} (rowid, keys) VALUES (?, ?)",  # noqa: S608
            (place, _joined(streams)),
        )

    def remove(self, connection: Connection, index: str, place: int, streams: Streams) -> None:
        connection.exec_driver_sql(
            f"INSERT INTO {index} ({index}, rowid, keys) VALUES ('delete', ?, ?)",  # noqa: S608
            (place, _joined(streams)),
        )

    def empty(self, connection: Connection, index: str) -> None:
        connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608

    def add_words(self, connection: Connection, words: list[KnownWord]) -> None:
        if words:
            connection.exec_driver_sql("INSERT OR IGNORE INTO search_words VALUES (?, ?, ?)", words)

    def newest(
        self, connection: Connection, index: str, expression: Expression, places: range, limit: int
    ) -> list[int]:
        rows = connection.exec_driver_sql(
            f"SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid BETWEEN ? AND ? "  # noqa: S608
            "ORDER BY rowid DESC LIMIT ?",
            (fts5(expression), places.start, places.stop - 1, limit),
        )
        return list(rows.scalars().all())


class TsvectorBackend:
    def much_room(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext()

    def add(self, connection: Connection, index: str, place: int, streams: Streams) -> None:
        connection.execute(
            sa.text(f"INSERT INTO {index} (place, keys) VALUES (:place, CAST(:keys AS tsvector))"),  # noqa: S608
            {"place": place, "keys": tsvector(streams)},
        )

    def remove(self, connection: Connection, index: str, place: int, streams: Streams) -> None:
        connection.execute(sa.text(f"DELETE FROM {index} WHERE place = :place"), {"place": place})  # noqa: S608

    def empty(self, connection: Connection, index: str) -> None:
        connection.execute(sa.text(f"DELETE FROM {index}"))  # noqa: S608

    def add_words(self, connection: Connection, words: list[KnownWord]) -> None:
        columns = {name: [getattr(word, name) for word in words] for name in KnownWord._fields}
        connection.execute(
            sa.text(
                "INSERT INTO search_words (key, folded, written) "
                "SELECT * FROM unnest(:key, :folded, :written) ON CONFLICT DO NOTHING"
            ).bindparams(*(sa.bindparam(name, type_=sa.ARRAY(sa.Text)) for name in columns)),
            columns,
        )

    def newest(
        self, connection: Connection, index: str, expression: Expression, places: range, limit: int
    ) -> list[int]:
        rows = connection.execute(
            sa.text(
                f"SELECT place FROM {index} WHERE keys @@ CAST(:query AS tsquery) "  # noqa: S608
                "AND place BETWEEN :low AND :high ORDER BY place DESC LIMIT :limit"
            ),
            {
                "query": tsquery(expression),
                "low": places.start,
                "high": places.stop - 1,
                "limit": limit,
            },
        )
        return list(rows.scalars().all())


def first_place(moment: datetime) -> int:
    """The lowest place of the minute that an aware moment is in."""
    since = moment.astimezone(UTC).replace(tzinfo=None) - datetime.min  # noqa: DTZ901
    return (since.days * 1440 + since.seconds // 60) << ARRIVAL_BITS


def section_key(name: str) -> str:
    """The key of a section, whatever its name holds."""
    return SECTION + hashlib.sha256(name.encode()).hexdigest()[:16]


def _texts(article: Article) -> list[_Text]:
    """Everything but the date, at most MAX_INDEXED_WORDS of it."""
    texts: list[_Text] = []
    left = MAX_INDEXED_WORDS
    for block in article.blocks:
        if block.kind != "date" and left > 0:
            texts.append(_Text(block.kind, folding.words(block.text)[:left]))
            left -= len(texts[-1].words)
    return texts


def _streams_of(texts: list[_Text], section: str | None) -> tuple[Streams, Streams, Streams]:
    """What each of SEARCH_INDEXES holds."""
    return (
        _streams([text for text in texts if text.kind == "title"], section),
        _streams([text for text in texts if text.kind in ("title", "lead")], section),
        _streams(texts, section),
    )


def _streams(texts: list[_Text], section: str | None) -> Streams:
    folded = [section_key(section)] if section else []
    exact: list[str] = []
    for text in texts:
        keys = [folding.keys(word) for word in text.words]
        folded += [each.folded for each in keys if each.folded]
        exact += [each.exact for each in keys if each.exact]
        folded.append(BETWEEN_BLOCKS)
        exact.append(BETWEEN_BLOCKS)
    return Streams(folded, exact)


def _known_words(written: Iterable[str]) -> Iterator[KnownWord]:
    """Each under its keys; of several spellings of a key the first in order is kept."""
    for word in sorted(written, reverse=True):
        folded, exact = folding.keys(word)
        if folded:
            yield KnownWord(folded, folded, folded)
        if folded and exact:
            yield KnownWord(exact, folded, word.lower())


def fts5(expression: Expression) -> str:
    """An expression in the language of FTS5. Keys hold letters and digits only, so quoting cannot break."""
    match expression:
        case Term(key):
            return f'"{key}"'
        case Phrase(keys):
            return '"' + " ".join(keys) + '"'
        case All(of):
            return "(" + " AND ".join(map(fts5, of)) + ")"
        case Any(of):
            return "(" + " OR ".join(map(fts5, of)) + ")"


def tsquery(expression: Expression) -> str:
    """An expression in the language of PostgreSQL."""
    match expression:
        case Term(key):
            return f"'{key}'"
        case Phrase(keys):
            return "(" + " <-> ".join(f"'{key}'" for key in keys) + ")"
        case All(of):
            return "(" + " & ".join(map(tsquery, of)) + ")"
        case Any(of):
            return "(" + " | ".join(map(tsquery, of)) + ")"


MAX_POSITION: Final = 16_383
MAX_POSITIONS_A_KEY: Final = 255
"""https://www.postgresql.org/docs/current/textsearch-limitations.html"""

MAX_TSVECTOR_BYTES: Final = 1_000_000


def tsvector(streams: Streams) -> str:
    """Keys with their positions. Of each stream the positions count from one: the exact ones need no others."""
    positions: dict[str, list[int]] = {}
    room = MAX_TSVECTOR_BYTES
    for stream in streams:
        for position, key in enumerate(stream, 1):
            known = positions.setdefault(key, [])
            if len(known) < MAX_POSITIONS_A_KEY:
                room -= 2 if known else 8 + len(key.encode())
                known.append(min(position, MAX_POSITION))
        if room < 0:
            break
    return " ".join(f"'{key}':{','.join(map(str, known))}" for key, known in positions.items())


def _joined(streams: Streams) -> str:
    return " ".join((*streams.folded, *streams.exact))


def _id(article: Article) -> int:
    if article.id is None:
        raise ValueError("only a kept article is in the index")
    return article.id


def _free_place(connection: Connection, listed_at: datetime) -> int:
    start = first_place(listed_at)
    while True:
        following = start + (1 << ARRIVAL_BITS)
        last = connection.scalar(
            sa.select(sa.func.max(search_places.c.place)).where(
                search_places.c.place >= start, search_places.c.place < following
            )
        )
        if last is None:
            return start
        if last + 1 < following:
            return last + 1
        start = following
