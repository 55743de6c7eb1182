"""Facts are found by id, by sequence and by time; what was exported can be filled in again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import typer
from nats.aio.client import Client
from typer.testing import CliRunner

from services.bloc.publishing import to_fact
from services.console.cli.app import app
from services.console.cli.log.facts import ExportedFact, facts, last_sequence
from services.console.cli.log.filling import StreamNotEmpty, fill
from services.console.cli.log.places import range_between, sequence_of
from services.console.cli.offline import administering
from shared.messaging.log import provision
from shared.messaging.relay import Relay
from tests.harness.background import in_background
from tests.harness.facts import Publisher
from tests.harness.stores import eventually, opened, unit_registered

COUNT = 12


@pytest.fixture
async def log(log_client: Client) -> Client:
    """Twelve facts, of bloc and covenant in turn."""
    publishers = [Publisher(log_client, "bloc"), Publisher(log_client, "covenant")]
    for number in range(COUNT):
        await publishers[number % 2].publish(unit_registered(number))
    return log_client


async def all_facts(client: Client) -> list[ExportedFact]:
    return [fact async for fact in facts(client, 1, await last_sequence(client))]


async def test_a_fact_is_found_by_its_id(log: Client) -> None:
    found = {
        f"{source}:{position}": await sequence_of(log, f"{source}:{position}", COUNT)
        for source in ("bloc", "covenant")
        for position in range(1, COUNT // 2 + 1)
    }

    assert found == {fact.id: fact.sequence for fact in await all_facts(log)}


async def test_a_fact_is_found_behind_facts_that_were_published_again(log: Client) -> None:
    for fact in await all_facts(log):
        await log.jetstream().publish(
            fact.subject, bytes(fact.data), headers=dict(fact.headers)
        )

    ids = [await sequence_of(log, f"bloc:{position}", 2 * COUNT) for position in range(1, 7)]

    again = await all_facts(log)
    assert [again[sequence - 1].id for sequence in ids] == [f"bloc:{n}" for n in range(1, 7)]


async def test_a_time_is_the_first_fact_recorded_then_or_later(log: Client) -> None:
    fifth = (await all_facts(log))[4].envelope()

    at = await sequence_of(log, fifth.time.isoformat(), COUNT)
    just_after = await sequence_of(
        log, (fifth.time + timedelta(microseconds=1)).isoformat(), COUNT
    )
    later = await sequence_of(log, "2999-01-01", COUNT)

    assert (at, just_after, later) == (5, 6, COUNT + 1)


async def test_a_range_includes_both_named_facts_and_ends_before_a_time(log: Client) -> None:
    fifth = (await all_facts(log))[4].envelope()

    named = await range_between(log, "bloc:2", "covenant:3")
    timed = await range_between(log, None, fifth.time.isoformat())
    beyond = await range_between(log, "10", "500")

    assert (named.first, named.last) == (3, 6)
    assert (timed.first, timed.last) == (1, 4)
    assert (beyond.first, beyond.last) == (10, COUNT)


@pytest.mark.parametrize("place", ["bloc:99", "bloc", "yesterday"])
async def test_an_unknown_place_ends_the_command(log: Client, place: str) -> None:
    with pytest.raises(typer.Exit):
        await sequence_of(log, place, COUNT)


@pytest.mark.parametrize("count", [1, 501])
async def test_what_is_filled_in_is_what_was_exported(
    log_client: Client, tmp_path: Path, count: int
) -> None:
    with opened(f"sqlite:///{tmp_path}/bloc.sqlite") as store:
        await store.register_many(count)
        relay = Relay(log_client, "bloc", store.blocs, to_fact)
        async with in_background(relay.run()):
            await eventually(lambda: relay.head.position == count)
    exported = await all_facts(log_client)

    async with administering(tmp_path / "another") as client:
        await provision(client.jetstream())
        await fill(client, exported, lambda _: None)
        again = await all_facts(client)
        with pytest.raises(StreamNotEmpty):
            await fill(client, exported, lambda _: None)

    assert again == exported
    assert not [name for fact in again for name in fact.headers if name.startswith("Nats-")]


async def test_a_log_is_imported_into_a_home_that_is_stopped_once(
    log: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = await all_facts(log)
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"".join(msgspec.json.encode(fact) + b"\n" for fact in exported))
    home = tmp_path / "home"
    monkeypatch.setenv("THIDUA_HOME", str(home))
    monkeypatch.setenv("THIDUA_LOCALE", "en")

    def run(*words: str) -> tuple[int, str]:
        said = CliRunner().invoke(app, ["log", "import", str(file), *words])
        return said.exit_code, said.stderr

    dry = await asyncio.to_thread(run)
    assert dry[0] == 0
    assert "--yes" in dry[1]
    assert not home.exists()
    done = await asyncio.to_thread(run, "--yes")
    assert done[0] == 0, done[1]
    async with administering(home / "nats" / "data") as client:
        assert await all_facts(client) == exported
    again = await asyncio.to_thread(run, "--yes")
    assert again[0] == 1
    assert f"holds {COUNT} facts" in again[1]
    assert "hint:" in again[1]


async def test_a_file_that_is_no_export_is_refused_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text('{"sequence": 1}\n')
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "home"))

    said = await asyncio.to_thread(
        CliRunner().invoke, app, ["log", "import", str(file), "--yes"]
    )

    assert said.exit_code == 1
    assert "log.jsonl:1" in said.stderr.replace("\n", "")
    assert not (tmp_path / "home").exists()
