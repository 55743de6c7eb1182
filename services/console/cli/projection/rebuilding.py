"""`thidua projection rebuild`: fill the other copy from the first fact, under live writes.

Nothing is switched: `compare` and `switch` follow when the operator wants them. Ctrl-C cancels
the filling where it stands; `--resume` goes on from there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.asking import order
from services.console.cli.output import advise, fail, say, talk, text, with_example, write_json
from services.console.cli.progress import progress
from services.console.cli.projection.named import Found, Name, named, state_of
from services.console.cli.system import connected, find_system
from shared.messaging.control import ControlRefused, ServiceSilent, ask
from shared.operations.projections import ProjectionNamed
from shared.readmodel.state import CopiesState

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

HELP = with_example("cli.projection.rebuild", "thidua projection rebuild eligibility")
POLL_SECONDS = 0.3


def rebuild(
    name: Name,
    *,
    resume: Annotated[
        bool, typer.Option("--resume", help=text("cli.projection.resume"))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    try:
        state = asyncio.run(_rebuild(find_system(), name, resume=resume))
    except KeyboardInterrupt:
        say("cli.projection.cancelled", name=name)
        advise("cli.projection.cancelled_hint", name=name)
        raise typer.Exit(130) from None
    if as_json:
        write_json(state)
    say("cli.projection.ready", name=state.projection, copy=state.other.letter)
    advise("cli.projection.ready_hint", name=name)


async def _rebuild(system: System, name: str, *, resume: bool) -> CopiesState:
    async with connected(system) as client:
        found = await named(client, system, name)
        projection = ProjectionNamed(found.state.projection)
        verb = "projection.resume" if resume else "projection.rebuild"
        try:
            # Ordered it may be before the answer is here: from now on it is cancelled.
            state = await order(client, found.service, verb, projection, CopiesState)
            return await until_ready(client, found, state)
        except asyncio.CancelledError:
            with_reason = await _cancel(client, found)
            if with_reason is not None:
                talk.print(with_reason, style="red")
            raise


async def until_ready(client: Client, found: Found, state: CopiesState) -> CopiesState:
    """Show how far the filling is until it has caught up; ends the command when it stops."""
    in_all = None if state.progress is None else state.progress.facts_in_all
    with progress(text("cli.projection.filling"), in_all) as show:
        while state.other_is == "filling":
            await asyncio.sleep(POLL_SECONDS)
            state = await state_of(client, found)
            _heed_cancellation()
            if state.progress is not None:
                show(state.progress.facts_read, state.progress.facts_in_all)
    if state.other_is != "ready":
        fail(
            "cli.projection.not_filled",
            "cli.projection.not_filled_hint",
            name=state.projection,
            state=text(f"cli.projection.is.{state.other_is}"),
        )
    return state


def _heed_cancellation() -> None:
    """Raise a cancellation that was lost.

    The NATS client stands on `wait_for`, and Python 3.11's loses one that comes at the same
    moment as the answer.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _cancel(client: Client, found: Found) -> str | None:
    """Cancel the filling; why it could not be, when it could not."""
    projection = ProjectionNamed(found.state.projection)
    try:
        await ask(client, found.service, "projection.cancel", projection, CopiesState)
    except (ControlRefused, ServiceSilent) as error:
        return str(error)
    return None
