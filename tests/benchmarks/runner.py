"""The library's own `ProjectionRunner` on PostgreSQL counts events, one transaction each."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from services.bloc.domain import Unit
from shared.eventstore import EventCodec
from tests.benchmarks.append import peer_environment, register

EVENTS = 2000
AT_ONCE = 500
PATIENCE_SECONDS = 120.0


class Units(Application[UUID]):
    """Events of `bloc`, with our codec, which is faster than the library's own."""

    def construct_mapper(self) -> Mapper[UUID]:
        return EventCodec()


class Count(PostgresTrackingRecorder):
    """A view of a single number, kept in memory: less work than any real one."""

    counted = 0


class Counts(Projection[Count]):
    name = "counts"

    def process_event(self, event: DomainEventProtocol[Any], tracking: Tracking) -> None:
        self.view.counted += isinstance(event, Unit.Created)
        self.view.insert_tracking(tracking)


def counted(url: str, number: int) -> dict[str, Any]:
    """A store of so many events, and how fast a new projection follows it from the first."""
    database = f"round_{number}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    environment = peer_environment(sa.make_url(url).set(database=database), Path())
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
