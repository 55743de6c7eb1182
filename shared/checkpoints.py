"""What SQLite wrote beside a file is taken over into it by a thread, and by no commit.

SQLite does that within the commit that made its write-ahead log long enough: whoever waits for
that one waits for the disk as long as for dozens of others. Source: SQLite, "Write-Ahead
Logging", the sections on checkpointing and on excessively large WAL files.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.get_logger()

# So many are taken over at a time, of 4 KB each: as SQLite itself has it.
PAGES = 1000
# Before it is known how many pages a commit writes.
COMMITS = 100
# Where commits never pause the log cannot begin anew: then one of them does take it over.
MOST_PAGES = 4000


class Checkpoints:
    """Counts the commits to one file, and has their pages taken over when they are enough."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._since, self._enough, self._length = 0, COMMITS, 0
        self._under_way = threading.Lock()
        self._thread: threading.Thread | None = None

    def committed(self) -> None:
        """One commit more; returns at once."""
        self._since += 1
        if self._since >= self._enough and self._under_way.acquire(blocking=False):
            self._thread = threading.Thread(target=self._work, name=f"{self._file.stem}-file")
            self._thread.start()

    def end(self) -> None:
        """Return when nothing is under way any more."""
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            self._take_over()
        except sqlite3.Error as error:
            # Nothing is lost by it: the file is whole together with what stands beside it.
            log.warning("file_not_taken_over", file=self._file.name, reason=str(error))
        finally:
            self._under_way.release()

    def _take_over(self) -> None:
        commits, self._since = self._since, 0
        # A file that is gone must not be made anew.
        address = f"{self._file.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            asked = connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            _, length, _ = asked.fetchone()
        # The log begins anew when all of it was taken over and nobody read it.
        written = length - self._length if length > self._length else length
        self._length = length
        self._enough = max(1, commits * PAGES // max(1, written))
