"""Sends steps: signs in, waits where facts are awaited, tries again while that may help."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from deploy.sample.answers import (
    SampleRefused,
    SampleUnanswered,
    problem_of,
    wished_pause,
    worth_another_try,
)
from deploy.sample.steps import Service, Step, filled_in

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
# A token that ends while a request is under way would be refused.
TOKEN_MARGIN: Final = 30.0


@dataclass(frozen=True)
class Addresses:
    """Where the services of one system are; `issuer` is its development issuer."""

    bloc: str
    covenant: str
    awards: str
    notify: str
    issuer: str

    def of(self, service: Service) -> str:
        return {"bloc": self.bloc, "covenant": self.covenant, "awards": self.awards}[service]


@dataclass
class Requests:
    """One player's requests, and what was answered to them.

    `awaited` are positions that a service must have seen before it answers.
    """

    client: httpx.AsyncClient
    addresses: Addresses
    patience: float
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    awaited: tuple[str, ...] = ()
    _positions: dict[str, int] = field(default_factory=dict)
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _signing_in: asyncio.Lock = field(default_factory=asyncio.Lock)

    def await_what_was_written(self) -> None:
        """Let every later request wait until its service has seen all that was written."""
        self.awaited = tuple(f"{name}:{at}" for name, at in sorted(self._positions.items()))

    async def send(self, step: Step) -> None:
        """Send a step until it succeeds. Raises `SampleRefused` or `SampleUnanswered`."""
        token = await self._token(step)
        response = await self._until_answered(step, lambda: self._request(step, token))
        service, _, position = response.headers.get("thidua-position", "").partition(":")
        if position:
            known = self._positions.get(service, 0)
            self._positions[service] = max(known, int(position))
        if response.content:
            self.answers[step.key] = response.json()

    async def _request(self, step: Step, token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        reads = step.method == "GET"
        if not reads:
            headers["Idempotency-Key"] = step.idempotency_key
            headers["Thidua-After"] = ", ".join(self.awaited)
        return await self.client.request(
            step.method,
            f"{self.addresses.of(step.service)}/api/v1{filled_in(step.path, self.answers)}",
            params={"after": list(self.awaited)} if reads else None,
            json=None if step.body is None else filled_in(step.body, self.answers),
            headers=headers,
        )

    async def _token(self, step: Step) -> str:
        async with self._signing_in:
            token, ends = self._tokens.get(step.as_account, ("", 0.0))
            if time.monotonic() < ends - TOKEN_MARGIN:
                return token
            response = await self._until_answered(
                step,
                lambda: self.client.post(
                    f"{self.addresses.issuer}/token", data={"account": step.as_account}
                ),
            )
            granted = response.json()
            token = str(granted["access_token"])
            ends = time.monotonic() + float(granted["expires_in"])
            self._tokens[step.as_account] = (token, ends)
            return token

    async def _until_answered(
        self, step: Step, request: Callable[[], Awaitable[httpx.Response]]
    ) -> httpx.Response:
        deadline = time.monotonic() + self.patience
        pause = FIRST_PAUSE
        while True:
            try:
                response = await request()
            except httpx.TransportError as error:
                reason, wait = repr(error), pause
            else:
                if response.is_success:
                    return response
                problem = problem_of(response)
                if problem.get("code") in step.done_before:
                    return response
                if not worth_another_try(response):
                    raise SampleRefused(step, response.status_code, problem)
                reason = str(problem.get("detail", response.status_code))
                wait = max(pause, wished_pause(response))
            if time.monotonic() + wait > deadline:
                raise SampleUnanswered(step.key, self.patience, reason)
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)
