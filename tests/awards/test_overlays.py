"""An overlay adds conditions to the law; whatever could relax it is refused with the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from services.awards.law import Answer, RuleSetInvalid, judge
from services.awards.law.overlays import laid_over, overlaid
from services.awards.projections.histories import SubjectKey, people_of
from tests.awards.samples import RULES, YEAR, Story, folded, recorded
from tests.awards.stories import advanced, grassroots_fighter
from tests.awards.test_evidence import SUBJECTS, choices, log_of

FILE = Path(__file__).parents[2] / "deploy/sample/overlay.toml"
TEXT = FILE.read_text("utf-8")
STRICTER = overlaid(FILE.name, TEXT)
BASE: dict[str, Any] = {
    "title": "LDTT",
    "subject_kind": "person",
    "code": "QC-1",
    "article": "Quy chế của cơ quan",
    "source": "QC",
    "certainty": "confirmed",
    "text": "Cao hơn yêu cầu của luật",
}
ADDED = BASE | {"kind": "service", "months": 12}
INITIATIVE = BASE | {
    "title": "CSTD_BO",
    "kind": "initiative",
    "at_least": "NATION",
    "within_years": 3,
    "decided": True,
}


def overlay(added: dict[str, Any], **changed: object) -> None:
    data = tomllib.loads(TEXT)
    data["adds"] = [added]
    laid_over("overlay.toml", data | changed)


def answers(story: Story, subject: SubjectKey, award: str) -> tuple[Answer, Answer]:
    """By the law alone, and with the overlay."""
    history = folded(recorded(story.facts))[subject]
    return (
        judge(RULES, award, YEAR, history).answer,
        judge(STRICTER, award, YEAR, history).answer,
    )


def test_an_overlay_names_itself_beside_the_law_it_stands_on() -> None:
    assert STRICTER.name == "law-2022+vpcp-sample"
    assert STRICTER.overlays == ("vpcp-sample",)
    assert [quota.code for quota in STRICTER.quotas] == ["Q-01", "QC-30"]


def test_an_added_condition_holds_beside_those_of_the_law() -> None:
    person = SUBJECTS[0]
    assert answers(advanced(), person, "LDTT") == (Answer.YES, Answer.YES)
    assert answers(grassroots_fighter(), person, "CSTDCS") == (Answer.YES, Answer.NO)


def test_a_condition_that_asks_for_more_may_be_added() -> None:
    overlay(ADDED)
    overlay(INITIATIVE)
    overlay(INITIATIVE | {"within_years": 2})


@pytest.mark.parametrize(
    ("added", "field", "why"),
    [
        (ADDED | {"route": "staff"}, "route", "another way to a title would relax the law"),
        (ADDED | {"code": "LDTT-1"}, "code", "the law's own"),
        (ADDED | {"code": "LDTT-4"}, "code", "the law's own"),
        (ADDED | {"title": "GK"}, "title", "no title 'GK'"),
        (ADDED | {"subject_kind": "unit"}, "title", "no title 'LDTT' for a unit"),
        (ADDED | {"months": 3}, "months", "asks for less than 6 of LDTT-4a"),
        (INITIATIVE | {"at_least": "UNIT"}, "at_least", "asks for less than MINISTRY"),
        (
            INITIATIVE | {"within_years": 9, "at_least": "MINISTRY"},
            "within_years",
            "less",
        ),
    ],
)
def test_what_could_relax_the_law_is_refused(
    added: dict[str, Any], field: str, why: str
) -> None:
    with pytest.raises(RuleSetInvalid, match=why) as refused:
        overlay(added)
    assert refused.value.field == field


@pytest.mark.parametrize("part", ["changes", "removes", "titles", "principles", "common"])
def test_an_overlay_has_no_means_to_change_the_law(part: str) -> None:
    with pytest.raises(RuleSetInvalid) as refused:
        overlay(ADDED, **{part: []})
    assert refused.value.field == part


ORDER = (Answer.NO, Answer.UNKNOWN, Answer.YES)


@hypothesis.settings(max_examples=15, deadline=None)
@hypothesis.given(choices())
def test_no_verdict_is_kinder_with_an_overlay(chosen: list[int]) -> None:
    histories = folded(log_of(chosen))
    for subject in SUBJECTS:
        history = histories.get(subject)
        if history is None:
            continue
        people = [histories[person] for person in people_of(history)]
        for title in RULES.titles_for(subject.kind):
            law = judge(RULES, title.code, YEAR, history, people).answer
            stricter = judge(STRICTER, title.code, YEAR, history, people).answer
            assert ORDER.index(stricter) <= ORDER.index(law)
