"""The library's own runners on PostgreSQL count events, one transaction each.

`ProjectionRunner` follows what is stored; a system's runner follows what is being saved, so
that its figure holds the saving too, five hundred events at once.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.application import Application, ProcessingEvent
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.system import ProcessApplication, SingleThreadedRunner, System

from services.bloc.domain import Unit
from shared.eventstore import EventCodec
from tests.benchmarks.append import peer_environment, register
from tests.benchmarks.frame import database_on

EVENTS = 2000
AT_ONCE = 500
PATIENCE_SECONDS = 120.0


class Codec(EventCodec):
    """Ours, made as the library makes one of its own for each that is followed."""

    def __init__(self, **_: object) -> None:
        super().__init__()


class Units(Application[UUID]):
    """Events of `bloc`, with our codec, which is faster than the library's own."""

    def construct_mapper(self) -> Mapper[UUID]:
        return Codec()


class Count(PostgresTrackingRecorder):
    """A view of a single number, kept in memory: less work than any real one."""

    counted = 0


class Counts(Projection[Count]):
    name = "counts"

    def process_event(self, event: DomainEventProtocol[Any], tracking: Tracking) -> None:
        self.view.counted += isinstance(event, Unit.Created)
        self.view.insert_tracking(tracking)


class Counter(ProcessApplication[UUID]):
    """Follows `Units` in a system of the library's, and keeps no more than where it is."""

    counted = 0

    def construct_mapper(self) -> Mapper[UUID]:
        return Codec()

    def policy(
        self, domain_event: DomainEventProtocol[Any], processing_event: ProcessingEvent[Any]
    ) -> None:
        del processing_event
        self.counted += isinstance(domain_event, Unit.Created)


def in_a_system(url: str, number: int) -> dict[str, Any]:
    """How fast a follower in a system counts what is saved."""
    environment = in_a_database(url, f"system_{number}")
    began = perf_counter()
    with SingleThreadedRunner[UUID](System([[Units, Counter]]), env=environment) as runner:
        units, counter = runner.get(Units), runner.get(Counter)
        for _ in range(0, EVENTS, AT_ONCE):
            units.save(*(register() for _ in range(AT_ONCE)))
        seconds = perf_counter() - began
        if counter.counted != EVENTS:
            raise RuntimeError(f"{counter.counted} of {EVENTS} events counted")
    return {"facts_per_second": round(EVENTS / seconds), "seconds": round(seconds, 2)}


def in_a_database(url: str, name: str) -> dict[str, str]:
    """What the library is told of a new database on this server."""
    return peer_environment(sa.make_url(database_on(url, name)), Path())


def counted(url: str, number: int) -> dict[str, Any]:
    """A store of so many events, and how fast a new projection follows it from the first."""
    environment = in_a_database(url, f"round_{number}")
    with Units(env=environment) as units:
        for _ in range(0, EVENTS, AT_ONCE):
            units.save(*(register() for _ in range(AT_ONCE)))
        last = units.recorder.max_notification_id() or 0
    began = perf_counter()
    with ProjectionRunner(
        application_class=Units, projection_class=Counts, view_class=Count, env=environment
    ) as runner:
        runner.wait(last, timeout=PATIENCE_SECONDS)
        seconds = perf_counter() - began
    return {"facts_per_second": round(last / seconds), "seconds": round(seconds, 2)}
