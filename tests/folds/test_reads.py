"""A batch of facts is read in a few statements, not in one for each document it touches."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
import sqlalchemy as sa

from services.awards.views.register import Register
from services.bloc.views import Directory
from services.covenant.views import Yearbook
from services.notify.views import Inbox
from shared.readmodel import Projection
from tests.folds.lives import histories
from tests.folds.streams import interleaved, kept_in_memory, receive


@pytest.mark.parametrize(
    "projection", [Directory(), Yearbook(), Register(), Inbox()], ids=lambda p: p.name
)
def test_a_batch_reads_each_table_once(projection: Projection) -> None:
    asked: list[str] = []
    tables = [documents.name for documents in projection.documents]
    stream = interleaved(histories(seed=1, lives=120), Random(1))
    with kept_in_memory(projection) as model:
        sa.event.listen(
            model.database.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, *_: asked.append(statement),
        )
        asyncio.run(receive(model, [stream]))

    reads = [each for each in asked if each.startswith("SELECT")]
    for table in tables:
        assert sum(f"FROM {table} " in each for each in reads) <= 2, table
