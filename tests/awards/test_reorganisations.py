"""Units are merged, split and restored, people lent and on leave: what awards make of it.

The facts come from `bloc` itself, so that what it says and what is read from it agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from services.awards.law import Answer, History, RuleSet, Verdict, judge
from services.awards.law.principles import WhoCounts
from services.awards.projections.eligibility import eligibility_key
from services.awards.projections.histories import SubjectKey, people_of
from services.bloc.application import Blocs
from services.bloc.domain import IdentityCard
from services.bloc.publishing import to_fact
from shared.contracts import Fact
from shared.database import Database
from tests.awards.samples import (
    RULES,
    folded,
    found,
    granted,
    named,
    rated,
    recorded,
)
from tests.awards.test_projections import kept

HEIR, ONE, OTHER = named("Cục mới"), named("Cục một"), named("Cục hai")
PEOPLE = tuple(named(f"person {number}") for number in range(10))
MERGER = date(2025, 3, 1)
YEAR = 2025
COLLECTIVE = SubjectKey("unit", HEIR)


@pytest.fixture
def bloc(tmp_path: Path) -> Iterator[Blocs]:
    """Three units of 1992; five people in each of the last two."""
    blocs = Blocs(Database(f"sqlite:///{tmp_path / 'bloc.sqlite'}", "bloc"))
    blocs.prepare()
    for unit in (HEIR, ONE, OTHER):
        blocs.register_unit(unit, "Cục", "Cục", "cuc", False, date(1992, 1, 1))
    for number, person in enumerate(PEOPLE):
        with blocs.unit_of_work():
            card = IdentityCard("Nguyễn Văn An", "Chuyên viên")
            unit = ONE if number < 5 else OTHER
            blocs.enroll_person(person, unit, "female", card, date(2019, 3, 1))
    yield blocs
    blocs.event_recorder.database.close()


def published(blocs: Blocs) -> list[Fact]:
    rows = blocs.event_recorder.select_after(0, 1000)
    events = [blocs.mapper.to_domain_event(row) for row in rows]
    return [to_fact(event) for event in events]  # type: ignore[arg-type]  # of this service


def of_the_units() -> list[Fact]:
    """One of the merged units had the diploma and the flag; all were excellent each year."""
    return [
        granted("BK_BO", 2019, unit=ONE),
        granted("CO_BO", 2022, unit=ONE),
        *(
            rated("EXCELLENT", unit=unit, year=y)
            for unit in (ONE, HEIR)
            for y in range(2020, 2025)
        ),
        rated("EXCELLENT", unit=HEIR, year=2025),
        found("BKT-C0", unit=HEIR, year=2025),
    ]


def test_awards_of_two_units_merged_in_2025_follow_into_the_survivor(bloc: Blocs) -> None:
    """What one of several had keeps an answer open until somebody says whose it is (P-13)."""
    diploma = eligibility_key(COLLECTIVE, "BK_TTG", YEAR)
    before = kept(recorded([*published(bloc), *of_the_units()]))[diploma]

    bloc.merge_units(HEIR, (ONE, OTHER), MERGER, "Sắp xếp tổ chức bộ máy", PEOPLE)
    log = recorded([*published(bloc), *of_the_units()])
    after, backwards = (kept(order)[diploma] for order in (log, log[::-1]))

    assert (before.answer, after.answer) == (Answer.NO, Answer.UNKNOWN)
    assert backwards == after
    merger = [e.id for e in log if e.name == "unit_dissolved" and e.data.unit_id == ONE]  # type: ignore[attr-defined]  # of that fact
    assert set(merger) <= set(after.facts)


def test_people_keep_their_awards_and_count_in_the_unit_they_came_to(bloc: Blocs) -> None:
    bloc.merge_units(HEIR, (ONE, OTHER), MERGER, "Sắp xếp", PEOPLE)
    titles: list[Fact] = [granted("LDTT", YEAR, person=person) for person in PEOPLE[:7]]
    histories = folded(recorded([*published(bloc), *titles]))

    verdict = judged(RULES, histories, HEIR)

    assert members(verdict) == {"members": "10", "held": "7"}
    assert all(histories[SubjectKey("person", person)].awards for person in PEOPLE[:7])


def test_mistake_15_who_moved_and_was_erased_keeps_every_award(bloc: Blocs) -> None:
    """Mistake 15 of other systems: deleting a transferred person made their awards vanish."""
    person, *_ = PEOPLE
    key = SubjectKey("person", person)
    titles: list[Fact] = [granted("LDTT", year, person=person) for year in (2021, 2022, 2023)]
    before = folded(recorded([*published(bloc), *titles]))[key].awards

    bloc.transfer_person(person, HEIR, date(2023, 6, 1))
    with bloc.unit_of_work():
        bloc.erase_person(person, date(2024, 6, 1), "requested")
    bloc.merge_units(HEIR, (OTHER,), MERGER, "Sắp xếp", PEOPLE[5:])
    bloc.rename_unit(HEIR, "Cục mới", "CM", date(2025, 4, 1), "Đổi tên")
    after = folded(recorded([*published(bloc), *titles]))[key].awards

    assert len(before) == len(titles)
    assert after == before


def test_heirs_of_a_unit_that_was_split_take_over_no_more_than_merged_ones(bloc: Blocs) -> None:
    bloc.split_unit(ONE, (HEIR, OTHER), MERGER, "Sắp xếp", ends=True)
    rows = kept(recorded([*published(bloc), *of_the_units()]))

    assert rows[eligibility_key(COLLECTIVE, "BK_TTG", YEAR)].answer is Answer.UNKNOWN
    ended = rows[eligibility_key(SubjectKey("unit", ONE), "BK_TTG", YEAR)]
    assert ended.answer is Answer.NO


def test_what_is_learnt_late_of_a_split_unit_reaches_its_heirs(bloc: Blocs) -> None:
    bloc.split_unit(ONE, (HEIR,), MERGER, "Sắp xếp", ends=False)
    first, *later = of_the_units()
    diploma = eligibility_key(COLLECTIVE, "BK_TTG", YEAR)
    told = recorded([*published(bloc), *later, first])

    assert kept(told[:-1])[diploma].answer is Answer.NO
    assert kept(told)[diploma].answer is Answer.UNKNOWN


def test_a_restored_unit_is_commended_again_with_the_record_it_had(bloc: Blocs) -> None:
    bloc.dissolve_unit(HEIR, date(2024, 6, 1), "Giải thể", None, with_others=False)
    facts = [
        *of_the_units(),
        granted("BK_BO", 2018, unit=HEIR),
        granted("CO_BO", 2021, unit=HEIR),
    ]
    diploma = eligibility_key(COLLECTIVE, "BK_TTG", YEAR)
    gone = kept(recorded([*published(bloc), *facts]))[diploma].answer
    bloc.restore_unit(HEIR, date(2024, 9, 1), "Hủy quyết định giải thể")
    back = kept(recorded([*published(bloc), *facts]))[diploma].answer

    assert (gone, back) == (Answer.NO, Answer.YES)


def test_who_is_away_on_the_day_is_left_out_where_the_rules_say_so(bloc: Blocs) -> None:
    bloc.merge_units(HEIR, (ONE, OTHER), MERGER, "Sắp xếp", PEOPLE)
    bloc.begin_leave(PEOPLE[0], "maternity", date(2025, 10, 1))
    bloc.second_person(PEOPLE[1], None, "Ban Tổ chức Trung ương", date(2025, 5, 1))
    # Back before the day, and away only after it.
    bloc.begin_leave(PEOPLE[2], "study", date(2025, 5, 1))
    bloc.end_leave(PEOPLE[2], date(2025, 12, 1))
    bloc.begin_leave(PEOPLE[3], "study", date(2026, 1, 1))
    log = published(bloc)
    strict = _left_out()

    assert members(judged(RULES, folded(recorded(log)), HEIR))["members"] == "10"
    out = judged(strict, folded(recorded(log)), HEIR)
    assert members(out) == {
        "members": "8",
        "held": "0",
        "left_out_leave": "1",
        "left_out_seconded": "1",
    }
    # A finding entered by a person wins over the fact.
    counted = [*log, found("LEAVE", PEOPLE[0], met=False, year=YEAR)]
    assert members(judged(strict, folded(recorded(counted)), HEIR))["members"] == "9"


def test_a_verdict_about_who_is_away_rests_on_exactly_what_it_cites(bloc: Blocs) -> None:
    bloc.merge_units(HEIR, (ONE, OTHER), MERGER, "Sắp xếp", PEOPLE)
    bloc.begin_leave(PEOPLE[0], "study", date(2025, 1, 1))
    bloc.end_leave(PEOPLE[0], date(2025, 2, 1))
    bloc.begin_leave(PEOPLE[0], "study", date(2025, 11, 1))
    log, rules = recorded(published(bloc)), _left_out()
    before = judged(rules, folded(log), HEIR)

    for removed in log:
        if removed.name not in {"leave_began", "leave_ended"}:
            continue
        rest = folded([each for each in log if each is not removed])
        after = judged(rules, rest, HEIR)
        assert (members(after) != members(before)) == (removed.id in before.facts)


def judged(rules: RuleSet, histories: dict[SubjectKey, History], unit: UUID) -> Verdict:
    history = histories[SubjectKey("unit", unit)]
    people = [histories[key] for key in people_of(history)]
    return judge(rules, "TTLDTT", YEAR, history, people)


def members(verdict: Verdict) -> dict[str, str]:
    """What the share of members with the title was counted from."""
    wanted = ("members", "held", "left_out_leave", "left_out_seconded")
    (values,) = [each.values for each in verdict.conditions if "held" in each.values]
    return {name: values[name] for name in wanted if name in values}


def _left_out() -> RuleSet:
    """The law's rules, with people on leave and seconded left out of the share."""
    changed = tuple(
        replace(each, kind=replace(each.kind, on_leave="not_counted", seconded="not_counted"))
        if isinstance(each.kind, WhoCounts)
        else each
        for each in RULES.principles
    )
    return replace(RULES, principles=changed)
