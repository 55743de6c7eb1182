"""Whatever is delivered twice or not at all: each fact counts once, a missing one shows."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.continuity import NOWHERE, EpochChanged, GapFound, Positions
from shared.contracts import Envelope
from tests.harness.stores import unit_registered

FACT = unit_registered()


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
