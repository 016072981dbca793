from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.library.database import Database, open_database, sqlite_url

NOON = datetime(2026, 4, 28, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is told to go."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(sqlite_url(tmp_path / "baonoi.sqlite"))
    yield database
    database.close()


def damage(path: Path, data: bytes) -> None:
    """Change a file in place, at a moment that the file system tells from the one before (its clock ticks slowly)."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        path.write_bytes(data)
