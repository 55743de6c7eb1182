"""Units, people, their moves, and the bloc of the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from deploy.sample.forms.people import Person
from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.step import OFFICER, Body, Method, Step

IDENTITY = ("birth_date", "citizen_number", "email", "phone")


def bloc_steps(sample: Sample) -> Iterator[Step]:
    yield from _units(sample)
    yield from (_person(person) for person in sample.people.people)
    yield from _moves(sample)
    yield from _bloc(sample)


def _units(sample: Sample) -> Iterator[Step]:
    for unit in sample.units:
        body = {
            "id": str(id_of(f"unit/{unit.key}")),
            "name": unit.name,
            "short_name": unit.short_name,
            "kind": unit.kind,
            "legal_personality": unit.legal_personality,
            "founded_on": unit.founded_on.isoformat(),
        }
        yield _step(f"unit/{unit.key}", "units", "/units", body)


def _person(person: Person) -> Step:
    known = {name: getattr(person, name) for name in IDENTITY}
    body = {
        "id": str(id_of(f"person/{person.key}")),
        "unit_id": str(id_of(f"unit/{person.first_unit}")),
        "full_name": person.full_name,
        "gender": person.gender,
        "job_title": person.job_title,
        "enrolled_on": person.enrolled_on.isoformat(),
        **{name: str(value) for name, value in known.items() if value is not None},
    }
    return _step(f"person/{person.key}", "people", "/people", body)


def _moves(sample: Sample) -> Iterator[Step]:
    for transfer in sample.people.transfers:
        yield _step(
            f"transfer/{transfer.person}",
            "moves",
            f"/people/{id_of(f'person/{transfer.person}')}/transfers",
            {
                "to_unit_id": str(id_of(f"unit/{transfer.to_unit}")),
                "on": transfer.on.isoformat(),
            },
        )
    for departure in sample.people.departures:
        yield _step(
            f"departure/{departure.person}",
            "moves",
            f"/people/{id_of(f'person/{departure.person}')}/departures",
            {"on": departure.on.isoformat(), "reason": departure.reason},
        )


def _bloc(sample: Sample) -> Iterator[Step]:
    bloc = sample.year.bloc
    bloc_id = id_of(f"bloc/{bloc.key}")
    formed = {
        "id": str(bloc_id),
        "name": bloc.name,
        "year": sample.year.year,
        "organiser": bloc.organiser,
        "formed_on": bloc.formed_on.isoformat(),
        "basis": list(bloc.basis),
    }
    yield _step(f"bloc/{bloc.key}", "bloc", "/blocs", formed)
    for unit in sample.units:
        joined = {
            "unit_id": str(id_of(f"unit/{unit.key}")),
            "on": bloc.formed_on.isoformat(),
        }
        yield _step(f"member/{unit.key}", "members", f"/blocs/{bloc_id}/members", joined)
    yield leadership_of(
        sample, bloc.head, bloc.deputies, bloc.led_from, f"leadership/{bloc.key}", "leadership"
    )


def leadership_of(
    sample: Sample, head: str, deputies: tuple[str, ...], on: date, key: str, phase: str
) -> Step:
    """Who leads the bloc from a day."""
    body = {
        "head": _leader(sample, head, on),
        "deputies": [_leader(sample, deputy, on) for deputy in deputies],
        "on": on.isoformat(),
    }
    path = f"/blocs/{id_of(f'bloc/{sample.year.bloc.key}')}/leadership"
    return _step(key, phase, path, body, "PUT")


def _leader(sample: Sample, person: str, on: date) -> dict[str, str]:
    unit = sample.unit_of(person, on)
    return {"person_id": str(id_of(f"person/{person}")), "unit_id": str(id_of(f"unit/{unit}"))}


def _step(key: str, phase: str, path: str, body: Body, method: Method = "POST") -> Step:
    return Step(OFFICER, "bloc", method, path, body, key, phase)
