"""Finding articles by their words, on SQLite and PostgreSQL alike.

In: what somebody typed, perhaps a section, a day or a month. Out: one page of results, the best first, with what was
found marked. Order: all words one after another in the title, all in the title, the same in title and lead, one after
another anywhere, all anywhere, and last where the last word is the beginning of a longer one; the newest first among
equals. No scores: a page asked for again is the same, and no result is on two pages.
When nothing is found, another spelling is tried and named. Never writes, but for `catch_up`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.library import folding, spelling
from service.library.archive import Period
from service.library.articles import ArticleSummary, from_json, summary_of
from service.library.database import Database
from service.library.errors import NoSuchResultPage
from service.library.indexing import SearchIndex, first_place, section_key
from service.library.marking import Marker, Piece, Snippet
from service.library.models import (
    SEARCH_INDEXES,
    article_versions,
    articles,
    meta,
    search_places,
    search_words,
)
from service.library.queries import All, Expression, Query, Term, parse

PAGE_RESULTS: Final = 20
MAX_RESULTS: Final = 2_000
"""Results that are ranked and can be leafed through; of a query with more, the best of these."""

MAX_ENDINGS: Final = 40
"""Longer words that the beginning of a word stands for, the shortest first."""

MAX_ALIKE: Final = 100
"""Words that differ in their marks alone; the richest Vietnamese syllable has about thirty."""

OTHERS_COUNTED: Final = 200
"""Of two spellings the one with more results is meant; counted up to here."""

BATCH_ARTICLES: Final = 100
"""Added at once by `catch_up`; other writers wait for about 0.2 s."""

FOLDING_NOTE: Final = "search-folding"

_TITLE, _HEAD, _WHOLE = SEARCH_INDEXES


@dataclass(frozen=True, slots=True)
class Hit:
    article: ArticleSummary
    title: tuple[Piece, ...]
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results.

    query: as understood. instead_of: what was typed when that finds nothing and `query` is another spelling.
    total: at most MAX_RESULTS; more: there are others behind them. pages: at least 1. edition: the newest article when
    the first page was asked for; given back for the next page, it keeps newer ones from moving the results.
    """

    query: str
    instead_of: str | None
    total: int
    more: bool
    page: int
    pages: int
    edition: int
    hits: tuple[Hit, ...]


class _Asked(NamedTuple):
    within: str
    expression: Expression
    places: range


