"""Projections as an operator names them: `awards-eligibility`, or `eligibility` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.console.cli.asking import order
from services.console.cli.output import fail, text
from shared.messaging.control import ControlRefused, Nothing, ServiceSilent, ask
from shared.readmodel.state import CopiesState

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System

Name = Annotated[str, typer.Argument(help=text("cli.projection.name"))]


class Found(msgspec.Struct):
    """A projection and the service it is of."""

    service: str
    state: CopiesState


async def all_projections(client: Client, system: System) -> tuple[list[Found], list[str]]:
    """Every projection that can be asked, and the services that do not answer."""
    found, silent = [], []
    for service in system.services:
        try:
            states = await ask(client, service, "projection.list", Nothing(), list[CopiesState])
        except (ServiceSilent, ControlRefused):
            silent.append(service)
        else:
            found += [Found(service, state) for state in states]
    return found, silent


async def named(client: Client, system: System, name: str) -> Found:
    """The projection of a name; ends the command when there is none."""
    found, silent = await all_projections(client, system)
    for each in found:
        if name in {each.state.projection, each.state.projection.partition("-")[2]}:
            return each
    if silent:
        fail("cli.silent", "cli.silent_hint", service=", ".join(silent))
    known = ", ".join(each.state.projection for each in found)
    return fail("cli.projection.unknown", "cli.projection.unknown_hint", name=name, known=known)


async def state_of(client: Client, found: Found) -> CopiesState:
    """How a projection stands now."""
    states = await order(client, found.service, "projection.list", Nothing(), list[CopiesState])
    return next(each for each in states if each.projection == found.state.projection)
