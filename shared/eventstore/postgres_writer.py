"""Appending on a server of PostgreSQL."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from psycopg import OperationalError
from psycopg.errors import UniqueViolation, error_from_result
from psycopg.pq import ExecStatus

from shared.engines import driver_errors
from shared.eventstore.postgres_sent import Sent
from shared.eventstore.writer import HEAD, Awaited, GivenUp, Moved, Rest, Writer

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
    ROWS = """json_to_recordset({}::json) AS e (
        position bigint, originator_id uuid, originator_version int, topic text, state text)"""
    INSERT = f"INSERT INTO events SELECT e.* FROM {ROWS.format('%s')}"
    # The lock is taken before the first row is made. What the statement sees is from before it:
    # had somebody appended in between, the first position would be taken.
    APPEND = f"""WITH locked AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(hashtext($1)),
            (SELECT coalesce(max(position), 0) FROM events) AS head)
        INSERT INTO events SELECT e.* FROM locked, {ROWS.format("$3")}
        WHERE locked.head = $2::bigint"""
    KEYS = """json_to_recordset({}::json) AS k (
        actor text, key text, fingerprint text, answer text)"""
    INSERT_KEYS = f"INSERT INTO idempotency_keys SELECT k.* FROM {KEYS.format('%s')}"
    APPEND_WITH_KEYS = f"""WITH locked AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(hashtext($1)),
            (SELECT coalesce(max(position), 0) FROM events) AS head),
        kept AS (INSERT INTO idempotency_keys SELECT k.* FROM locked, {KEYS.format("$4")}
            WHERE locked.head = $2::bigint)
        INSERT INTO events SELECT e.* FROM locked, {ROWS.format("$3")}
        WHERE locked.head = $2::bigint"""
    WHO = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    END = """SELECT pg_terminate_backend(pid, :patience) FROM pg_stat_activity
        WHERE pid = :pid AND backend_start = :since"""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        name = database.name.replace("'", "''")
        lock = self.LOCK.format(name=f"'{name}'")
        self._begins = f"BEGIN; {lock}; {HEAD}"
        self._server_process: tuple[int, Any] | None = None
        # What the server has prepared under which name, as far as is known.
        self._prepared: dict[str, bytes] = {}
        self._names = count()

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

    def ahead(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> Rest | None:
        """Send all of it; what is left is to wait for the server."""
        name = self._prepared.get(self._statement(keys))
        if self._kept is None or name is None:
            return None
        connection = self._driver.pgconn
        try:
            socket: int = connection.socket
        except OperationalError:
            # It was cut meanwhile.
            return None
        sent = Sent(connection, name, self._values(head, rows, keys))
        end = partial(self._end_append, sent, len(rows))
        # What is yet to be sent, or failed, is for a thread, which may wait for the server.
        if sent.is_partly_sent or sent.is_over:
            return Rest(end)
        return Awaited(end, socket, sent.look, partial(sent.inserted, len(rows)))

    def undo(self) -> None:
        """As it is said of every writer."""
        # After a transaction that failed the driver has the server forget what it prepared.
        self._prepared.clear()
        super().undo()

    def _append(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> None:
        connection, statement = self.driver.pgconn, self._statement(keys)
        if statement not in self._prepared:
            name = f"append_{next(self._names)}".encode()
            result = connection.prepare(name, statement.encode())
            if result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
            self._prepared[statement] = name
        sent = Sent(connection, self._prepared[statement], self._values(head, rows, keys))
        self._ended(sent, len(rows))

    def _statement(self, keys: Sequence[KeyRow]) -> str:
        return self.APPEND_WITH_KEYS if keys else self.APPEND

    def _values(self, head: int, rows: Sequence[Row], keys: Sequence[KeyRow]) -> list[bytes]:
        values = [self._database.name.encode(), b"%d" % head, _written(rows).encode()]
        return [*values, _written_keys(keys).encode()] if keys else values

    def _end_append(self, sent: Sent, count: int) -> None:
        with driver_errors(self._database.engine.dialect):
            self._ended(sent, count)

    def _ended(self, sent: Sent, count: int) -> None:
        try:
            inserted = sent.rows()
        except UniqueViolation as error:
            if error.diag.constraint_name == "events_pkey":
                raise Moved from error
            raise
        if inserted != count:
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
