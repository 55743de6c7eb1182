"""Commands of the operator against services that answer as a test tells them to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from services.console.cli import relay
from services.console.cli.system import connected, read_system
from shared.messaging.control import Control, Nothing, Verb
from shared.messaging.log import provision
from shared.operations.parked import Discard, ParkedOf, ParkedShown, ReaderParked, Retry
from shared.operations.projections import ProjectionNamed, Switch
from shared.operations.relay import RelayStatus, RepublishAfter
from shared.readmodel.comparison import Comparison, Difference
from shared.readmodel.ledger import OtherState
from shared.readmodel.parked import Discarded, ParkedEntity, Retried
from shared.readmodel.refusals import CopyNotReady
from shared.readmodel.state import CopiesState, CopyState, Progress
from tests.console.commands import NOWHERE, Commands, described
from tests.harness.background import in_background
from tests.harness.nats_server import NatsServer
from tests.harness.stores import eventually

ROOT = Path(__file__).resolve().parents[2]
ENTITY = "3f0c5a1e-0000-4000-8000-000000000001"


@dataclass
class Answers:
    """A service that remembers what it was asked, and answers what the test says."""

    asked: list[tuple[str, msgspec.Struct]] = field(default_factory=list)
    other_is: OtherState = "empty"
    version: int = 1
    ready_after: int | None = 0
    differences: int = 0
    error: str | None = None
    published: int = 0
    publishes: bool = True
    stopped: str | None = None

    def verbs(self) -> Sequence[Verb]:
        return (
            Verb("projection.list", Nothing, self._list),
            Verb("projection.rebuild", ProjectionNamed, self._fill),
            Verb("projection.resume", ProjectionNamed, self._fill),
            Verb("projection.cancel", ProjectionNamed, self._cancel),
            Verb("projection.compare", ProjectionNamed, self._compare),
            Verb("projection.switch", Switch, self._switch),
            Verb("projection.back", ProjectionNamed, self._switch),
            Verb("parked.list", Nothing, self._parked),
            Verb("parked.show", ParkedOf, self._show),
            Verb("parked.retry", Retry, self._retry),
            Verb("parked.discard", Discard, self._discard),
            Verb("relay.status", Nothing, self._relay),
            Verb("relay.republish", RepublishAfter, self._republish),
        )

    def state(self) -> CopiesState:
        return CopiesState(
            projection="awards-eligibility",
            version=1,
            live=self._copy("a", self.version),
            other=self._copy("b", 1),
            other_is=self.other_is,
            progress=(
                Progress(facts_read=3, facts_in_all=9, facts_per_second=2.0, seconds_left=3.0)
                if self.other_is == "filling"
                else None
            ),
        )

    @staticmethod
    def _copy(letter: Any, version: int) -> CopyState:  # noqa: ANN401 (a letter)
        return CopyState(
            letter=letter, version=version, sequence=9, positions={"awards": 9}, stopped=None
        )

    async def _list(self, _: Nothing) -> list[CopiesState]:
        if self.other_is == "filling" and self.ready_after is not None:
            self.ready_after -= 1
            if self.ready_after < 0:
                self.other_is = "ready"
        return [self.state()]

    async def _fill(self, asked: ProjectionNamed) -> CopiesState:
        self.asked.append(("fill", asked))
        self.other_is = "filling"
        return self.state()

    async def _cancel(self, asked: ProjectionNamed) -> CopiesState:
        self.asked.append(("cancel", asked))
        self.other_is = "cancelled"
        return self.state()

    async def _compare(self, asked: ProjectionNamed) -> Comparison:
        self.asked.append(("compare", asked))
        if self.other_is != "ready":
            raise CopyNotReady("copy b is empty")
        listed = [
            Difference(table="verdicts", key=str(number), live={"a": 1}, other=None)
            for number in range(self.differences)
        ]
        return Comparison(
            projection=asked.projection,
            sequence=9,
            positions={"awards": 9},
            documents=4,
            differences=self.differences,
            listed=listed,
        )

    async def _switch(self, asked: msgspec.Struct) -> CopiesState:
        self.asked.append(("switch", asked))
        return self.state()

    async def _parked(self, _: Nothing) -> list[ReaderParked]:
        when = datetime(2024, 3, 1, tzinfo=UTC)
        entity = ParkedEntity("covenant", ENTITY, "FoldFailed: no such unit", 7, 2, when)
        return [ReaderParked("awards-eligibility", [entity])]

    async def _show(self, asked: ParkedOf) -> ParkedShown:
        self.asked.append(("show", asked))
        return ParkedShown([], [])

    async def _retry(self, asked: Retry) -> Retried:
        self.asked.append(("retry", asked))
        if self.error is not None:
            return Retried((), (7, 8), self.error)
        return Retried((7, 8), (), None)

    async def _discard(self, asked: Discard) -> Discarded:
        self.asked.append(("discard", asked))
        return Discarded((7, 8), ())

    async def _relay(self, _: Nothing) -> RelayStatus:
        return RelayStatus(
            service="awards",
            epoch="an-epoch",
            store_head=9,
            stream_head=9,
            stream_sequence=40,
            published=self.published,
            stopped=self.stopped,
        )

    async def _republish(self, asked: RepublishAfter) -> RelayStatus:
        self.asked.append(("republish", asked))
        before = await self._relay(Nothing())
        if self.publishes:
            self.published += before.store_head - asked.after
        return before


@dataclass
class Operator(Commands):
    """The commands, and what answers them."""

    answers: Answers = field(kw_only=True)


@pytest.fixture
async def operator(
    nats_server: NatsServer, log_client: Client, tmp_path: Path
) -> AsyncIterator[Operator]:
    home = described(tmp_path / "home", nats_server.url, awards=NOWHERE)
    answers = Answers()
    async with in_background(Control(log_client, "awards", answers.verbs()).run()):
        await log_client.flush()
        yield Operator(home, answers=answers)


async def test_a_rebuild_ends_when_the_copy_is_ready(operator: Operator) -> None:
    operator.answers.ready_after = 1

    state = await operator.asked("projection", "rebuild", "eligibility")

    assert state["other_is"] == "ready"
    assert operator.answers.asked == [("fill", ProjectionNamed("awards-eligibility"))]


def as_in_a_terminal() -> None:
    """Tests that run in the background of a shell hand on that Ctrl-C is not for them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def test_ctrl_c_cancels_a_rebuild_and_says_how_to_resume(operator: Operator) -> None:
    operator.answers.ready_after = None
    command = ["-m", "services.console.cli", "projection", "rebuild", "eligibility"]
    environment = os.environ | {"THIDUA_HOME": str(operator.home), "THIDUA_LOCALE": "en"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=ROOT,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=as_in_a_terminal,
    )
    await eventually(lambda: operator.answers.other_is == "filling")

    process.send_signal(signal.SIGINT)
    _, said = await process.communicate()

    assert process.returncode == 130
    assert operator.answers.other_is == "cancelled"
    assert b"thidua projection rebuild eligibility --resume" in said
    assert b"Traceback" not in said


