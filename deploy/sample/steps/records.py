"""What a verdict rests on: ratings, initiatives, bars, findings, awards of earlier years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from deploy.sample.forms.records import Discipline, Hold, Initiative, Ratings
from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.step import OFFICER, Body, Step


def record_steps(sample: Sample) -> Iterator[Step]:
    yield from _ratings(sample)
    for initiative in (*sample.history.initiatives, *sample.year.initiatives):
        yield _initiative(initiative)
    for discipline in (*sample.history.disciplines, *sample.year.disciplines):
        yield from _discipline(discipline)
    for hold in (*sample.history.holds, *sample.year.holds):
        yield from _hold(hold)
    yield from _findings(sample)
    yield from _past_awards(sample)


def subject_of(sample: Sample, key: str) -> dict[str, object]:
    """How a body names a unit or a person."""
    kind = sample.kind_of(key)
    return {"subject_kind": kind, "subject_id": str(id_of(f"{kind}/{key}"))}


def past_award_key(subject: str, award: str, year: int) -> str:
    return f"past-award/{subject}/{award}/{year}"


def _ratings(sample: Sample) -> Iterator[Step]:
    for ratings in (sample.history.ratings, sample.year.ratings):
        for year in ratings.years:
            end = date(year, 12, 31)
            for person in sample.recorded_people(year):
                unit = sample.unit_of(person.key, end)
                yield from _rating(sample, ratings, person.key, unit, year)
    for ratings in (sample.history.unit_ratings, sample.year.unit_ratings):
        for year in ratings.years:
            for each in sample.units:
                yield from _rating(sample, ratings, each.key, each.key, year)


def _rating(
    sample: Sample, ratings: Ratings, subject: str, unit: str, year: int
) -> Iterator[Step]:
    level = ratings.level(subject, year)
    if level is None:
        return
    body = {
        **subject_of(sample, subject),
        "year": year,
        "rating": level,
        "decision_number": ratings.decision_number.format(year=year, unit=unit.upper()),
        "decided_on": f"{year}-{ratings.decided_on}",
    }
    yield _created(f"rating/{subject}/{year}", "/ratings", body)


def _initiative(initiative: Initiative) -> Step:
    body = {
        "person_ids": [str(id_of(f"person/{person}")) for person in initiative.people],
        "name": initiative.name,
        "scope": initiative.scope,
        "year": initiative.year,
        "decision_number": initiative.decision_number,
        "recognised_on": initiative.recognised_on.isoformat(),
    }
    return _created(f"initiative/{initiative.key}", "/initiatives", body)


def _discipline(discipline: Discipline) -> Iterator[Step]:
    key = f"discipline/{discipline.key}"
    body = {
        "person_id": str(id_of(f"person/{discipline.person}")),
        "form": discipline.form,
        "decision_number": discipline.decision_number,
        "imposed_on": discipline.imposed_on.isoformat(),
        "ends_on": discipline.ends_on.isoformat(),
    }
    yield _created(key, "/disciplines", body)
    if discipline.ended_on is not None:
        ended = {"ended_on": discipline.ended_on.isoformat()}
        yield _later(f"{key}/ending", f"/disciplines/{id_of(key)}/ending", ended)


def _hold(hold: Hold) -> Iterator[Step]:
    key = f"hold/{hold.key}"
    body = {
        "subject_kind": "person",
        "subject_id": str(id_of(f"person/{hold.person}")),
        "ground": hold.ground,
        "placed_on": hold.placed_on.isoformat(),
    }
    yield _created(key, "/holds", body)
    if hold.lifted_on is not None:
        lifted = {"conclusion": hold.conclusion, "lifted_on": hold.lifted_on.isoformat()}
        yield _later(f"{key}/lifting", f"/holds/{id_of(key)}/lifting", lifted)


def _findings(sample: Sample) -> Iterator[Step]:
    findings, year = sample.year.findings, sample.year.year
    people, units = findings.people, findings.units
    found = [
        (person.key, people.condition, person.key not in people.not_met)
        for person in sample.recorded_people(year)
        if person.key not in people.none
    ]
    found += [(unit, condition, True) for unit in units.met for condition in units.met[unit]]
    for subject, condition, met in found:
        own = sample.unit(sample.unit_of(subject, findings.found_on))
        of_unit = sample.kind_of(subject) == "unit"
        body = {
            **subject_of(sample, subject),
            "year": year,
            "condition": condition,
            "met": met,
            "body": units.body if of_unit else people.body.format(unit=own.name),
            "found_on": findings.found_on.isoformat(),
        }
        yield _created(f"finding/{subject}/{condition}/{year}", "/findings", body)


def _past_awards(sample: Sample) -> Iterator[Step]:
    past = sample.history.past_awards
    everybody = past.everybody_good
    for subject in sample.good_people(everybody.year):
        yield from _past_award(sample, subject, everybody.award, everybody.year)
    for award, years in past.confirmed.items():
        for year, subjects in years.items():
            for subject in subjects:
                yield from _past_award(sample, subject, award, year)
    for award, years in past.unconfirmed.items():
        for year, subjects in years.items():
            for subject in subjects:
                yield from _past_award(sample, subject, award, year, confirmed=False)


def _past_award(
    sample: Sample, subject: str, award: str, year: int, *, confirmed: bool = True
) -> Iterator[Step]:
    past = sample.history.past_awards
    key = past_award_key(subject, award, year)
    body = {
        **subject_of(sample, subject),
        "award": award,
        "year": year,
        "decision_number": past.decision_number.format(year=year, award=award),
        "decided_on": f"{year + 1}-{past.decided_on}",
    }
    yield _created(key, "/past-awards", body)
    if confirmed:
        path = f"/past-awards/{id_of(key)}/confirmation"
        yield _later(
            f"{key}/confirmation", path, {"confirmed_on": past.confirmed_on.isoformat()}
        )


def _created(key: str, path: str, body: Body) -> Step:
    with_id = {"id": str(id_of(key)), **body}
    return Step(OFFICER, "awards", "POST", path, with_id, key, "records")


def _later(key: str, path: str, body: Body) -> Step:
    return Step(OFFICER, "awards", "POST", path, body, key, "endings")
