"""Articles, in versions: every edit is kept, none overwritten.

In: Articles as `sources` makes them, and the time. Out: the same, with the id and version they are kept under,
and short summaries for lists. The search index is kept in step in the same transactions. A withdrawn article
keeps its text but is not handed out.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from service.article import Article, Block, Dropped
from service.errors import ArticleWithdrawn, NoSuchArticle
from service.library.database import Database
from service.library.errors import NoSuchVersion, UnstorableText
from service.library.indexing import SearchIndex
from service.library.models import MAX_ID
from service.library.models import article_versions as versions
from service.library.models import articles as table


class Position(NamedTuple):
    """A place in the list of articles, newest first; what comes after it is older."""

    listed_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list shows. published_at: aware, in the offset it was written in; the other times in UTC."""

    id: int
    version: int
    title: str
    lead: str | None
    section: str | None
    published_at: datetime | None
    words: int
    created_at: datetime
    updated_at: datetime
    position: Position


@dataclass(frozen=True, slots=True)
class KeptVersion:
    version: int
    created_at: datetime


class Articles:
    """The articles of one database. `now` is an aware datetime."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index = SearchIndex(database.dialect)

    def create(self, article: Article, now: datetime) -> Article:
        """Keep a new article as its version 1. Raises UnstorableText."""
        row = _row(article, now)
        data = to_json(article)
        listed_at = _listed_at(article, now)
        with self._database.write() as connection:
            article_id = connection.execute(
                sa.insert(table)
                .values({**row, "created_at": now, "current_version": 1, "listed_at": listed_at})
                .returning(table.c.id)
            ).scalar_one()
            _keep_version(connection, article_id, 1, data, now)
            kept = article.kept_as(article_id, 1)
            self._index.add(connection, kept, listed_at)
        return kept

    def update(self, article_id: int, article: Article, now: datetime) -> Article:
        """Keep a new version. Raises NoSuchArticle, ArticleWithdrawn, UnstorableText."""
        row = _row(article, now)
        data = to_json(article)
        with self._database.write() as connection:
            before = _standing(connection, article_id, lock=True)
            version = before.current_version + 1
            listed_at = _listed_at(article, before.created_at)
            self._take_out(connection, article_id)
            _keep_version(connection, article_id, version, data, now)
            connection.execute(
                sa.update(table)
                .where(table.c.id == article_id)
                .values({**row, "current_version": version, "listed_at": listed_at})
            )
            kept = article.kept_as(article_id, version)
            self._index.add(connection, kept, listed_at)
        return kept

    def get(self, article_id: int, version: int | None = None) -> Article:
        """The current version, or the one asked for. Raises NoSuchArticle, NoSuchVersion, ArticleWithdrawn."""
        with self._database.read() as connection:
            current = _standing(connection, article_id).current_version
            wanted = current if version is None else version
            if not 0 < wanted <= current:
                raise NoSuchVersion(id=article_id, version=wanted)
            return _version(connection, article_id, wanted)

    def withdraw(self, article_id: int, now: datetime) -> None:
        """Take an article back; a second time changes nothing. Raises NoSuchArticle."""
        with self._database.write() as connection:
            if not _is_id(article_id) or not _exists(connection, article_id):
                raise NoSuchArticle(id=article_id)
            connection.execute(
                sa.update(table)
                .where(table.c.id == article_id, table.c.withdrawn_at.is_(None))
                .values(withdrawn_at=now)
            )
            self._take_out(connection, article_id)

    def versions(self, article_id: int) -> tuple[KeptVersion, ...]:
        """All versions, oldest first. Raises NoSuchArticle, ArticleWithdrawn."""
        with self._database.read() as connection:
            _standing(connection, article_id)
            rows = connection.execute(
                sa.select(versions.c.version, versions.c.created_at)
                .where(versions.c.article_id == article_id)
                .order_by(versions.c.version)
            ).all()
        return tuple(KeptVersion(row.version, row.created_at) for row in rows)

    def latest(
        self, limit: int, before: Position | None = None, section: str | None = None
    ) -> tuple[ArticleSummary, ...]:
        """The newest articles that stand, by published date (else when they were kept), at most `limit`.

        before: only what comes after this position in the list, i.e. the last item's of the page before.
        """
        query = (
            sa.select(table)
            .where(table.c.withdrawn_at.is_(None))
            .order_by(table.c.listed_at.desc(), table.c.id.desc())
            .limit(limit)
        )
        if section is not None:
            query = query.where(table.c.section == section)
        if before is not None:
            query = query.where(_older_than(before))
        with self._database.read() as connection:
            return tuple(summary_of(row) for row in connection.execute(query).mappings())

    def sections(self) -> tuple[str, ...]:
        """The sections that have articles, in alphabetical order."""
        found: list[str] = []
        with self._database.read() as connection:
            # One look into the index a section, instead of one an article.
            while (following := connection.scalar(_next_section(found[-1] if found else ""))) is not None:
                found.append(following)
        return tuple(sorted(found))

    def count(self) -> int:
        """How many articles stand."""
        query = sa.select(sa.func.count()).select_from(table).where(table.c.withdrawn_at.is_(None))
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def _take_out(self, connection: Connection, article_id: int) -> None:
        """Out of the search index, by the words of the version that is in it."""
        indexed = self._index.version_of(connection, article_id)
        if indexed is not None:
            self._index.remove(connection, _version(connection, article_id, indexed))


def to_json(article: Article) -> str:
    """Everything that was written, without id and version. Raises UnstorableText."""
    data = {
        "title": article.title,
        "lead": article.lead,
        "body": [_block_data(block) for block in article.body],
        "byline": article.byline,
        "published_at": article.published_at and article.published_at.isoformat(),
        "section": article.section,
        "source_url": article.source_url,
        "dropped": [[dropped.text, dropped.reason] for dropped in article.dropped],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnstorableText from error
    return text


def from_json(text: str) -> Article:
    """The article that `to_json` wrote; its published_at has a fixed offset."""
    data = json.loads(text)
    published = data["published_at"]
    return Article(
        title=data["title"],
        lead=data["lead"],
        body=tuple(Block(**block) for block in data["body"]),
        byline=data["byline"],
        published_at=published and datetime.fromisoformat(published),
        section=data["section"],
        source_url=data["source_url"],
        dropped=tuple(Dropped(written, reason) for written, reason in data["dropped"]),
    )


def _block_data(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": block.kind, "text": block.text}
    if block.level is not None:
        data["level"] = block.level
    if block.header:
        data["header"] = True
    if block.src is not None:
        data["src"] = block.src
    if block.alt is not None:
        data["alt"] = block.alt
    return data


def _row(article: Article, now: datetime) -> dict[str, Any]:
    shown = (article.title, article.lead, article.section)
    if any("\0" in text for text in shown if text):
        raise UnstorableText
    return {
        "updated_at": now,
        "title": article.title,
        "lead": article.lead,
        "section": article.section,
        "published": article.published_at and article.published_at.isoformat(),
        "words": article.word_count,
    }


def _listed_at(article: Article, created_at: datetime) -> datetime:
    if article.published_at is None:
        return created_at
    try:
        return article.published_at.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar
        return created_at


def _keep_version(connection: Connection, article_id: int, version: int, data: str, now: datetime) -> None:
    connection.execute(
        sa.insert(versions).values(article_id=article_id, version=version, created_at=now, data=data)
    )


def _version(connection: Connection, article_id: int, version: int) -> Article:
    data = connection.scalar(
        sa.select(versions.c.data).where(versions.c.article_id == article_id, versions.c.version == version)
    )
    return from_json(str(data)).kept_as(article_id, version)


def _is_id(article_id: int) -> bool:
    return 0 < article_id <= MAX_ID


def _exists(connection: Connection, article_id: int) -> bool:
    return connection.scalar(sa.select(table.c.id).where(table.c.id == article_id)) is not None


def _standing(connection: Connection, article_id: int, *, lock: bool = False) -> Any:
    """The row of an article that stands (current_version, created_at). Raises NoSuchArticle, ArticleWithdrawn."""
    if not _is_id(article_id):
        raise NoSuchArticle(id=article_id)
    query = sa.select(table.c.current_version, table.c.created_at, table.c.withdrawn_at).where(
        table.c.id == article_id
    )
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NoSuchArticle(id=article_id)
    if row.withdrawn_at is not None:
        raise ArticleWithdrawn(id=article_id)
    return row


def _older_than(position: Position) -> sa.ColumnElement[bool]:
    """Said so that an index leads to the place (an OR alone would read everything newer)."""
    return sa.and_(
        table.c.listed_at <= position.listed_at,
        sa.or_(table.c.listed_at < position.listed_at, table.c.id < min(position.id, MAX_ID)),
    )


def _next_section(last: str) -> sa.Select[str | None]:
    return sa.select(sa.func.min(table.c.section)).where(
        table.c.withdrawn_at.is_(None), table.c.section > last
    )


def summary_of(row: RowMapping) -> ArticleSummary:
    """A row of the table of articles as lists show it."""
    published = row["published"]
    return ArticleSummary(
        id=row["id"],
        version=row["current_version"],
        title=row["title"],
        lead=row["lead"],
        section=row["section"],
        published_at=published and datetime.fromisoformat(published),
        words=row["words"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        position=Position(row["listed_at"], row["id"]),
    )
