"""What has to hold when the faults are over, each with the words of its violation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.awards.application import Awards
from services.awards.publishing import to_fact as to_awards_fact
from services.awards.views.eligibility import Eligibility
from services.awards.views.register import Register
from services.bloc.application import Blocs
from services.bloc.publishing import to_fact as to_bloc_fact
from services.bloc.views import Directory
from services.covenant.application import Covenants
from services.covenant.ballotbox import BallotBoxes
from services.covenant.publishing import to_fact as to_covenant_fact
from services.covenant.views import Yearbook
from services.notify.application import Notifications
from services.notify.publishing import to_fact as to_notify_fact
from services.notify.subscriptions import SUBSCRIPTIONS
from services.notify.views import Inbox
from shared.contracts import Envelope, notify
from shared.database import Database
from shared.eventstore import EventSourcedApplication
from shared.messaging.translation import Translation
from shared.readmodel import Copies, Projection
from tests.faults.clerks import Acknowledged
from tests.faults.system import FaultySystem
from tests.folds.streams import documents, folded

MANY = 100_000


def _covenants(database: Database) -> EventSourcedApplication:
    """Over a store that was left; nobody opens a ballot there, so no key is looked for."""
    return Covenants(database, BallotBoxes(database, Path("no-keys")))


APPLICATIONS: dict[str, tuple[Callable[[Database], EventSourcedApplication], Any]] = {
    "bloc": (Blocs, to_bloc_fact),
    "covenant": (_covenants, to_covenant_fact),
    "awards": (Awards, to_awards_fact),
    "notify": (Notifications, to_notify_fact),
}
PROJECTIONS: dict[str, tuple[Projection, ...]] = {
    "bloc": (Directory(),),
    "covenant": (Yearbook(),),
    "awards": (Eligibility(), Register()),
    "notify": (Inbox(),),
}
Message = tuple[str, str, str]


@dataclass(frozen=True)
class Left:
    """What a system that was stopped has left: its stream, and the files of its stores."""

    system: FaultySystem
    stream: Sequence[Envelope]
    expected: dict[str, list[str]]
    acknowledged: Sequence[Acknowledged]

    def violations(self) -> list[str]:
        """Everything that does not hold; blocks."""
        broken = list(_chain(self.stream))
        if broken:
            # Nothing else can be told from a log with holes.
            return broken
        told = _without_repetitions(self.stream)
        return [
            *self._stores(told),
            *self._entities(told),
            *self._acknowledgements(told),
            *self._notifications(told),
            *self._projections(told),
        ]

    def _stores(self, told: Sequence[Envelope]) -> Iterator[str]:
        """Every event stands in the stream as exactly the fact it is, and nothing else does."""
        by_source: dict[str, list[Envelope]] = defaultdict(list)
        for fact in told:
            by_source[fact.source].append(fact)
        for service, (make, to_fact) in APPLICATIONS.items():
            application = make(Database(f"sqlite:///{self.system.store(service)}", service))
            application.prepare()
            recorder = application.event_recorder
            events = recorder.select_after(0, MANY)
            stored = Translation(service, application, to_fact).envelopes(events, 0)
            recorder.database.close()
            positions = [event.position for event in events]
            if positions != list(range(1, len(events) + 1)):
                yield f"{service}: positions in the store are not dense: {positions}"
            versions: Counter[str] = Counter()
            for event in events:
                versions[str(event.originator_id)] += 1
                if event.originator_version != versions[str(event.originator_id)]:
                    yield f"{service}:{event.position}: out of order in its entity"
            published = [_as_sent(fact) for fact in by_source[service]]
            wanted = [_as_sent(fact) for fact in stored]
            if published != wanted:
                yield f"{service}: store and stream differ: {_difference(wanted, published)}"

    def _entities(self, told: Sequence[Envelope]) -> Iterator[str]:
        """Each entity has the facts of its commands, each once, in order."""
        found: dict[str, list[str]] = defaultdict(list)
        for fact in told:
            if fact.source != "notify":
                found[fact.subject].append(fact.name)
        for entity in sorted(found.keys() | self.expected.keys()):
            wanted, names = self.expected.get(entity, []), found[entity]
            if names != wanted:
                yield f"{entity}: expected {wanted}, found {names}"

    def _acknowledgements(self, told: Sequence[Envelope]) -> Iterator[str]:
        """What was acknowledged at a position stands there."""
        at = {(fact.source, fact.position): fact for fact in told}
        for answer in self.acknowledged:
            fact = at.get((answer.command.service, answer.position))
            if fact is None or fact.subject != str(answer.command.entity):
                yield (
                    f"acknowledged and lost: {answer.command.key} at "
                    f"{answer.command.service}:{answer.position}"
                )

    def _notifications(self, told: Sequence[Envelope]) -> Iterator[str]:
        """Each fact that concerns somebody was told to each of them, once."""
        wanted: Counter[Message] = Counter(_messages(told))
        found: Counter[Message] = Counter(
            (fact.data.audience, fact.data.kind, fact.data.about)
            for fact in told
            if isinstance(fact.data, notify.NotificationDelivered)
        )
        for message in (wanted - found).elements():
            yield f"notification lost: {message}"
        for message in (found - wanted).elements():
            yield f"notification sent again, or for nothing: {message}"

    def _projections(self, told: Sequence[Envelope]) -> Iterator[str]:
        """What each projection keeps is what one reading from zero makes of the log."""
        for service, projections in PROJECTIONS.items():
            for projection in projections:
                views = Database(f"sqlite:///{self.system.views(service)}", f"{service}_views")
                copies = Copies(views, projection)
                copies.prepare()
                kept = documents(copies)
                copies.close()
                wanted = folded(projection, [told])
                if kept != wanted:
                    keys = sorted(kept.keys() ^ wanted.keys()) or sorted(
                        key for key in kept if kept[key] != wanted[key]
                    )
                    yield f"{projection.name}: not the fold of the log at {keys[:3]}"


def _chain(stream: Sequence[Envelope]) -> Iterator[str]:
    """Each fact follows the one before it in its source, or is said again unchanged."""
    known: dict[str, Envelope] = {}
    last: Counter[str] = Counter()
    for fact in stream:
        if fact.position <= last[fact.source]:
            if _as_sent(known[fact.id]) != _as_sent(fact):
                yield f"{fact.id} stands in the stream twice, and differs"
            continue
        if (fact.previous, fact.position) != (last[fact.source], last[fact.source] + 1):
            yield f"{fact.id} follows {fact.previous}, after {last[fact.source]}"
        last[fact.source] = fact.position
        known[fact.id] = fact


def _without_repetitions(stream: Sequence[Envelope]) -> list[Envelope]:
    first: dict[str, Envelope] = {}
    for fact in stream:
        first.setdefault(fact.id, fact)
    return list(first.values())


def _messages(told: Sequence[Envelope]) -> Iterator[Message]:
    recording = _Recording()
    for subscription in SUBSCRIPTIONS.values():
        react = subscription.reactions(recording)
        for fact in told:
            if fact.source in subscription.sources:
                for use_case in react(fact):
                    use_case()
    yield from recording.delivered


class _Recording(Notifications):
    """Notifications as they would be delivered, written down instead."""

    def __init__(self) -> None:
        self.delivered: list[Message] = []
        self._occasions: set[tuple[str, str, str]] = set()

    def deliver(
        self,
        audience: str,
        kind: str,
        about: str,
        values: dict[str, str],
        delivered_on: object,
        occasion: str | None = None,
    ) -> None:
        del values, delivered_on
        told = (audience, kind, occasion or about)
        if told not in self._occasions:
            self._occasions.add(told)
            self.delivered.append((audience, kind, about))


def _as_sent(fact: Envelope) -> tuple[dict[str, str], bytes]:
    return fact.headers(), fact.body()


def _difference(wanted: Sequence[Any], found: Sequence[Any]) -> str:
    for position, (one, other) in enumerate(zip(wanted, found, strict=False), start=1):
        if one != other:
            return f"at {position}: {one} and {other}"
    return f"{len(wanted)} stored, {len(found)} published"
