"""When a commit waits for the disk, on SQLite."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from shared.database import Database

NORMAL, FULL = 1, 2


def waits(connection: sa.Connection) -> int:
    found: int = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    return found


def test_a_store_waits_at_each_commit_and_what_is_derived_for_what_stands_nowhere_else(
    tmp_path: Path,
) -> None:
    store = Database(f"sqlite:///{tmp_path / 'store.sqlite'}", "bloc", threads=1)
    copy = store.beside("directory-a", threads=1)

    with store.write() as connection:
        assert waits(connection) == FULL
    for _ in range(2):
        with copy.write() as connection:
            assert waits(connection) == NORMAL
        with copy.write_for_good() as connection:
            assert waits(connection) == FULL

    store.close()
    copy.close()
