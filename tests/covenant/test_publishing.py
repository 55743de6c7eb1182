from __future__ import annotations

import inspect
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args
from uuid import UUID, uuid5

import msgspec
import pytest
from eventsourcing.domain import Aggregate

from services.covenant.domain.accession import Accession
from services.covenant.domain.appendix import Appendix
from services.covenant.domain.attachment import SignatureAttachment
from services.covenant.domain.ballot import FlagBallot
from services.covenant.domain.comment import CovenantComment
from services.covenant.domain.covenant import Covenant
from services.covenant.domain.deadline import Deadline
from services.covenant.domain.frame import ScoringFrame
from services.covenant.domain.mandate import Mandate
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.progress import ProgressReport
from services.covenant.domain.ranking import Ranking
from services.covenant.domain.registration import TitleRegistration
from services.covenant.domain.reminder import Reminder
from services.covenant.domain.scorecard import Scorecard
from services.covenant.publishing import ServiceEvent, to_fact
from shared.contracts import Envelope, Fact, publisher_of
from shared.contracts import covenant as facts
from shared.eventstore.codec import EventCodec
from tests.covenant.samples import envelopes
from tests.golden.stories import covenant_story

AGGREGATES: tuple[type[Aggregate], ...] = (
    ScoringFrame,
    Covenant,
    CovenantComment,
    Mandate,
    Accession,
    Appendix,
    SignatureAttachment,
    TitleRegistration,
    Scorecard,
    Ranking,
    Deadline,
    Meeting,
    FlagBallot,
    ProgressReport,
    Reminder,
)


def events_of(aggregate: type[Aggregate]) -> set[type]:
    """The event classes that an aggregate names, without the library's own common one."""
    return {
        nested
        for name, nested in inspect.getmembers(aggregate, inspect.isclass)
        if issubclass(nested, Aggregate.Event) and name != "Event"
    }


@cache
def whole_year() -> tuple[ServiceEvent, ...]:
    """The year of the golden log, in which every event happens."""
    aggregates = covenant_story(lambda name: uuid5(UUID(int=1), name))
    events: list[Any] = [event for one in aggregates for event in one.collect_events()]
    return tuple(events)


def test_every_event_of_every_aggregate_is_translated() -> None:
    named = set().union(*(events_of(aggregate) for aggregate in AGGREGATES))

    assert len(named) == 49
    assert named == set(get_args(ServiceEvent))
    assert named == {type(event) for event in whole_year()}


def test_every_kind_of_event_is_a_kind_of_fact_of_its_own() -> None:
    translated = {type(event): type(to_fact(event)) for event in whole_year()}

    published = {
        kind
        for _, kind in inspect.getmembers(facts, inspect.isclass)
        if issubclass(kind, Fact) and publisher_of(kind) == "covenant"
    }
    assert len(set(translated.values())) == len(translated)
    assert set(translated.values()) == published


@pytest.mark.parametrize("event", whole_year(), ids=lambda event: event.TOPIC)
def test_every_field_of_an_event_is_in_its_fact(event: ServiceEvent) -> None:
    private = {
        "originator_id",
        "originator_version",
        "originator_topic",
        "timestamp",
        "criteria",
    }

    fact = msgspec.to_builtins(to_fact(event))

    said = dict(vars(event))
    for name, value in vars(event).items():
        # What was said about scores stands in its fact field by field.
        if is_dataclass(value) and name not in fact:
            said |= vars(said.pop(name))
    for name, value in said.items():
        if name not in private:
            assert fact[name] == msgspec.to_builtins(value), name
    assert str(event.originator_id) in fact.values()


@pytest.mark.parametrize("event", whole_year(), ids=lambda event: event.TOPIC)
def test_every_event_is_read_from_the_store_as_it_was_written(event: ServiceEvent) -> None:
    codec = EventCodec()

    assert vars(codec.to_domain_event(codec.to_stored_event(event))) == vars(event)


def test_every_fact_is_read_from_the_wire_as_it_was_sent() -> None:
    for envelope in envelopes(whole_year()):
        assert Envelope.read(envelope.headers(), envelope.body()) == envelope
