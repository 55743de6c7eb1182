"""How the two kinds of databases are connected to: SQLite files and PostgreSQL servers."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from shared.checkpoints import MOST_PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOCK_TIMEOUT_SECONDS = 30
# Of a connection whose transactions write: on SQLite they hold the lock from their start.
WRITES = "thidua_writes"


def engine_of(address: sa.URL, name: str, threads: int, *, synchronous: str) -> sa.Engine:
    """An engine for this address; on PostgreSQL its tables live in the schema `name`.

    `synchronous` says when SQLite waits for the disk: at each commit (`FULL`), or now and then
    (`NORMAL`): after a power failure the last transactions may then be missing, each whole.
    """
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            address,
            connect_args={"timeout": LOCK_TIMEOUT_SECONDS},
            pool_size=threads,
            hide_parameters=True,
        )
        sa.event.listen(engine, "connect", partial(_prepare_sqlite, synchronous=synchronous))
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    return sa.create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={"options": f"-csearch_path={name}", "connect_timeout": 5},
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=threads,
    )


@contextmanager
def driver_errors(dialect: sa.Dialect) -> Iterator[None]:
    """Let what the driver raises in this block be raised as SQLAlchemy's own errors.

    For statements that go to the driver's connection directly; their values stay unsaid.
    """
    driver: Any = dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(
            None, None, error, driver.Error, hide_parameters=True, dialect=dialect
        ) from error


def on_driver(connection: sa.Connection, statement: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 (the driver's cursor)
    """Run a statement as it is written, in the transaction under way or a new one.

    For what runs with every batch of facts: on SQLAlchemy's own way it costs several times
    what SQLite takes for it. Raises what SQLAlchemy raises.
    """
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.dbapi_connection
    with driver_errors(connection.dialect):
        return driver.execute(statement, values)


def is_away(error: Exception) -> bool:
    """Whether the database failed, not the statement's values: later the same may succeed."""
    values = (sa.exc.DataError, sa.exc.IntegrityError)
    if isinstance(error, sa.exc.DBAPIError):
        return not isinstance(error, values)
    # Around the driver's errors there is only one class more: of values it refused to send.
    of_database = isinstance(error, sa.exc.SQLAlchemyError)
    return (of_database and type(error) is not sa.exc.StatementError) or isinstance(
        error, OSError | MemoryError
    )


def _prepare_sqlite(connection: Any, _record: object, *, synchronous: str) -> None:  # noqa: ANN401 (driver type)
    # The driver's own transaction handling would begin too late; `_begin_sqlite` does it.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA foreign_keys=ON")
    if synchronous == "NORMAL":
        # Before that many, a thread of the database takes them over.
        connection.execute(f"PRAGMA wal_autocheckpoint={MOST_PAGES}")
    # What is deleted is overwritten in the page it stood on.
    connection.execute("PRAGMA secure_delete=FAST")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    driver: Any = connection.connection.dbapi_connection
    with driver_errors(connection.dialect):
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
