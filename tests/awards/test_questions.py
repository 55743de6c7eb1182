"""The way to a title, what would be, dossiers between two laws, replay under other rules."""

from __future__ import annotations

import dataclasses
from datetime import date

import msgspec
import pytest

from services.awards.law import Answer, judge, load
from services.awards.law.differences import difference, differences
from services.awards.law.history import History, Initiative, Rated
from services.awards.law.loading import RULESETS, read
from services.awards.law.roadmap import Roadmap, roadmap
from services.awards.law.suppositions import SUPPOSED, supposing
from services.awards.law.transition import NoTransition, in_transition
from services.awards.law.verdict import SubjectKind
from shared.contracts import SOURCES
from tests.awards.samples import RULES, YEAR
from tests.awards.telling import Case, gathered, table

AMENDED = load("law-2026")
OF_THE_LAW = [each for each in table() if each.ruleset == "law-2022"][::9]


def case(subject: SubjectKind, award: str, *facts: str, year: int = YEAR) -> Case:
    return Case("", "", (), "", subject, award, year, "law-2022", facts, "", ())


def way(subject: SubjectKind, award: str, *facts: str) -> Roadmap:
    histories = gathered(subject, case(subject, award, *facts).kept())
    people = [each for who, each in histories.items() if who]
    return roadmap(RULES, award, YEAR, histories[""], people)


def earliest(found: Roadmap) -> dict[str, int | None]:
    return {step.condition.code: step.earliest for step in found.steps}


GOOD = ("enrolled 2015-01-05", "rating 2024 GOOD", "finding LDTT-2 2024")
EXCELLENT = ("enrolled 2015-01-05", "rating 2024 EXCELLENT", "finding LDTT-2 2024")


def history_of(*facts: str) -> History:
    return gathered("person", case("person", "LDTT", *facts).kept())[""]


class TestTheWayToATitle:
    def test_nothing_is_missing_where_the_title_is_within_reach(self) -> None:
        found = way("person", "CSTD_BO", "award CSTDCS 2022..2024", "initiative MINISTRY 2024")
        assert (found.answer, found.earliest, found.steps) == (Answer.YES, YEAR, ())

    def test_a_chain_that_has_begun_is_finished_and_not_begun_anew(self) -> None:
        begun = way("person", "CSTD_BO", "enrolled 2015-01-05", "award CSTDCS 2023..2024")
        anew = way("person", "CSTD_BO", "enrolled 2015-01-05", "rating 2024 COMPLETED")
        assert (begun.earliest, anew.earliest) == (2025, 2027)
        assert earliest(begun)["MEF-1"] == 2025

    def test_each_step_says_its_condition_article_and_year(self) -> None:
        found = way("person", "CSTD_BO", "enrolled 2015-01-05", "award CSTDCS 2023..2024")
        (step,) = [each for each in found.steps if each.condition.code == "MEF-1"]
        assert step.condition.article == "Luật 06/2022/QH15, Điều 22 khoản 1 điểm a"
        assert step.condition.reason == "chain_broken"

    def test_the_years_after_an_award_cannot_be_hurried(self) -> None:
        found = way("person", "HCLD_3", "enrolled 2001-01-05", "award BK_TTG 2024")
        assert found.earliest == 2029

    def test_from_nothing_each_order_is_five_years_after_the_one_before(self) -> None:
        facts = ("enrolled 2024-01-05", "rating 2024 GOOD")
        third, second, first = (
            way("person", award, *facts).earliest for award in ("HCLD_3", "HCLD_2", "HCLD_1")
        )
        assert None not in {third, second, first}
        assert (second or 0) - (third or 0) == (first or 0) - (second or 0) == 5

    def test_a_hold_and_a_term_without_end_cost_time_but_close_nothing(self) -> None:
        held = way("person", "LDTT", "enrolled 2015-01-05", "rating 2024 GOOD", "hold a")
        term = way("person", "CSTD_BO", "enrolled 2015-01-05", "discipline warning 2023-02-01")
        assert held.earliest == 2025
        assert term.earliest == 2027

    def test_what_was_refused_in_the_year_is_open_again_in_the_next(self) -> None:
        found = way("unit", "CO_BO", "rank 2 of 4 2024")
        assert (found.answer, found.earliest) == (Answer.NO, 2025)
        assert earliest(found) == {"MF-1": 2025, "MF-2": 2024, "MF-3": 2024}

    def test_a_unit_waits_for_its_people(self) -> None:
        people = ("p1..p10: enrolled 2019-03-01", "p1..p10: rating 2024 FAILED")
        assert way("unit", "TTLDXS", *people).earliest == 2025

    def test_somebody_who_left_has_no_way(self) -> None:
        found = way("person", "LDTT", "enrolled 2015-01-05", "left 2020-01-01")
        assert (found.earliest, earliest(found)["LDTT-4"]) == (None, None)

    @pytest.mark.parametrize("one", OF_THE_LAW, ids=lambda one: f"{one.file}-{one.id}")
    def test_no_way_ends_before_the_year_asked_about_nor_after_a_title_within_reach(
        self, one: Case
    ) -> None:
        histories = gathered(one.subject, one.kept())
        subject = histories.pop("")
        known = list(histories.values())
        people = [each for each in known if each.subject_kind == "person"]
        units = [each for each in known if each.subject_kind == "unit"]
        found = roadmap(RULES, one.award, one.year, subject, people, units)
        assert found.answer.value == one.expect
        assert (found.earliest == one.year) or one.expect != "yes"
        assert found.earliest is None or found.earliest >= one.year


