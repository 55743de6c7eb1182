from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client

from services.bloc.domain import Unit
from shared.eventstore import AggregateAlreadyExists
from shared.intake import (
    Called,
    Intake,
    IntakeAlreadyCommitted,
    IntakeUnknown,
    Judged,
    Layout,
    Mode,
    Outcome,
    Pending,
    Recording,
    recording,
)
from tests.harness.stores import UnitStore

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
NOBODY = cast("Client", None)


@dataclass
class Registering:
    """Registers a unit for each row; `refused` are the rows that a rule refuses."""

    store: UnitStore
    refused: frozenset[int] = frozenset()
    batches: list[list[int]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    layout: Layout = field(default_factory=lambda: Layout("units", ()))

    async def judge(
        self, rows: Sequence[tuple[int, dict[str, str]]], today: date, called: Called
    ) -> list[Judged]:
        raise NotImplementedError

    async def exported(self, locale: str) -> list[list[str]]:
        raise NotImplementedError

    def record(self, rows: Sequence[Pending]) -> list[Outcome]:
        self.before()
        self.batches.append([row.number for row in rows])
        self.store.blocs.save(
            *(
                Unit.register(UUID(row.action), "Vụ", "V", "vu", False, date(1992, 1, 1))
                for row in rows
                if row.number not in self.refused
            )
        )
        return [
            Outcome(row.number, "unit_name_taken" if row.number in self.refused else None)
            for row in rows
        ]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnitStore]:
    monkeypatch.setattr(recording, "AT_ONCE", 2)
    store = UnitStore(f"sqlite:///{tmp_path / 'bloc.sqlite'}")
    yield store
    store.commands.close()


async def uploaded(store: UnitStore, many: int = 5, now: datetime = NOW) -> Intake:
    rows = [
        Judged(number=n, status="new", cells={"name": "Vụ"}, action=str(uuid4()))
        for n in range(1, many + 1)
    ]
    return await store.blocs.intakes.add("units", "a.xlsx", "unicode", rows, "tdkt", now)


async def recorded(store: UnitStore, taking: Registering, intake: Intake) -> Intake:
    """Run the recording until the intake is no longer being recorded."""
    running = Recording(store.blocs.intakes, store.commands, {"units": taking})
    task = asyncio.create_task(running.run(NOBODY))
    try:
        async with asyncio.timeout(20):
            while (found := await known(store, intake)).state == "recording":
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return found


async def known(store: UnitStore, intake: Intake) -> Intake:
    return await store.blocs.intakes.get(["units"], intake.id, NOW)


async def begun(store: UnitStore, mode: Mode) -> Intake:
    intake = await uploaded(store)
    await store.blocs.intakes.begin(intake, mode)
    return intake


async def test_a_service_that_was_killed_goes_on_where_it_was(store: UnitStore) -> None:
    intake = await begun(store, "good")
    killed = Registering(store)
    first = Recording(store.blocs.intakes, store.commands, {"units": killed})

    def die() -> None:
        if killed.batches:
            raise KeyboardInterrupt

    killed.before = die
    with pytest.raises(KeyboardInterrupt):
        await first.run(NOBODY)
    half = await known(store, intake)
    assert (half.state, half.recorded) == ("recording", 2)

    again = Registering(store)
    done = await recorded(store, again, intake)
    assert (done.state, done.recorded, done.refused) == ("recorded", 5, 0)
    assert (killed.batches, again.batches) == ([[1, 2]], [[3, 4], [5]])
    assert store.blocs.event_recorder.head() == 5


async def test_a_refused_row_is_left_and_the_others_are_recorded(store: UnitStore) -> None:
    intake = await begun(store, "good")
    done = await recorded(store, Registering(store, frozenset({2})), intake)
    assert (done.state, done.recorded, done.refused) == ("recorded", 4, 1)
    (left,) = await store.blocs.intakes.rows(intake.id, None, 0, 10)
    assert (left[0].number, left[1]) == (2, "unit_name_taken")


async def test_all_or_nothing_is_nothing_when_one_row_is_refused(store: UnitStore) -> None:
    intake = await begun(store, "all")
    done = await recorded(store, Registering(store, frozenset({5})), intake)
    assert (done.state, done.recorded, done.refused) == ("refused", 0, 1)
    assert store.blocs.event_recorder.head() == 0


async def test_an_upload_is_recorded_once_and_gone_after_its_time(store: UnitStore) -> None:
    intake = await begun(store, "all")
    with pytest.raises(IntakeAlreadyCommitted):
        await store.blocs.intakes.begin(intake, "all")
    intakes = store.blocs.intakes
    old = await uploaded(store, now=NOW - timedelta(hours=25))
    with pytest.raises(IntakeUnknown):
        await known(store, old)
    await intakes.remove_expired(NOW)
    assert await intakes.rows(old.id, None, 0, 10) == []
    assert len(await intakes.rows(intake.id, None, 0, 10)) == 5


async def test_what_exists_among_many_is_noticed_when_many_are_saved(
    store: UnitStore,
) -> None:
    ids = [uuid4() for _ in range(600)]
    units = [Unit.register(each, "Vụ", "V", "vu", False, date(1992, 1, 1)) for each in ids]
    await store.run(lambda: store.blocs.save(units[0]))
    with pytest.raises(AggregateAlreadyExists):
        await store.run(
            lambda: store.blocs.save(
                *(Unit.register(each, "V", "V", "vu", False, date(1992, 1, 1)) for each in ids)
            )
        )
    await store.run(lambda: store.blocs.save(*units[1:]))
    assert store.blocs.known([*ids, uuid4()]) == set(ids)
    assert set(store.blocs.load_all(Unit, ids)) == set(ids)
