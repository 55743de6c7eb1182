"""Whatever is delivered twice or not at all: each fact counts once, a missing one shows."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.continuity import (
    NOWHERE,
    EpochChanged,
    GapFound,
    Positions,
    SourcePosition,
    StoreSetBack,
)
from shared.contracts import Envelope
from tests.harness.stores import unit_registered

FACT = unit_registered()
LATER = datetime(2024, 3, 13, tzinfo=UTC)


def fact(source: str, position: int, previous: int, epoch: str = "e") -> Envelope:
    return Envelope(
        source=source,
        position=position,
        previous=previous,
        epoch=epoch,
        time=datetime(2024, 3, 12, tzinfo=UTC),
        subject=str(UUID(int=position)),
        data=FACT,
        actor="tests",
        correlation="c",
    )


@st.composite
def logs(draw: st.DrawFn) -> list[Envelope]:
    """Facts of a few sources, interleaved, each chained to the one before in its source."""
    at: dict[str, int] = {}
    log: list[Envelope] = []
    for source in draw(st.lists(st.sampled_from(["bloc", "covenant", "awards"]), max_size=30)):
        previous = at.get(source, 0)
        at[source] = previous + 1
        log.append(fact(source, at[source], previous))
    return log


@st.composite
def redeliveries(draw: st.DrawFn) -> tuple[list[Envelope], list[list[Envelope]]]:
    """A log and the batches of a broker that may go back to any earlier place, at any time."""
    log = draw(logs())
    batches: list[list[Envelope]] = []
    reached = 0
    while reached < len(log):
        start = draw(st.integers(0, reached))
        end = draw(st.integers(start, len(log)))
        if draw(st.booleans()):
            start, end = reached, draw(st.integers(reached, len(log)))
        batches.append(log[start:end])
        reached = max(reached, end)
    return log, batches


@given(redeliveries())
def test_any_redelivery_yields_each_fact_once_and_in_order(
    schedule: tuple[list[Envelope], list[list[Envelope]]],
) -> None:
    log, batches = schedule
    positions, taken = NOWHERE, []

    for batch in batches:
        fresh, positions = positions.advance(batch, 0)
        taken += fresh

    assert taken == log


@given(logs(), st.data())
def test_any_dropped_fact_is_noticed(log: list[Envelope], data: st.DataObject) -> None:
    followed = [
        place
        for place, dropped in enumerate(log)
        if any(later.source == dropped.source for later in log[place + 1 :])
    ]
    if not followed:
        return
    missing = data.draw(st.sampled_from(followed))

    with pytest.raises(GapFound) as found:
        NOWHERE.advance([*log[:missing], *log[missing + 1 :]], 0)

    assert found.value.source == log[missing].source


@given(logs(), st.data())
def test_a_fact_of_another_store_is_noticed(log: list[Envelope], data: st.DataObject) -> None:
    if not log:
        return
    _, positions = NOWHERE.advance(log, len(log))
    source = data.draw(st.sampled_from(sorted(positions.sources)))
    place = data.draw(st.integers(1, positions.position(source) + 1))

    with pytest.raises(EpochChanged):
        positions.advance([fact(source, place, place - 1, epoch="another")], 0)


def test_a_refused_batch_leaves_the_positions_as_they_were() -> None:
    _, positions = NOWHERE.advance([fact("bloc", 1, 0)], 1)
    before = Positions(positions.sequence, dict(positions.sources))

    with pytest.raises(GapFound, match="bloc jumped from position 2 to 4"):
        positions.advance([fact("bloc", 2, 1), fact("bloc", 4, 3)], 3)

    assert positions == before


def test_numbers_that_were_never_given_are_no_gap() -> None:
    fresh, positions = NOWHERE.advance([fact("bloc", 3, 0), fact("bloc", 7, 3)], 2)

    assert [envelope.position for envelope in fresh] == [3, 7]
    assert (positions.sequence, positions.position("bloc")) == (2, 7)


@given(logs(), st.data())
def test_a_dropped_fact_blocks_its_source_alone_until_the_rest_comes_again(
    log: list[Envelope], data: st.DataObject
) -> None:
    if not log:
        return
    dropped = data.draw(st.sampled_from(log))
    torn = [fact for fact in log if fact is not dropped]
    everybody = {fact.source for fact in log}

    fresh, positions = NOWHERE.advance(torn, len(torn), everybody)

    assert fresh == [
        fact
        for fact in torn
        if fact.source != dropped.source or fact.position < dropped.position
    ]
    followed = any(
        fact.source == dropped.source and fact.position > dropped.position for fact in log
    )
    assert set(positions.blocked) == ({dropped.source} if followed else set())
    assert positions.gaps == list(positions.blocked)

    again = [fact for fact in log if fact.source == dropped.source]
    rest, healed = positions.advance(again, 2 * len(log), everybody)

    assert rest == [fact for fact in again if fact.position >= dropped.position]
    assert healed.blocked == {}
    assert {source: healed.position(source) for source in everybody} == {
        source: sum(fact.source == source for fact in log) for source in everybody
    }


@given(logs(), st.data())
def test_a_batch_cut_anyhow_leads_to_the_same_place(
    log: list[Envelope], data: st.DataObject
) -> None:
    positions, taken = NOWHERE, []
    rest = log
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        fresh, positions = positions.advance(rest[:size], len(log))
        taken += fresh
        rest = rest[size:]

    whole, straight = NOWHERE.advance(log, len(log))

    assert (taken, positions.sources) == (whole, straight.sources)
    for source, at in positions.sources.items():
        assert at.mark == straight.sources[source].mark != ""


def test_a_block_is_told_by_what_came_first() -> None:
    _, positions = NOWHERE.advance([fact("bloc", 1, 0)], 1)
    _, blocked = positions.advance([fact("bloc", 4, 3), fact("bloc", 5, 4)], 3, {"bloc"})
    _, still = blocked.advance([fact("bloc", 9, 8)], 4, {"bloc"})

    assert "from position 1 to 4" in still.blocked["bloc"]
    assert (still.sequence, still.position("bloc")) == (4, 1)


def test_two_facts_at_one_position_are_a_store_that_was_set_back() -> None:
    written_anew = msgspec.structs.replace(fact("bloc", 3, 2), time=LATER)
    _, positions = NOWHERE.advance([fact("bloc", n, n - 1) for n in (1, 2, 3)], 3)

    with pytest.raises(StoreSetBack, match="Restore the newer store"):
        positions.advance([written_anew], 4)

    fresh, blocked = positions.advance([written_anew, fact("bloc", 4, 3)], 5, {"bloc"})
    assert (fresh, blocked.position("bloc")) == ([], 3), "nothing follows of another history"
    assert blocked.gaps == [], "no relay can publish what would mend it"

    restored = [fact("bloc", 3, 2), fact("bloc", 4, 3)]
    fresh, after = blocked.advance(restored, 7, {"bloc"})
    assert (fresh, after.blocked) == (restored[1:], {})


def test_a_position_of_an_earlier_release_has_no_mark_and_goes_on() -> None:
    positions = Positions(3, {"bloc": SourcePosition("e", 3)})

    fresh, after = positions.advance([fact("bloc", 3, 2), fact("bloc", 4, 3)], 4)

    assert [envelope.position for envelope in fresh] == [4]
    assert after.position("bloc") == 4
