"""The two copies of a projection and the row that says which one answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shared.readmodel.awaited import Awaited
from shared.readmodel.copy import Half
from shared.readmodel.ledger import CopiesChangedMeanwhile, Ledger, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.continuity import Positions, SourcePosition
    from shared.database import Database
    from shared.readmodel.folding import Projection
    from shared.readmodel.ledger import Letter


@dataclass
class Pair(Awaited):
    """Copies `a` and `b`, each in a database of its own beside the one of the views.

    No query and no fold knows of them: a table has the same name in both.
    """

    database: Database
    projection: Projection
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        self.standing = Standing("a", "empty", 0, 0, self.projection.version)
        noun = self.projection.name.partition("-")[2]
        # Who waits for a projection waits for whichever copy answers when it arrives.
        self.moved = asyncio.Condition()
        self.ledger = Ledger(self.database, self.projection.name)
        self.copies: Mapping[Letter, Half] = {
            "a": self._copy("a", noun),
            "b": self._copy("b", noun),
        }

    def _copy(self, letter: Letter, noun: str) -> Half:
        database = self.database.beside(f"{noun}-{letter}")
        return Half(database, self.projection, letter=letter, moved=self.moved)

    @property
    def sources(self) -> tuple[str, ...]:
        return self.projection.sources

    @property
    def positions(self) -> Positions:
        """How far the copy that answers came."""
        return self.live.positions

    @property
    def live(self) -> Half:
        return self.copies[self.standing.live]

    @property
    def other(self) -> Half:
        return self.copies[self.standing.other]

    @property
    def in_charge(self) -> bool:
        """Whether this code decides about the other copy, and not that of another release."""
        return self.standing.version == self.projection.version

    @property
    def other_counts(self) -> bool:
        """Whether what the other copy holds is of this code and of its own filling."""
        number = self.standing.filling_of(self.other.letter)
        return self.other.is_current and self.other.filling == number

    def open(self) -> None:
        """Read how the copies stand. Blocks.

        Whoever starts last is in charge. When another version folded the copy that answers,
        the other one is filled beside it, or goes on being filled: a stop in the midst, or
        between the filling and the switch, is picked up here.
        """
        self.ledger.prepare(self.projection.version)
        while True:
            self.standing = self.ledger.read()
            for copy in self.copies.values():
                copy.open()
            try:
                self.standing = self.ledger.replace(self.standing, self._wanted())
            except CopiesChangedMeanwhile:
                # Another process of this service starts at the same moment.
                continue
            break
        number = self.standing.filling_of(self.live.letter)
        if self.live.filling != number:
            # Its database was lost: it begins at the first fact, as it did at first.
            self.live.empty_now(number)

    def _wanted(self) -> Standing:
        """How the copies are to stand, with this code in charge."""
        found = self.standing
        mine = replace(found, version=self.projection.version)
        if self.live.is_current:
            # What another release was filling is of no use to this one.
            useless = found.version != mine.version and not self.other_counts
            return mine.being("empty") if useless else mine
        ordered = found.version == mine.version and found.other_is == "filling"
        return mine.being("filling") if ordered or self.other_counts else mine.filled_anew()

    async def refresh(self) -> None:
        """Learn what another process of this service changed, and how far it brought copies."""
        for copy in self.copies.values():
            await copy.look()
        await self._took(await self.database.run(self.ledger.read))

    async def change(self, after: Standing) -> None:
        """Change the row. Raises `CopiesChangedMeanwhile` when it is not what we saw."""
        before = self.standing
        await self._took(await self.database.run(lambda: self.ledger.replace(before, after)))

    async def _took(self, standing: Standing) -> None:
        self.standing = standing
        await self.tell_who_waits()

    def close(self) -> None:
        for copy in self.copies.values():
            copy.database.close()
        self.database.close()


def furthest(head: Positions, live: Positions) -> dict[str, SourcePosition]:
    """How far a copy has to be: the head of the stream, and no less than the one that answers.

    A stream that was lost has no head, and one that is being filled again has an earlier one;
    neither makes an empty copy complete. A store that was replaced counts by its own epoch.
    """
    wanted: dict[str, Any] = dict(live.sources)
    for source, at in head.sources.items():
        known = wanted.get(source)
        if known is None or known.epoch != at.epoch or known.position < at.position:
            wanted[source] = at
    return wanted


def covers(positions: Positions, wanted: Mapping[str, SourcePosition]) -> bool:
    """Whether every source is at its wanted place or behind it, in the same store."""
    return all(
        (known := positions.sources.get(source)) is not None
        and known.epoch == at.epoch
        and known.position >= at.position
        for source, at in wanted.items()
    )
