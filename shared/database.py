"""A database by one setting: SQLite files (WAL) or PostgreSQL schemas.

Nothing here may run on the event loop: `run` takes it to a thread of the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from shared.checkpoints import Checkpoints
from shared.engines import LOCK_TIMEOUT_SECONDS, WRITES, engine_of
from shared.upserts import Upsert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")


class StillRead(Exception):
    """Somebody reads an older state, which keeps in the files what was deleted; try later."""


THREADS = 8


class Database:
    """One store: its tables, its write transactions and its reads.

    `url` is an SQLAlchemy address (`sqlite:///path` or `postgresql://…`); on PostgreSQL all
    tables live in the schema `name`, so services may share one database. Values never
    appear in errors: a token or a name in a statement must not reach a log.

    What is `derived` is made of what is kept elsewhere, and knows how far it came: on SQLite
    its commits do not wait for the disk. A process that dies loses none of them, a power
    failure the last ones, each whole; what is missing is derived again.
    """

    def __init__(
        self, url: str | sa.URL, name: str, threads: int = THREADS, *, derived: bool = False
    ) -> None:
        self.name = name
        self._synchronous = "NORMAL" if derived else "FULL"
        # What this database was told to hold: a backup takes all of it.
        self.created: list[sa.MetaData] = []
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.engine = engine_of(address, name, threads, synchronous=self._synchronous)
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        in_a_file = self.is_sqlite and derived
        self._checkpoints = Checkpoints(Path(str(address.database))) if in_a_file else None
        self._writing = self.engine.execution_options(**{WRITES: True})
        self._group = local()
        self._upserts: dict[sa.Table, Upsert] = {}
        # On SQLite every transaction sees one state; PostgreSQL has to be asked for it.
        self._reading = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    def beside(self, name: str, threads: int = THREADS) -> Database:
        """A derived one next to this: the file `<this>-<name>`, or schema `<this>_<name>`."""
        url = self.engine.url
        if self.is_sqlite:
            file = Path(str(url.database))
            url = url.set(database=str(file.with_name(f"{file.stem}-{name}{file.suffix}")))
        return Database(url, f"{self.name}_{name}".replace("-", "_"), threads, derived=True)

    def create(self, metadata: sa.MetaData) -> None:
        """Create the tables, columns and indexes that are missing; what is there stays.

        A column that is added to a table of an earlier release may be empty in its rows.
        """
        with self.write() as connection:
            self.claim(connection)
            metadata.create_all(connection)
            inspector = sa.inspect(connection)
            for table in metadata.tables.values():
                found = {column["name"] for column in inspector.get_columns(table.name)}
                for column in table.columns:
                    if column.name not in found:
                        kind = column.type.compile(self.engine.dialect)
                        connection.execute(
                            sa.text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")
                        )
                for index in table.indexes:
                    index.create(connection, checkfirst=True)
        if metadata not in self.created:
            self.created.append(metadata)

    def claim(self, connection: sa.Connection) -> None:
        """Let nobody else change the tables until the transaction ends."""
        if not self.is_sqlite:
            self.serialise(connection)
            connection.execute(sa.schema.CreateSchema(self.name, if_not_exists=True))

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that may write; on SQLite it holds the write lock from its start.

        Inside a `group()` of this thread it is a part of that, undone alone when it fails.
        """
        together = self._grouping()
        if together is not None:
            with together.begin_nested():
                yield together
            return
        with self._writing.begin() as connection:
            yield connection
        self._committed()

    @contextmanager
    def write_for_good(self) -> Iterator[sa.Connection]:
        """`write` of what nothing else tells: its commit waits for the disk in any database."""
        with self._writing.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            if self.is_sqlite:
                driver.execute("PRAGMA synchronous=FULL")
            try:
                with connection.begin():
                    yield connection
            finally:
                if self.is_sqlite:
                    driver.execute(f"PRAGMA synchronous={self._synchronous}")
        self._committed()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the store; inside a `group()`, that of it."""
        together = self._grouping()
        if together is not None:
            yield together
            return
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def group(self) -> Iterator[sa.Connection]:
        """One transaction around all that this thread writes and reads until the block ends.

        Nobody else appends meanwhile. Where the database gave the transaction up by itself,
        the block ends with an error and commits nothing.
        """
        with self._writing.begin() as connection:
            self.serialise(connection)
            # A transaction that is no longer whole cannot let go of what it began with.
            with connection.begin_nested(), self.joined(lambda: connection):
                yield connection

    @contextmanager
    def joined(self, opens: Callable[[], sa.Connection]) -> Iterator[None]:
        """Let what this thread writes and reads be a part of the transaction that `opens`.

        It is asked for its connection each time there is something to write or to read, not
        before: a transaction may begin when it is needed.
        """
        self._group.opens = opens
        try:
            yield
        finally:
            self._group.opens = None

    def _committed(self) -> None:
        if self._checkpoints is not None:
            self._checkpoints.committed()

    def connect_to_write(self) -> sa.Connection:
        """A connection whose transactions may write, to be closed by who asked for it."""
        return self._writing.connect()

    @property
    def is_grouping(self) -> bool:
        """Whether this thread is inside a `group()`: what it writes is not committed yet."""
        return self._opens is not None

    @property
    def _opens(self) -> Callable[[], sa.Connection] | None:
        found: Callable[[], sa.Connection] | None = getattr(self._group, "opens", None)
        return found

    def _grouping(self) -> sa.Connection | None:
        opens = self._opens
        return None if opens is None else opens()

    def upsert(
        self, table: sa.Table, rows: Sequence[dict[str, Any]], connection: sa.Connection
    ) -> None:
        """Insert rows of different keys; where one is taken, its row is replaced."""
        if table not in self._upserts:
            self._upserts[table] = Upsert(table, self.engine.dialect)
        self._upserts[table].put(rows, connection)

    def serialise(self, connection: sa.Connection) -> None:
        """Let nobody else append in this store until the transaction ends."""
        if not self.is_sqlite and not self.is_grouping:
            connection.execute(
                sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": self.name}
            )

    def rewrite(self, tables: Sequence[str]) -> None:
        """Write the files anew, so that no byte of what was deleted from `tables` stays.

        On SQLite that is the whole file and its write-ahead log. On PostgreSQL these tables;
        the server's own write-ahead log keeps what it keeps. Readers go on, writers wait.
        Raises `StillRead` when an older state is still being read.
        """
        with self.engine.connect() as connection:
            if self.is_sqlite:
                # The driver's own connection: neither may run in a transaction.
                driver: Any = connection.connection.dbapi_connection
                driver.execute("VACUUM")
                busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if busy:
                    raise StillRead(self.name)
                return
            apart = connection.execution_options(isolation_level="AUTOCOMMIT")
            apart.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
            try:
                apart.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {', '.join(tables)}")
            except sa.exc.OperationalError as error:
                raise StillRead(self.name) from error
            finally:
                apart.exec_driver_sql("RESET lock_timeout")

    async def run(self, work: Callable[[], T]) -> T:
        """Do blocking `work` on a thread of this database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, copy_context().run, work)

    def close(self) -> None:
        """Finish what is under way, then let go of every connection."""
        self._threads.shutdown(wait=True)
        if self._checkpoints is not None:
            self._checkpoints.end()
        self.engine.dispose()
