"""Folding facts into documents: a batch at once, or around what cannot be folded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import structlog

from shared.engines import is_away
from shared.readmodel.documents import Batch, Documents
from shared.readmodel.later import Later
from shared.readmodel.parking import Key, Parking, key_of, reason_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from shared.contracts import Envelope
    from shared.database import Database

log = structlog.get_logger()


class Projection(Protocol):
    """A fold of the log. `sources` are the services it hears, `version` changes with it."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def documents(self) -> Sequence[Documents[Any]]: ...

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        """Fold facts, in order, into documents of the batch."""


@runtime_checkable
class InTwoSteps(Projection, Protocol):
    """A projection that can note facts, in order, and work out at last what they come to.

    The documents are then the same, byte for byte, as those that `project` makes of the facts.
    """

    def note(self, facts: Sequence[Envelope], batch: Batch) -> None:
        """Keep what the facts add, and work nothing out."""

    def work_out(self, batch: Batch, done: str) -> str | None:
        """Work out a stretch more than `done`, which is empty at first; none at the end.

        Facts may be noted between two stretches, and are worked out too.
        """


class FactsPoisonous(Exception):
    """Among these facts is one that cannot be folded; folding in parts tells which."""


@dataclass(frozen=True)
class Folding:
    """Folds facts of one projection in the caller's transaction, parking what it cannot.

    A fold that raises parks; a database that is away does not: its error goes to the caller.
    Where the work is put off, facts are noted.
    """

    database: Database
    projection: Projection
    parking: Parking
    later: Later

    def whole(self, connection: sa.Connection, facts: Sequence[Envelope]) -> int:
        """The usual way: everything at once. How many entities are parked then.

        Raises `FactsPoisonous` where the transaction has to be begun anew, `around` it.
        """
        if any(unreadable(fact) for fact in facts) or not self.parking.is_empty(connection):
            return self.around(connection, facts)
        try:
            self._project(connection, facts)
        except Exception as error:
            if is_away(error):
                raise
            raise FactsPoisonous from error
        return 0

    def around(self, connection: sa.Connection, facts: Sequence[Envelope]) -> int:
        """Fold what can be folded; park what cannot, and what follows it in its entity."""
        held = self.parking.held(connection)
        self._fold_free(connection, facts, held)
        return len(held)

    def why_not(self, connection: sa.Connection, facts: Sequence[Envelope]) -> str | None:
        """Fold facts, all or none of them; the reason why not, none when it was done."""
        undecoded = next(filter(None, map(unreadable, facts)), None)
        if undecoded is not None:
            return undecoded
        try:
            with connection.begin_nested():
                self._project(connection, facts)
        except Exception as error:
            if is_away(error):
                raise
            return reason_of(error)
        return None

    def _fold_free(
        self, connection: sa.Connection, facts: Sequence[Envelope], held: set[Key]
    ) -> None:
        """Halving finds one poisonous fact among hundreds in a few attempts, in order."""
        free = []
        for fact in facts:
            if key_of(fact) in held:
                self.parking.park(connection, fact, None)
            else:
                free.append(fact)
        reason = self.why_not(connection, free)
        if reason is None:
            return
        if len(free) == 1:
            self.parking.park(connection, free[0], reason)
            held.add(key_of(free[0]))
            log.error(
                "fact_parked", reader=self.projection.name, fact=free[0].id, reason=reason
            )
            return
        middle = len(free) // 2
        self._fold_free(connection, free[:middle], held)
        self._fold_free(connection, free[middle:], held)

    def _project(self, connection: sa.Connection, facts: Sequence[Envelope]) -> None:
        batch, in_two_steps = Batch(self.database, connection), self._in_two_steps
        if in_two_steps is not None and self.later.done(connection) is not None:
            in_two_steps.note(facts, batch)
        else:
            self.projection.project(facts, batch)
        batch.flush()

    @cached_property
    def _in_two_steps(self) -> InTwoSteps | None:
        # To find out costs as much as a statement.
        return self.projection if isinstance(self.projection, InTwoSteps) else None
