"""Loading one aggregate of 1,000 events without a snapshot, in seconds.

The limit reads the rows with the bare driver, decodes each to its typed fields and calls the
method that applies them, with no check of anything. The peer is the library with its own JSON
transcoder, which has to rebuild each event and asks it for what it can do.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.domain import decorated_funcs
from eventsourcing.persistence import JSONTranscoder, Transcoding
from eventsourcing.utils import resolve_topic

from services.bloc.domain import Unit
from shared.eventstore.codec import decoder_of
from tests.benchmarks.frame import Rounds
from tests.harness.stores import UnitStore

EVENTS = 1_000
REPEATED = 5
DAY = date(2024, 3, 12)
FIELDS = ("name", "short_name")


class DateAsISO(Transcoding):
    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


class Library(Application[UUID]):
    """The library with its own codec, taught dates."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        super().register_transcodings(transcoder)
        transcoder.register(DateAsISO())


def renamed(unit: Unit) -> Unit:
    for number in range(EVENTS - 1):
        unit.rename(f"Vụ Tổ chức cán bộ {number}", "Vụ TCCB", DAY, "Đổi tên theo quyết định")
    return unit


def bare_rows(store_url: str, unit_id: UUID) -> Callable[[], list[tuple[str, str]]]:
    """Reads topic and state of one aggregate's events through the driver."""
    url = sa.make_url(store_url)
    query = "SELECT topic, state FROM {} WHERE originator_id = {} ORDER BY originator_version"
    if url.get_backend_name() == "sqlite":
        file = sqlite3.connect(str(url.database))
        asked = query.format("events", "?")
        return lambda: file.execute(asked, (unit_id.hex,)).fetchall()
    server = psycopg.connect(store_url, autocommit=True)
    asked = query.format("bloc.events", "%s")
    return lambda: server.execute(asked, (unit_id,)).fetchall()


def folded(rows: list[tuple[str, str]], unit: Unit) -> Unit:
    for topic, state in rows[1:]:
        kind: Any = resolve_topic(topic)
        read = decoder_of(kind).decode(state)
        decorated_funcs[kind](unit, **{name: read[name] for name in FIELDS})
    return unit


def loading(store_url: str, library_environment: dict[str, str]) -> Rounds:
    """Seconds of one load by the limit, the library and ours, in turn."""
    store, unit_id = UnitStore(store_url), uuid4()
    blank = Unit.register(unit_id, "Vụ", "V", "vu", False, DAY)

    def rename() -> None:
        store.blocs.save(renamed(store.blocs.load(Unit, unit_id)))

    asyncio.run(store.register(unit_id))
    asyncio.run(store.run(rename))
    rows = bare_rows(store_url, unit_id)
    with Library(env=library_environment | {"APPLICATION_NAME": "loading"}) as library:
        other = renamed(Unit.register(uuid4(), "Vụ", "V", "vu", False, DAY))
        library.save(other)
        ways: dict[str, Callable[[], Any]] = {
            "limit": lambda: folded(rows(), blank),
            "library": lambda: library.repository.get(other.id),
            "ours": lambda: store.blocs.load(Unit, unit_id),
        }
        rounds = Rounds()
        for way in [*ways, *rounds.turns(*ways)]:
            took = [timed(ways[way]) for _ in range(REPEATED)]
            rounds.add(way, min(took))
    for seconds in rounds.found.values():
        del seconds[0]
    store.close()
    return rounds


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
