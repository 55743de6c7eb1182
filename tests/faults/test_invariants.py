"""The invariants find each kind of damage; without any they find nothing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from shared.contracts import notify
from tests.faults.chaos import Plan, empty_home, read_stream
from tests.faults.clerks import Clerks
from tests.faults.invariants import Left
from tests.faults.system import SERVICES, FaultySystem
from tests.harness.issuer import TestIssuer

pytestmark = pytest.mark.processes


async def played_calmly(home: Path) -> Left:
    story = Plan(0).story
    system = FaultySystem(home, TestIssuer(home), unarmed())
    urls = {name: system.profile.url(name) for name in SERVICES}
    clerks = Clerks(story, urls, system.issuer, lambda _: None)
    async with system.running():
        await clerks.play()
        await system.well()
        stream = await read_stream(system)
    return Left(system, stream, story.expected(), clerks.acknowledged)


def unarmed() -> dict[str, deque[str]]:
    return {name: deque() for name in SERVICES}


@pytest.fixture(scope="module")
def calm() -> Iterator[Left]:
    """What a system leaves in which nothing broke."""
    with empty_home() as home:
        yield asyncio.run(played_calmly(home))


@pytest.fixture
def copied(calm: Left, tmp_path: Path) -> Left:
    """The same in files of its own, to be damaged."""
    home = tmp_path / "home"
    pipes = shutil.ignore_patterns("*.pipe")
    shutil.copytree(calm.system.home, home, ignore=pipes)
    return replace(calm, system=FaultySystem(home, calm.system.issuer, unarmed()))


def in_file(left: Left, name: str, statement: str) -> None:
    with closing(sqlite3.connect(left.system.profile.stores / name)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def test_without_damage_nothing_is_found(calm: Left) -> None:
    assert calm.violations() == []


@pytest.mark.parametrize(
    ("damaged", "found"),
    [
        pytest.param(
            lambda left: replace(
                left,
                # One that others of its service follow, whatever came in between.
                stream=[fact for fact in left.stream if fact.id != "bloc:2"],
            ),
            "bloc:3 follows",
            id="a fact is missing in the stream",
        ),
        pytest.param(
            lambda left: replace(left, stream=left.stream[:-1]),
            "store and stream differ",
            id="the last fact is missing",
        ),
        pytest.param(
            lambda left: replace(
                left,
                stream=[*left.stream, msgspec.structs.replace(left.stream[0], actor="other")],
            ),
            "stands in the stream twice, and differs",
            id="a fact is said again, differently",
        ),
        pytest.param(
            lambda left: replace(
                left, acknowledged=[replace(left.acknowledged[0], position=1000)]
            ),
            "acknowledged and lost",
            id="an acknowledged command is lost",
        ),
        pytest.param(
            lambda left: replace(left, expected=dict(list(left.expected.items())[1:])),
            "expected []",
            id="something happened that nobody asked for",
        ),
    ],
)
def test_damage_to_the_stream_is_found(
    calm: Left, damaged: Callable[[Left], Left], found: str
) -> None:
    assert any(found in violation for violation in damaged(calm).violations())


@pytest.mark.parametrize(
    ("name", "statement", "found"),
    [
        (
            "awards.sqlite",
            "DELETE FROM events WHERE position = 3",
            "awards: positions in the store are not dense",
        ),
        (
            "covenant.sqlite",
            "UPDATE events SET originator_version = 9 WHERE position = 2",
            "covenant:2: out of order in its entity",
        ),
        (
            "covenant-views-yearbook-a.sqlite",
            "DELETE FROM yearbook_covenants",
            "covenant-yearbook: not the fold of the log",
        ),
        (
            "notify-views-inbox-a.sqlite",
            "UPDATE inbox_messages SET body = replace(body, 'covenant_opened', 'x')",
            "notify-inbox: not the fold of the log",
        ),
    ],
)
def test_damage_to_a_store_is_found(
    copied: Left, name: str, statement: str, found: str
) -> None:
    in_file(copied, name, statement)

    assert any(violation.startswith(found) for violation in copied.violations())


def test_a_notification_that_was_lost_or_sent_again_is_found(calm: Left) -> None:
    sent = [fact for fact in calm.stream if isinstance(fact.data, notify.NotificationDelivered)]

    lost = list(calm._notifications([fact for fact in calm.stream if fact is not sent[0]]))
    again = list(calm._notifications([*calm.stream, sent[0]]))

    assert [words.split(":")[0] for words in (*lost, *again)] == [
        "notification lost",
        "notification sent again, or for nothing",
    ]
