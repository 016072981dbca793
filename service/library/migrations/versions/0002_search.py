"""Search: places, words, and the index of each database. Filled in batches after the start (library/indexing.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INDEXES = ("search_title", "search_head", "search_whole")


def upgrade() -> None:
    op.create_table(
        "search_places",
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_search_places_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search_places")),
        sa.UniqueConstraint("place", name=op.f("uq_search_places_place")),
    )
    op.create_table(
        "search_words",
        sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_words")),
    )
    op.create_index("ix_search_words_folded", "search_words", ["folded"], unique=False)
    for name in INDEXES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(keys, content='', columnsize=0, tokenize='ascii')"
            )
        else:
            op.execute(
                f"CREATE TABLE {name} (place BIGINT NOT NULL CONSTRAINT pk_{name} PRIMARY KEY, keys TSVECTOR NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{name}_keys ON {name} USING gin (keys)")
