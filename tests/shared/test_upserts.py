"""Rows are put into a table as they are, many in one statement, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from msgspec import structs

from shared.contracts import Envelope
from shared.database import Database
from shared.readmodel import Batch
from shared.upserts import AT_ONCE
from tests.harness.facts import facts
from tests.harness.stores import SEEN, Counting, OpenModel

metadata = sa.MetaData()

things = sa.Table(
    "things",
    metadata,
    sa.Column("kind", sa.Text(), primary_key=True),
    sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("order", sa.Text()),
    sa.Column("about", sa.Uuid()),
    sa.Column("on", sa.Date()),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("holds", sa.Boolean()),
    sa.Column("raw", sa.LargeBinary()),
)

keys = sa.Table("keys", metadata, sa.Column("key", sa.Text(), primary_key=True))


@pytest.fixture
def database(store_url: Callable[[], str]) -> Iterator[Database]:
    found = Database(store_url(), "upserts")
    found.create(metadata)
    yield found
    found.close()


def thing(number: int, order: str | None = "it's “một”, 100 % and ? or %s") -> dict[str, Any]:
    return {
        "kind": "thing",
        "number": number,
        "order": order,
        "about": uuid4(),
        "on": date(2026, 2, 28),
        "at": datetime(2026, 2, 28, 7, 30, tzinfo=UTC),
        "holds": number % 2 == 0,
        "raw": bytes(range(256)),
    }


def found(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        rows = connection.execute(sa.select(things).order_by(things.c.number)).mappings()
        return [{**row, "at": row["at"].replace(tzinfo=UTC)} for row in rows]


def test_rows_are_stored_as_they_are(database: Database) -> None:
    rows = [thing(number) for number in range(2 * AT_ONCE + 7)]
    rows[3] |= {"order": None, "about": None, "on": None, "holds": None}

    with database.write() as connection:
        database.upsert(things, rows, connection)

    assert found(database) == rows


def test_a_row_whose_key_is_taken_is_replaced(database: Database) -> None:
    with database.write() as connection:
        database.upsert(things, [thing(1), thing(2, "before")], connection)
        after = thing(2, "after")
        database.upsert(things, [after], connection)
        database.upsert(things, [], connection)

    assert found(database)[1] == after


def test_a_table_of_keys_alone_keeps_them(database: Database) -> None:
    with database.write() as connection:
        for _ in range(2):
            database.upsert(keys, [{"key": "a"}, {"key": "b"}], connection)
        assert connection.scalar(sa.select(sa.func.count()).select_from(keys)) == 2


class Fetching(Counting):
    """Reads at once what its facts touch."""

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        batch.fetch(SEEN, {fact.subject for fact in facts_in_order})
        super().project(facts_in_order, batch)


async def test_a_batch_of_facts_costs_a_few_statements(open_model: OpenModel) -> None:
    model = open_model(Fetching())
    told = [structs.replace(fact, subject=f'"{fact.position}"') for fact in facts(1, 90)]
    statements: list[str] = []
    sa.event.listen(
        model.database.engine, "before_cursor_execute", lambda *told: statements.append(told[2])
    )

    for times in (1, 2):
        again = [
            structs.replace(
                fact,
                position=fact.position + 90 * times - 90,
                previous=fact.previous + 90 * times - 90,
            )
            for fact in told
        ]
        await model.receive(again, 90 * times)

        assert len(statements) <= 7, statements
        statements.clear()
    assert {seen.times for seen in model.query(SEEN.find)} == {2}
