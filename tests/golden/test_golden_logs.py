"""Whatever was ever stored is still read, folded and published; an event leaves no gap here."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from eventsourcing.domain import Aggregate

from services.awards.views.eligibility import Eligibility
from services.awards.views.register import Register
from services.bloc.views import Directory
from services.console.views import TimelineIndex
from services.covenant.views import Yearbook
from services.notify.views import Inbox
from shared.contracts import (
    SOURCES,
    Envelope,
    Fact,
    UnknownFact,
    fact_type,
    publisher_of,
    subject_of,
)
from shared.contracts.covenant import CovenantSigned
from shared.database import Database
from shared.documents import facts_of
from shared.eventstore import EventSourcedApplication
from shared.readmodel import ReadModel
from tests.golden.holding import holds
from tests.golden.logs import (
    FACTS,
    TESTS,
    Published,
    log_of,
    published,
    recorded_kinds,
    rows_of,
    written_kinds,
)
from tests.golden.replayed import envelopes_of, everything

PART = 7
PROJECTIONS = (Directory, Yearbook, Eligibility, Register, Inbox, TimelineIndex)


def documents(model: ReadModel) -> dict[str, list[tuple[Any, ...]]]:
    return {
        kept.table.name: [
            tuple(row)
            for row in model.query(
                lambda connection, table=kept.table: connection.execute(  # type: ignore[misc]  # bound now
                    sa.select(table).order_by(table.c.key)
                ).all()
            )
        ]
        for kept in model.projection.documents
    }


@pytest.mark.parametrize("service", SOURCES)
def test_every_event_and_version_that_is_written_has_a_golden_row(service: str) -> None:
    missing = written_kinds(service) - recorded_kinds(service)

    assert not missing, (
        f"{sorted(missing)} of {service} stand in no golden log; tell them in "
        "tests/golden/stories.py and run `python -m tests.golden.record`"
    )


@pytest.mark.parametrize(
    "path", [*map(log_of, SOURCES), FACTS], ids=lambda path: path.parents[1].name
)
def test_golden_logs_only_grow(path: Path) -> None:
    here = str(path.relative_to(TESTS.parent))
    commits = git("log", "--format=%H", "--", here).split()

    for commit in commits:
        assert path.read_bytes().startswith(git("show", f"{commit.decode()}:{here}")), (
            f"{here} is not what {commit.decode()[:8]} wrote and more: rows are only appended"
        )


def git(*arguments: str) -> bytes:
    """What git says; nothing where these files are not in a repository."""
    said = subprocess.run(
        ["git", *arguments], cwd=TESTS.parent, capture_output=True, check=False
    )
    return said.stdout


@pytest.mark.parametrize("service", SOURCES)
def test_every_aggregate_ever_stored_is_loaded(service: str, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.sqlite", service)
    application = EventSourcedApplication(database)
    application.prepare()
    rows = rows_of(service)
    application.event_recorder.insert_events([row.stored() for row in rows])

    ids = {row.originator_id for row in rows}
    together = application.load_all(Aggregate, list(ids))
    for aggregate_id in ids:
        # As the library folds it, event object by event object, and as we do.
        folded: Aggregate = application.repository.get(aggregate_id)
        assert vars(application.load(Aggregate, aggregate_id)) == vars(folded)
        assert vars(together[aggregate_id]) == vars(folded)
        last = max(row.originator_version for row in rows if row.originator_id == aggregate_id)
        assert folded.version == last
    database.close()


@pytest.mark.parametrize("service", SOURCES)
def test_every_event_ever_stored_still_becomes_a_fact(service: str) -> None:
    found = envelopes_of(service)

    for envelope in found:
        assert Envelope.read(envelope.headers(), envelope.body()) == envelope
    published = {type(envelope.data) for envelope in found}
    assert published == {
        fact for fact in Fact.REGISTRY.values() if publisher_of(fact) == service
    }


def test_every_type_of_fact_that_is_published_is_kept_as_it_stood() -> None:
    kept = {row.headers["ce-type"] for row in published()}
    missing = {fact_type(kind) for service in SOURCES for kind in facts_of(service)} - kept

    assert not missing, f"{sorted(missing)}: run `python -m tests.golden.record`"


@pytest.mark.parametrize("row", published(), ids=lambda row: row.headers["ce-type"])
def test_a_fact_that_was_ever_published_is_read_as_it_was_meant(row: Published) -> None:
    envelope = row.envelope()

    assert not isinstance(envelope.data, UnknownFact)
    assert envelope.headers() == row.headers
    assert subject_of(envelope) == row.subject
    assert holds(msgspec.json.decode(envelope.body()), msgspec.json.decode(row.body))


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda kind: kind.name)
async def test_every_projection_takes_every_log(
    projection: Callable[[], Any], tmp_path: Path
) -> None:
    at_once, in_parts = (
        ReadModel(Database(f"sqlite:///{tmp_path}/{name}.sqlite", name), projection())
        for name in ("at_once", "in_parts")
    )
    facts = [each for each in everything() if each.source in at_once.sources]
    for model in (at_once, in_parts):
        model.prepare()

    await at_once.receive(facts, len(facts))
    for start in range(0, len(facts), PART):
        part = facts[start : start + PART]
        await in_parts.receive(part, start + len(part))

    assert any(documents(at_once).values())
    assert documents(at_once) == documents(in_parts)
    for model in (at_once, in_parts):
        model.database.close()


def test_a_name_that_was_stored_once_is_published_no_more() -> None:
    rows = [row for row in rows_of("covenant") if row.topic == "covenant.signed"]
    first = [row for row in rows if row.class_version == 1]
    facts = _signatures(envelopes_of("covenant"))

    assert b'signatory":' in bytes(first[0].state)
    assert {row.class_version for row in rows} == {1, 2, 3}
    assert len(facts) == len(rows)
    assert all(b'"signatory":' not in msgspec.json.encode(fact) for fact in facts)
    accounts = [fact.account for fact in facts]
    assert accounts[:2] == ["golden", "golden"]
    assert set(accounts[2:]) == {"A.head", "B.head"}


def _signatures(envelopes: Sequence[Envelope]) -> list[CovenantSigned]:
    return [e.data for e in envelopes if isinstance(e.data, CovenantSigned)]
