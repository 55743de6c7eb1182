"""Eligibility is folded anew while commands come in, people read and messages go out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client

from services.awards.main import build as build_awards
from services.awards.settings import AwardsSettings
from services.notify.main import build as build_notify
from services.notify.settings import NotifySettings
from shared.access import Role
from shared.contracts.covenant import CovenantSigned
from shared.contracts.notify import NotificationDelivered
from shared.readmodel import Copies
from tests.harness.background import facts_of, in_background
from tests.harness.facts import Publisher
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import RunningService, running
from tests.harness.stores import eventually

COMMANDS_PER_SECOND = 50
SECONDS = 3.0
COVENANT, BLOC = uuid4(), uuid4()


class Load:
    """Commands, facts of another service and reads that go on until the block ends."""

    def __init__(self, awards: RunningService, covenant: Publisher) -> None:
        self._officer = awards.signed_in((Role.EMULATION_OFFICER, None))
        self._viewer = awards.signed_in((Role.VIEWER, None))
        self._covenant = covenant
        self.commands: list[int] = []
        self.reads: list[int] = []
        self.signed = 0

    async def write(self) -> None:
        """At a steady pace: a command is sent when it is due, whatever became of the last."""
        begun = time.monotonic()
        async with asyncio.TaskGroup() as sent:
            for number in range(int(COMMANDS_PER_SECOND * SECONDS)):
                due = begun + number / COMMANDS_PER_SECOND
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                sent.create_task(self._recognise(number))
                if number % 10 == 0:
                    await self._sign()

    async def read(self) -> None:
        while True:
            answer = await self._viewer.get("/eligibility?year=2024&limit=20")
            self.reads.append(answer.status_code)
            # An answer that is ready is given without waiting for anything.
            await asyncio.sleep(0)

    async def _recognise(self, number: int) -> None:
        initiative = {
            "person_ids": [str(UUID(int=number % 30 + 1))],
            "name": f"Sáng kiến {number}",
            "scope": "MINISTRY",
            "year": 2024,
            "decision_number": f"{number}/QĐ-VPCP",
            "recognised_on": "2024-11-01",
        }
        answer = await self._officer.post("/initiatives", initiative)
        self.commands.append(answer.status_code)

    async def _sign(self) -> None:
        self.signed += 1
        await self._covenant.publish(
            CovenantSigned(
                covenant_id=COVENANT,
                bloc_id=BLOC,
                unit_id=UUID(int=self.signed),
                account="somebody",
                digest="d",
                signed_on=date(2024, 3, 12),
            )
        )


@pytest.fixture
async def services(
    tmp_path: Path, nats_server: NatsServer, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[tuple[RunningService, RunningService]]:
    """Awards and notify on one log."""
    assert log_client.is_connected

    def told(service: str) -> dict[str, Any]:
        return {
            "port": 0,
            "store_url": f"sqlite:///{tmp_path / service}.sqlite",
            "nats_url": nats_server.url,
            "issuer": ISSUER,
            "jwks_url": issuer.jwks_url,
        }

    async with AsyncExitStack() as started:
        awards = build_awards(AwardsSettings.model_validate(told("awards")))
        notify = build_notify(NotifySettings.model_validate(told("notify")))
        yield (
            await started.enter_async_context(running(awards, issuer)),
            await started.enter_async_context(running(notify, issuer)),
        )


def projection(service: RunningService, name: str) -> Copies:
    models: list[Copies] = service.app.state.runtime.read_models
    (found,) = [model for model in models if model.name == name]
    return found


async def rebuilt_and_switched(copies: Copies) -> int:
    """How many documents differed."""
    await copies.rebuild()
    await eventually(lambda: copies.state().other_is == "ready")
    comparison = await copies.compare()
    await copies.switch()
    return comparison.differences


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await reached():
            await asyncio.sleep(0.05)


async def test_a_rebuild_under_load_fails_no_read_and_sends_nothing_again(
    services: tuple[RunningService, RunningService], log_client: Client
) -> None:
    awards, notify = services
    load = Load(awards, Publisher(log_client, "covenant"))
    eligibility, inbox = (
        projection(awards, "awards-eligibility"),
        projection(notify, "notify-inbox"),
    )
    async with in_background(load.read(), load.read()):
        writing = asyncio.create_task(load.write())
        await eventually(lambda: len(load.commands) > COMMANDS_PER_SECOND)
        differences = [await rebuilt_and_switched(each) for each in (eligibility, inbox)]
        await writing

    async def delivered() -> list[NotificationDelivered]:
        facts = [fact.data for fact in await facts_of(log_client)]
        return [fact for fact in facts if isinstance(fact, NotificationDelivered)]

    async def all_delivered() -> bool:
        return len(await delivered()) >= 2 * load.signed

    await until(all_delivered)
    sent = [(fact.about, fact.audience) for fact in await delivered()]
    assert [eligibility.state().live.letter, inbox.state().live.letter] == ["b", "b"]
    assert differences == [0, 0]
    assert set(load.reads) == {200}
    assert load.commands == [201] * int(COMMANDS_PER_SECOND * SECONDS)
    assert len(sent) == len(set(sent)) == 2 * load.signed, "each message is sent once"
