"""`thidua projection switch` and `back`: which copy answers, changed in one transaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.console.cli.asking import order
from services.console.cli.output import advise, say, text, with_example, write_json
from services.console.cli.projection.named import Name, named
from services.console.cli.system import connected, find_system
from shared.operations.projections import ProjectionNamed, Switch
from shared.readmodel.state import CopiesState

if TYPE_CHECKING:
    from services.console.cli.system import System

SWITCH = with_example("cli.projection.switch", "thidua projection switch eligibility")
BACK = with_example("cli.projection.back", "thidua projection back eligibility")
SWITCH_SECONDS = 60.0


def switch(
    name: Name,
    *,
    force: Annotated[bool, typer.Option("--force", help=text("cli.projection.force"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.yes"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    state, done = asyncio.run(_switch(find_system(), name, force=force, yes=yes))
    if as_json:
        write_json(state)
    if not done:
        say("cli.projection.no_way_back", name=state.projection)
        say("cli.dry_run")
        return
    _tell(state)
    if _can_go_back(state):
        advise("cli.projection.switched_hint", name=name)


def back(
    name: Name,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    state = asyncio.run(_act(find_system(), name, "projection.back"))
    if as_json:
        write_json(state)
    _tell(state)


async def _switch(
    system: System, name: str, *, force: bool, yes: bool
) -> tuple[CopiesState, bool]:
    async with connected(system) as client:
        found = await named(client, system, name)
        state = found.state
        # A copy that an older version folded cannot be gone back to.
        if state.live.version != state.version and not yes:
            return state, False
        question = Switch(state.projection, force)
        state = await order(
            client, found.service, "projection.switch", question, CopiesState, SWITCH_SECONDS
        )
        return state, True


async def _act(system: System, name: str, verb: str) -> CopiesState:
    async with connected(system) as client:
        found = await named(client, system, name)
        question: msgspec.Struct = ProjectionNamed(found.state.projection)
        return await order(client, found.service, verb, question, CopiesState, SWITCH_SECONDS)


def _can_go_back(state: CopiesState) -> bool:
    return state.other.version == state.version


def _tell(state: CopiesState) -> None:
    say("cli.projection.switched", name=state.projection, copy=state.live.letter, style="green")
