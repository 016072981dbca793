"""The database: one that opens, or says in words why not.

In: a URL (SQLite or PostgreSQL). Out: a Database whose `read()` and `write()` give connections in a
transaction. An empty database is filled, an older one upgraded (all or nothing, one process at a time),
a newer, foreign or damaged one refused and left as it is. What is kept in the tables is told by other modules.
"""

import json
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import BaoNoiError
from service.library import models
from service.library.errors import (
    DatabaseBusy,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnreadable,
    DatabaseUpgradeFailed,
    DiskFull,
)
from service.library.lock import KeyLocks
from service.library.migrations import FOLDER, HEAD

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another; the longest write (pruning a batch) takes well under a second."""

POOL_SIZE: Final = 8
MAX_CONNECTIONS: Final = 64
"""Threads beyond this wait for a connection; the web server's thread pool is smaller."""

VERSION_TABLE: Final = "alembic_version"
ADVISORY_LOCK: Final = 0x6261_6F6E_6F69
"""PostgreSQL's lock for starting up: "baonoi" as a number."""

_WRITES: Final = "baonoi_writes"

_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_CORRUPT, _SQLITE_FULL, _SQLITE_NOTADB = 5, 6, 11, 13, 26
"""Primary result codes: https://www.sqlite.org/rescode.html"""

