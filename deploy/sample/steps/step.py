"""One step: a request of an account to a service, with what it takes from earlier answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from deploy.sample.ids import id_of
from deploy.sample.steps.sheet import Sheet

Service = Literal["bloc", "covenant", "awards"]
Method = Literal["GET", "POST", "PUT"]
Body = Mapping[str, Any]

OFFICER: Final = "tdkt"
BLOC_HEAD: Final = "tccb.thutruong"
MINISTER: Final = "bo-truong"
HEADS_WHO_DECIDE: Final = "thutruong-donvi"

_REFERENCE = re.compile(r"\{([^{}#]+)#([a-z_0-9.]+)\}")


@dataclass(frozen=True)
class Step:
    """A request. Steps of one phase do not depend on each other, only on earlier phases.

    `{key#field}` in the path or in a text of the body stands for a field of the answer to the
    step with that key: some ids are given by a service. `{key#list.0.field}` is one inside it.
    A refusal with one of the codes `done_before` says that the step was taken already.
    """

    as_account: str
    service: Service
    method: Method
    path: str
    body: Body | None
    key: str
    phase: str
    done_before: tuple[str, ...] = ()

    @property
    def idempotency_key(self) -> str:
        return str(id_of(f"step/{self.key}"))


def officer_of(unit: str) -> str:
    """The login of the unit's emulation officer."""
    return f"{unit}.canbo"


def head_of(unit: str) -> str:
    """The login of the unit's head."""
    return f"{unit}.thutruong"


def answer_to(key: str, name: str = "id") -> str:
    """What stands in a step for a field of an earlier answer."""
    return f"{{{key}#{name}}}"


def filled_in(value: Any, answers: Mapping[str, Mapping[str, Any]]) -> Any:  # noqa: ANN401 (JSON)
    """A path or body with the earlier answers put in. Raises `KeyError` for one not there."""
    match value:
        case str():
            return _REFERENCE.sub(lambda found: _field(answers[found[1]], found[2]), value)
        case Sheet():
            return value.sealed(
                filled_in(value.ballot_id, answers), filled_in(value.public_key, answers)
            )
        case dict():
            return {name: filled_in(each, answers) for name, each in value.items()}
        case list():
            return [filled_in(each, answers) for each in value]
        case _:
            return value


def _field(answer: Any, path: str) -> str:  # noqa: ANN401 (JSON)
    """A field of an answer, or one inside it."""
    for name in path.split("."):
        answer = answer[int(name)] if name.isdecimal() else answer[name]
    return str(answer)
