"""Three rounds of nominations with their decisions, and the revocation of an older award."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.sample.forms.rounds import Decision, Round
from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.records import past_award_key, subject_of
from deploy.sample.steps.step import (
    HEADS_WHO_DECIDE,
    MINISTER,
    OFFICER,
    Step,
    answer_to,
    officer_of,
)


def nomination_steps(sample: Sample) -> Iterator[Step]:
    year = sample.year
    rounds = {"first": year.first_round, "second": year.second_round, "third": year.third_round}
    for name, each in rounds.items():
        yield from _nominations(sample, name, each)
        yield from _returns(name, each)
        for decision in each.decisions:
            yield _decision(sample, name, each, decision)
    yield from _revocations(sample)


def put_forward(sample: Sample, each: Round) -> list[tuple[str, str]]:
    """Award and subject of every nomination of a round."""
    named = [
        (award, subject) for award, subjects in each.nominations.items() for subject in subjects
    ]
    everybody = each.everybody_good
    if everybody is None:
        return named
    good = sample.good_people(sample.year.year)
    return [(everybody.award, s) for s in good if s not in everybody.exceptions] + named


def nomination_key(award: str, subject: str) -> str:
    return f"nomination/{subject}/{award}"


def _nominations(sample: Sample, name: str, each: Round) -> Iterator[Step]:
    for award, subject in put_forward(sample, each):
        unit = sample.unit_of(subject, each.submitted_on)
        body = {
            **subject_of(sample, subject),
            "award": award,
            "year": sample.year.year,
            "by_unit_id": str(id_of(f"unit/{unit}")),
            "submitted_on": each.submitted_on.isoformat(),
        }
        key = nomination_key(award, subject)
        yield Step(
            officer_of(unit),
            "awards",
            "POST",
            "/nominations",
            body,
            key,
            f"{name}_nominations",
        )


def _returns(name: str, each: Round) -> Iterator[Step]:
    for returned in each.returns:
        key = nomination_key(returned.award, returned.subject)
        yield Step(
            OFFICER,
            "awards",
            "POST",
            f"/nominations/{answer_to(key)}/returns",
            {"reason": returned.reason, "returned_on": returned.returned_on.isoformat()},
            f"{key}/return",
            f"{name}_returns",
        )


def _decision(sample: Sample, name: str, each: Round, decision: Decision) -> Step:
    returned = {(one.award, one.subject) for one in each.returns}
    listed = [
        answer_to(nomination_key(award, subject))
        for award, subject in put_forward(sample, each)
        if (award, subject) not in returned
        and (decision.awards is None or award in decision.awards)
        and decision.unit in {None, sample.unit_of(subject, each.submitted_on)}
    ]
    key = f"decision/{decision.key}"
    body = {
        "id": str(id_of(key)),
        "number": decision.number,
        "authority": decision.authority,
        "year": sample.year.year,
        "decided_on": decision.decided_on.isoformat(),
        "nomination_ids": listed,
    }
    # A unit with legal personality decides its own titles: Law 06/2022/QH15, Art. 79, 80.
    own = decision.unit is not None and sample.unit(decision.unit).legal_personality
    account = HEADS_WHO_DECIDE if own else MINISTER
    return Step(account, "awards", "POST", "/decisions", body, key, f"{name}_decisions")


def _revocations(sample: Sample) -> Iterator[Step]:
    for revocation in sample.year.revocations:
        key = past_award_key(revocation.subject, revocation.award, revocation.year)
        body = {
            "ground": revocation.ground,
            "decision_number": revocation.decision_number,
            "reason": revocation.reason,
            "revoked_on": revocation.revoked_on.isoformat(),
        }
        path = f"/awards/{id_of(key)}/revocation"
        yield Step(MINISTER, "awards", "POST", path, body, f"{key}/revocation", "revocations")
