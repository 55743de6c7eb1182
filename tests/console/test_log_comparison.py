"""What `thidua log verify` says of a stream beside its store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from services.bloc.publishing import to_fact
from services.console.cli.log.comparison import (
    Difference,
    Kind,
    SourceReport,
    SourceWalk,
    StorePages,
)
from services.console.cli.log.facts import ExportedFact
from services.console.cli.log.verifying import of_service
from services.console.cli.status import ProjectionStatus, ServiceStatus
from shared.catalogue import catalogue
from shared.contracts import Envelope, subject_of
from shared.messaging.translation import Translation
from shared.operations.store import EventsAfter, EventsPage, store_verbs
from tests.harness.stores import UnitStore, opened

COUNT = 7


@dataclass
class Compared:
    """A store of seven units, and what its stream should hold."""

    store: UnitStore
    published: list[ExportedFact]

    async def with_stream(
        self, stream: Sequence[ExportedFact], epoch: str | None = None
    ) -> tuple[list[Difference], SourceReport]:
        recorder = self.store.blocs.event_recorder
        (events,) = store_verbs(self.translation())

        async def read(wanted: EventsAfter) -> EventsPage:
            page = await events.answer(wanted)
            assert isinstance(page, EventsPage)
            return page

        report = SourceReport("bloc", epoch or recorder.epoch, recorder.head())
        walk = SourceWalk(report, StorePages(read))
        for fact in stream:
            await walk.take(fact)
        return await walk.finish(), report

    def translation(self) -> Translation:
        return Translation("bloc", self.store.blocs, to_fact)


@pytest.fixture
async def compared(tmp_path: Path) -> Any:  # noqa: ANN401 (an asynchronous generator)
    with opened(f"sqlite:///{tmp_path}/bloc.sqlite") as store:
        await store.register_many(COUNT)
        state = Compared(store, [])
        envelopes = state.translation().envelopes(store.events(), 0)
        state.published = list(as_exported(envelopes))
        yield state


def as_exported(envelopes: Sequence[Envelope]) -> Iterator[ExportedFact]:
    for sequence, envelope in enumerate(envelopes, start=1):
        yield ExportedFact(
            sequence, subject_of(envelope), envelope.headers(), msgspec.Raw(envelope.body())
        )


def changed(fact: ExportedFact, **headers: str) -> ExportedFact:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return msgspec.structs.replace(fact, headers=fact.headers | named)


async def test_a_whole_stream_shows_no_difference(compared: Compared) -> None:
    differences, report = await compared.with_stream(compared.published)

    assert differences == []
    assert (report.facts, report.stream_head, report.repetitions) == (COUNT, COUNT, 0)


async def test_what_was_not_published_is_missing(compared: Compared) -> None:
    differences, _ = await compared.with_stream(compared.published[:5])

    assert differences == [Difference("missing", "bloc", 6, 7)]


async def test_an_empty_stream_misses_everything(compared: Compared) -> None:
    differences, _ = await compared.with_stream([])

    assert differences == [Difference("missing", "bloc", 1, COUNT)]


async def test_a_hole_is_named_with_its_entity(compared: Compared) -> None:
    stream = compared.published[:2] + compared.published[3:]

    differences, _ = await compared.with_stream(stream)

    entity = compared.published[2].headers["ce-subject"]
    assert differences == [Difference("missing", "bloc", 3, 3, entity)]


async def test_a_hole_that_was_healed_later_is_no_difference(compared: Compared) -> None:
    stream = compared.published[:2] + compared.published[5:] + compared.published[2:]

    differences, report = await compared.with_stream(stream)

    assert differences == []
    assert report.repetitions == 2


async def test_a_hole_that_was_healed_in_part_is_smaller(compared: Compared) -> None:
    stream = [*compared.published[:1], *compared.published[5:], compared.published[3]]

    differences, _ = await compared.with_stream(stream)

    assert [(each.first, each.last) for each in differences] == [(2, 3), (5, 5)]


async def test_a_repetition_that_says_something_else_is_a_difference(
    compared: Compared,
) -> None:
    forged = changed(compared.published[1], ce_subject="another")

    differences, report = await compared.with_stream([*compared.published, forged])

    assert differences == [Difference("differs", "bloc", 2, 2, "another", "entity")]
    assert report.repetitions == 1


@pytest.mark.parametrize(
    ("name", "header", "value"),
    [
        ("id", "ce_id", "bloc:99"),
        ("type", "ce_type", "vn.thidua.unit_registered.v9"),
        ("time", "ce_time", "2020-01-01T00:00:00+00:00"),
        ("time", "ce_time", "yesterday"),
    ],
)
async def test_a_changed_envelope_is_named_by_its_field(
    compared: Compared, name: str, header: str, value: str
) -> None:
    stream = list(compared.published)
    stream[3] = changed(stream[3], **{header: value})

    (difference,), _ = await compared.with_stream(stream)

    assert (difference.kind, difference.first, difference.detail) == ("differs", 4, name)


async def test_a_changed_body_and_address_are_named(compared: Compared) -> None:
    stream = list(compared.published)
    stream[0] = msgspec.structs.replace(
        stream[0], data=msgspec.Raw(b"{}"), subject="thidua.bloc.x.00"
    )

    (difference,), _ = await compared.with_stream(stream)

    assert difference.detail == "subject, body"


async def test_facts_the_store_does_not_hold_are_named(compared: Compared) -> None:
    beyond = changed(
        compared.published[-1], thidua_position="8", thidua_previous="7", ce_id="bloc:8"
    )

    (difference,), _ = await compared.with_stream([*compared.published, beyond])

    assert (difference.kind, difference.first) == ("unknown", 8)


async def test_facts_of_another_store_are_one_difference(compared: Compared) -> None:
    differences, _ = await compared.with_stream(compared.published, epoch="another")

    assert {each.kind for each in differences} == {"epoch"}
    assert sum(each.last - each.first + 1 for each in differences) == COUNT


async def test_a_broken_chain_is_named(compared: Compared) -> None:
    stream = list(compared.published)
    stream[4] = changed(stream[4], thidua_previous="1")

    (difference,), _ = await compared.with_stream(stream)

    assert (difference.kind, difference.first) == ("chain", 5)


async def test_what_has_no_envelope_is_named(compared: Compared) -> None:
    bare = ExportedFact(8, "thidua.bloc.x.00", {}, msgspec.Raw(b"{}"))

    (difference,), _ = await compared.with_stream([*compared.published, bare])

    assert difference.kind == "unreadable"
    assert "sequence 8" in difference.detail


async def test_an_event_that_cannot_be_translated_is_named(compared: Compared) -> None:
    def refuse(event: object) -> Any:  # noqa: ANN401 (it never returns)
        raise LookupError(f"no fact for {type(event).__name__}")

    whole = compared.translation
    compared.translation = lambda: replace(whole(), to_fact=refuse)  # type: ignore[method-assign]

    differences, _ = await compared.with_stream(compared.published)

    assert {each.kind for each in differences} == {"untranslatable"}
    assert "no fact for" in differences[0].detail


def reader(**standing: Any) -> ServiceStatus:  # noqa: ANN401 (fields of the status)
    """A service whose one reader of `bloc` stands at position 5."""
    well: dict[str, Any] = {
        "name": "bloc-directory",
        "sequence": 5,
        "positions": {"bloc": 5},
        "behind": {},
        "ahead": {},
        "at_head": True,
        "oldest_unprocessed_seconds": 0.0,
        "stopped": None,
        "blocked": {},
        "parked": 0,
    }
    return ServiceStatus(
        "bloc",
        reachable=True,
        ready=True,
        store_head=5,
        stream_head=5,
        missing=[],
        projections=[ProjectionStatus(**(well | standing))],
    )


@pytest.mark.parametrize(
    ("standing", "head", "found"),
    [
        ({}, 5, []),
        # It read on while the stream was walked.
        ({}, 4, []),
        ({}, 7, [("behind", 6, 7)]),
        ({"ahead": {"bloc": 2}}, 3, [("ahead", 4, 5)]),
        ({"blocked": {"bloc": "GapFound"}}, 5, [("blocked", 0, 0)]),
        ({"stopped": "nats: away"}, 5, [("stopped", 0, 0)]),
    ],
)
def test_readers_are_compared_with_the_stream(
    standing: dict[str, Any], head: int, found: list[tuple[str, int, int]]
) -> None:
    differences = of_service(reader(**standing), {"bloc": head})

    assert [(each.kind, each.first, each.last) for each in differences] == found


def test_a_service_that_does_not_answer_is_a_difference() -> None:
    silent = msgspec.structs.replace(reader(), reachable=False, missing=["no answer"])

    (difference,) = of_service(silent, {"bloc": 5})

    assert (difference.kind, difference.detail) == ("stopped", "no answer")


def test_every_difference_can_be_told() -> None:
    kinds = get_args(Kind)

    assert [kind for kind in kinds if not catalogue().knows(f"cli.difference.{kind}")] == []
