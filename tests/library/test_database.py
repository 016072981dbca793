"""The database opens, is upgraded, or says in words why not; what is refused is left as it is."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.article import Article
from service.library import models
from service.library.articles import Articles
from service.library.database import Database, open_database, sqlite_url, upgrade
from service.library.errors import (
    DatabaseBusy,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnreadable,
    DatabaseUpgradeFailed,
    LibraryError,
)
from service.library.migrations import FOLDER, HEAD

from .conftest import NOON

ROOT = Path(__file__).parents[2]

NEXT_REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
        articles.alter_column("section", type_=sa.String(200))
    {then}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "baonoi.sqlite"


def next_migrations(folder: Path, then: str = "pass") -> Path:
    """The real revisions and one more, as a later version of Báo Nói would have them."""
    shutil.copytree(FOLDER, folder)
    (folder / "versions" / "9999_next.py").write_text(NEXT_REVISION.format(head=HEAD, then=then))
    return folder


def bytes_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def schema(engine: sa.Engine) -> dict[str, object]:
    inspector = sa.inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
            inspector.get_pk_constraint(table),
            sorted(map(str, inspector.get_foreign_keys(table))),
            sorted(
                (
                    str(i["name"]),
                    i["column_names"],
                    i["unique"],
                    *map(str, i.get("dialect_options", {}).values()),
                )
                for i in inspector.get_indexes(table)
            ),
            sorted(map(str, inspector.get_unique_constraints(table))),
        )
        for table in inspector.get_table_names()
    }


def is_no_search_index(name: str | None, kind: str, _parents: object) -> bool:
    """Each database has its own kind of index, with tables of its own behind it."""
    return kind != "table" or not (name or "").startswith(models.SEARCH_INDEXES)


def test_the_migrations_build_exactly_the_tables_of_the_models(path, tmp_path):
    created = open_database(sqlite_url(path))
    migrated = sa.create_engine(sqlite_url(tmp_path / "migrated.sqlite"))
    with migrated.begin() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"include_name": is_no_search_index})
        assert compare_metadata(context, models.metadata) == []
    assert schema(migrated) == schema(created.engine)
    migrated.dispose()
    created.close()


def test_the_head_that_is_named_is_the_last_migration():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_opens_again_with_what_was_in_it(path):
    for number in range(3):
        database = open_database(sqlite_url(path))
        Articles(database).create(Article(f"Tin {number}"), NOON)
        database.close()
    database = open_database(f"sqlite:///{path}")
    assert Articles(database).count() == 3
    assert database.schema() == HEAD
    assert database.check() == []
    database.close()


@pytest.mark.parametrize("name", ["có dấu và khoảng trắng", "100%", "a?b=c&d", "a#b", "'; DROP"])
def test_the_folder_may_have_any_name_and_is_made(tmp_path, name):
    path = tmp_path / name / "dưới" / "baonoi.sqlite"
    database = open_database(
        sqlite_url(path), head="9999", migrations=next_migrations(tmp_path / name / "m%d")
    )
    database.close()
    assert path.is_file()


def test_an_older_database_is_upgraded_with_everything_in_it(path, tmp_path):
    old = open_database(sqlite_url(path))
    kept = Articles(old).create(Article("Tin cũ", section="Thời sự"), NOON)
    assert kept.id
    old.close()
    new = open_database(sqlite_url(path), head="9999", migrations=next_migrations(tmp_path / "next"))
    assert new.schema() == "9999"
    assert Articles(new).get(kept.id) == kept  # its versions refer to the rebuilt table
    with new.read() as connection:
        assert connection.exec_driver_sql("SELECT mood FROM articles").scalar() == "calm"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    new.close()


def test_an_upgrade_that_fails_halfway_changes_nothing(path, tmp_path):
    old = open_database(sqlite_url(path))
    kept = Articles(old).create(Article("Tin cũ"), NOON)
    assert kept.id
    before = schema(old.engine)
    old.close()
    broken = next_migrations(tmp_path / "next", then='op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(DatabaseUpgradeFailed) as refused:
        open_database(sqlite_url(path), head="9999", migrations=broken)
    assert "nowhere" in refused.value.en_text
    again = open_database(sqlite_url(path))
    assert schema(again.engine) == before
    assert Articles(again).get(kept.id) == kept
    again.close()


def test_a_newer_database_is_refused_and_left_as_it_is(path, tmp_path):
    open_database(sqlite_url(path), head="9999", migrations=next_migrations(tmp_path / "next")).close()
    before = bytes_of(path)
    with pytest.raises(DatabaseNewer) as refused:
        open_database(sqlite_url(path))
    assert "mới hơn" in refused.value.vi_text
    assert bytes_of(path) == before


def make_foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()


def make_unversioned(path: Path) -> None:
    open_database(sqlite_url(path)).close()
    with sqlite3.connect(path) as other:
        other.execute("DELETE FROM alembic_version")
    other.close()


def damage_the_schema(path: Path) -> None:
    open_database(sqlite_url(path)).close()
    data = bytearray(path.read_bytes())
    data[100:4096] = bytes(reversed(data[100:4096]))
    path.write_bytes(data)


def cut_off(path: Path) -> None:
    open_database(sqlite_url(path)).close()
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        pytest.param(lambda path: path.write_bytes(b"\x89PNG" * 5000), DatabaseUnreadable, id="a picture"),
        pytest.param(lambda path: path.write_text("xin chào"), DatabaseUnreadable, id="a short text"),
        pytest.param(
            lambda path: path.write_bytes(bytes(100_000)), DatabaseUnreadable, id="zeros after a crash"
        ),
        pytest.param(lambda path: path.mkdir(), DatabaseUnreadable, id="a folder"),
        pytest.param(damage_the_schema, DatabaseUnreadable, id="a damaged first page"),
        pytest.param(cut_off, DatabaseUnreadable, id="cut off in the middle"),
        pytest.param(make_unversioned, DatabaseUnreadable, id="no version in it"),
        pytest.param(make_foreign, DatabaseForeign, id="another program's"),
    ],
)
def test_what_is_no_database_of_ours_is_refused_and_left_as_it_is(path, make, error):
    make(path)
    before = bytes_of(path) if path.is_file() else None
    with pytest.raises(error) as refused:
        open_database(sqlite_url(path))
    assert "để nguyên" in refused.value.vi_text
    assert str(path) in refused.value.en_text
    assert (bytes_of(path) if path.is_file() else None) == before


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnreadable) as refused:
        open_database(sqlite_url(tmp_path / "file" / "baonoi.sqlite"))
    assert str(tmp_path / "file") in refused.value.vi_text


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "oracle9://x/y", "mysql://u:geheim@h/d"]
)
def test_an_address_that_cannot_be_used_is_refused_in_words_without_its_password(url):
    with pytest.raises(LibraryError) as refused:
        open_database(url)
    assert "geheim" not in refused.value.en_text + refused.value.vi_text


def test_a_write_takes_effect_as_a_whole_or_not_at_all(database: Database):
    insert = sa.insert(models.meta)
    with pytest.raises(ZeroDivisionError), database.write() as connection:  # noqa: PT012
        connection.execute(insert.values(key="a", value="1"))
        raise ZeroDivisionError
    with database.read() as connection:
        assert connection.execute(sa.select(models.meta)).all() == []


def test_a_writer_that_waits_too_long_is_told_so_in_words(path):
    open_database(sqlite_url(path)).close()
    database = open_database(sqlite_url(path), busy_seconds=0.05)
    other = open_database(sqlite_url(path), busy_seconds=0.05)
    with other.write(), pytest.raises(DatabaseBusy), database.write():
        pytest.fail("two writers at once")
    database.close()
    other.close()


def test_readers_see_the_state_before_a_write_that_is_not_done(database: Database):
    with database.write() as writer:
        writer.execute(sa.insert(models.meta).values(key="a", value="1"))
        with database.read() as reader:
            assert reader.execute(sa.select(models.meta)).all() == []


OPEN_AND_WRITE = """
import sys
from datetime import UTC, datetime
from service.article import Article
from service.library.articles import Articles
from service.library.database import open_database
sys.stdin.readline()
Articles(open_database(sys.argv[1])).create(Article("Tin"), datetime.now(UTC))
"""


def test_several_processes_may_create_the_database_at_once(path):
    children = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_WRITE, f"sqlite:///{path}"], stdin=subprocess.PIPE, cwd=ROOT
        )
        for _ in range(4)
    ]
    for child in children:
        assert child.stdin
        child.stdin.write(b"go\n")
        child.stdin.flush()
    assert [child.wait() for child in children] == [0] * 4
    database = open_database(sqlite_url(path))
    assert Articles(database).count() == 4
    database.close()


OPEN_NEXT = """
import sys
from pathlib import Path
from service.library.database import open_database
sys.stdin.readline()
print(open_database(sys.argv[1], head="9999", migrations=Path(sys.argv[2])).schema())
"""


def test_several_processes_may_upgrade_the_database_at_once(path, tmp_path):
    open_database(sqlite_url(path)).close()
    folder = next_migrations(tmp_path / "next")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_NEXT, f"sqlite:///{path}", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdin
        child.stdin.write(b"go\n")
        child.stdin.flush()
    assert [child.communicate()[0].strip() for child in children] == [b"9999"] * 3
