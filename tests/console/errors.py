"""Every code with which a service can refuse, read from the sources of all domains."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from shared.errors import code_of
from shared.http.problems import SHARED_STATUSES

SERVICES = Path(__file__).parents[2] / "services"


def codes() -> set[str]:
    """The codes of all refusals; the common base of a service's errors is never answered."""
    named = {_code(name) for name in _refusals() if not name.endswith("Error")}
    return named | {code_of(kind) for kind in SHARED_STATUSES}


def _refusals() -> Iterator[str]:
    """Classes of a domain that descend from `Exception`, whichever file they stand in."""
    bases: dict[str, set[str]] = {}
    for room in ("*/domain.py", "*/domain/*.py"):
        for file in sorted(SERVICES.glob(room)):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    bases[node.name] = {ast.unparse(base) for base in node.bases}
    known = {"Exception"}
    while found := {name for name, above in bases.items() if above & known} - known:
        known |= found
    yield from known - {"Exception"}


def _code(name: str) -> str:
    return code_of(type(name, (Exception,), {}))