class Search:
    """The search of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index = SearchIndex(database.dialect)
        self._caught_up: set[str] = set()
        """Words that `catch_up` has written."""
        self._reached: datetime | None = None
        """The date that it has come to: what is newer is in the index, or came in between and is looked for at the end."""

    def find(
        self,
        typed: str,
        page: int = 1,
        *,
        section: str | None = None,
        period: Period | None = None,
        edition: int | None = None,
        page_results: int = PAGE_RESULTS,
    ) -> Results:
        """A page of results, counted from 1. Raises QueryTooLong, NothingToSearch, NoSuchResultPage."""
        query = parse(typed)
        with self._database.read() as connection:
            newest = connection.scalar(sa.select(sa.func.max(search_places.c.place))) or 0
            until = newest if edition is None else max(0, min(edition, newest))
            scope = _Scope(self._index, connection, section, _places(period, until))
            found = scope.found(query)
            instead_of = None
            if not found.total and (other := scope.best(spelling.others(query, scope))):
                query, instead_of = other, query.written
                found = scope.found(query)
            pages = max(1, -(-found.total // page_results))
            if not 1 <= page <= pages:
                raise NoSuchResultPage(page=page, last=pages)
            places = found.first(page * page_results)[(page - 1) * page_results :]
            hits = _hits(connection, places, Marker(query, beginnings=found.beginnings))
        return Results(query.written, instead_of, found.total, found.more, page, pages, until, hits)

    def catch_up(self, batch: int = BATCH_ARTICLES) -> int:
        """Put articles into the index that are not in it, the newest first: at most `batch` of them. How many were put in.

        For databases that are older than the index; one that was made by another folding is emptied first. Called
        until it gives 0; one thread at a time.
        """
        try:
            with self._database.write() as connection, self._index.backend.much_room(connection):
                self._start_again_if_folded_otherwise(connection)
                rows = connection.execute(_missing(self._reached, batch)).all()
                if not rows and self._reached is not None:
                    rows = connection.execute(_missing(None, batch)).all()
                for row in rows:
                    article = from_json(row.data).kept_as(row.id, row.version)
                    self._index.add(connection, article, row.listed_at, self._caught_up)
        except BaseException:
            self._caught_up.clear()
            raise
        if rows:
            self._reached = rows[-1].listed_at
        else:
            self._caught_up.clear()
        return len(rows)

    def _start_again_if_folded_otherwise(self, connection: Connection) -> None:
        made_by = connection.scalar(sa.select(meta.c.value).where(meta.c.key == FOLDING_NOTE))
        if made_by == folding.FOLDING:
            return
        self._index.empty(connection)
        insert = self._database.insert(meta).values(key=FOLDING_NOTE, value=folding.FOLDING)
        connection.execute(
            insert.on_conflict_do_update(index_elements=[meta.c.key], set_={"value": folding.FOLDING})
        )


_Ranked = Callable[[int], list[int]]
"""The newest places of one rank, at most so many."""


class _Found:
    """What a query finds: counted at once, put in order as far as it is looked at."""

    def __init__(self, newest: list[int], ranks: Iterable[_Ranked], *, beginnings: bool) -> None:
        self.total = min(len(newest), MAX_RESULTS)
        self.more = len(newest) > MAX_RESULTS
        self.beginnings = beginnings
        """The last word was taken for the beginning of longer ones too."""
        self._ranks = ranks

    def first(self, count: int) -> list[int]:
        """The places of the best `count` results."""
        wanted = min(count, self.total)
        found: dict[int, None] = {}
        for rank in self._ranks:
            if len(found) >= wanted:
                break
            found.update(dict.fromkeys(rank(wanted)))
        return list(found)[:wanted]


class _Scope:
    """The articles that are searched: of a section, of a range of places."""

    def __init__(
        self, index: SearchIndex, connection: Connection, section: str | None, places: range
    ) -> None:
        self._index = index
        self._connection = connection
        self._section = section
        self._places = places

    def found(self, query: Query) -> _Found:
        whole = query.expression()
        newest = self._newest(_Asked(_WHOLE, whole, self._places), MAX_RESULTS + 1)
        longer: list[int] = []
        begun: Expression | None = None
        if len(newest) <= MAX_RESULTS and (endings := self._endings(query)):
            begun = query.expression(endings)
            longer = self._newest(_Asked(_WHOLE, begun, self._places), MAX_RESULTS + 1)
        ranks = self._ranks(query, whole, begun, newest, longer)
        return _Found(longer or newest, ranks, beginnings=begun is not None)

    def best(self, queries: Iterable[Query]) -> Query | None:
        """The query whose words stand together most often, else the one with most results; None when none has any."""
        best, most = None, (0, 0)
        for query in queries:
            count = self._count(query.expression())
            if count and (seen := (self._count(query.as_phrase()), count)) > most:
                best, most = query, seen
        return best

    def _count(self, expression: Expression) -> int:
        return len(self._newest(_Asked(_WHOLE, expression, self._places), OTHERS_COUNTED))

    def known(self, keys: Iterable[str]) -> dict[str, str]:
        query = sa.select(search_words.c.key, search_words.c.written)
        return {
            row.key: row.written
            for row in self._connection.execute(query.where(search_words.c.key.in_(list(keys))))
        }

    def alike(self, folded: str) -> dict[str, str]:
        query = sa.select(search_words.c.key, search_words.c.written)
        return {
            row.key: row.written
            for row in self._connection.execute(query.where(search_words.c.folded == folded).limit(MAX_ALIKE))
        }

    def _ranks(
        self,
        query: Query,
        whole: Expression,
        begun: Expression | None,
        newest: list[int],
        longer: list[int],
    ) -> Iterator[_Ranked]:
        phrase = query.as_phrase()
        recent = range(newest[-1], self._places.stop) if newest else range(0)
        for index in (_TITLE, _HEAD):
            if phrase != whole:
                yield partial(self._newest, _Asked(index, phrase, self._places))
            yield partial(self._newest, _Asked(index, whole, self._places))
        if phrase != whole:
            yield partial(self._newest, _Asked(_WHOLE, phrase, recent))
        yield lambda limit: newest[:limit]
        if begun is not None:
            yield partial(self._newest, _Asked(_TITLE, begun, self._places))
            yield lambda limit: longer[:limit]

    def _newest(self, asked: _Asked, limit: int) -> list[int]:
        if not asked.places:
            return []
        expression = asked.expression
        if self._section is not None:
            expression = All((expression, Term(section_key(self._section))))
        return self._index.backend.newest(self._connection, asked.within, expression, asked.places, limit)

    def _endings(self, query: Query) -> tuple[str, ...]:
        """Keys of words that begin as the last one does."""
        prefix = query.prefix
        if prefix is None:
            return ()
        keys = search_words.c.key
        rows = self._connection.scalars(
            sa.select(keys)
            .where(keys >= prefix, keys < prefix + "\U0010ffff", keys != query.words[-1].key)
            .order_by(sa.func.length(keys), keys)
            .limit(MAX_ENDINGS)
        )
        return tuple(rows)


def _missing(reached: datetime | None, limit: int) -> sa.Executable:
    """Articles that stand and are not in the index, the newest first."""
    missing = (
        sa.select(articles.c.id, articles.c.listed_at, article_versions.c.version, article_versions.c.data)
        .join(
            article_versions,
            sa.and_(
                article_versions.c.article_id == articles.c.id,
                article_versions.c.version == articles.c.current_version,
            ),
        )
        .where(
            articles.c.withdrawn_at.is_(None),
            ~sa.exists().where(search_places.c.article_id == articles.c.id),
        )
        .order_by(articles.c.listed_at.desc(), articles.c.id.desc())
        .limit(limit)
        .with_for_update(of=articles)
    )
    return missing if reached is None else missing.where(articles.c.listed_at <= reached)


def _places(period: Period | None, edition: int) -> range:
    places = range(0, edition + 1)
    if period is None:
        return places
    return range(first_place(period.since), min(first_place(period.until), edition + 1))


def _hits(connection: Connection, places: list[int], marker: Marker) -> tuple[Hit, ...]:
    rows = connection.execute(
        sa.select(articles, article_versions.c.data, search_places.c.place)
        .join(search_places, search_places.c.article_id == articles.c.id)
        .join(
            article_versions,
            sa.and_(
                article_versions.c.article_id == articles.c.id,
                article_versions.c.version == search_places.c.version,
            ),
        )
        .where(search_places.c.place.in_(places))
    ).mappings()
    by_place = {row["place"]: row for row in rows}
    return tuple(
        Hit(
            summary_of(row),
            marker.marked(row["title"]),
            marker.snippet(_shown(row["data"])),
        )
        for row in (by_place[place] for place in places)
    )


def _shown(data: str) -> Iterator[str]:
    """The texts that a snippet may come from: lead, body, byline."""
    article = from_json(data)
    for block in article.blocks:
        if block.kind not in ("title", "date"):
            yield block.text
