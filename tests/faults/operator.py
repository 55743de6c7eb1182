"""What an operator does while things break: rebuilds projections, and looks in the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random

import typer
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import KeyNotFoundError

from services.console.cli.log.verifying import verified
from shared.messaging.control import ControlRefused, Nothing, ServiceSilent, ask
from shared.messaging.log import PEOPLE, ServerAway, connect_once
from shared.operations.projections import ProjectionNamed, Switch
from shared.readmodel.comparison import Comparison
from shared.readmodel.state import CopiesState
from tests.faults.story import Story
from tests.faults.system import PATIENCE_SECONDS, POLL_SECONDS, SERVICES, FaultySystem

REBUILT = (
    "bloc-directory",
    "covenant-yearbook",
    "awards-eligibility",
    "awards-register",
    "notify-inbox",
)
ANSWER_SECONDS = 2.0
# How often an operator looks whether a copy is ready before giving up.
LOOKS = 30
# A machine that is slow is not wrong: the looks at the end take what they take.
LOOKING_SECONDS = 600.0


async def a_projection_is_rebuilt(system: FaultySystem, chance: Random) -> None:
    """Rebuild, switch, perhaps switch back. Whatever breaks meanwhile ends it halfway."""
    projection = chance.choice(REBUILT)
    service, named = service_of(projection), ProjectionNamed(projection)
    with contextlib.suppress(ControlRefused, ServiceSilent, ServerAway, NatsError, OSError):
        async with connected(system) as client:
            await _order(client, service, "rebuild", named)
            for _ in range(LOOKS):
                if await _other_is(client, projection) == "ready":
                    break
                await asyncio.sleep(POLL_SECONDS)
            await _order(client, service, "switch", Switch(projection))
            if chance.random() < 0.5:
                await _order(client, service, "back", named)


async def what_an_operator_finds(system: FaultySystem, story: Story) -> list[str]:
    """What `thidua log verify` and comparisons say, and whether the people have names.

    A process may still die at its crash point when it is asked: it is asked again then.
    """
    async with asyncio.timeout(LOOKING_SECONDS):
        while True:
            try:
                return await _found(system, story)
            except (typer.Exit, ServiceSilent, ServerAway):
                await system.well()


async def _found(system: FaultySystem, story: Story) -> list[str]:
    found = await verified(system.system, fold=True)
    violations = [f"thidua log verify: {difference}" for difference in found.differences]
    async with connected(system) as client:
        violations += await _copies_apart(client)
        violations += await _names_missing(client, story)
    return violations


def service_of(projection: str) -> str:
    return projection.partition("-")[0]


@contextlib.asynccontextmanager
async def connected(system: FaultySystem) -> AsyncIterator[Client]:
    client = await connect_once(system.system.nats, "operator")
    try:
        yield client
    finally:
        await client.close()


async def _order(
    client: Client, service: str, verb: str, question: ProjectionNamed | Switch
) -> None:
    await ask(client, service, f"projection.{verb}", question, CopiesState, ANSWER_SECONDS)


async def _other_is(client: Client, projection: str) -> str:
    states = await _states(client, service_of(projection))
    return next(state.other_is for state in states if state.projection == projection)


async def _states(client: Client, service: str) -> list[CopiesState]:
    return await ask(
        client, service, "projection.list", Nothing(), list[CopiesState], PATIENCE_SECONDS
    )


async def _copies_apart(client: Client) -> list[str]:
    """Projections of which both copies follow, and do not say the same."""
    apart = []
    for service in SERVICES:
        for state in await _states(client, service):
            if state.other_is == "ready":
                comparison = await ask(
                    client,
                    service,
                    "projection.compare",
                    ProjectionNamed(state.projection),
                    Comparison,
                    PATIENCE_SECONDS,
                )
                if comparison.differences:
                    apart.append(f"copies of {state.projection} differ: {comparison}")
    return apart


async def _names_missing(client: Client, story: Story) -> list[str]:
    """Wait until the bucket shows the name of everybody who was enrolled."""
    waiting = {str(person) for person in story.people}
    bucket = await client.jetstream().key_value(PEOPLE)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while waiting:
                for person in sorted(waiting):
                    with contextlib.suppress(KeyNotFoundError):
                        await bucket.get(person)
                        waiting.discard(person)
                await asyncio.sleep(POLL_SECONDS)
    return [f"the bucket has no name for {person}" for person in sorted(waiting)]
