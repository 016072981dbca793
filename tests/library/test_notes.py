"""Notes are kept; changes by anybody are noticed."""

from pathlib import Path

import pytest

from service.library.database import Database, open_database, sqlite_url
from service.library.notes import Changes, Notes


@pytest.fixture
def address(tmp_path: Path):
    return sqlite_url(tmp_path / "notes.sqlite3")


@pytest.fixture
def database(address):
    database = open_database(address)
    yield database
    database.close()


def test_a_note_is_kept_and_replaced(database: Database):
    notes = Notes(database)

    assert notes.get("demo") is None
    notes.set("demo", "1")
    notes.set("demo", "2")
    assert notes.get("demo") == "2"


def test_a_write_by_this_process_is_noticed_and_looking_changes_nothing(database: Database):
    changes = Changes(database)
    before = changes.count()
    assert changes.count() == before

    Notes(database).set("demo", "1")

    assert changes.count() != before
    assert changes.count() == changes.count()
    changes.close()


def test_a_write_through_another_open_database_is_noticed(database: Database, address):
    changes = Changes(database)
    before = changes.count()
    other = open_database(address)

    Notes(other).set("demo", "1")

    assert changes.count() != before
    other.close()
    changes.close()
