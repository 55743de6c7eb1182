"""What it costs to write an event down and to read it: `make bench B=codec`, events a second.

Each takes the same event, a unit registered, about 350 bytes of JSON, and brings back typed
fields: identifiers, dates and moments, but orjson, which leaves them strings. Ours is the whole
codec of the store: the event object, its attribution, its version; beside it msgspec alone,
which it stands on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from time import process_time
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel

from services.bloc.domain import Unit
from shared.eventstore import EventCodec
from shared.eventstore.codec import decoder_of
from tests.benchmarks.append import register
from tests.benchmarks.frame import Rounds, Run, measuring

EVENTS = 5_000
NO_ORJSON = "not run: orjson is not installed, and nothing of ours needs it"


class By(BaseModel):
    actor: str
    correlation: str
    causation: str | None
    traceparent: str | None


class Registered(BaseModel):
    """The event as a model of pydantic."""

    timestamp: datetime
    originator_topic: str
    name: str
    short_name: str
    kind: str
    legal_personality: bool
    founded_on: date
    parent_id: UUID | None
    by: By
    class_version: int


def typed(stored: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(stored)
    fields["timestamp"] = datetime.fromisoformat(fields["timestamp"])
    fields["founded_on"] = date.fromisoformat(fields["founded_on"])
    if fields["parent_id"] is not None:
        fields["parent_id"] = UUID(fields["parent_id"])
    return fields


def rate(work: Callable[[], object]) -> float:
    """By processor time: other work on the machine does not count."""
    began = process_time()
    for _ in range(EVENTS):
        work()
    return EVENTS / (process_time() - began)


def in_turn(run: Run, what: str, ways: dict[str, Callable[[], object]]) -> None:
    rounds = Rounds()
    for way in rounds.turns(*ways):
        rounds.add(way, rate(ways[way]))
    run.tell(what, rounds)
    run.tell(
        f"{what} ratio",
        {
            f"ours to {way}": round(rounds.ratio("ours", way), 2)
            for way in ways
            if way != "ours"
        },
    )


def main() -> None:
    codec, event = EventCodec(), register().pending_events[0]
    stored = codec.to_stored_event(event)
    model = Registered.model_validate_json(stored.state)
    fields = msgspec.json.decode(stored.state)
    exact = decoder_of(Unit.Created).decode(stored.state)
    encode: dict[str, Callable[[], object]] = {
        "json": lambda: json.dumps(fields, ensure_ascii=False).encode(),
        "pydantic": model.model_dump_json,
        "msgspec": lambda: msgspec.json.encode(exact),
        "ours": lambda: codec.to_stored_event(event),
    }
    decode: dict[str, Callable[[], object]] = {
        "json": lambda: typed(stored.state),
        "pydantic": lambda: Registered.model_validate_json(stored.state),
        "msgspec": lambda: decoder_of(Unit.Created).decode(stored.state),
        "ours": lambda: codec.to_domain_event(stored),
    }
    with measuring("codec", events=EVENTS, bytes=len(stored.state)) as run:
        if find_spec("orjson") is None:
            run.tell("orjson", NO_ORJSON)
        else:
            orjson = import_module("orjson")
            encode["orjson"] = lambda: orjson.dumps(fields)
            decode["orjson"] = lambda: orjson.loads(stored.state)
        in_turn(run, "encode", encode)
        in_turn(run, "decode", decode)


if __name__ == "__main__":
    main()
