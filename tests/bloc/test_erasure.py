"""A person is erased: the row, the store's files, the bucket; what became of them stays."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from nats.js.errors import KeyNotFoundError

from services.bloc.domain import Person, PersonErased
from shared.access import Role
from shared.database import Database
from shared.intake import Intakes, Judged
from shared.personal import erasures
from tests.bloc.test_api import PERSON, UNIT, in_bucket, registered
from tests.harness.service import RunningService, SignedIn

ERASURE = {"on": "2026-03-01", "reason": "requested"}


def test_a_person_is_erased_once_and_goes_on_under_their_id() -> None:
    person = Person.enroll(UUID(int=1), UUID(int=2), "female", date(2018, 3, 1))

    person.erase(date(2026, 3, 1), "requested")
    person.leave(date(2026, 4, 1), "nghỉ hưu")

    with pytest.raises(PersonErased):
        person.erase(date(2026, 5, 1), "ordered")
    assert person.unit_id is None


async def test_an_erased_person_has_no_name_anywhere_and_keeps_their_way(
    officer: SignedIn, bloc: RunningService, log_client: Client
) -> None:
    unit_id, _ = await registered(officer)
    erased, other = [
        (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]
        for _ in range(2)
    ]
    before = await in_bucket(log_client, erased)
    told = (await officer.get(f"/people/{erased}/erasure")).json()
    held, store = told["held"], told["store"]

    done = await officer.post(f"/people/{erased}/erasure", ERASURE)
    again = await officer.post(f"/people/{erased}/erasure", ERASURE)
    shown = (
        await officer.get(f"/people/{erased}", after=done.headers["Thidua-Position"])
    ).json()
    await finished(officer, erased)

    assert held == ["full_name", "job_title", "citizen_number", "email"]
    database = bloc.app.state.runtime.commands.application.event_recorder.database
    assert store == database.engine.dialect.name
    assert (done.status_code, again.status_code) == (204, 409)
    assert again.json()["code"] == "person_erased"
    assert (shown["full_name"], shown["email"], shown["erased_on"]) == (
        None,
        None,
        "2026-03-01",
    )
    assert shown["stays"] == [{"unit_id": unit_id, "since": "2018-03-01", "until": None}]
    assert await in_bucket(log_client, other) == before
    bucket = await log_client.jetstream().key_value("people")
    with pytest.raises(KeyNotFoundError):
        await bucket.get(erased)


async def finished(officer: SignedIn, person_id: str) -> None:
    """Wait until neither the store's files nor the bucket may hold anything of a person."""
    async with asyncio.timeout(20):
        while True:
            answer = (await officer.get(f"/people/{person_id}/erasure")).json()
            if not (answer["in_store"] or answer["in_bucket"]):
                return
            await asyncio.sleep(0.05)


async def test_an_erasure_that_a_restore_took_over_is_recorded(
    officer: SignedIn, bloc: RunningService
) -> None:
    unit_id, _ = await registered(officer)
    person = (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]
    database = bloc.app.state.runtime.commands.application.event_recorder.database
    row = {
        "person_id": UUID(person),
        "erased_on": date(2026, 3, 1),
        "reason": "ordered",
        "recorded": False,
        "gone_from_store": False,
    }

    with database.write() as connection:
        connection.execute(sa.insert(erasures).values(row))
    await finished(officer, person)
    await officer.post("/units", UNIT)
    shown = (await officer.get(f"/people/{person}", after="bloc:4")).json()

    assert (shown["full_name"], shown["erased_on"]) == (None, "2026-03-01")


async def test_an_uploaded_list_forgets_who_is_erased(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bloc.sqlite'}", "bloc")
    intakes = Intakes(database)
    intakes.prepare()
    erased, name = str(UUID(int=1)), "Đỗ Thị Ánh"
    rows = [
        Judged(number=1, status="changed", cells={"name": name}, target=erased),
        Judged(number=2, status="wrong", cells={"name": name, "on": "hôm qua"}),
        Judged(number=3, status="wrong", cells={"name": "Đỗ Thị Bích"}),
        Judged(number=4, status="new", cells={"name": name}, target=str(UUID(int=2))),
    ]
    kept = await intakes.add("people", "a.xlsx", "unicode", rows, "tdkt", datetime.now(UTC))

    with database.write() as connection:
        intakes.forget(connection, erased, [name])
    left = await intakes.rows(kept.id, None, 0, 10)
    database.close()

    # Somebody else of the same name keeps theirs.
    assert [row.number for row, _ in left] == [3, 4]


async def test_only_the_officer_erases_and_only_with_a_reason_of_the_law(
    officer: SignedIn, bloc: RunningService
) -> None:
    unit_id, _ = await registered(officer)
    unit_head = bloc.signed_in((Role.UNIT_HEAD, UUID(unit_id)), login="head")
    person = (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]

    refused = await unit_head.post(f"/people/{person}/erasure", ERASURE)
    unnamed = await officer.post(f"/people/{person}/erasure", ERASURE | {"reason": "Ánh xin"})
    nobody = await officer.get(f"/people/{uuid4()}/erasure")

    assert (refused.status_code, unnamed.status_code, nobody.status_code) == (403, 422, 404)
