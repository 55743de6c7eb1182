"""The generator of a nation: the same for a seed, flat in memory, shaped as the sample is."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from shared.continuity import NOWHERE
from shared.contracts import Envelope
from tests.benchmarks import growth
from tests.benchmarks.frame import measuring
from tests.benchmarks.nation import Nation

# Facts of the sample year as it is played onto a running system, by type, from one in a
# hundred upwards (`make demo`, then `thidua log export`; 1,323 facts, 60 people).
SAMPLE_YEAR = {
    "RatingRecorded": 341,
    "ScoreRecorded": 307,
    "PastAwardDeclared": 103,
    "PastAwardConfirmed": 100,
    "NominationSubmitted": 74,
    "FindingRecorded": 73,
    "NominationDecided": 71,
    "AwardGranted": 71,
    "PersonEnrolled": 60,
    "TitleRegistered": 40,
    "ScorecardSubmitted": 25,
    "InitiativeRecognised": 14,
}
SAMPLE_FACTS = 1_323


def small(seed: int = 2024) -> Nation:
    """Three ministries of forty people, two units each, in three years."""
    return Nation(120, 6, seed, range(2022, 2025), at_once=40)


@pytest.fixture(scope="module")
def log() -> list[Envelope]:
    return list(small().facts())


def wire(facts: list[Envelope]) -> list[tuple[dict[str, str], bytes]]:
    return [(fact.headers(), fact.body()) for fact in facts]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(log: list[Envelope]) -> None:
    assert wire(list(small().facts())) == wire(log)
    assert wire(list(small(seed=7).facts())) != wire(log)


def test_every_fact_is_valid_against_its_contract(log: list[Envelope]) -> None:
    assert [Envelope.read(fact.headers(), fact.body()) for fact in log] == log


def test_the_facts_of_each_service_follow_one_another_in_time(log: list[Envelope]) -> None:
    fresh, positions = NOWHERE.advance(log, len(log))

    assert fresh == log
    assert not positions.blocked
    assert [fact.time for fact in log] == sorted(fact.time for fact in log)


def test_years_follow_one_another_and_ministries_share_nobody(log: list[Envelope]) -> None:
    years = [fact.time.year for fact in log]
    enrolled = [fact.subject for fact in log if fact.name == "person_enrolled"]

    assert set(years) == {2022, 2023, 2024}
    assert len(set(enrolled)) == len(enrolled) > 120


def test_its_first_year_has_the_shares_of_the_sample_year() -> None:
    nation = Nation(200, 10, years=range(2024, 2025))
    told = sum(1 for _ in nation.facts())

    for name, count in SAMPLE_YEAR.items():
        expected, found = count / SAMPLE_FACTS, nation.counted[name] / told
        assert expected / 2 < found < 2 * expected, name


def test_memory_grows_neither_with_the_people_nor_with_the_years() -> None:
    def peak(people: int) -> int:
        nation = Nation(people, people // 10, years=range(2023, 2025), at_once=30)
        tracemalloc.start()
        for _ in nation.facts():
            """None of them is kept."""
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # The first one fills what is remembered of types for ever.
    peak(30)

    assert peak(240) < 2 * peak(60)


def test_a_whole_nation_begins_at_once() -> None:
    first = next(Nation().facts())

    assert first.name == "unit_registered"


def test_growth_is_measured_at_a_tiny_size(tmp_path: Path) -> None:
    with measuring("growth", tmp_path / "results") as run:
        found = growth.measured(run, 300, ["register"], tmp_path / "log")

    assert set(found) == {"publish", "register"}
    for figures in found.values():
        assert figures["processor_us_a_fact"] > 0
        assert len(figures["megabytes_by_tenth"]) > 0
