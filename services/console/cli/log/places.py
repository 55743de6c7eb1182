"""Places in the log, as an operator names them: `120`, `bloc:17`, `2024-03-12T08:00+07:00`.

A number is a sequence of the stream, `<service>:<position>` a fact's id; a time is the first
fact recorded then or later, and a day without a clock begins in Việt Nam.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nats.js.errors import NotFoundError

from services.console.cli.log.facts import ExportedFact, exported, facts, last_sequence
from services.console.cli.output import fail
from shared.catalogue.formats import HERE
from shared.contracts import SOURCES
from shared.messaging.log import STREAM, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from nats.aio.client import Client

FACT_ID = re.compile(rf"({'|'.join(SOURCES)}):(\d+)")


@dataclass(frozen=True)
class Range:
    """Sequences to read, both ends included; empty when `first` is beyond `last`."""

    first: int
    last: int

    def __len__(self) -> int:
        return max(0, self.last - self.first + 1)


async def range_between(client: Client, start: str | None, end: str | None) -> Range:
    """The sequences from one named place to another; ends the command for an unknown one."""
    last = await last_sequence(client)
    first = 1 if start is None else await sequence_of(client, start, last)
    if end is not None:
        stop = await sequence_of(client, end, last)
        # Up to a time means: what was recorded before it.
        last = min(last, stop - 1 if _time(end) is not None else stop)
    return Range(first, last)


async def sequence_of(client: Client, place: str, last: int) -> int:
    """The sequence a place names; for a time after all facts, the one after the last."""
    if place.isdecimal():
        return max(1, int(place))
    named = FACT_ID.fullmatch(place)
    if named is not None:
        return await _sequence_of_fact(client, named[1], int(named[2]), last)
    time = _time(place)
    if time is None:
        fail("cli.log.place_unreadable", "cli.log.place_hint", place=place)
    return await _first(client, SUBJECTS, last, lambda fact: fact.envelope().time >= time)


def _time(place: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(place)
    except ValueError:
        return None
    if place.isdecimal():
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=HERE)


async def _sequence_of_fact(client: Client, source: str, position: int, last: int) -> int:
    # Positions of one source rise along the stream, except where facts were published again:
    # there the search by halves may end elsewhere, and the stream is read instead.
    found = await _first(
        client,
        f"thidua.{source}.>",
        last,
        lambda fact: int(fact.headers["thidua-position"]) >= position,
    )
    wanted = f"{source}:{position}"
    fact = await fact_from(client, found, f"thidua.{source}.>")
    if fact is not None and fact.id == wanted:
        return fact.sequence
    async for fact in facts(client, 1, last):
        if fact.id == wanted:
            return fact.sequence
    return fail("cli.log.fact_unknown", "cli.log.fact_unknown_hint", fact=wanted)


async def _first(
    client: Client, subject: str, last: int, reached: Callable[[ExportedFact], bool]
) -> int:
    """The lowest sequence from which the next fact of a subject is one that was reached."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        fact = await fact_from(client, middle, subject)
        if fact is None or reached(fact):
            high = middle
        else:
            low = fact.sequence + 1
    return low


async def fact_from(client: Client, sequence: int, subject: str) -> ExportedFact | None:
    """The first fact of a subject at a sequence or after it; none when there is none."""
    js = client.jetstream()
    try:
        found = await js.get_msg(STREAM, seq=sequence, subject=subject, next=True)
    except NotFoundError:
        return None
    return exported(found.seq or 0, found.subject or "", found.headers, found.data or b"")
