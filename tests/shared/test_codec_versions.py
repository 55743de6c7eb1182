"""An event that changed is read in each of its versions; one of the future is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent

from shared.eventstore import EventCodec, RecordedEvent, StateUnreadable
from shared.eventstore.codec import SYSTEM

CODEC = EventCodec()


class Shelf(Aggregate):
    """Counted books once, knows its width since, and says in which unit."""

    TOPIC = "tests.shelf"

    class Created(Aggregate.Created):
        TOPIC = "tests.shelf.put_up"

    class Filled(Aggregate.Event):
        TOPIC = "tests.shelf.filled"
        class_version = 3
        width: int
        unit: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["width"] = state.pop("books") * 3

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            state["unit"] = "cm"


def stored(state: dict[str, object], topic: str = "tests.shelf.filled") -> StoredEvent:
    written = {"timestamp": "2024-03-12T02:00:00Z", "by": {"actor": "an", "correlation": "c"}}
    return StoredEvent(UUID(int=1), 2, topic, msgspec.json.encode(written | state))


def recorded(written: StoredEvent) -> RecordedEvent:
    return RecordedEvent(1, UUID(int=1), 2, written.topic, written.state)


def read(**state: object) -> dict[str, Any]:
    return vars(CODEC.to_domain_event(stored(state)))


@pytest.mark.parametrize(
    "state",
    [
        {"books": 4},
        {"width": 12, "class_version": 2},
        {"width": 12, "unit": "cm", "class_version": 3},
    ],
    ids=["version 1", "version 2", "version 3"],
)
def test_every_version_is_read_as_the_last(state: dict[str, object]) -> None:
    found = read(**state)

    assert (found["width"], found["unit"]) == (12, "cm")
    assert "class_version" not in found
    assert "books" not in found


@pytest.mark.parametrize(
    "state", [{"books": 4}, {"width": 12, "unit": "cm", "class_version": 3}], ids=["old", "new"]
)
def test_who_caused_an_event_is_read_with_it(state: dict[str, object]) -> None:
    written = stored(state)

    event, by = CODEC.attributed(recorded(written))

    assert by == EventCodec.attribution_of(written) != SYSTEM
    assert vars(event) == vars(CODEC.to_domain_event(written))


def test_an_event_that_says_nothing_of_who_caused_it_was_caused_by_the_system() -> None:
    written = stored({"width": 12, "unit": "cm", "class_version": 3})
    silent = msgspec.json.decode(written.state)
    del silent["by"]

    _, by = CODEC.attributed(recorded(replace(written, state=msgspec.json.encode(silent))))

    assert by == SYSTEM


def test_an_attribution_that_cannot_be_read_is_not_passed_over() -> None:
    with pytest.raises(StateUnreadable, match=r"tests\.shelf\.filled version 2 .*correlation"):
        CODEC.attributed(recorded(stored({"books": 4, "by": {"actor": "an"}})))


def test_what_is_written_says_its_version() -> None:
    event = CODEC.to_domain_event(stored({"books": 4}))

    again = CODEC.to_stored_event(event)

    assert msgspec.json.decode(again.state)["class_version"] == 3
    assert vars(CODEC.to_domain_event(again)) == vars(event)


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("tests.shelf.filled", {"width": 12, "unit": "cm", "class_version": 4}),
        ("tests.shelf.put_up", {"originator_topic": "tests.shelf", "class_version": 2}),
    ],
    ids=["of a class that changed before", "of a class that never changed"],
)
def test_an_event_of_a_later_release_is_not_guessed_at(
    topic: str, state: dict[str, object]
) -> None:
    with pytest.raises(StateUnreadable, match="a later release wrote it, install that"):
        CODEC.to_domain_event(stored(state, topic))


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ({"width": 12, "class_version": 3}, "unit"),
        ({"class_version": 2}, "width"),
        ({}, "cannot be upcast from class version 1: KeyError.'books'"),
    ],
    ids=["of version 3", "of version 2", "of version 1"],
)
def test_a_state_that_lacks_a_field_names_it(state: dict[str, object], complaint: str) -> None:
    with pytest.raises(StateUnreadable, match=rf"tests\.shelf\.filled version 2 .*{complaint}"):
        read(**state)
