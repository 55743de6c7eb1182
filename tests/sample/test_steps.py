"""The steps of the sample: the same every time, in an order in which each can be taken."""

from __future__ import annotations

import re
import tomllib
from uuid import UUID

from deploy.sample.ids import id_of
from deploy.sample.sample import FOLDER, sample
from deploy.sample.steps import filled_in, steps

STEPS = steps()
REFERENCE = re.compile(r"\{([^{}#]+)#")
IN_PATH = re.compile(r"/(?:people|blocs|covenants|[a-z]+-?[a-z]*)/([0-9a-f-]{36})")


def created_ids() -> set[str]:
    return {step.body["id"] for step in STEPS if step.body is not None and "id" in step.body}


def subjects() -> set[str]:
    told = sample()
    people = {str(id_of(f"person/{person.key}")) for person in told.people.people}
    return people | {str(id_of(f"unit/{unit.key}")) for unit in told.units}


def test_steps_are_the_same_every_time() -> None:
    assert steps() == STEPS


def test_keys_and_idempotency_keys_are_unique() -> None:
    assert len({step.key for step in STEPS}) == len(STEPS)
    assert len({step.idempotency_key for step in STEPS}) == len(STEPS)


def test_ids_that_are_given_are_unique() -> None:
    given = [step.body["id"] for step in STEPS if step.body is not None and "id" in step.body]
    assert len(given) == len(set(given))
    assert all(UUID(each).version == 5 for each in given)


def test_the_sample_stays_small_enough_to_play_quickly() -> None:
    assert 700 <= len(STEPS) <= 1200


def test_every_phase_is_used_and_none_is_unknown() -> None:
    assert {step.phase for step in STEPS} == {phase.key for phase in sample().phases.phases}


def test_a_step_rests_only_on_answers_of_earlier_phases() -> None:
    answered: dict[str, str] = {}
    for step in STEPS:
        for key in REFERENCE.findall(f"{step.path} {step.body}"):
            assert answered[key] != step.phase
        answered[step.key] = step.phase


def test_every_id_in_a_path_was_given_before() -> None:
    known: set[str] = set()
    for step in STEPS:
        assert known.issuperset(IN_PATH.findall(step.path))
        if step.body is not None and "id" in step.body:
            known.add(step.body["id"])


def test_every_subject_of_a_record_exists() -> None:
    known = subjects()
    for step in STEPS:
        body = step.body or {}
        for name in ("subject_id", "person_id", "unit_id", "by_unit_id", "to_unit_id"):
            assert name not in body or body[name] in known
        assert known.issuperset(body.get("person_ids", ()))


def test_every_step_is_of_an_account_that_exists() -> None:
    file = tomllib.loads((FOLDER / "accounts.toml").read_text("utf-8"))
    assert {step.as_account for step in STEPS} <= {each["login"] for each in file["account"]}


def test_a_draft_is_revised_before_it_is_opened() -> None:
    first, revised = (
        next(step.body for step in STEPS if step.key == key)
        for key in ("covenant/khoi-5/2024", "covenant/khoi-5/2024/revision")
    )
    assert first is not None
    assert revised is not None
    assert first["articles"] != revised["articles"]
    assert created_ids() >= {first["id"]}


def test_answers_are_put_into_paths_and_bodies() -> None:
    answers = {"scorecard/ctt": {"id": "7"}, "reading": {"digest": "abc"}}
    filled = filled_in(
        {"at": "/scorecards/{scorecard/ctt#id}/scores", "all": ["{reading#digest}"], "n": 1},
        answers,
    )
    assert filled == {"at": "/scorecards/7/scores", "all": ["abc"], "n": 1}
