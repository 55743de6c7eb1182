"""`projection.list`, `.rebuild`, `.cancel`, `.resume`, `.compare`, `.switch`, `.back`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.messaging.control import Nothing, Verb
from shared.readmodel.state import CopiesState

if TYPE_CHECKING:
    from shared.readmodel import Copies
    from shared.readmodel.comparison import Comparison


class ProjectionUnknown(Exception):
    """The service has no projection of this name; `thidua projection list` shows them."""


class ProjectionNamed(msgspec.Struct, frozen=True):
    """Which projection."""

    projection: str


class Switch(msgspec.Struct, frozen=True):
    """Let the other copy answer; `force` takes it as it stands."""

    projection: str
    force: bool = False


def chosen(every: Sequence[Copies], name: str) -> Copies:
    """The projection of a name. Raises `ProjectionUnknown`."""
    for copies in every:
        if copies.name == name:
            return copies
    raise ProjectionUnknown(f"{name} is none of {', '.join(copies.name for copies in every)}")


def projection_verbs(every: Sequence[Copies]) -> Sequence[Verb]:
    """What may be asked about projections."""

    def named(name: str) -> Copies:
        return chosen(every, name)

    async def list_(_: Nothing) -> list[CopiesState]:
        return [copies.state() for copies in every]

    def act(
        verb: str, acting: Callable[[Copies], Callable[[], Awaitable[CopiesState]]]
    ) -> Verb:
        async def answer(asked: ProjectionNamed) -> CopiesState:
            return await acting(named(asked.projection))()

        return Verb(f"projection.{verb}", ProjectionNamed, answer)

    async def compare(asked: ProjectionNamed) -> Comparison:
        return await named(asked.projection).compare()

    async def switch(asked: Switch) -> CopiesState:
        return await named(asked.projection).switch(force=asked.force)

    return (
        Verb("projection.list", Nothing, list_),
        act("rebuild", lambda copies: copies.rebuild),
        act("cancel", lambda copies: copies.cancel),
        act("resume", lambda copies: copies.resume),
        act("back", lambda copies: copies.back),
        Verb("projection.compare", ProjectionNamed, compare),
        Verb("projection.switch", Switch, switch),
    )
