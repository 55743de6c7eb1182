"""The generator of a ministry is what it says, and the benchmark runs at a tiny size."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from services.awards.law import law_in_force
from shared.continuity import NOWHERE
from shared.contracts import Envelope
from tests.benchmarks.aims import results
from tests.benchmarks.eligibility import measured
from tests.benchmarks.frame import measuring
from tests.benchmarks.happenings import new_happenings
from tests.benchmarks.ministry import YEARS, Ministry

PEOPLE = 12
RULES = law_in_force().rules


@pytest.fixture(scope="module")
def log() -> list[Envelope]:
    return list(Ministry(PEOPLE).facts())


def test_the_same_seed_tells_the_same_facts(log: list[Envelope]) -> None:
    assert list(Ministry(PEOPLE).facts()) == log
    assert list(islice(Ministry(PEOPLE, seed=7).facts(), 100)) != log[:100]


def test_every_fact_reads_back_from_the_wire_as_it_was_told(log: list[Envelope]) -> None:
    assert [Envelope.read(fact.headers(), fact.body()) for fact in log] == log


def test_the_facts_of_each_service_follow_one_another(log: list[Envelope]) -> None:
    fresh, positions = NOWHERE.advance(log, len(log))
    assert fresh == log
    assert set(positions.sources) == {"bloc", "covenant", "awards"}
    assert not positions.blocked


def test_facts_rest_on_facts_told_before(log: list[Envelope]) -> None:
    told: set[str] = set()
    for fact in log:
        assert told.issuperset(getattr(fact.data, "rested_on", ()))
        told.add(fact.id)


def test_a_person_has_ten_years_and_about_seventy_five_facts() -> None:
    ministry = Ministry(150)
    facts = sum(1 for _ in ministry.facts())
    assert len(YEARS) == 10
    assert YEARS[-1] in RULES.years
    assert 70 <= facts / ministry.people_count <= 95
    assert ministry.unit_count == 11


def test_what_happens_next_follows_the_log(log: list[Envelope]) -> None:
    ministry = Ministry(PEOPLE)
    told = list(ministry.facts())
    happened = [fact for _, fact in new_happenings(ministry, ministry.people[:3])]
    fresh, _ = NOWHERE.advance([*told, *happened], len(log))
    assert fresh[len(log) :] == happened


def test_the_benchmark_measures_a_tiny_ministry(tmp_path: Path) -> None:
    with measuring("eligibility", tmp_path / "results") as run:
        measured(4, tmp_path, run, asked=2)

    (kept,) = results(tmp_path / "results")
    found = kept.figures
    assert found["filling"]["facts"] > 250
    for what in ("limit", "eligibility"):
        assert found[what]["facts_per_second"] > 0
        assert found[what]["peak_megabytes"] >= found[what]["megabytes_after_imports"]
    assert found["asking"]["one_person"]["titles"] == 9
    judged = found["asking"]["one_new_fact"]["rating of a person"]["verdicts_judged"]
    assert 0 < judged < len(RULES.titles) * len(RULES.years)
