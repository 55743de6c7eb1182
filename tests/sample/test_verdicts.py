"""The sample judged: for each title somebody is eligible, somebody is not, somebody must wait.

The steps are folded into histories as the facts they lead to would be.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID, uuid5

import pytest

from deploy.sample.ids import id_of
from deploy.sample.sample import sample
from deploy.sample.steps import Step, steps
from deploy.sample.steps.scores import appraised_values
from services.awards.law import Answer, History, judge, load
from services.awards.law.history import (
    AwardHeld,
    AwardRevoked,
    Disciplined,
    DisciplineOver,
    Entry,
    Found,
    HoldLifted,
    HoldPlaced,
    Initiative,
    Moved,
    Ranked,
    Rated,
    Tied,
)

YEAR = 2024
PERSON_TITLES = ("LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ")
UNIT_TITLES = ("TTLDTT", "TTLDXS", "CO_BO", "CO_CP")
FIELDS: dict[type[Entry], str] = {
    Rated: "ratings",
    Initiative: "initiatives",
    Disciplined: "disciplines",
    DisciplineOver: "disciplines_over",
    HoldPlaced: "holds",
    HoldLifted: "holds_lifted",
    Found: "findings",
    AwardHeld: "awards",
    AwardRevoked: "revocations",
    Moved: "moves",
    Ranked: "ranks",
    Tied: "ties",
}


class Chronicle:
    """Histories as they stand after the steps folded so far."""

    def __init__(self) -> None:
        self.histories: dict[str, History] = {}
        self.nominated: dict[str, Answer] = {}
        self.granted: dict[str, tuple[str, ...]] = {}
        self._about: dict[str, Any] = {}
        self._unit_of: dict[str, UUID] = {}
        self._position: defaultdict[str, int] = defaultdict(int)

    def judge(self, award: str, key: str) -> Answer:
        return judge(
            load("law-2022"), award, YEAR, self.histories[key], list(self.histories.values())
        ).answer

    def facts(self, award: str, key: str) -> tuple[str, ...]:
        people = list(self.histories.values())
        return judge(load("law-2022"), award, YEAR, self.histories[key], people).facts

    def tell(self, step: Step) -> None:
        self._position[step.service] += 1
        fact = f"{step.service}:{self._position[step.service]}"
        body = dict(step.body or {})
        kind, *rest = step.key.split("/")
        self._about[step.key] = (fact, body)
        match kind, rest:
            case "unit", [key]:
                self.histories[step.key] = History("unit", id_of(f"unit/{key}"))
            case "person", [_]:
                self.histories[step.key] = History("person", id_of(step.key))
                unit, on = UUID(body["unit_id"]), date.fromisoformat(body["enrolled_on"])
                self._move(step.key, fact, unit, on)
            case "transfer", [key]:
                unit, on = UUID(body["to_unit_id"]), date.fromisoformat(body["on"])
                self._move(f"person/{key}", fact, unit, on)
            case "departure", [key]:
                self._move(f"person/{key}", fact, None, date.fromisoformat(body["on"]))
            case "ranking", []:
                self._rank(fact)
            case _:
                self._tell_awards(step.key, kind, rest, fact, body)

    def _tell_awards(
        self, key: str, kind: str, rest: list[str], fact: str, body: dict[str, Any]
    ) -> None:
        record_id, last = id_of(key), rest[-1] if rest else ""
        before = self._about.get(key.rsplit("/", 1)[0], ("", {}))[1]
        match kind:
            case "rating":
                self._put(body, Rated(fact, body["year"], body["rating"]))
            case "finding":
                self._put(body, Found(fact, body["year"], body["condition"], body["met"]))
            case "initiative":
                for person in body["person_ids"]:
                    decided = bool(body["decision_number"])
                    found = Initiative(fact, body["year"], body["scope"], decided)
                    self._put({"subject_id": person}, found)
            case "discipline" if last == "ending":
                over = date.fromisoformat(body["ended_on"])
                imposed = id_of(key.removesuffix("/ending"))
                self._put(before, DisciplineOver(fact, imposed, over))
            case "discipline":
                terms = [date.fromisoformat(body[name]) for name in ("imposed_on", "ends_on")]
                self._put(body, Disciplined(fact, record_id, body["form"], *terms))
            case "hold" if last == "lifting":
                self._put(before, HoldLifted(fact, id_of(key.removesuffix("/lifting"))))
            case "hold":
                self._put(body, HoldPlaced(fact, record_id))
            case "past-award" if last == "revocation":
                self._put(before, AwardRevoked(fact, id_of(key.removesuffix("/revocation"))))
            case "past-award":
                proven = last == "confirmation"
                told = before if proven else body
                award_id = id_of(key.removesuffix("/confirmation"))
                held = AwardHeld(fact, award_id, told["award"], told["year"], proven)
                self._put(told, held)
            case "nomination" if last != "return":
                subject = self._key_of(body)
                self.nominated[key] = self.judge(body["award"], subject)
            case "decision":
                for reference in body["nomination_ids"]:
                    self._grant(record_id, reference.strip("{}").removesuffix("#id"), fact)
            case _:
                """Covenant and scores are no evidence, but for the ranking."""

    def _grant(self, decision_id: UUID, nomination: str, fact: str) -> None:
        body = self._about[nomination][1]
        self.granted[nomination] = self.facts(body["award"], self._key_of(body))
        award_id = uuid5(decision_id, nomination)
        self._put(body, AwardHeld(fact, award_id, body["award"], body["year"], proven=True))

    def _key_of(self, body: dict[str, Any]) -> str:
        subject = body.get("subject_id") or body["person_id"]
        return next(k for k, h in self.histories.items() if str(h.subject_id) == subject)

    def _put(self, body: dict[str, Any], entry: Entry) -> None:
        self._append(self._key_of(body), entry)

    def _append(self, key: str, entry: Entry) -> None:
        history, name = self.histories[key], FIELDS[type(entry)]
        changed: dict[str, Any] = {name: (*getattr(history, name), entry)}
        self.histories[key] = replace(history, **changed)

    def _move(self, key: str, fact: str, to_unit: UUID | None, on: date) -> None:
        self._append(key, Moved(fact, self._unit_of.pop(key, None), to_unit, on))
        if to_unit is not None:
            self._unit_of[key] = to_unit
            unit = next(k for k, h in self.histories.items() if h.subject_id == to_unit)
            self._append(unit, Tied(fact, self.histories[key].subject_id))

    def _rank(self, fact: str) -> None:
        told = sample()
        deducted = {line.code for line in told.frame.penalty}
        totals = {
            unit: sum(
                (
                    -Decimal(value) if code in deducted else Decimal(value)
                    for code, value in appraised_values(card).items()
                ),
                Decimal(0),
            )
            for unit, card in told.scores.units.items()
        }
        for unit, total in totals.items():
            place = 1 + sum(other > total for other in totals.values())
            bloc = id_of(f"bloc/{told.year.bloc.key}")
            self._append(f"unit/{unit}", Ranked(fact, bloc, YEAR, place, len(totals)))


@cache
def told() -> Chronicle:
    chronicle = Chronicle()
    for step in steps():
        chronicle.tell(step)
    return chronicle


def answers(award: str) -> dict[Answer, set[str]]:
    kind = "person" if award in PERSON_TITLES else "unit"
    found: defaultdict[Answer, set[str]] = defaultdict(set)
    for key in told().histories:
        if key.startswith(f"{kind}/"):
            found[told().judge(award, key)].add(key.removeprefix(f"{kind}/"))
    return found


@pytest.mark.parametrize("award", [*PERSON_TITLES, *UNIT_TITLES])
def test_for_each_title_somebody_is_eligible_somebody_not_and_somebody_has_to_wait(
    award: str,
) -> None:
    assert {answer for answer, subjects in answers(award).items() if subjects} == set(Answer)


@pytest.mark.parametrize(
    ("award", "answer", "subject"),
    [
        ("LDTT", Answer.NO, "cqt-16"),
        ("LDTT", Answer.NO, "hcqt2-05"),
        ("LDTT", Answer.NO, "tccb-11"),
        ("LDTT", Answer.NO, "cqt-12"),
        ("LDTT", Answer.YES, "cqt-07"),
        ("LDTT", Answer.UNKNOWN, "tccb-01"),
        ("LDTT", Answer.UNKNOWN, "tccb-14"),
        ("CSTDCS", Answer.YES, "ctt-10"),
        ("CSTDCS", Answer.NO, "tccb-07"),
        ("CSTDCS", Answer.UNKNOWN, "tccb-01"),
        ("CSTD_BO", Answer.YES, "cqt-02"),
        ("CSTD_BO", Answer.NO, "ctt-02"),
        ("CSTD_BO", Answer.NO, "tccb-05"),
        ("CSTD_BO", Answer.NO, "hcqt2-03"),
        ("CSTD_BO", Answer.UNKNOWN, "tccb-03"),
        ("CSTDTQ", Answer.YES, "ctt-03"),
        ("CSTDTQ", Answer.NO, "cqt-02"),
        ("CSTDTQ", Answer.UNKNOWN, "cqt-03"),
        ("TTLDTT", Answer.YES, "cqt"),
        ("TTLDTT", Answer.NO, "hcqt2"),
        ("TTLDTT", Answer.UNKNOWN, "tccb"),
        ("TTLDXS", Answer.YES, "ctt"),
        ("TTLDXS", Answer.NO, "hcqt2"),
        ("TTLDXS", Answer.UNKNOWN, "cqt"),
        ("CO_BO", Answer.YES, "ctt"),
        ("CO_BO", Answer.NO, "tccb"),
        ("CO_BO", Answer.UNKNOWN, "cqt"),
        ("CO_CP", Answer.YES, "ctt"),
        ("CO_CP", Answer.NO, "tccb"),
        ("CO_CP", Answer.UNKNOWN, "cqt"),
    ],
)
def test_the_sample_shows_the_verdict_it_was_made_for(
    award: str, answer: Answer, subject: str
) -> None:
    assert subject in answers(award)[answer]


def test_whoever_is_granted_a_title_was_eligible_when_put_forward() -> None:
    chronicle = told()
    assert {chronicle.nominated[key] for key in chronicle.granted} == {Answer.YES}


def test_the_nomination_that_is_returned_could_not_be_judged_yet() -> None:
    returned = [step.key for step in steps() if step.phase == "second_returns"]
    assert [told().nominated[key.removesuffix("/return")] for key in returned] == [
        Answer.UNKNOWN
    ]


def test_one_award_rests_on_the_one_that_is_revoked() -> None:
    revoked = next(step for step in steps() if step.phase == "revocations")
    confirmation = revoked.key.replace("/revocation", "/confirmation")
    fact = told()._about[confirmation][0]
    resting = {key for key, facts in told().granted.items() if fact in facts}
    assert resting == {"nomination/hcqt2-03/CSTD_BO"}
