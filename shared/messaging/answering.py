"""What a policy does with a fact, in its service's store: answer it once, or park it.

Effect and position are one transaction. In it the stored position has to be the one this
process knows: another replica, or a commit whose answer was lost, is noticed and caught up
with before anything is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
import structlog
from eventsourcing.persistence import IntegrityError

from shared.continuity import NOWHERE, Positions
from shared.contracts import Envelope
from shared.engines import is_away
from shared.eventstore import Attribution, Commands, VersionConflict
from shared.eventstore.codec import attributed_to
from shared.messaging import policy_positions
from shared.messaging.policy_positions import PolicyPositions
from shared.readmodel.parked import EntityNotParked, Retried
from shared.readmodel.parking import Key, Parking, key_of, reason_of, unreadable
from shared.readmodel.repair import Decision, Repairable
from shared.telemetry.traces import traceparent_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.database import Database

T = TypeVar("T")

log = structlog.get_logger()

# A fact that changes nothing moves the position in memory only; every so many it is stored.
STORE_EVERY = 200

UseCase = Callable[[], object]
Effect = Callable[[sa.Connection], None]


class PolicyMovedElsewhere(Exception):
    """The stored position is not the one known here: somebody else moved it meanwhile."""


# A command that lost a race is no poison: decided again, it may go through.
LOST_RACES = (IntegrityError, VersionConflict, PolicyMovedElsewhere, EntityNotParked)


@dataclass(kw_only=True)
class Answering(Repairable):
    """Answers facts with the use cases that `react` names.

    `react` is pure: it says what to do and does nothing. Its use cases run in one transaction,
    attributed to the policy, caused by the fact. A fact that cannot be answered is parked with
    all later ones of its entity; the rest flows.
    """

    name: str
    commands: Commands
    react: Callable[[Envelope], Sequence[UseCase]]
    positions: Positions = field(default=NOWHERE, init=False)
    _stored: Positions = field(default=NOWHERE, init=False)
    _held: set[Key] = field(default_factory=set, init=False)

    def prepare(self) -> None:
        """Create what is missing and read the position; blocks."""
        self._database.create(policy_positions.metadata)
        self.parking.prepare()
        self.catch_up()

    @property
    def parking(self) -> Parking:
        return Parking(self._database, self.name)

    async def stored_positions(self) -> Positions:
        """How far it came by what is stored; facts without an effect move it here alone."""
        stored = await self._database.run(lambda: self._look_now(self._kept.read))
        return max(stored, self.positions, key=lambda at: at.sequence)

    def take(self, fact: Envelope, blocking: Collection[str] = ()) -> None:
        """Answer a fact, park it, or pass over it; blocks, on the writer's thread.

        Raises `CannotFollow` when it does not follow, unless its source is in `blocking`; what
        the store raises when it is away; and one of `LOST_RACES`, to be tried again.
        """
        fresh, advanced = self.positions.advance([fact], fact.sequence, blocking)
        try:
            if fresh:
                self._answer_or_park(fact, advanced)
            elif self._is_due(advanced):
                self._commit(fact, (), advanced)
        except PolicyMovedElsewhere:
            self.catch_up()
            raise
        self.positions = advanced

    def pass_by(self, fact: Envelope) -> None:
        """Take a fact behind which the policy stands without having taken it.

        Where it does not follow, its source is blocked until what is missing has come.
        """
        place = self.positions.sequence
        fresh, advanced = self.positions.advance([fact], place, {fact.source})
        if fresh:
            # It is the very next one: nothing is missing before it, so it is answered.
            self._answer_or_park(fact, advanced)
        else:
            self._commit(fact, (), advanced)
        self.positions = advanced

    def _answer_or_park(self, fact: Envelope, advanced: Positions) -> None:
        key = key_of(fact)
        if key in self._held:
            # An operator may have freed it through another replica.
            self._learn_what_is_held()
        reason = None
        if key not in self._held:
            reason = self._why_not(fact, advanced)
            if reason is None:
                return
            log.error("fact_parked", reader=self.name, fact=fact.id, reason=reason)
        self._commit(fact, (), advanced, lambda c: self.parking.park(c, fact, reason))
        self._held.add(key)
        self.parked_count = len(self._held)

    def _why_not(
        self, fact: Envelope, advanced: Positions | None, effect: Effect | None = None
    ) -> str | None:
        """Answer a fact; the reason why that cannot be, none when it was done."""
        undecoded = unreadable(fact)
        if undecoded is not None:
            return undecoded
        try:
            use_cases = self.react(fact)
            if use_cases or effect is not None or (advanced and self._is_due(advanced)):
                self._commit(fact, use_cases, advanced, effect)
        except LOST_RACES:
            raise
        except Exception as error:
            if is_away(error):
                raise
            return reason_of(error)
        return None

    def _is_due(self, advanced: Positions) -> bool:
        # A stream that was filled anew has it stand before where it stood in the lost one.
        near = 0 <= advanced.sequence - self._stored.sequence < STORE_EVERY
        return not near or advanced.blocked != self._stored.blocked

    def _commit(
        self,
        fact: Envelope,
        use_cases: Sequence[UseCase],
        advanced: Positions | None,
        effect: Effect | None = None,
    ) -> None:
        """Run use cases, move the position and do `effect`: one transaction, or nothing."""
        attributed_to.set(
            Attribution(
                actor=f"policy:{self.name}",
                correlation=fact.correlation,
                causation=fact.id,
                traceparent=traceparent_here(fact.traceparent),
            )
        )
        application = self.commands.application
        with application.unit_of_work():
            if advanced is not None:
                application.also(lambda connection, _: self._store(connection, advanced))
            if effect is not None:
                application.also(lambda connection, _: effect(connection))
            for use_case in use_cases:
                use_case()
        if advanced is not None:
            self._stored = advanced

    def _store(self, connection: sa.Connection, positions: Positions) -> None:
        if self._kept.read(connection) != self._stored:
            raise PolicyMovedElsewhere(f"{self.name} is not at {self._stored.sequence}")
        self._kept.write(connection, positions)

    def catch_up(self) -> None:
        """Read where the policy stands; blocks, on the writer's thread."""
        self.positions = self._stored = self._look_now(self._kept.read)
        self._learn_what_is_held()

    def _learn_what_is_held(self) -> None:
        self._held = self._look_now(self.parking.held)
        self.parked_count = len(self._held)

    # What operators do about parked facts.

    async def _work(self, work: Callable[[], T]) -> T:
        def work_and_look() -> T:
            try:
                return work()
            finally:
                self._learn_what_is_held()

        return await self.commands.on_writer(work_and_look, commits=True)

    @contextmanager
    def _exclusively(self) -> Iterator[sa.Connection]:
        with self._database.write() as connection:
            self._database.serialise(connection)
            yield connection

    def _try_again(self, decision: Decision) -> Retried:
        """Each fact is a command of its own, and so is the decision to let it through."""
        waiting = self._look_now(lambda c: self.parking.facts(c, *decision.entity))
        applied: list[int] = []
        error: str | None = None
        for parked in waiting:
            at = (parked.position,)

            def settle(connection: sa.Connection, at: tuple[int, ...] = at) -> None:
                # Another replica may have been asked the same: one of both lets it through.
                still = self.parking.facts(connection, *decision.entity)
                if at[0] != still[0].position:
                    raise EntityNotParked(self.name, *decision.entity)
                self.settle(connection, decision, "retry", at)

            error = self._why_not(parked.envelope(), None, settle)
            if error is not None:
                with self._exclusively() as connection:
                    self.parking.park(connection, parked.envelope(), error)
                    self.settle(connection, decision, "retry", (), error)
                break
            applied.append(parked.position)
        left = tuple(fact.position for fact in waiting[len(applied) :])
        return Retried(tuple(applied), left, error)

    @property
    def _kept(self) -> PolicyPositions:
        return PolicyPositions(self._database, self.name)

    @property
    def _database(self) -> Database:
        return self.commands.application.event_recorder.database

    def _look_now(self, question: Callable[[sa.Connection], T]) -> T:
        with self._database.read() as connection:
            return question(connection)
