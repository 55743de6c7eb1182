"""Appending on a server of PostgreSQL."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from shared.engines import driver_errors
from shared.eventstore.writer import HEAD, GivenUp, Moved, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.database import Database
    from shared.eventstore.writer import KeyRow, Row

TERMINATE_MILLISECONDS = 10_000
# In a pipeline psycopg waits for the server's answer though a part of what it has to send may
# not have fitted into the socket: both then wait for ever. The smallest socket takes this much.
MOST_PIPELINED = 8192


class PostgresWriter(Writer):
    """On a server, where the store's advisory lock is held until the end of a transaction.

    Events travel as one JSON value, so that the statement is the same for any number of them
    and the server has it prepared.
    """

    LOCK = "SELECT pg_advisory_xact_lock(hashtext({name}))"
    ROWS = """json_to_recordset(%s::json) AS e (
        position bigint, originator_id uuid, originator_version int, topic text, state text)"""
    INSERT = f"INSERT INTO events SELECT e.* FROM {ROWS}"
    # The lock is taken before the first row is made. What the statement sees is from before it:
    # had somebody appended in between, the first position would be taken.
    APPEND = f"""WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext(%s)))
        INSERT INTO events SELECT e.* FROM locked, {ROWS}
        WHERE (SELECT coalesce(max(position), 0) FROM events) = %s"""
    KEYS = """json_to_recordset(%s::json) AS k (
        actor text, key text, fingerprint text, answer text)"""
    INSERT_KEYS = f"INSERT INTO idempotency_keys SELECT k.* FROM {KEYS}"
    APPEND_WITH_KEYS = f"""WITH locked AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(hashtext(%s)),
            (SELECT coalesce(max(position), 0) FROM events) AS head),
        kept AS (INSERT INTO idempotency_keys SELECT k.* FROM locked, {KEYS}
            WHERE locked.head = %s)
        INSERT INTO events SELECT e.* FROM locked, {ROWS} WHERE locked.head = %s"""
    WHO = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    END = """SELECT pg_terminate_backend(pid, :patience) FROM pg_stat_activity
        WHERE pid = :pid AND backend_start = :since"""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        name = database.name.replace("'", "''")
        lock = self.LOCK.format(name=f"'{name}'")
        self._begins = f"BEGIN; {lock}; {HEAD}"
        self._server_process: tuple[int, Any] | None = None

    def end_lost(self) -> None:
        """A statement may have arrived though its connection broke: end who would run it."""
        if self._server_process is None:
            return
        pid, since = self._server_process
        values = {"pid": pid, "since": since, "patience": TERMINATE_MILLISECONDS}
        with self._database.engine.connect() as connection:
            connection.execute(sa.text(self.END), values)
        self._server_process = None

    def _prepare(self) -> None:
        # What begins and ends a transaction is said with its other statements, in one go.
        self.driver.rollback()
        self.driver.autocommit = True
        self._server_process = self.driver.execute(self.WHO).fetchone()

    def _is_cut(self) -> bool:
        return bool(self.driver.closed)

    def _begin(self) -> int:
        with driver_errors(self._database.engine.dialect):
            cursor = self.driver.cursor()
            cursor.execute(self._begins)
            cursor.nextset()
            cursor.nextset()
            found: int = cursor.fetchone()[0]
        self.connection.begin()
        return found

    def _insert(self, rows: Sequence[Row]) -> None:
        self.driver.execute(self.INSERT, (_written(rows),))

    def _commit(self, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        if self.driver.info.transaction_status.name != "INTRANS":
            raise GivenUp
        told = [
            (statement, written)
            for statement, written in (
                (self.INSERT, _written(rows)),
                (self.INSERT_KEYS, _written_keys(keys)),
            )
            if written != NONE
        ]
        fits = sum(len(written) for _, written in told) < MOST_PIPELINED
        with self.driver.pipeline() if told and fits else nullcontext():
            for statement, written in told:
                self.driver.execute(statement, (written,))
            self.connection.commit()

    def _append(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        name, written = self._database.name, _written(rows)
        try:
            if keys:
                values = (name, _written_keys(keys), head, written, head)
                cursor = self.driver.execute(self.APPEND_WITH_KEYS, values)
            else:
                cursor = self.driver.execute(self.APPEND, (name, written, head))
        except self._database.engine.dialect.loaded_dbapi.errors.UniqueViolation as error:
            if error.diag.constraint_name == "events_pkey":
                raise Moved from error
            raise
        if cursor.rowcount != len(rows):
            raise Moved


_FIELDS = ("position", "originator_id", "originator_version", "topic", "state")
_KEY_FIELDS = ("actor", "key", "fingerprint", "answer")
NONE = "[]"


def _written(rows: Sequence[Row]) -> str:
    return msgspec.json.encode([dict(zip(_FIELDS, row, strict=True)) for row in rows]).decode()


def _written_keys(keys: Sequence[KeyRow]) -> str:
    return msgspec.json.encode(
        [dict(zip(_KEY_FIELDS, key, strict=True)) for key in keys]
    ).decode()
