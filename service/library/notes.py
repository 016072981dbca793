"""Small facts about the library itself: a word by key, and whether anything was written at all.

In: an open Database. Out: words; a number that changes with every write, by this process or another.
"""

import threading
from typing import cast

import sqlalchemy as sa
from sqlalchemy.pool import PoolProxiedConnection

from service.library.database import Database
from service.library.models import meta


class Notes:
    """Words by key, kept for good."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        with self._database.read() as connection:
            return connection.scalar(sa.select(meta.c.value).where(meta.c.key == key))

    def set(self, key: str, value: str) -> None:
        insert = self._database.insert(meta).values(key=key, value=value)
        with self._database.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=[meta.c.key], set_={"value": value})
            )


class Changes:
    """Tells cheaply (SQLite: about 10 microseconds, from shared memory) whether anything was written since the last look.

    SQLite counts the commits of every other connection, so one connection is kept for looking and never writes
    (https://www.sqlite.org/pragma.html#pragma_data_version). Other databases have no such count.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: PoolProxiedConnection | None = None
        self._lock = threading.Lock()

    def count(self) -> int | None:
        """A number that differs after every write; None where the database cannot tell without a query."""
        if self._database.dialect != "sqlite":
            return None
        with self._lock:
            if self._connection is None:
                self._connection = self._database.engine.raw_connection()
            # On the driver's own connection, where no transaction begins: inside one the number stands still.
            cursor = self._connection.cursor()
            try:
                cursor.execute("PRAGMA data_version")
                return cast("tuple[int]", cursor.fetchone())[0]
            finally:
                cursor.close()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
