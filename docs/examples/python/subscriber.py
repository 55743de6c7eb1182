"""A subscriber of Thi Đua with nats-py alone: nothing of Thi Đua's own code is used.

    pip install nats-py
    python subscriber.py --server nats://subscriber:<password>@host:4222 --state my.sqlite

It reads the log with batched direct gets: the server keeps nothing for it, so there is nothing
to lose there. Its own position lies in the SQLite file, in the transaction of what it does with
a fact, so each fact takes effect once. Exit codes: 0 stopped, or `--once` and all is read; 2
nonsense was asked; 3 a gap; 4 another store.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sqlite3
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import nats
import nats.errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nats.aio.client import Client

STREAM = "THIDUA"
BATCH = 256
POLL_SECONDS = 0.5
ANSWER_SECONDS = 5.0
GAP, OTHER_STORE = 3, 4
SCHEMA = """
CREATE TABLE IF NOT EXISTS reading (
    only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL, id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
    source TEXT PRIMARY KEY, epoch TEXT, position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS facts (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, subject TEXT NOT NULL, time TEXT NOT NULL,
    data TEXT NOT NULL);
"""


class Stop(Exception):
    """Why it cannot go on."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Fact:
    """A fact and where it stands in the stream. Header names are those of the contract."""

    sequence: int
    headers: dict[str, str]
    data: bytes

    @property
    def id(self) -> str:
        return self.headers["ce-id"]

    @property
    def source(self) -> str:
        return self.id.split(":")[0]

    @property
    def position(self) -> int:
        return int(self.headers["thidua-position"])

    @property
    def previous(self) -> int:
        return int(self.headers["thidua-previous"])


@dataclass
class Place:
    """How far a source was read. The epoch is unknown until its first fact is seen."""

    epoch: str | None
    position: int


@dataclass
class Subscriber:
    """Follows the chain of positions of each source, and says when it breaks."""

    state: sqlite3.Connection
    since: datetime | None = None
    after: dict[str, int] = field(default_factory=dict)
    source: str | None = None

    def __post_init__(self) -> None:
        self.state.executescript(SCHEMA)
        row = self.state.execute("SELECT sequence, id FROM reading").fetchone()
        # Where the next batch begins: with the last fact that was seen, to know it again.
        self.sequence: int
        self.id: str
        self.sequence, self.id = row or (0, "")
        rows = self.state.execute("SELECT source, epoch, position FROM sources")
        self.places = {source: Place(epoch, position) for source, epoch, position in rows}
        for source, position in self.after.items():
            self.places.setdefault(source, Place(None, position))
        # The highest position seen beyond what is missing, by source, and how it was noticed.
        self.gaps: dict[str, tuple[int, str]] = {}
        self.searched = False

    async def run(self, client: Client, stopped: asyncio.Event, *, once: bool) -> None:
        """Read until told to stop, or once to the end. Raises `Stop`."""
        while not stopped.is_set():
            batch, at_end = await self._batch(client)
            if batch is not None:
                self._receive(batch)
                if at_end and self.gaps:
                    self._search()
                    continue
                if at_end and once:
                    return
            if at_end or batch is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopped.wait(), POLL_SECONDS)

    async def _batch(self, client: Client) -> tuple[list[Fact] | None, bool]:
        """The next facts, none while the server is away; and whether they reach the end."""
        asked: dict[str, object] = {"batch": BATCH, "next_by_subj": self._subject}
        if self.sequence == 0 and self.since is not None and not self.places:
            asked["start_time"] = self.since.isoformat()
        else:
            asked["seq"] = max(self.sequence, 1)
        inbox = client.new_inbox()
        answers = await client.subscribe(inbox)
        try:
            request = json.dumps(asked).encode()
            await client.publish(f"$JS.API.DIRECT.GET.{STREAM}", request, reply=inbox)
            batch: list[Fact] = []
            pending = 0
            while True:
                answer = await answers.next_msg(timeout=ANSWER_SECONDS)
                headers = dict(answer.headers or {})
                match headers.get("Status"):
                    case None:
                        sequence = int(headers["Nats-Sequence"])
                        pending = int(headers["Nats-Num-Pending"])
                        batch.append(Fact(sequence, headers, answer.data))
                    case "204" | "404":
                        return self._known(batch), pending == 0
                    case status:
                        say(f"the stream does not answer: {status}; trying again")
                        return None, False
        except (nats.errors.Error, TimeoutError):
            say("the server does not answer; trying again")
            return None, False
        finally:
            with suppress(nats.errors.Error):
                await answers.unsubscribe()

    @property
    def _subject(self) -> str:
        return "thidua.>" if self.source is None else f"thidua.{self.source}.>"

    def _known(self, batch: list[Fact]) -> list[Fact] | None:
        """The batch without the fact it had to begin with; from the start if that is gone."""
        if self.sequence == 0:
            return batch
        if batch and (batch[0].sequence, batch[0].id) == (self.sequence, self.id):
            return batch[1:]
        say("the stream was made anew; reading it from its first fact")
        self.sequence, self.id = 0, ""
        return None

    def _receive(self, batch: Iterable[Fact]) -> None:
        """Take the facts that continue their source's chain, in one transaction."""
        taken = []
        with self.state:
            for fact in batch:
                if self._continues(fact):
                    self._take(fact)
                    taken.append(fact)
                self.sequence, self.id = fact.sequence, fact.id
            # While something is missing, a restart has to look for it from before the gap.
            if not self.gaps and self.sequence:
                self.searched = False
                values = (self.sequence, self.id)
                self.state.execute("REPLACE INTO reading VALUES (1, ?, ?)", values)
        for fact in taken:
            line = {"id": fact.id, "type": fact.headers["ce-type"]}
            line |= {"subject": fact.headers["ce-subject"], "data": json.loads(fact.data)}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def _continues(self, fact: Fact) -> bool:
        """Whether a fact is the next of its source. Raises `Stop` for another store's."""
        place = self.places.get(fact.source)
        if place is None:
            time = datetime.fromisoformat(fact.headers["ce-time"])
            if self.since is not None and time < self.since:
                return False
            place = Place(None, 0 if self.since is None else fact.previous)
            self.places[fact.source] = place
        epoch = fact.headers["thidua-epoch"]
        if place.epoch not in {None, epoch}:
            raise Stop(
                OTHER_STORE,
                f"{fact.id} is of store {epoch}, {fact.source} was read from store "
                f"{place.epoch}: the store was replaced, so its positions are others. Find out "
                "why; to read the new one from its first fact, begin with a new state file",
            )
        place.epoch = epoch
        if fact.position <= place.position:
            self._same_as_before(fact)
            return False
        if fact.previous != place.position:
            missing = f"{place.position + 1} to {fact.previous}"
            said = f"{fact.source}: positions {missing} are missing before {fact.id}"
            _, first_said = self.gaps.get(fact.source, (0, said))
            self.gaps[fact.source] = (fact.position, first_said)
            return False
        return True

    def _same_as_before(self, fact: Fact) -> None:
        """A repetition is harmless; another fact in the same position is another history."""
        row = self.state.execute("SELECT time FROM facts WHERE id = ?", (fact.id,)).fetchone()
        if row is not None and row[0] != fact.headers["ce-time"]:
            raise Stop(
                OTHER_STORE,
                f"{fact.id} is of {fact.headers['ce-time']} and was of {row[0]}: the store was "
                "set back and written anew. Begin with a new state file",
            )

    def _take(self, fact: Fact) -> None:
        """What this subscriber does with a fact: put your own effect here."""
        place = self.places[fact.source]
        place.position = fact.position
        headers = fact.headers
        self.state.execute(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?)",
            (fact.id, headers["ce-type"], headers["ce-subject"], headers["ce-time"], fact.data),
        )
        self.state.execute(
            "REPLACE INTO sources VALUES (?, ?, ?)", (fact.source, place.epoch, place.position)
        )
        missed = self.gaps.get(fact.source)
        if missed is not None and place.position >= missed[0]:
            del self.gaps[fact.source]

    def _search(self) -> None:
        """Look in the whole stream, once, for what is missing. Raises `Stop` if it is not."""
        if self.searched:
            said = "; ".join(said for _, said in self.gaps.values())
            raise Stop(
                GAP,
                f"{said}. Ask the operator to publish them again (`thidua relay republish`), "
                "then start this again: it goes on from there",
            )
        self.searched = True
        self.sequence, self.id = 0, ""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def position(text: str) -> tuple[str, int]:
    """`covenant:120`, the last position that is known already."""
    source, _, number = text.partition(":")
    return source, int(number)


