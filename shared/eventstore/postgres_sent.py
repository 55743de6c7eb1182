"""A prepared statement that was sent to PostgreSQL, and what the server answers to it.

Whoever has an event loop sends it, goes on, and looks when the socket has something to read; a
thread waits for it. Source: https://www.postgresql.org/docs/current/libpq-async.html.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

from psycopg import OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Error
    from psycopg.pq.abc import PGconn, PGresult


class Sent:
    """One statement on its way; nothing else may be asked of its connection meanwhile."""

    def __init__(self, connection: PGconn, name: bytes, values: Sequence[bytes]) -> None:
        self._connection = connection
        self._result: PGresult | None = None
        self._error: Error | None = None
        # Whether nothing more will come.
        self.is_over = False
        try:
            connection.send_query_prepared(name, values)
            # Whether the rest of it did not fit into the socket yet.
            self.is_partly_sent = connection.flush() != 0
        except OperationalError as error:
            self._end(error)

    def look(self) -> bool:
        """Take what has come, without waiting; whether that is all."""
        connection = self._connection
        try:
            if not self.is_over:
                connection.consume_input()
            while not self.is_over and not connection.is_busy():
                result = connection.get_result()
                if result is None:
                    self._end(None)
                elif self._result is None:
                    self._result = result
        except OperationalError as error:
            self._end(error)
        return self.is_over

    def rows(self) -> int:
        """How many rows it inserted; waits for the answer.

        Raises the driver's error where the server refuses it, and where none comes.
        """
        while not self.look():
            self._wait()
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise OperationalError("the server answered nothing")
        if self._result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(self._result)
        return self._result.command_tuples or 0

    def inserted(self, rows: int) -> bool:
        """Whether the server's answer is there and says that it inserted so many rows."""
        result = self._result
        return (
            self.is_over
            and self._error is None
            and result is not None
            and result.status == ExecStatus.COMMAND_OK
            and result.command_tuples == rows
        )

    def _wait(self) -> None:
        try:
            wanted = select.POLLIN
            if self._connection.flush():
                wanted |= select.POLLOUT
            poll = select.poll()
            poll.register(self._connection.socket, wanted)
            poll.poll()
        except OperationalError as error:
            self._end(error)

    def _end(self, error: Error | None) -> None:
        self._error, self.is_over, self.is_partly_sent = error, True, False
