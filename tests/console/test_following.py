"""People are many: they are read again when the log tells of a change, not with every page."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from nats.aio.client import Client

from services.console import directory
from services.console.accounts import Accounts
from services.console.client import Services
from services.console.directory import Directory
from services.console.following import Following
from services.console.settings import ConsoleSettings
from shared.contracts import Envelope
from tests.console import samples
from tests.console.services import MemoryTimeline, SampleServices

ACCESS = Path(__file__).parents[1] / "access" / "access.toml"
OF_BLOC, OF_COVENANT, _ = samples.log()


@pytest.fixture
def seen(settings: ConsoleSettings, services: SampleServices) -> Services:
    http = httpx.AsyncClient(transport=httpx.MockTransport(services.answer))
    return Services.connected(http, settings, "a.token")


@pytest.fixture
async def known(
    settings: ConsoleSettings, timeline: MemoryTimeline, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Directory]:
    """A directory that follows the log, and for which nothing is fresh by its age."""
    monkeypatch.setattr(directory, "FRESH_SECONDS", 0.0)
    found = Directory(Accounts(settings.accounts))
    async with asyncio.timeout(10):
        following = asyncio.create_task(Following(timeline, found).run(Client()))
        await asyncio.sleep(0)
        yield found
        following.cancel()


async def told(timeline: MemoryTimeline, fact: Envelope) -> None:
    """A fact arrives, and is heard."""
    await timeline.arriving.put(fact)
    for _ in range(5):
        await asyncio.sleep(0)
    assert timeline.arriving.empty()


async def test_people_are_read_again_once_the_log_told_of_a_change(
    known: Directory, seen: Services, services: SampleServices, timeline: MemoryTimeline
) -> None:
    for account in ("tdkt", "cqt.thutruong", "tdkt"):
        await known.read(account, seen.bloc)
    await told(timeline, OF_COVENANT)
    await known.read("tdkt", seen.bloc)
    assert services.asked.count("/people") == 1

    await told(timeline, OF_BLOC)
    await known.read("tdkt", seen.bloc)
    await known.read("cqt.thutruong", seen.bloc)
    assert services.asked.count("/people") == 2


async def test_a_page_after_a_change_of_its_reader_has_seen_it(
    known: Directory, seen: Services, services: SampleServices
) -> None:
    await known.read("tdkt", seen.bloc)
    await known.read("tdkt", seen.bloc, ["bloc:2"])
    assert services.asked.count("/people") == 2


async def test_pages_that_wait_for_people_share_one_reading(
    known: Directory, seen: Services, services: SampleServices
) -> None:
    await asyncio.gather(*(known.read(f"account-{n}", seen.bloc) for n in range(20)))
    assert services.asked.count("/people") <= 2


async def test_a_log_that_cannot_be_followed_leaves_nobody_behind(
    known: Directory, seen: Services, services: SampleServices
) -> None:
    await known.read("tdkt", seen.bloc)
    known.forget_everybody()
    assert known.people.known == {}
    for _ in range(2):
        assert (await known.read("tdkt", seen.bloc)).names.people
    assert services.asked.count("/people") == 3


def test_what_all_accounts_share_is_told_to_everybody() -> None:
    who_may = tomllib.loads(ACCESS.read_text("utf-8"))["who_may"]
    assert who_may["bloc GET /api/v1/people"] == ["everybody"]
