"""Write what is missing into the golden logs: `python -m tests.golden.record`.

Rows are only ever appended: a service's story is told again, with ids of its own, when the log
lacks an event or a version of one that today's code writes. Of the facts, one of each type is
kept as it is published.
"""

from __future__ import annotations

import sys
from uuid import UUID, uuid5

import msgspec

from shared.contracts import subject_of
from shared.eventstore import Attribution, EventCodec
from shared.eventstore.codec import attributed_to
from tests.golden.logs import (
    FACTS,
    Published,
    Row,
    log_of,
    published,
    recorded_kinds,
    rows_of,
    written_kinds,
)
from tests.golden.replayed import everything
from tests.golden.stories import STORIES

SPACE = UUID("0f4d1c52-6f4e-5d11-9a53-202400000000")
BY = Attribution(actor="golden", correlation="golden")


def record(service: str) -> int:
    """Tell the service's story into its log when that lacks something; rows written."""
    if written_kinds(service) <= recorded_kinds(service):
        return 0
    before = rows_of(service)
    telling = len({row.originator_id for row in before})
    aggregates = STORIES[service](lambda name: uuid5(SPACE, f"{telling}/{name}"))
    codec = EventCodec()
    attributed_to.set(BY)
    events = [event for aggregate in aggregates for event in aggregate.collect_events()]
    lines = []
    for position, event in enumerate(events, start=len(before) + 1):
        stored = codec.to_stored_event(event)
        row = Row(
            position=position,
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=stored.topic,
            state=msgspec.Raw(stored.state),
        )
        lines.append(msgspec.json.encode(row) + b"\n")
    log_of(service).parent.mkdir(exist_ok=True)
    with log_of(service).open("ab") as file:
        file.writelines(lines)
    return len(lines)


def record_facts() -> int:
    """Keep a fact of each type that was not kept yet; rows written."""
    known = {row.headers["ce-type"] for row in published()}
    lines = []
    for envelope in everything():
        headers = envelope.headers()
        if headers["ce-type"] not in known:
            known.add(headers["ce-type"])
            body = msgspec.Raw(envelope.body())
            row = Published(subject=subject_of(envelope), headers=headers, body=body)
            lines.append(msgspec.json.encode(row) + b"\n")
    FACTS.parent.mkdir(exist_ok=True)
    with FACTS.open("ab") as file:
        file.writelines(lines)
    return len(lines)


def main() -> int:
    for service in STORIES:
        sys.stderr.write(f"{service}: {record(service)} rows written\n")
    sys.stderr.write(f"facts: {record_facts()} rows written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