def moment(text: str) -> datetime:
    """An RFC 3339 time with its offset."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time


async def main() -> int:
    parser = argparse.ArgumentParser(description="Follow the facts of Thi Đua.")
    parser.add_argument("--server", required=True, help="nats://user:password@host:port")
    parser.add_argument("--state", required=True, help="the SQLite file with the position")
    parser.add_argument("--source", help="one service only, e.g. covenant")
    parser.add_argument(
        "--after", type=position, action="append", default=[], help="e.g. bloc:17"
    )
    parser.add_argument("--since", type=moment, help="e.g. 2024-03-12T00:00:00+07:00")
    parser.add_argument("--once", action="store_true", help="stop at the end of the log")
    asked = parser.parse_args()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    user = asked.server.rpartition("@")[0].rpartition("/")[2].partition(":")[0] or "anybody"
    client = await nats.connect(
        asked.server,
        name=f"example-{uuid4().hex[:8]}",
        inbox_prefix=f"_INBOX_{user}".encode(),
        max_reconnect_attempts=-1,
    )
    state = sqlite3.connect(asked.state)
    try:
        subscriber = Subscriber(state, asked.since, dict(asked.after), asked.source)
        await subscriber.run(client, stopped, once=asked.once)
    except Stop as stop:
        say(str(stop))
        return stop.code
    finally:
        state.close()
        await client.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
