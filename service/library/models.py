"""The tables, as plain SQLAlchemy Core: what is kept, on SQLite and PostgreSQL alike.

No behaviour here. Every change of a table is a migration beside it (migrations/__init__.py says how);
a test holds the two equal.
"""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

MAX_ID: Final = 2**63 - 1
"""The largest integer that both databases hold."""

MAX_VERSION: Final = 2**31 - 1

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC and given back in UTC. Naive ones are refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the library keeps aware datetimes only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _serial() -> BigInteger:
    """64 bits on both; SQLite gives out numbers only for a column declared INTEGER."""
    return BigInteger().with_variant(Integer(), "sqlite")


articles = Table(
    "articles",
    metadata,
    Column("id", _serial(), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("current_version", Integer, nullable=False),
    # What lists show, copied from the current version.
    Column("title", Text, nullable=False),
    Column("lead", Text),
    Column("section", Text),
    Column("published", String(40)),  # ISO 8601 with the offset it was written in
    Column("listed_at", Moment, nullable=False),  # published, or else created: what lists are ordered by
    Column("words", Integer, nullable=False),
)
# Lists hold what stands; so do their indexes.
_standing = articles.c.withdrawn_at.is_(None)
Index(
    "ix_articles_listed_at_id",
    articles.c.listed_at,
    articles.c.id,
    sqlite_where=_standing,
    postgresql_where=_standing,
)
Index(
    "ix_articles_section_listed_at_id",
    articles.c.section,
    articles.c.listed_at,
    articles.c.id,
    sqlite_where=_standing,
    postgresql_where=_standing,
)

article_versions = Table(
    "article_versions",
    metadata,
    Column("article_id", BigInteger, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("created_at", Moment, nullable=False),
    Column("data", Text, nullable=False),  # JSON of the whole Article; never overwritten
)

segments = Table(
    "segments",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("voice", Text, nullable=False),
    Column("samples", BigInteger, nullable=False),
    Column("words", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Index("ix_segments_last_used_at", "last_used_at"),
)

segment_files = Table(
    "segment_files",
    metadata,
    Column("key", String(128), ForeignKey(segments.c.key, ondelete="CASCADE"), primary_key=True),
    Column("codec", String(16), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
)

renditions = Table(
    "renditions",
    metadata,
    Column("id", _serial(), primary_key=True),
    Column("digest", String(64), nullable=False),  # SHA-256 of the file; two articles may share a file
    Column("codec", String(16), nullable=False),
    Column("recipe", String(128), nullable=False),
    Column("article_id", BigInteger),
    Column("version", Integer),
    Column("voice", Text, nullable=False),
    Column("mixed", Boolean, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("samples", BigInteger, nullable=False),
    Column("timeline", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Column(
        "gone_at", Moment
    ),  # the file was let go of; the record still tells which article an old address was
    UniqueConstraint("recipe", "codec", "digest"),
    Index("ix_renditions_digest", "digest"),
    Index("ix_renditions_article_id_version", "article_id", "version"),
    Index("ix_renditions_last_used_at", "last_used_at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", _serial(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256; a token is 256 random bits
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
)
# One token in use per name; a revoked one frees its name.
Index(
    "ix_tokens_name_in_use",
    tokens.c.name,
    unique=True,
    sqlite_where=tokens.c.revoked_at.is_(None),
    postgresql_where=tokens.c.revoked_at.is_(None),
)

lexicon_entries = Table(
    "lexicon_entries",
    metadata,
    Column("id", _serial(), primary_key=True),
    Column("scope", String(16), nullable=False),  # "site" or "article"
    Column("article_id", BigInteger, ForeignKey(articles.c.id)),
    Column("written", Text, nullable=False),
    Column("spoken", Text, nullable=False),
    Column("match", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("example", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_lexicon_entries_written", "written"),
    Index("ix_lexicon_entries_article_id", "article_id"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

# Search. The places order articles by date, so that the newest are found first (library/indexing.py).
search_places = Table(
    "search_places",
    metadata,
    Column("article_id", BigInteger, ForeignKey(articles.c.id), primary_key=True, autoincrement=False),
    Column("place", BigInteger, nullable=False, unique=True),
    Column("version", Integer, nullable=False),  # the one whose words are in the index
)

search_words = Table(
    "search_words",
    metadata,
    # Every key that is in the index, or was: what typing errors are corrected by. Ordered by code point.
    Column("key", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("folded", Text, nullable=False),
    Column("written", Text, nullable=False),  # as the first article had it, in small letters
    Index("ix_search_words_folded", "folded"),
)

SEARCH_INDEXES: Final = ("search_title", "search_head", "search_whole")
"""Words of the title; of title and lead; of the whole article."""

_FTS5: Final = "CREATE VIRTUAL TABLE {} USING fts5(keys, content='', columnsize=0, tokenize='ascii')"
_TSVECTOR: Final = (
    "CREATE TABLE {0} (place BIGINT NOT NULL CONSTRAINT pk_{0} PRIMARY KEY, keys TSVECTOR NOT NULL)",
    "CREATE INDEX ix_{0}_keys ON {0} USING gin (keys)",
)
for _name in SEARCH_INDEXES:
    event.listen(search_places, "after_create", DDL(_FTS5.format(_name)).execute_if(dialect="sqlite"))
    for _statement in _TSVECTOR:
        event.listen(
            search_places, "after_create", DDL(_statement.format(_name)).execute_if(dialect="postgresql")
        )
