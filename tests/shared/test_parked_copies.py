"""What is parked in a projection is decided once, for both copies of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.database import Database
from shared.readmodel import Copies, EntityNotParked
from tests.harness.background import in_background
from tests.harness.facts import Publisher
from tests.harness.stores import SEEN, Counting, eventually, unit_registered


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.feed.PULL_SECONDS", 0.2)
    monkeypatch.setattr("shared.readmodel.following.LOOK_AGAIN_SECONDS", 0.1)


@pytest.fixture
def projection() -> Counting:
    return Counting(fails_at=3)


@pytest.fixture
def copies(tmp_path: Path, projection: Counting) -> Iterator[Copies]:
    copies = Copies(Database(f"sqlite:///{tmp_path / 'bloc.sqlite'}", "bloc_views"), projection)
    copies.prepare()
    yield copies
    copies.close()


async def parked_in_both(client: Client, copies: Copies) -> str:
    """Have both copies take five facts of which the third is poison; its entity."""
    await Publisher(client, "bloc").publish(*(unit_registered() for _ in range(5)))
    assert await copies.wait_for({"bloc": 5}, seconds=20)
    await copies.rebuild()
    await eventually(lambda: copies.state().other_is == "ready")
    (entity,) = await copies.parked()
    return entity.entity


async def test_a_retry_lets_it_through_in_both(
    log_client: Client, copies: Copies, projection: Counting
) -> None:
    async with in_background(copies.run(log_client)):
        entity = await parked_in_both(log_client, copies)
        assert copies.parked_count == 1

        projection.fails_at = None
        retried = await copies.retry("bloc", entity, "an operator", "mended")

        assert retried.applied == (3,)
        for _ in range(2):
            assert copies.parked_count == 0
            assert len(copies.query(SEEN.find)) == 5
            await copies.switch()


async def test_a_discard_gives_it_up_in_both(log_client: Client, copies: Copies) -> None:
    async with in_background(copies.run(log_client)):
        entity = await parked_in_both(log_client, copies)

        await copies.discard("bloc", entity, None, "an operator", "a test entry")

        for _ in range(2):
            assert await copies.parked() == []
            assert len(copies.query(SEEN.find)) == 4
            (decision,) = await copies.decisions()
            assert (decision.verb, decision.positions) == ("discard", (3,))
            await copies.switch()
        with pytest.raises(EntityNotParked):
            await copies.parked_facts("bloc", entity)


async def test_decisions_outlive_a_rebuild(log_client: Client, copies: Copies) -> None:
    async with in_background(copies.run(log_client)):
        entity = await parked_in_both(log_client, copies)
        await copies.retry("bloc", entity, "an operator", "in vain")

        await copies.rebuild()
        await eventually(lambda: copies.state().other_is == "ready")
        await copies.switch()

        assert [d.reason for d in await copies.decisions()] == ["in vain"]
        assert [e.entity for e in await copies.parked()] == [entity]
