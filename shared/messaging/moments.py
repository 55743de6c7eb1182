"""Earlier moments of the log, as `?at=` names them, and the place in the stream each means.

`120` is a sequence of the stream, `covenant:41` the place of that fact, and a time of RFC 3339
the place before the first fact that was recorded later.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.contracts import SOURCES

if TYPE_CHECKING:
    from shared.messaging.history import History

FACT_ID = re.compile(rf"({'|'.join(SOURCES)}):([1-9]\d*)")


class MomentUnreadable(Exception):
    """`at` names no moment of the log."""

    def __init__(self, at: str) -> None:
        super().__init__(
            f"{at!r} names no moment; write a sequence of the stream (`120`), a fact "
            "(`covenant:41`) or a time with its offset (`2024-12-01T08:00:00%2B07:00`; in an "
            "address `+` is written `%2B`)"
        )


class MomentInFuture(Exception):
    """`at` names a moment that the log has not reached."""

    def __init__(self, at: str, last: str) -> None:
        super().__init__(f"{at} is still to come; the log is at {last}")


async def sequence_at(history: History, at: str) -> int:
    """The sequence up to which facts had been published at a moment.

    Raises `MomentUnreadable`, `MomentInFuture`, or `LogAway` when the stream does not answer.
    """
    if at.isdecimal() and at.isascii():
        last = await history.last_sequence()
        if int(at) > last:
            raise MomentInFuture(at, str(last))
        return int(at)
    named = FACT_ID.fullmatch(at)
    if named is not None:
        return await _of_fact(history, named[1], int(named[2]))
    return await _of_time(history, _time(at))


def _time(at: str) -> datetime:
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        raise MomentUnreadable(at) from None
    if time.tzinfo is None or "T" not in at.upper():
        raise MomentUnreadable(at)
    now = datetime.now(UTC)
    if time > now:
        raise MomentInFuture(at, now.isoformat(timespec="seconds"))
    return time


async def _of_fact(history: History, source: str, position: int) -> int:
    head = (await history.head([source])).position(source)
    if position > head:
        raise MomentInFuture(f"{source}:{position}", f"{source}:{head}")
    last = await history.last_sequence()
    # Where each fact of the source stands once, positions rise along the stream and the search
    # goes by halves. Where facts were published again, the first place is read for.
    if await history.count(source) > head:
        return await _read_for(history, source, position, last)
    low, high = 1, last
    while low < high:
        middle = (low + high) // 2
        fact = await history.first_from(middle, source)
        if fact is None or fact.position >= position:
            high = middle
        else:
            low = fact.sequence + 1
    found = await history.first_from(low, source)
    if found is not None and found.position == position:
        return found.sequence
    return await _read_for(history, source, position, last)


async def _read_for(history: History, source: str, position: int, last: int) -> int:
    async for stretch in history.facts(0, last, [source]):
        for fact in stretch.facts:
            if fact.position == position:
                return fact.sequence
    raise MomentInFuture(f"{source}:{position}", f"{last}, without this fact")


async def _of_time(history: History, time: datetime) -> int:
    # Facts are published after they were recorded, so the search begins at what was published
    # after this time; in a stream that was filled again that is its beginning.
    last = await history.last_sequence()
    begin = await history.first_published_after(time)
    if begin is None:
        return last
    async for stretch in history.facts(begin - 1, last, SOURCES):
        for fact in stretch.facts:
            if fact.time > time:
                return fact.sequence - 1
    return last
