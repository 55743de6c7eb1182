"""A store read out while it is written to, and put back into either engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import sqlalchemy as sa

from services.bloc.domain import IdentityCard
from shared.backup import snapshot as snapshots_module
from shared.backup.restoring import StoreNotEmpty, restore_store
from shared.backup.shape import ColumnNotPortable, TableShape, Values, shape_of
from shared.backup.snapshot import HeldTable, SnapshotGone, Snapshots
from shared.database import Database
from shared.messaging import policy_positions
from shared.readmodel import parking, repair
from tests.conftest import new_postgres_database
from tests.harness.background import in_background
from tests.harness.stores import UnitStore, eventually, opened

PEOPLE = 5


@pytest.fixture
async def full(store: UnitStore) -> UnitStore:
    """A store with units, people with cards, idempotency keys, parked facts and decisions."""
    unit = uuid4()
    await store.register(unit, key="a-key", fingerprint=b"asked")
    enroll = store.blocs.enroll_person
    for number in range(PEOPLE):
        card = IdentityCard(f"Nguyễn Văn {number}", "Chuyên viên", birth_date=date(1990, 1, 2))
        await store.run(partial(enroll, uuid4(), unit, "male", card, date(2020, 1, 1)))
    database = store.blocs.event_recorder.database
    database.create(policy_positions.metadata)
    database.create(parking.metadata)
    parked = {
        "reader": "bloc-test",
        "source": "covenant",
        "position": 3,
        "entity": "an-entity",
        "sequence": 9,
        "headers": "{}",
        "body": b"\x00\xff",
        "reason": "it cannot be folded",
        "recorded_at": "2024-01-01T00:00:00+00:00",
    }
    decision = {
        "reader": "bloc-test",
        "source": "covenant",
        "entity": "an-entity",
        "verb": "retry",
        "positions": "[1]",
        "actor": "tdkt",
        "reason": "mended",
        "decided_at": "2024-01-01T00:00:00+00:00",
    }
    with database.write() as connection:
        connection.execute(sa.insert(parking.parked_facts), parked)
        connection.execute(sa.insert(repair.parking_decisions), [decision, decision])
    return store


async def read_out(store: UnitStore) -> tuple[list[TableShape], dict[str, list[Values]]]:
    """All tables of a store, as a backup reads them."""
    snapshots = Snapshots(store.blocs.event_recorder.database)
    async with in_background(snapshots.run()):
        name, held = await snapshots.open()
        await snapshots.let_go(name)
        # As it travels: shapes and rows are JSON.
        held = msgspec.json.decode(msgspec.json.encode(held), type=list[HeldTable])
        return [each.shape for each in held], await all_rows(snapshots, name, held)


async def all_rows(
    snapshots: Snapshots, name: str, held: list[HeldTable]
) -> dict[str, list[Values]]:
    found: dict[str, list[Values]] = {}
    for each in held:
        table = each.shape.name
        rows = found.setdefault(table, [])
        after: Values | None = None
        while True:
            page = await snapshots.page(name, table, after)
            rows += page.rows
            if page.after is None:
                break
            after = page.after
        assert len(rows) == each.rows
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def another_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'another.sqlite'}"
    return new_postgres_database(request.getfixturevalue("postgres"))


async def test_a_store_is_the_same_on_either_engine(full: UnitStore, another_url: str) -> None:
    shapes, rows = await read_out(full)

    restored = Database(another_url, "bloc")
    await asyncio.to_thread(restore_store, restored, shapes, lambda shape: rows[shape.name])
    restored.close()

    with opened(another_url) as again:
        assert again.events() == full.events()
        assert again.blocs.event_recorder.epoch == full.blocs.event_recorder.epoch
        again.blocs.event_recorder.database.create(policy_positions.metadata)
        again.blocs.event_recorder.database.create(parking.metadata)
        assert await read_out(again) == (shapes, rows)


async def test_a_restored_store_goes_on(full: UnitStore, another_url: str) -> None:
    shapes, rows = await read_out(full)
    restored = Database(another_url, "bloc")
    await asyncio.to_thread(restore_store, restored, shapes, lambda shape: rows[shape.name])
    restored.close()

    with opened(another_url) as again:
        before = len(again.events())
        repeated = await again.register(key="a-key", fingerprint=b"asked")
        new = await again.register()
        database = again.blocs.event_recorder.database
        database.create(parking.metadata)
        with database.write() as connection:
            numbers = sa.select(repair.parking_decisions.c.number)
            values = {
                "reader": "r",
                "source": "s",
                "entity": "e",
                "verb": "v",
                "positions": "[]",
                "actor": "a",
                "reason": "r",
                "decided_at": "d",
            }
            connection.execute(sa.insert(repair.parking_decisions), values)
            numbered = connection.execute(numbers.order_by("number")).scalars().all()

    assert repeated.position == 1
    assert new.position == before + 1
    assert list(numbered) == [1, 2, 3]


async def test_the_schema_of_a_restored_store_is_the_declared_one(
    full: UnitStore, store_url: Callable[[], str]
) -> None:
    shapes, rows = await read_out(full)
    restored = Database(store_url(), "bloc")
    await asyncio.to_thread(restore_store, restored, shapes, lambda shape: rows[shape.name])

    assert schema(restored) == schema(full.blocs.event_recorder.database)
    restored.close()


def schema(database: Database) -> dict[str, Any]:
    with database.read() as connection:
        looking = sa.inspect(connection)
        return {
            name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in looking.get_columns(name)],
                looking.get_pk_constraint(name)["constrained_columns"],
                sorted(str(index) for index in looking.get_indexes(name)),
                sorted(str(u["column_names"]) for u in looking.get_unique_constraints(name)),
            )
            for name in sorted(looking.get_table_names())
        }


async def test_a_store_that_holds_something_is_not_restored_into(full: UnitStore) -> None:
    shapes, rows = await read_out(full)
    before = full.events()

    with pytest.raises(StoreNotEmpty, match="events"):
        restore_store(
            full.blocs.event_recorder.database, shapes, lambda shape: rows[shape.name]
        )

    assert full.events() == before


async def test_a_restore_that_fails_leaves_an_empty_store(
    full: UnitStore, another_url: str
) -> None:
    shapes, rows = await read_out(full)
    rows["events"][-1][1] = "no identifier"
    restored = Database(another_url, "bloc")

    with pytest.raises(ValueError, match="UUID"):
        restore_store(restored, shapes, lambda shape: rows[shape.name])

    with restored.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    restored.close()


async def test_a_snapshot_does_not_see_what_comes_after_it(full: UnitStore) -> None:
    snapshots = Snapshots(full.blocs.event_recorder.database)
    async with in_background(snapshots.run()):
        name, held = await snapshots.open()
        writing = asyncio.create_task(full.register())
        await asyncio.sleep(0.2)
        was_locked_out = not writing.done()
        assert await snapshots.let_go(name)
        await writing
        rows = await all_rows(snapshots, name, held)

    assert was_locked_out
    assert len(rows["events"]) == PEOPLE + 1
    assert len(full.events()) == PEOPLE + 2


async def test_a_forgotten_lock_and_a_forgotten_snapshot_end_by_themselves(
    full: UnitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots_module, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(snapshots_module, "WATCH_SECONDS", 0.05)
    snapshots = Snapshots(full.blocs.event_recorder.database)
    async with in_background(snapshots.run()):
        name, _ = await snapshots.open()
        await full.register()
        assert not await snapshots.let_go(name)
        monkeypatch.setattr(snapshots_module, "IDLE_SECONDS", 0.1)
        await eventually(lambda: not snapshots._open)
        with pytest.raises(SnapshotGone):
            await snapshots.page(name, "events", None)


async def test_pages_end_before_they_outgrow_a_message(
    full: UnitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots_module, "PAGE_BYTES", 500)
    snapshots = Snapshots(full.blocs.event_recorder.database)
    async with in_background(snapshots.run()):
        name, held = await snapshots.open()
        await snapshots.let_go(name)
        first = await snapshots.page(name, "events", None)
        rows = await all_rows(snapshots, name, held)

    assert len(first.rows) < PEOPLE
    assert [row[0] for row in rows["events"]] == list(range(1, PEOPLE + 2))


def test_a_column_that_means_another_thing_elsewhere_is_refused() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("price", sa.Numeric(), primary_key=True))

    with pytest.raises(ColumnNotPortable, match=r"t\.price"):
        shape_of(table)
