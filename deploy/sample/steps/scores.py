"""Scorecards through their four layers, what was asked and appealed, the final ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from deploy.sample.forms.covenant import Card, Score
from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.named import bloc_and_year, frame_id
from deploy.sample.steps.step import BLOC_HEAD, OFFICER, Body, Step, answer_to, officer_of
from shared.contracts.covenant import Layer

Values = dict[str, str]


def score_steps(sample: Sample) -> Iterator[Step]:
    for unit, card in sample.scores.units.items():
        yield _opening(sample, unit)
        yield from _self(sample, unit, card)
        yield from _cross(sample, unit, card)
        yield from _above(sample, unit, card)
    yield from _question(sample)
    yield from _appeal(sample)
    yield Step(
        OFFICER,
        "covenant",
        "POST",
        "/rankings",
        {**bloc_and_year(sample), "finalised_on": sample.scores.finalised_on.isoformat()},
        "ranking",
        "ranking",
    )


def own_values(card: Card) -> Values:
    """The unit's own score as it stands after a correction."""
    return card.self | _values(card.corrected)


def consolidated_values(card: Card) -> Values:
    return own_values(card) | _values(card.consolidated)


def appraised_values(card: Card) -> Values:
    return consolidated_values(card) | _values(card.appraised)


def _values(seen_differently: Mapping[str, Score]) -> Values:
    return {code: score.value for code, score in seen_differently.items()}


def _opening(sample: Sample, unit: str) -> Step:
    body = {
        **bloc_and_year(sample),
        "unit_id": str(id_of(f"unit/{unit}")),
        "frame_id": frame_id(sample),
        "opened_on": sample.scores.opened_on.isoformat(),
    }
    return Step(
        OFFICER, "covenant", "POST", "/scorecards", body, f"scorecard/{unit}", "scorecards"
    )


def _self(sample: Sample, unit: str, card: Card) -> Iterator[Step]:
    scores, officer = sample.scores, officer_of(unit)
    yield from _layer("self", "self", unit, card.self, {}, scores.scored_on, officer, unit)
    if card.returned is None:
        return
    body = {
        "reason": card.returned.reason,
        "returned_on": scores.returned_on.isoformat(),
    }
    yield _on_card(BLOC_HEAD, unit, "returns", body, f"scorecard/{unit}/return", "return")
    changed = _values(card.corrected)
    day = scores.corrected_on
    yield from _layer("self", "correction", unit, changed, card.corrected, day, officer, unit)


def _cross(sample: Sample, unit: str, card: Card) -> Iterator[Step]:
    for other, differently in card.cross.items():
        values = own_values(card) | _values(differently)
        day = sample.scores.crossed_on
        officer = officer_of(other)
        yield from _layer("cross", "cross", unit, values, differently, day, officer, other)


def _above(sample: Sample, unit: str, card: Card) -> Iterator[Step]:
    scores = sample.scores
    yield from _layer(
        "consolidated",
        "consolidation",
        unit,
        consolidated_values(card),
        card.consolidated,
        scores.consolidated_on,
        BLOC_HEAD,
    )
    yield from _layer(
        "appraised",
        "appraisal",
        unit,
        appraised_values(card),
        card.appraised,
        scores.appraised_on,
        OFFICER,
    )


def _question(sample: Sample) -> Iterator[Step]:
    """Another unit asks about a score that was cut, and the unit explains it."""
    asked = sample.scores.question
    for kind, by, text, phase in (
        ("question", asked.by, asked.asked, "question"),
        ("explanation", asked.unit, asked.explained, "explanation"),
    ):
        body = {
            "kind": kind,
            "criterion": asked.criterion,
            "by_unit_id": str(id_of(f"unit/{by}")),
            "text": text,
        }
        key = f"scorecard/{asked.unit}/{phase}"
        yield _on_card(officer_of(by), asked.unit, "remarks", body, key, phase)


def _appeal(sample: Sample) -> Iterator[Step]:
    """One criterion is objected to and decided anew; the others stay as they were fixed."""
    appeal = sample.scores.appeal
    key = f"scorecard/{appeal.unit}/appeal"
    body = {"criterion": appeal.criterion, "grounds": appeal.grounds}
    yield _on_card(officer_of(appeal.unit), appeal.unit, "appeals", body, key, "appeal")
    decided = {
        "criterion": appeal.criterion,
        "value": appeal.value,
        "reason": appeal.reason,
    }
    yield _on_card(
        OFFICER, appeal.unit, "appeal-decisions", decided, f"{key}/decision", "appeal_decision"
    )


def _layer(
    layer: Layer,
    phase: str,
    unit: str,
    values: Values,
    reasons: Mapping[str, Score],
    on: date,
    account: str,
    by: str | None = None,
) -> Iterator[Step]:
    scorer: dict[str, object] = {"layer": layer}
    if by is not None:
        scorer["by_unit_id"] = str(id_of(f"unit/{by}"))
    key = f"scorecard/{unit}/{phase}" + ("" if by is None else f"/{by}")
    given = [
        {"criterion": code, "value": value}
        | ({"reason": reasons[code].reason} if code in reasons else {})
        for code, value in values.items()
    ]
    recorded = {**scorer, "recorded_on": on.isoformat(), "scores": given}
    yield _on_card(account, unit, "scores", recorded, key, phase)
    submitted = {**scorer, "submitted_on": on.isoformat()}
    yield _on_card(
        account, unit, "submissions", submitted, f"{key}/submission", f"{phase}_submission"
    )


def _on_card(account: str, unit: str, what: str, body: Body, key: str, phase: str) -> Step:
    path = f"/scorecards/{answer_to(f'scorecard/{unit}')}/{what}"
    return Step(account, "covenant", "POST", path, body, key, phase)