_POSTGRES_FULL: Final = "53100"
"""disk_full: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


def sqlite_url(path: Path) -> URL:
    """The address of a SQLite file, whatever characters its path holds."""
    return URL.create("sqlite", database=str(path))


class Database:
    """An open database. Safe to use from several threads; each `read()` or `write()` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Generator[Connection]:
        """One consistent view. Raises DatabaseUnreadable, DatabaseBusy."""
        with _in_words(self.engine), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Generator[Connection]:
        """One transaction that takes effect as a whole when the block ends, and not at all when it raises.

        On SQLite writers queue up (BEGIN IMMEDIATE). Raises DatabaseBusy, DiskFull, DatabaseUnreadable.
        """
        with (
            _in_words(self.engine),
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def insert(self, table: sa.Table) -> Any:
        """An INSERT that knows `on_conflict_do_update`, in this database's dialect."""
        if self.dialect == "postgresql":
            from sqlalchemy.dialects.postgresql import insert
        else:
            from sqlalchemy.dialects.sqlite import insert
        return insert(table)

    def schema(self) -> str:
        """The version of the schema, for the doctor."""
        with self.read() as connection:
            return str(connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")))  # noqa: S608

    def check(self) -> list[str]:
        """What SQLite itself finds damaged (empty: nothing). Reads the whole file; PostgreSQL checks its own pages."""
        if self.dialect != "sqlite":
            return []
        with self.read() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        self.engine.dispose()


def open_database(
    url: str | URL,
    *,
    head: str = HEAD,
    migrations: Path = FOLDER,
    busy_seconds: float = BUSY_SECONDS,
) -> Database:
    """Open, create or upgrade the database. Several processes may do so at once.

    head, migrations: the schema to open at and where its revisions are.
    Raises DatabaseUnreadable, DatabaseForeign, DatabaseNewer, DatabaseUpgradeFailed, DatabaseBusy, DiskFull;
    a database that is refused is left as it is.
    """
    try:
        address = sa.make_url(url)
    except ArgumentError as error:
        raise DatabaseUnreadable(where="BAONOI_DATABASE_URL", detail=_one_line(error)) from error
    try:
        engine = _engine(address, busy_seconds)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnreadable(where="BAONOI_DATABASE_URL", detail=_one_line(error)) from error
    except OSError as error:
        raise DatabaseUnreadable(where=_sqlite_path(address), detail=_one_line(error)) from error
    try:
        with _in_words(engine):
            _prepare(engine, head, migrations)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def _engine(address: URL, busy_seconds: float) -> Engine:
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite:
        path = _sqlite_path(address)
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        address,
        json_serializer=_compact_json,
        pool_size=POOL_SIZE,
        max_overflow=MAX_CONNECTIONS - POOL_SIZE,
        pool_timeout=busy_seconds,
    )
    if sqlite:
        _teach_sqlite(engine, busy_seconds)
    return engine


def _compact_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _sqlite_path(address: URL) -> Path:
    if not address.database or address.database == ":memory:" or address.database.startswith("file:"):
        raise ArgumentError("the SQLite database must be a file, e.g. sqlite:////srv/baonoi/baonoi.sqlite")
    return Path(address.database)


def _teach_sqlite(engine: Engine, busy_seconds: float) -> None:
    """The driver's own transactions begin too late and commit before DDL; ours begin when we say so."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={int(busy_seconds * 1000)}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(engine: Engine, head: str, migrations: Path) -> None:
    with engine.connect() as connection:
        ready = _state(connection, migrations, head) == head and (
            engine.dialect.name != "sqlite"
            or connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        )
    if ready:
        return
    with _one_process_at_a_time(engine), engine.connect() as plain:
        raw: Any = plain.connection.driver_connection
        if engine.dialect.name == "sqlite":
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA foreign_keys=OFF")  # SQLite alters a table by copying and dropping it
        connection = plain.execution_options(**{_WRITES: True})
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
                _bring_up_to_date(connection, head, migrations)
        finally:
            plain.invalidate()  # the next user gets a connection with foreign keys on


@contextmanager
def _one_process_at_a_time(engine: Engine) -> Generator[None]:
    """Switching SQLite to WAL does not wait for others by itself. On PostgreSQL the transaction holds a lock."""
    if engine.dialect.name != "sqlite":
        yield
        return
    path = _sqlite_path(engine.url)
    with closing(KeyLocks(path.with_name(path.name + ".lock"))) as locks, locks.hold("open"):
        yield


def _bring_up_to_date(connection: Connection, head: str, migrations: Path) -> None:
    found = _state(connection, migrations, head)
    if found == head:
        return
    if found is None and head == HEAD:
        models.metadata.create_all(connection)
        connection.execute(
            sa.text(
                f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
            )
        )
        connection.execute(sa.text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": head})  # noqa: S608
        return
    try:
        upgrade(connection, head, migrations)
    except SQLAlchemyError as error:
        raise DatabaseUpgradeFailed(
            where=_where(connection.engine), found=found, detail=_one_line(error)
        ) from error


def upgrade(connection: Connection, head: str = HEAD, migrations: Path = FOLDER) -> None:
    """Run the revisions up to `head` inside the caller's transaction."""
    from alembic import command  # only an upgrade needs it; it costs half a second to load

    command.upgrade(_alembic(connection, migrations), head)


def _alembic(connection: Connection | None, migrations: Path) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _state(connection: Connection, migrations: Path, head: str) -> str | None:
    """The revision a database is at, None for an empty one. Raises for what this version must not touch."""
    tables = set(sa.inspect(connection).get_table_names())
    where = _where(connection.engine)
    if VERSION_TABLE not in tables:
        foreign = tables if connection.dialect.name == "sqlite" else tables & set(models.metadata.tables)
        if foreign:
            raise DatabaseForeign(where=where, tables=", ".join(sorted(foreign)[:5]))
        return None
    rows = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).all()  # noqa: S608
    if len(rows) != 1:
        raise DatabaseUnreadable(where=where, detail=f"{VERSION_TABLE} has {len(rows)} rows instead of one")
    found = str(rows[0][0])
    if found != head and found not in _known(migrations):
        raise DatabaseNewer(where=where, found=found, known=head)
    return found


def _known(migrations: Path) -> set[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_alembic(None, migrations))
    return {revision.revision for revision in script.walk_revisions()}


@contextmanager
def _in_words(engine: Engine) -> Generator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        worded = _worded(original or error, engine)
        if worded is None:
            raise
        raise worded from error
    except PoolTimeout as error:
        raise DatabaseBusy(detail=_one_line(error)) from error


def _worded(error: BaseException, engine: Engine) -> BaoNoiError | None:
    """What the reader or the operator can act on; None for what is our own mistake."""
    detail = _one_line(error)
    code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _SQLITE_FULL or getattr(error, "sqlstate", None) == _POSTGRES_FULL:
        return DiskFull(name=_where(engine), detail=detail)
    if code in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return DatabaseBusy(detail=detail)
    if code in (_SQLITE_CORRUPT, _SQLITE_NOTADB) or _is_operational(error, engine):
        return DatabaseUnreadable(where=_where(engine), detail=detail)
    return None


def _is_operational(error: BaseException, engine: Engine) -> bool:
    """The driver's own word for trouble outside our control: no file, no server, no connection."""
    driver: Any = engine.dialect.dbapi
    return isinstance(error, driver.OperationalError)


def _where(engine: Engine) -> str:
    """Names the database without its password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
