"""What a service refused, in the words of the screen, with the places and names it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from shared.catalogue import catalogue

if TYPE_CHECKING:
    from services.console.client import ApiProblem
    from services.console.screens.chrome import Names

NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Refusal:
    """A key of the catalogue and the values its text needs; `criterion` is where it points."""

    key: str
    values: dict[str, object] = field(default_factory=dict)
    criterion: str | None = None


def refusal(problem: ApiProblem, names: Names, locale: str) -> Refusal:
    """The text that names the place, where there is one for the code, else the general one."""
    criterion = problem.values.get("criterion")
    key = f"refused.{problem.code}"
    if problem.values and catalogue().knows(key, locale):
        said = {name: _said(name, text, names, locale) for name, text in problem.values.items()}
        return Refusal(key, said, criterion)
    key = f"problem.{problem.code}"
    if not catalogue().knows(key, locale):
        key = "problem.unexpected"
    return Refusal(key, criterion=criterion)


def _said(name: str, text: str, names: Names, locale: str) -> object:
    if name in {"actor", "account"}:
        return names.accounts.get(text, text)
    if name == "leave_kind":
        return catalogue().text(f"leave_kind.{text}", locale)
    if ID.match(text):
        return names.name(UUID(text)) or catalogue().text("bloc.erased", locale)
    if name in {"layer", "awaited"}:
        return catalogue().text(f"layer.{text}", locale)
    if DAY.match(text):
        return date.fromisoformat(text)
    # A code of a criterion may look like a number; it stays what it is.
    if NUMBER.match(text) and name not in {"criterion", "group", "code", "missing", "place"}:
        return Decimal(text)
    return text
