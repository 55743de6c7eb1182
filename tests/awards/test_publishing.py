"""Every event of the store leaves as one fact, and the fact comes back from the wire whole."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from eventsourcing.domain import Aggregate

from services.awards.publishing import AwardsEvent, to_fact
from shared.contracts import Envelope, Fact, fact_type
from shared.eventstore import EventCodec
from tests.awards.aggregates import (
    award,
    decision,
    discipline,
    finding,
    hold,
    initiative,
    nomination,
    past_award,
    rating,
)
from tests.awards.samples import UNIT, envelope


def everything_that_happens() -> list[Any]:
    ended, lifted, confirmed, revoked = discipline(), hold(), past_award(), award()
    ended.end(date(2024, 9, 1))
    lifted.lift("không vi phạm", date(2024, 6, 1))
    confirmed.confirm(date(2024, 4, 1))
    for held in (confirmed, revoked):
        held.revoke("fraud", "31/QĐ", "gian dối", date(2025, 6, 1))
    decided = nomination()
    decided.give_back("thiếu biên bản", date(2025, 1, 7))
    decided.submit_again(UNIT, date(2025, 1, 8), "yes", ("awards:4",))
    issued = decision(decided)
    decided.decide(issued.id, issued.year, issued.decided_on)
    aggregates: list[Aggregate] = [rating(), initiative(), finding(), ended, lifted]
    aggregates += [decided, issued, confirmed, revoked]
    return [event for aggregate in aggregates for event in aggregate.collect_events()]


EVENTS = everything_that_happens()


def test_the_sample_holds_every_kind_of_event() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(AwardsEvent))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).TOPIC)
def test_an_event_is_stored_and_read_back_unchanged(event: AwardsEvent) -> None:
    codec = EventCodec()
    assert vars(codec.to_domain_event(codec.to_stored_event(event))) == vars(event)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).TOPIC)
def test_a_fact_says_all_that_its_event_says(event: AwardsEvent) -> None:
    said = msgspec.structs.asdict(to_fact(event))
    own = {k: v for k, v in vars(event).items() if not k.startswith("originator_")}
    own.pop("timestamp")
    assert own.items() <= said.items()
    assert event.originator_id in said.values()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).TOPIC)
def test_a_fact_comes_back_from_the_wire_whole(event: AwardsEvent) -> None:
    sent = envelope("awards", 1, to_fact(event))
    assert Envelope.read(sent.headers(), sent.body()) == sent


def test_every_fact_of_this_service_is_published_by_some_event() -> None:
    published = {fact_type(type(to_fact(event))) for event in EVENTS}
    contract = {
        name for name, fact in Fact.REGISTRY.items() if fact.__module__.endswith(".awards")
    }
    assert published == contract
