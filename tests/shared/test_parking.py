"""A poisonous fact parks its entity, not the stream: order survives, the rest flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts import Envelope, UnreadableFact
from shared.database import Database
from shared.readmodel import Batch, Documents, EntityNotParked, ReadModel
from shared.readmodel.positions import sources
from tests.harness.facts import facts
from tests.harness.stores import SEEN, Counting, OpenModel, Seen

# Facts 1, 2, 3 … are about b, c, a, b, c, a …: 5 is about c, as 2, 8 and 11 are.
POISON = 5
OF_ITS_ENTITY = (5, 8, 11)


@dataclass
class Listing:
    """A projection that lists what it was told, in order, and judges at the end of a batch.

    `poison` are positions it cannot fold; `misjudged` are entities it cannot judge once they
    are in a batch, which is found out only after all were folded.
    """

    poison: set[int] = field(default_factory=set)
    misjudged: set[str] = field(default_factory=set)
    error: Exception = field(default_factory=lambda: ValueError("not in my book"))
    name: str = "bloc-listing"
    version: int = 1
    sources: tuple[str, ...] = ("bloc", "covenant")
    documents: Sequence[Documents[Any]] = ()

    def __post_init__(self) -> None:
        self.documents = (LISTS,)

    def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
        for fact in facts_in_order:
            told = batch.get(LISTS, fact.subject) or []
            batch.put(LISTS, fact.subject, [*told, fact.position])
            batch.flush()
            if fact.position in self.poison:
                raise self.error
        if self.misjudged & {fact.subject for fact in facts_in_order}:
            raise self.error


LISTS: Documents[list[int]] = Documents("listing", list[int])


def told(model: ReadModel) -> list[list[int]]:
    """The positions that took effect, for each entity."""
    return model.query(LISTS.find)


@pytest.fixture
def listing() -> Listing:
    return Listing(poison={POISON})


@pytest.fixture
def model(open_model: OpenModel, listing: Listing) -> ReadModel:
    return open_model(listing)  # type: ignore[arg-type]  # any projection opens


@pytest.fixture
async def parked(model: ReadModel) -> ReadModel:
    """A model that took facts 1 to 12, of which fact 5 cannot be folded."""
    await model.receive(facts(1, 7), 7)
    await model.receive(facts(8, 12), 12)
    return model


async def test_a_poisonous_fact_parks_its_entity_and_the_rest_flows(parked: ReadModel) -> None:
    assert told(parked) == [[3, 6, 9, 12], [1, 4, 7, 10], [2]]
    assert (parked.positions.sequence, parked.positions.position("bloc")) == (12, 12)
    (entity,) = await parked.parked()
    assert (entity.source, entity.entity, entity.position, entity.count) == ("bloc", "c", 5, 3)
    assert entity.reason == "ValueError: not in my book"
    assert entity.recorded_at == facts(5, 5)[0].time
    assert parked.parked_count == 1


async def test_what_waits_is_kept_whole_and_in_order(parked: ReadModel) -> None:
    waiting = await parked.parked_facts("bloc", "c")

    assert [fact.position for fact in waiting] == list(OF_ITS_ENTITY)
    assert [fact.reason for fact in waiting] == ["ValueError: not in my book", None, None]
    sent = facts(8, 8)[0]
    read = waiting[1].envelope()
    assert msgspec.structs.replace(read, data=sent.data) == sent
    assert (read.headers(), read.sequence) == (sent.headers(), 8)


async def test_parking_survives_a_restart(
    parked: ReadModel, open_model: OpenModel, listing: Listing
) -> None:
    again = open_model(listing)  # type: ignore[arg-type]  # any projection opens

    assert (again.parked_count, await again.parked()) == (1, await parked.parked())
    await again.receive(facts(13, 14), 14)
    assert told(again) == [[3, 6, 9, 12], [1, 4, 7, 10, 13], [2]]
    assert [f.position for f in await again.parked_facts("bloc", "c")] == [5, 8, 11, 14]


async def test_a_repetition_parks_nothing_twice(parked: ReadModel) -> None:
    before = (told(parked), await parked.parked())

    await parked.receive(facts(1, 12), 24)

    assert (told(parked), await parked.parked()) == before


async def test_an_entity_is_parked_for_its_source_only(parked: ReadModel) -> None:
    await parked.receive(facts(1, 4, source="covenant"), 16)

    assert told(parked)[2] == [2, 2]
    assert [entity.source for entity in await parked.parked()] == ["bloc"]


async def test_what_fails_only_when_a_batch_is_judged_parks_its_entity(
    model: ReadModel, listing: Listing
) -> None:
    listing.poison, listing.misjudged = set(), {"b"}

    await model.receive(facts(1, 9), 9)

    assert told(model) == [[3, 6, 9], [2, 5, 8]], "nothing of b was left behind"
    assert [(entity.entity, entity.count) for entity in await model.parked()] == [("b", 3)]


async def test_a_fact_that_cannot_be_decoded_parks_and_is_read_later(
    model: ReadModel, listing: Listing
) -> None:
    listing.poison = set()
    sent = facts(1, 3)
    garbled = Envelope.receive(sent[1].headers(), b'{"unit_id": "\xff', sequence=2)
    assert isinstance(garbled.data, UnreadableFact)

    await model.receive([sent[0], garbled, sent[2]], 3)

    assert told(model) == [[3], [1]]
    (entity,) = await model.parked()
    assert entity.reason.startswith("DecodeError")
    retried = await model.retry("bloc", "c", "an operator", "tried")
    assert retried.error == entity.reason, "the body is the same, and so is this code"


@pytest.mark.parametrize(
    "error",
    [ValueError("nul \0 and \udcff and " + "long " * 1000), RecursionError("too deep")],
    ids=["unstorable", "deep"],
)
async def test_whatever_a_fold_raises_can_be_kept(
    model: ReadModel, listing: Listing, error: Exception
) -> None:
    listing.error = error

    await model.receive(facts(1, 7), 7)

    assert (await model.parked())[0].reason.startswith(type(error).__name__)


async def test_a_value_the_database_refuses_is_poison(open_model: OpenModel) -> None:
    class Overflowing(Counting):
        def project(self, facts_in_order: Sequence[Envelope], batch: Batch) -> None:
            for fact in facts_in_order:
                times = 2**70 if fact.position == POISON else 1
                batch.put(SEEN, fact.subject, Seen(fact.subject, times, fact.position))

    model = open_model(Overflowing())

    await model.receive(facts(1, 7), 7)

    assert [entity.position for entity in await model.parked()] == [POISON]
    assert model.positions.position("bloc") == 7


class TestRetrying:
    async def test_lets_what_waits_take_effect_in_order(
        self, parked: ReadModel, listing: Listing
    ) -> None:
        listing.poison = set()

        retried = await parked.retry("bloc", "c", "an operator", "mended in 1.2")
        await parked.receive(facts(13, 14), 14)

        assert (retried.applied, retried.left, retried.error) == (OF_ITS_ENTITY, (), None)
        assert told(parked)[2] == [2, 5, 8, 11, 14]
        assert (await parked.parked(), parked.parked_count) == ([], 0)

    async def test_stops_at_the_first_that_still_fails(
        self, parked: ReadModel, listing: Listing
    ) -> None:
        listing.poison, listing.error = {8}, ValueError("another one")

        retried = await parked.retry("bloc", "c", "an operator", "half mended")

        assert (retried.applied, retried.left) == ((5,), (8, 11))
        assert retried.error == "ValueError: another one"
        assert told(parked)[2] == [2, 5]
        (entity,) = await parked.parked()
        assert (entity.position, entity.reason) == (8, "ValueError: another one")

    async def test_changes_nothing_while_the_cause_lasts(self, parked: ReadModel) -> None:
        before = (told(parked), await parked.parked())

        retried = await parked.retry("bloc", "c", "an operator", "in vain")

        assert (retried.applied, retried.left) == ((), OF_ITS_ENTITY)
        assert (told(parked), await parked.parked()) == before

    async def test_is_refused_for_what_is_not_parked(self, parked: ReadModel) -> None:
        with pytest.raises(
            EntityNotParked, match="bloc-listing has nothing of bloc's a parked"
        ):
            await parked.retry("bloc", "a", "an operator", "a slip")
        assert await parked.decisions() == []


class TestDiscarding:
    async def test_gives_up_an_entitys_facts_and_lets_later_ones_through(
        self, parked: ReadModel
    ) -> None:
        discarded = await parked.discard("bloc", "c", None, "an operator", "a test entry")
        await parked.receive(facts(13, 14), 14)

        assert (discarded.discarded, discarded.left) == (OF_ITS_ENTITY, ())
        assert told(parked)[2] == [2, 14]
        assert (await parked.parked(), parked.parked_count) == ([], 0)

    async def test_gives_up_the_poison_alone_and_keeps_the_order_of_the_rest(
        self, parked: ReadModel
    ) -> None:
        discarded = await parked.discard("bloc", "c", [POISON], "an operator", "wrong entry")
        assert (discarded.discarded, discarded.left) == ((5,), (8, 11))
        assert told(parked)[2] == [2], "nothing takes effect by being waited for"

        await parked.retry("bloc", "c", "an operator", "the rest is right")

        assert told(parked)[2] == [2, 8, 11]

    async def test_is_refused_for_what_is_not_parked(self, parked: ReadModel) -> None:
        with pytest.raises(EntityNotParked):
            await parked.discard("covenant", "c", None, "an operator", "a slip")


async def test_decisions_are_kept_with_who_and_why(parked: ReadModel, listing: Listing) -> None:
    await parked.retry("bloc", "c", "first", "in vain")
    await parked.discard("bloc", "c", [POISON], "second", "wrong entry")
    listing.poison = set()
    await parked.retry("bloc", "c", "third", "the rest")

    decisions = await parked.decisions()

    assert [(d.actor, d.verb, d.reason, d.positions) for d in decisions] == [
        ("first", "retry", "in vain", ()),
        ("second", "discard", "wrong entry", (5,)),
        ("third", "retry", "the rest", (8, 11)),
    ]
    assert [d.error for d in decisions] == ["ValueError: not in my book", None, None]
    assert decisions == sorted(decisions, key=lambda decision: decision.decided_at)


async def test_another_version_parks_for_itself(
    parked: ReadModel, open_model: OpenModel
) -> None:
    await parked.retry("bloc", "c", "an operator", "in vain")

    second = open_model(Listing(version=2))  # type: ignore[arg-type]  # any projection opens

    assert (await second.parked(), second.parked_count) == ([], 0)
    assert len(await second.decisions()) == 1, "what was decided stays"


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 30), max_size=5), st.lists(st.integers(1, 9), max_size=8))
async def test_however_facts_are_batched_the_same_is_parked(
    tmp_path_factory: pytest.TempPathFactory, poison: set[int], sizes: list[int]
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('views')}/views.sqlite"
    model = ReadModel(Database(url, "views"), Listing(poison=poison))
    model.prepare()
    at = 0
    for size in [*sizes, 30]:
        await model.receive(facts(at + 1, min(at + size, 30)), min(at + size, 30))
        at = min(at + size, 30)

    everything: dict[str, list[int]] = {}
    for fact in facts(1, 30):
        everything.setdefault(fact.subject, []).append(fact.position)
    for entity, positions in everything.items():
        first = min(poison.intersection(positions), default=31)
        took_effect = model.query(partial(LISTS.get, key=entity)) or []
        assert took_effect == [position for position in positions if position < first]
    assert {e.position for e in await model.parked()} == {
        min(poison.intersection(positions))
        for positions in everything.values()
        if poison.intersection(positions)
    }
    model.database.close()


def test_a_database_of_an_earlier_release_gets_the_columns_it_lacks(
    open_model: OpenModel,
) -> None:
    database = open_model(Counting()).database
    with database.write() as connection:
        for added in ("mark", "blocked"):
            connection.execute(sa.text(f"ALTER TABLE {sources.name} DROP COLUMN {added}"))

    again = open_model(Counting())

    assert again.query(lambda c: c.execute(sa.select(sources)).all()) == []