async def test_a_rebuild_under_way_shows_how_far_how_fast_and_how_long(
    operator: Operator,
) -> None:
    operator.answers.other_is = "filling"
    operator.answers.ready_after = None

    said = await operator.run("projection", "list")

    assert "3/9  2/s  0:00:03" in said.stdout


async def test_a_cancelled_rebuild_is_resumed(operator: Operator) -> None:
    operator.answers.other_is = "cancelled"

    state = await operator.asked("projection", "rebuild", "awards-eligibility", "--resume")

    assert state["other_is"] == "ready"


async def test_copies_that_differ_fail_the_comparison(operator: Operator) -> None:
    operator.answers.other_is = "ready"
    operator.answers.differences = 2

    shown = await operator.run("projection", "compare", "eligibility", code=1)
    found = await operator.asked("projection", "compare", "eligibility", code=1)

    assert "verdicts" in shown.stdout
    assert "hint:" in shown.stderr
    assert found["differences"] == 2


async def test_a_refusal_is_told_with_its_own_hint(operator: Operator) -> None:
    said = await operator.run("projection", "compare", "eligibility", code=1)

    assert "copy_not_ready" in said.stderr
    assert "hint: `thidua projection rebuild` first" in said.stderr


async def test_an_unknown_projection_is_told_with_those_there_are(operator: Operator) -> None:
    said = await operator.run("projection", "back", "yearbook", code=1)

    assert "awards-eligibility" in said.stderr


