"""A policy answers each fact once, parks what it cannot answer, and notices what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest
from nats.aio.client import Client

from services.bloc.publishing import to_fact
from shared.contracts import Envelope
from shared.eventstore import VersionConflict
from shared.messaging.answering import Answering, PolicyMovedElsewhere
from shared.messaging.broker import policy_broker, started
from shared.messaging.log import STREAM, declared_consumer, ensure_consumer
from shared.messaging.policy import Policy
from shared.messaging.relay import Relay
from shared.readmodel import EntityNotParked
from tests.harness.background import facts_of, in_background
from tests.harness.facts import Publisher, facts
from tests.harness.nats_server import NatsServer
from tests.harness.policies import ANSWERS, Registering, answered, covenant
from tests.harness.stores import DATABASE_AWAY, UnitStore, eventually, unit_registered

OpenStore = Callable[[str], UnitStore]


@pytest.fixture
def react(store: UnitStore) -> Registering:
    return Registering(store)


class TestAnswering:
    """Without NATS, on SQLite and PostgreSQL. Facts 1, 2, 3 are about b, c, a, and so on."""

    @pytest.fixture
    def policy(self, store: UnitStore, react: Registering) -> Answering:
        return self.reopened(store, react)

    def reopened(self, store: UnitStore, react: Registering) -> Policy:
        policy = Policy(
            name="bloc-answers",
            commands=store.commands,
            react=react,
            service="bloc",
            nats_url="",
            sources=("covenant",),
        )
        policy.prepare()
        return policy

    async def take(
        self, policy: Answering, *given: Envelope, blocking: tuple[str, ...] = ()
    ) -> None:
        for fact in given:
            await policy.commands.on_writer(partial(policy.take, fact, blocking), commits=False)

    @pytest.fixture
    async def parked(self, policy: Answering, react: Registering) -> Answering:
        """A policy that took facts 1 to 8, of which fact 2 is refused; 5 and 8 follow it."""
        react.refused = {"covenant:2"}
        await self.take(policy, *facts(1, 8, source="covenant"))
        return policy

    async def test_a_next_fact_it_stands_behind_is_answered_not_passed_by(
        self, policy: Answering, store: UnitStore
    ) -> None:
        first, second = facts(1, 2, source="covenant")
        await self.take(policy, first)

        await policy.commands.on_writer(partial(policy.pass_by, second), commits=False)

        assert answered(store, *covenant(1, 2))
        assert policy.positions.position("covenant") == 2

    async def test_a_refused_command_parks_its_entity_and_the_rest_flows(
        self, parked: Answering, store: UnitStore
    ) -> None:
        assert answered(store, *covenant(1, 3, 4, 6, 7))
        (entity,) = await parked.parked()
        assert (entity.entity, entity.position, entity.count) == ("c", 2, 3)
        assert entity.reason == "ValueError: against the rules"
        assert (parked.positions.position("covenant"), parked.parked_count) == (8, 1)

    async def test_parking_survives_a_restart(
        self, parked: Answering, store: UnitStore, react: Registering
    ) -> None:
        again = self.reopened(store, react)
        assert again.parked_count == 1

        await self.take(again, *facts(1, 12, source="covenant"))

        assert answered(store, *covenant(1, 3, 4, 6, 7, 9, 10, 12))
        assert [f.position for f in await again.parked_facts("covenant", "c")] == [2, 5, 8, 11]
        assert len(await parked.parked_facts("covenant", "c")) == 4

    async def test_what_cannot_be_decoded_is_parked(
        self, policy: Answering, store: UnitStore
    ) -> None:
        first, second, third = facts(1, 3, source="covenant")
        garbled = Envelope.receive(second.headers(), b"{", sequence=2)

        await self.take(policy, first, garbled, third)

        assert answered(store, *covenant(1, 3))
        assert "DecodeError" in (await policy.parked())[0].reason

    async def test_a_retry_answers_in_order_and_later_facts_flow_again(
        self, parked: Answering, store: UnitStore, react: Registering
    ) -> None:
        react.refused = set()

        retried = await parked.retry("covenant", "c", "an operator", "the rule was wrong")
        await self.take(parked, *facts(9, 11, source="covenant"))

        assert (retried.applied, retried.left, retried.error) == ((2, 5, 8), (), None)
        assert answered(store, *covenant(1, 3, 4, 6, 7, 2, 5, 8, 9, 10, 11))
        assert parked.parked_count == 0
        decisions = await parked.decisions()
        assert [(d.actor, d.verb, d.positions) for d in decisions] == [
            ("an operator", "retry", (position,)) for position in (2, 5, 8)
        ]

    async def test_a_retry_stops_at_the_first_that_is_still_refused(
        self, parked: Answering, store: UnitStore, react: Registering
    ) -> None:
        react.refused, react.error = {"covenant:5"}, ValueError("another rule")

        retried = await parked.retry("covenant", "c", "an operator", "half right")

        assert (retried.applied, retried.left) == ((2,), (5, 8))
        assert answered(store, *covenant(1, 3, 4, 6, 7, 2))
        assert (await parked.parked())[0].reason == "ValueError: another rule"
        assert [d.error for d in await parked.decisions()] == [None, "ValueError: another rule"]

    async def test_what_is_discarded_is_never_answered(
        self, parked: Answering, store: UnitStore
    ) -> None:
        await parked.discard("covenant", "c", None, "an operator", "entered by mistake")
        await self.take(parked, *facts(9, 11, source="covenant"))

        assert answered(store, *covenant(1, 3, 4, 6, 7, 9, 10, 11))
        with pytest.raises(EntityNotParked):
            await parked.retry("covenant", "c", "an operator", "too late")

    @pytest.mark.parametrize("error", [DATABASE_AWAY, VersionConflict(ANSWERS, 1, 2)])
    async def test_a_store_that_is_away_or_a_lost_race_parks_nothing(
        self, policy: Answering, store: UnitStore, react: Registering, error: Exception
    ) -> None:
        react.refused, react.error = {"covenant:2"}, error
        first, second = facts(1, 2, source="covenant")
        await self.take(policy, first)

        with pytest.raises(type(error)):
            await self.take(policy, second)
        react.refused = set()
        await self.take(policy, second)

        assert answered(store, *covenant(1, 2))
        assert await policy.parked() == []

    async def test_two_replicas_answer_each_fact_once(
        self, policy: Answering, store: UnitStore, react: Registering
    ) -> None:
        replica = self.reopened(store, react)
        first, second, third = facts(1, 3, source="covenant")
        await self.take(policy, first, second)

        with pytest.raises(PolicyMovedElsewhere):
            await self.take(replica, first)
        await self.take(replica, first, second, third)
        with pytest.raises(PolicyMovedElsewhere):
            await self.take(policy, third)
        await self.take(policy, third)

        assert answered(store, *covenant(1, 2, 3))

    async def test_a_replica_learns_what_another_parked_and_freed(
        self, parked: Answering, store: UnitStore, react: Registering
    ) -> None:
        replica = self.reopened(store, react)
        react.refused = set()

        await replica.retry("covenant", "c", "an operator", "the rule was wrong")
        await self.take(parked, *facts(9, 11, source="covenant"))

        assert answered(store, *covenant(1, 3, 4, 6, 7, 2, 5, 8, 9, 10, 11))
        assert parked.parked_count == 0

    async def test_a_gap_blocks_its_source_and_is_kept(
        self, policy: Answering, store: UnitStore, react: Registering
    ) -> None:
        await self.take(policy, *facts(1, 2, source="covenant"))
        await self.take(policy, *facts(4, 5, source="covenant"), blocking=("covenant",))
        await self.take(policy, *facts(1, 1, source="awards"))

        again = self.reopened(store, react)
        assert "covenant jumped from position 2 to 4" in again.positions.blocked["covenant"]
        await self.take(again, *facts(3, 5, source="covenant"))

        assert again.positions.blocked == {}
        assert answered(store, *covenant(1, 2), "awards:1", *covenant(3, 4, 5))

    async def test_facts_that_change_nothing_keep_their_block_in_mind(
        self, policy: Answering, store: UnitStore, react: Registering
    ) -> None:
        react.quiet = set(covenant(1, 2, 3, 4))
        await self.take(policy, *facts(1, 2, source="covenant"))
        await self.take(policy, *facts(4, 4, source="covenant"), blocking=("covenant",))
        assert self.reopened(store, react).positions.blocked

        await self.take(policy, *facts(3, 4, source="covenant"))

        assert self.reopened(store, react).positions.blocked == {}

    async def test_in_a_stream_filled_anew_it_stands_where_it_reads(
        self, policy: Answering, react: Registering
    ) -> None:
        react.quiet = {"covenant:3", "covenant:4"}
        given = facts(1, 4, source="covenant")
        before = [
            msgspec.structs.replace(fact, sequence=fact.sequence + 70) for fact in given[:2]
        ]
        await self.take(policy, *before)

        await self.take(policy, *given)

        found = await policy.stored_positions()
        assert (found.sequence, found.position("covenant")) == (4, 4)


class TestFollowing:
    """On a real stream, carried by FastStream."""

    @pytest.fixture(autouse=True)
    def short_patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.messaging.broker.PULL_SECONDS", 0.2)
        monkeypatch.setattr("shared.messaging.policy.RETRY_SECONDS", 0.1)
        monkeypatch.setattr("shared.messaging.policy.WATCH_SECONDS", 0.2)
        monkeypatch.setattr("shared.messaging.relay.POLL_SECONDS", 0.2)
        monkeypatch.setattr("shared.messaging.healing.LONGEST_WAIT_SECONDS", 0.3)

    @pytest.fixture
    def store(self, tmp_path: Path, open_store: OpenStore) -> UnitStore:
        return open_store(f"sqlite:///{tmp_path / 'bloc.sqlite'}")

    @pytest.fixture
    def awards(self, tmp_path: Path, open_store: OpenStore) -> UnitStore:
        """The store of another service, whose facts the policy hears."""
        return open_store(f"sqlite:///{tmp_path / 'awards.sqlite'}")

    @pytest.fixture
    def policy(self, store: UnitStore, react: Registering, nats_server: NatsServer) -> Policy:
        policy = Policy(
            name="bloc-answers",
            commands=store.commands,
            react=react,
            service="bloc",
            nats_url=nats_server.url,
            sources=("covenant", "awards"),
        )
        policy.prepare()
        return policy

    @pytest.fixture
    def publisher(self, log_client: Client) -> Publisher:
        return Publisher(log_client, "covenant")

    async def publish(self, publisher: Publisher, count: int) -> None:
        await publisher.publish(*(unit_registered() for _ in range(count)))

    async def test_a_poisonous_fact_is_parked_and_the_rest_flows(
        self,
        log_client: Client,
        publisher: Publisher,
        policy: Policy,
        react: Registering,
        store: UnitStore,
    ) -> None:
        react.refused = {"covenant:2"}
        async with in_background(policy.run(log_client)):
            await self.publish(publisher, 2)
            await log_client.jetstream().publish("thidua.covenant.rumour.07", b"heard?")
            await self.publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 3, 4)))
            await eventually(lambda: policy.stopped is None)

        assert policy.parked_count == 1

    async def test_a_gap_blocks_its_source_alone_until_its_relay_heals_it(
        self,
        log_client: Client,
        publisher: Publisher,
        policy: Policy,
        react: Registering,
        store: UnitStore,
        awards: UnitStore,
    ) -> None:
        await awards.register_many(4)
        relay = Relay(log_client, "awards", awards.blocs, to_fact)
        everything = relay.translation.envelopes(awards.events(), 0)
        react.quiet = {fact.id for fact in everything[:2]}
        async with in_background(policy.run(log_client)):
            for fact in (everything[0], everything[3]):
                await log_client.jetstream().publish(
                    "thidua.awards.unit_registered.00", fact.body(), headers=fact.headers()
                )
            await self.publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2)))
            assert "awards jumped from position 1 to 4" in policy.positions.blocked["awards"]

            async with in_background(relay.run()):
                await eventually(lambda: policy.positions.position("awards") == 4)

        assert policy.positions.blocked == {}
        assert answered(store, *covenant(1, 2), "awards:3", "awards:4")

    async def test_a_consumer_that_was_moved_is_no_gap(
        self, log_client: Client, publisher: Publisher, policy: Policy, store: UnitStore
    ) -> None:
        blocked: list[dict[str, str]] = []
        async with in_background(policy.run(log_client)):
            await self.publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2)))
            await log_client.jetstream().reset_consumer(STREAM, policy.name, seq=5)
            await self.publish(publisher, 4)
            async with asyncio.timeout(20):
                while not answered(store, *covenant(1, 2, 3, 4, 5, 6)):
                    blocked.append(policy.positions.blocked)
                    await asyncio.sleep(0.01)

        assert not any(blocked)

    async def test_what_was_passed_by_is_noticed_without_another_fact(
        self, log_client: Client, publisher: Publisher, policy: Policy
    ) -> None:
        await self.publish(publisher, 3)
        await Publisher(log_client, "awards").publish(unit_registered())
        first, _, _, last = await facts_of(log_client)
        # Two runners shared the consumer: it stands behind what the other lost.
        for fact in (first, msgspec.structs.replace(last, sequence=4)):
            await policy.commands.on_writer(partial(policy.take, fact), commits=False)
        async with in_background(policy.run(log_client)):
            await eventually(lambda: policy.positions.blocked)

        assert "jumped from position 1 to 3" in policy.positions.blocked["covenant"]

    async def test_of_two_replicas_one_runs_it_and_the_other_takes_over(
        self,
        log_client: Client,
        nats_server: NatsServer,
        publisher: Publisher,
        policy: Policy,
        react: Registering,
        store: UnitStore,
        open_store: OpenStore,
    ) -> None:
        replica = Policy(
            name=policy.name,
            commands=open_store(store.url).commands,
            react=react,
            service="bloc",
            nats_url=nats_server.url,
            sources=policy.sources,
        )
        replica.prepare()
        async with in_background(policy.run(log_client)):
            await self.publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2)))
            async with in_background(replica.run(log_client)):
                await self.publish(publisher, 2)
                await eventually(lambda: answered(store, *covenant(1, 2, 3, 4)))
                await eventually(lambda: replica.positions.position("covenant") == 4)
                assert (policy.stopped, replica.stopped) == (None, None)
                assert (policy.stands_by, replica.stands_by) == (False, True)

        async with in_background(replica.run(log_client)):
            await self.publish(publisher, 2)
            await eventually(lambda: answered(store, *covenant(1, 2, 3, 4, 5, 6)))
            assert not replica.stands_by


async def test_a_consumer_lost_before_the_broker_starts_is_made_as_declared(
    log_client: Client, nats_server: NatsServer
) -> None:
    declared = declared_consumer("bloc-answers", ("covenant",), 1)

    async def nothing(_: object) -> None:
        """No fact comes, and no error."""

    async with started(policy_broker("bloc", nats_server.url, declared, nothing, nothing)):
        await ensure_consumer(log_client.jetstream(), declared, 1)
