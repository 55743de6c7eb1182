"""Files of projections are kept up with what stands beside them, and no commit waits for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import sqlalchemy as sa

from shared.checkpoints import COMMITS, MOST_PAGES, PAGES, Checkpoints
from shared.database import Database
from tests.harness.stores import eventually

PAGE = 4096
metadata = sa.MetaData()
blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("number", sa.Integer(), primary_key=True),
    sa.Column("blob", sa.LargeBinary(), nullable=False),
)


def fill(database: Database, commits: int, pages: int) -> None:
    for _ in range(commits):
        with database.write() as connection:
            connection.execute(sa.insert(blobs), {"blob": b"x" * (pages * PAGE)})


async def test_what_was_committed_comes_into_the_file(tmp_path: Path) -> None:
    file = tmp_path / "views.sqlite"
    database = Database(f"sqlite:///{file}", "views", derived=True)
    database.create(metadata)
    # Fewer pages than SQLite takes over by itself here, in larger commits than are thought of.
    commits, pages = COMMITS, 25
    assert 2 * PAGES < commits * pages < MOST_PAGES

    await asyncio.to_thread(fill, database, commits, pages)
    await eventually(lambda: file.stat().st_size > 2 * PAGES * PAGE)
    before = file.stat().st_size
    # What a commit writes is known now.
    await asyncio.to_thread(fill, database, COMMITS // 2, pages)
    await eventually(lambda: file.stat().st_size > before)

    with database.read() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(blobs)).scalar()
    database.close()
    assert count == commits + COMMITS // 2


def test_a_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "gone.sqlite"
    checkpoints = Checkpoints(file)

    for _ in range(2):
        for _ in range(COMMITS):
            checkpoints.committed()
        checkpoints.end()

    assert not file.exists()