async def test_a_switch_that_has_a_way_back_is_made_at_once(operator: Operator) -> None:
    said = await operator.run("projection", "switch", "eligibility")

    assert operator.answers.asked == [("switch", Switch("awards-eligibility"))]
    assert "thidua projection back eligibility" in said.stderr


async def test_a_switch_without_a_way_back_waits_for_yes(operator: Operator) -> None:
    operator.answers.version = 0

    dry = await operator.run("projection", "switch", "eligibility")
    assert operator.answers.asked == []
    await operator.run("projection", "switch", "eligibility", "--force", "--yes")

    assert "--yes" in dry.stderr
    assert operator.answers.asked == [("switch", Switch("awards-eligibility", force=True))]


async def test_what_is_parked_is_listed(operator: Operator) -> None:
    (found,) = await operator.asked("parked", "list")
    shown = await operator.run("parked", "list")

    assert (found["reader"], found["parked"]["count"]) == ("awards-eligibility", 2)
    assert f"awards-eligibility  {ENTITY}" in shown.stdout
    assert "no such unit" in shown.stdout


async def test_a_retry_keeps_who_asked_and_why(operator: Operator) -> None:
    await operator.run("parked", "retry", "awards-eligibility", ENTITY, "--reason", "mended")

    ((verb, question),) = operator.answers.asked
    assert verb == "retry"
    assert isinstance(question, Retry)
    assert question.source == "covenant"
    assert question.reason == "mended"
    assert question.actor.startswith("operator:")


async def test_a_retry_that_fails_again_says_so(operator: Operator) -> None:
    operator.answers.error = "FoldFailed: still no such unit"

    said = await operator.run(
        "parked", "retry", "awards-eligibility", ENTITY, "--reason", "mended", code=1
    )

    assert "still no such unit" in said.stderr
    assert "hint:" in said.stderr


async def test_discarding_waits_for_yes(operator: Operator) -> None:
    words = ["parked", "discard", "awards-eligibility", ENTITY, "--reason", "by mistake"]

    dry = await operator.run(*words)
    assert operator.answers.asked == []
    await operator.run(*words, "--position", "7", "--position", "8", "--yes")

    ((_, question),) = operator.answers.asked
    assert "--yes" in dry.stderr
    assert isinstance(question, Discard)
    assert question.positions == [7, 8]


async def test_what_is_not_parked_is_told_with_a_hint(operator: Operator) -> None:
    said = await operator.run("parked", "show", "awards-eligibility", "nobody", code=1)

    assert "thidua parked list" in said.stderr


async def test_republishing_waits_for_yes_and_for_the_relay(operator: Operator) -> None:
    words = ["relay", "republish", "awards", "--after", "4"]

    dry = await operator.asked(*words)
    assert operator.answers.asked == []
    done = await operator.asked(*words, "--yes")

    plan = {"service": "awards", "after": 4, "facts": 5}
    assert dry == {"plans": [plan], "done": False, "stream_missing": False}
    assert done == {"plans": [plan], "done": True, "stream_missing": False}
    assert operator.answers.published == 5


async def test_a_relay_that_is_stopped_is_told_with_its_reason(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.answers.stopped = "StreamAheadOfStore: the store was set back"
    operator.answers.publishes = False
    monkeypatch.setattr(relay, "STOP_SECONDS", 0.1)

    said = await operator.run("relay", "republish", "awards", "--after", "4", "--yes", code=1)

    assert "set back" in said.stderr
    assert "docs/operating.md" in said.stderr


async def test_a_service_that_is_not_there_is_named(operator: Operator) -> None:
    said = await operator.run("relay", "status", code=1)

    assert "bloc does not answer" in said.stderr
    assert "hint:" in said.stderr


async def test_only_a_stream_that_is_missing_is_said_to_be(
    nats_server: NatsServer,
    nats_client: Client,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    system = read_system(described(tmp_path / "home", nats_server.url))

    with pytest.raises(typer.Exit):
        async with connected(system) as client:
            await client.jetstream().stream_info("THIDUA")
    said = capsys.readouterr().err
    await provision(nats_client.jetstream())
    with pytest.raises(NotFoundError):
        async with connected(system) as client:
            await client.jetstream().consumer_info("THIDUA", "nobody")

    assert "THIDUA" in said
    assert capsys.readouterr().err == ""