class TestWhatWouldBe:
    def test_a_supposed_fact_changes_the_verdict_and_says_where(self) -> None:
        history = history_of(*GOOD)
        supposed = supposing(history, [("initiatives", Initiative("", YEAR, "UNIT", True))])
        before, after = (judge(RULES, "CSTDCS", YEAR, each) for each in (history, supposed))
        found = difference(before, after)
        assert found is not None
        assert (found.before, found.after) == (Answer.NO, Answer.YES)
        assert [each.code for each in found.conditions] == ["GEF-2", "GEF-2b"]

    def test_the_history_itself_is_not_touched(self) -> None:
        history = history_of(*GOOD)
        before = msgspec.json.encode(history)
        supposing(history, [("ratings", Rated("", YEAR, "FAILED"))])
        assert msgspec.json.encode(history) == before

    def test_supposed_facts_have_ids_of_their_own_that_nobody_publishes(self) -> None:
        history = history_of(*GOOD)
        once = supposing(history, [("ratings", Rated("", YEAR, "EXCELLENT"))])
        twice = supposing(once, [("ratings", Rated("", YEAR, "FAILED"))])
        assert SUPPOSED not in SOURCES
        assert [entry.fact for entry in twice.ratings][-2:] == ["supposed:1", "supposed:2"]

    def test_nothing_supposed_changes_nothing(self) -> None:
        verdict = judge(RULES, "LDTT", YEAR, history_of(*GOOD))
        assert difference(verdict, verdict) is None


class TestBetweenTwoLaws:
    @pytest.mark.parametrize(
        ("received", "holds", "reason"),
        [
            (date(2026, 9, 30), "old", "received_before"),
            (date(2026, 10, 1), "new", "received_after"),
        ],
    )
    def test_a_dossier_is_judged_by_the_day_it_was_received(
        self, received: date, holds: str, reason: str
    ) -> None:
        facts = [line.replace("2024", "2026") for line in EXCELLENT]
        history = history_of(*facts)
        found = in_transition(RULES, AMENDED, "CSTDCS", 2026, received, history)
        assert (found.old.answer, found.new.answer) == (Answer.YES, Answer.NO)
        assert (found.holds, found.reason, found.transition.code) == (holds, reason, "T-01")

    def test_kinder_new_rules_hold_for_a_dossier_received_before_them(self) -> None:
        kinder = dataclasses.replace(RULES, transition=AMENDED.transition)
        asking_for_both = dataclasses.replace(RULES, titles=AMENDED.titles)
        facts = [line.replace("2024", "2025") for line in EXCELLENT]
        found = in_transition(
            asking_for_both, kinder, "CSTDCS", 2025, date(2026, 9, 1), history_of(*facts)
        )
        assert (found.old.answer, found.new.answer) == (Answer.NO, Answer.YES)
        assert (found.holds, found.reason) == ("new", "kinder")

    def test_a_law_that_takes_the_place_of_no_other_has_no_transition(self) -> None:
        with pytest.raises(NoTransition):
            in_transition(AMENDED, RULES, "LDTT", 2026, date(2026, 9, 1), history_of(*GOOD))


class TestReplay:
    def test_equal_rules_give_equal_bytes_and_no_difference(self) -> None:
        again = read("law-2022.toml", (RULESETS / "law-2022.toml").read_text("utf-8"))
        ours = [each for each in table() if each.ruleset == "law-2022"]
        before = [each.judged(each.kept(), RULES) for each in ours]
        after = [each.judged(each.kept(), again) for each in ours]
        assert msgspec.json.encode(before) == msgspec.json.encode(after)
        assert list(differences(before, after)) == []

    def test_other_rules_say_who_changes_and_by_which_condition(self) -> None:
        facts = [line.replace("2024", "2026") for line in EXCELLENT]
        one = case("person", "CSTDCS", *facts, year=2026)
        before, after = one.judged(one.kept(), RULES), one.judged(one.kept(), AMENDED)
        (found,) = differences([before], [after])
        assert (found.before, found.after) == (Answer.YES, Answer.NO)
        assert {each.code for each in found.conditions} == {
            "GEF-2",
            "GEF-2a",
            "GEF-2b",
            "GEF-2c",
        }
