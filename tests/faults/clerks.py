"""Those who send the commands: each asks again, with the same key, until it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import httpx

from shared.http.trust import trust
from tests.faults.commands import Command
from tests.faults.story import Story
from tests.harness.issuer import TestIssuer

AT_ONCE = 6
PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.1
# Soon enough that a request meets a service that hangs, and is sent again to the next.
REQUEST_SECONDS = 2.0
UNAVAILABLE = 503


class CommandRefused(Exception):
    """A service said no for good to what it has to take."""


class CommandUnanswered(Exception):
    """A command was not taken although the faults pass."""


@dataclass(frozen=True)
class Acknowledged:
    """What a service promised when it answered."""

    command: Command
    status: int
    body: bytes
    position: int


@dataclass
class Clerks:
    """Plays a story; `progress` hears how many commands were sent for the first time."""

    story: Story
    urls: dict[str, str]
    issuer: TestIssuer
    progress: Callable[[int], None]
    acknowledged: list[Acknowledged] = field(default_factory=list)
    sent: int = 0
    repeated: int = 0
    _positions: dict[str, int] = field(default_factory=dict)

    async def play(self) -> None:
        async with self._client() as client:
            for phase in self.story.phases:
                awaited = ", ".join(f"{name}:{at}" for name, at in self._positions.items())
                free = asyncio.Semaphore(AT_ONCE)

                async def send(
                    command: Command, after: str = awaited, free: asyncio.Semaphore = free
                ) -> None:
                    async with free:
                        self.progress(self.sent)
                        self.sent += 1
                        answer = await self._until_answered(client, command, after)
                    self.acknowledged.append(answer)
                    known = self._positions.get(command.service, 0)
                    self._positions[command.service] = max(known, answer.position)

                await asyncio.gather(*(send(command) for command in phase))

    async def ask_again(self, chance: Random, count: int) -> list[str]:
        """Send some commands once more. Which of them were answered otherwise than before."""
        differing = []
        async with self._client() as client:
            for before in chance.sample(self.acknowledged, count):
                again = await self._until_answered(client, before.command, "")
                if again != before:
                    differing.append(f"{before.command.key}: {before} then {again}")
        return differing

    async def _until_answered(
        self, client: httpx.AsyncClient, command: Command, after: str
    ) -> Acknowledged:
        reason = "nobody asked"
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    try:
                        answer = await self._ask(client, command, after)
                    except httpx.TransportError as error:
                        reason = repr(error)
                    else:
                        if answer.is_success:
                            return _acknowledged(command, answer)
                        reason = f"{answer.status_code} {answer.text}"
                        if answer.status_code != UNAVAILABLE:
                            raise CommandRefused(f"{command.service} {command.key}: {reason}")
                    self.repeated += 1
                    await asyncio.sleep(PAUSE_SECONDS)
        except TimeoutError:
            raise CommandUnanswered(f"{command.service} {command.key}: {reason}") from None

    async def _ask(
        self, client: httpx.AsyncClient, command: Command, after: str
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self.issuer.token(command.who, login='clerk')}",
            "Idempotency-Key": command.key,
        }
        if command.waits:
            headers["Thidua-After"] = after
        url = f"{self.urls[command.service]}/api/v1{command.path}"
        return await client.request(command.method, url, json=command.body, headers=headers)

    @staticmethod
    def _client() -> httpx.AsyncClient:
        return httpx.AsyncClient(verify=trust(), timeout=REQUEST_SECONDS, trust_env=False)


def _acknowledged(command: Command, answer: httpx.Response) -> Acknowledged:
    position = int(answer.headers["thidua-position"].partition(":")[2])
    return Acknowledged(command, answer.status_code, answer.content, position)
