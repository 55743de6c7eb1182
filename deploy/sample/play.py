"""Plays the sample year into a running system, through the HTTP APIs that everybody uses.

It may be played again: every step carries the same idempotency key each time, so that what
was done is answered, not repeated. Run it by itself with `python -m deploy.sample.play`; the
port of the system is taken from `THIDUA_PORT`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Annotated, Final

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.sample.answers import SampleRefused, SampleUnanswered
from deploy.sample.requests import Addresses, Requests
from deploy.sample.sample import sample
from deploy.sample.steps import Step, steps
from shared.http.trust import trust

__all__ = ["Addresses", "SampleRefused", "SampleUnanswered", "Step", "play", "steps"]

AT_ONCE: Final = 8
REQUEST_SECONDS: Final = 30.0
SERVICES: Final = ("bloc", "covenant", "awards", "notify")


async def play(
    addresses: Addresses,
    progress: Callable[[int, int, str], None],
    *,
    patience: float = 60.0,
    transport: httpx.AsyncBaseTransport | None = None,
    chosen: Sequence[Step] | None = None,
) -> None:
    """Send every step, phase by phase; `progress` hears steps done, all steps, the phase.

    `patience` is for how many seconds one step is tried again while a service is away.
    `transport` takes the place of the network, `chosen` that of the whole year. Raises
    `SampleRefused` or `SampleUnanswered` at the first step that fails.
    """
    every = steps() if chosen is None else chosen
    texts = {phase.key: phase.text for phase in sample().phases.phases}
    done = 0
    # The addresses are what they say: no proxy of the surroundings stands between.
    async with httpx.AsyncClient(
        verify=trust(), timeout=REQUEST_SECONDS, trust_env=False, transport=transport
    ) as client:
        requests = Requests(client, addresses, patience)
        for phase, members in groupby(every, key=lambda step: step.phase):
            requests.await_what_was_written()

            def count(text: str = texts[phase]) -> None:
                nonlocal done
                done += 1
                progress(done, len(every), text)

            await _play_phase(requests, list(members), count)


async def _play_phase(
    requests: Requests, members: list[Step], count: Callable[[], None]
) -> None:
    free = asyncio.Semaphore(AT_ONCE)

    async def send(step: Step) -> None:
        async with free:
            await requests.send(step)
        count()

    try:
        async with asyncio.TaskGroup() as group:
            for step in members:
                group.create_task(send(step))
    except ExceptionGroup as failures:
        # Several steps may fail at once for one reason; the first one tells it.
        raise failures.exceptions[0] from None


def addresses_at(port: int) -> Addresses:
    """The addresses of a local system whose console listens on `port`."""
    console = f"http://127.0.0.1:{port}"
    urls = {
        name: f"http://127.0.0.1:{port + offset}"
        for offset, name in enumerate(SERVICES, start=1)
    }
    return Addresses(**urls, issuer=f"{console}/oidc")


def main(
    port: Annotated[int, typer.Option(envvar="THIDUA_PORT", help="Port of the console")],
) -> None:
    """Play the sample year into a running local system and show how far it is.

    Example: THIDUA_PORT=8080 python -m deploy.sample.play
    """
    talk = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=talk) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total, description=text)

        try:
            asyncio.run(play(addresses_at(port), show))
        except (SampleRefused, SampleUnanswered) as error:
            talk.print(str(error), style="red", markup=False)
            raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
