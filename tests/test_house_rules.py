"""The rules of the house that no linter can say, each with its reason."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import services
import shared
from shared.errors import code_of

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    path.relative_to(ROOT)
    for folder in ("services", "shared")
    for path in (ROOT / folder).rglob("*.py")
    if "node_modules" not in path.parts
)
PURE = ("domain", "law", "projections")
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
}
LINES = 250
ROOMS = frozenset(
    room
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    if contract["name"] == "The rooms of a service, in order"
    for layer in contract["layers"]
    for room in re.findall(r"[a-z_]+", layer)
)
FURNISHED = {"main", "settings", "views"}
# The console keeps no store and hears no fact: it is a client of the others.
CLIENTS = {"console"}


def calls(path: Path) -> Iterator[tuple[int, str, str]]:
    """Every call of an attribute: line, what it is called on, its name."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.value
            owner = on.attr if isinstance(on, ast.Attribute) else getattr(on, "id", "")
            yield node.lineno, owner, node.func.attr


def room_of(path: Path) -> str:
    """The room a file of a service is in: `services/bloc/domain/unit.py` is in `domain`."""
    return path.parts[2].removesuffix(".py") if len(path.parts) > 2 else ""


def modules() -> Iterator[ModuleType]:
    for package in (services, shared):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "node_modules" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def errors() -> dict[str, type[Exception]]:
    """Every error class of ours by its full name."""
    return {
        f"{kind.__module__}.{kind.__qualname__}": kind
        for module in modules()
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, Exception)
        and kind.__module__.split(".")[0] in {"services", "shared"}
    }


def test_decisions_law_and_folds_never_ask_the_clock() -> None:
    asked = [
        f"{path}:{line}: {owner}.{name}()"
        for path in SOURCES
        if path.parts[0] == "services" and room_of(path).startswith(PURE)
        for line, owner, name in calls(path)
        if (owner, name) in CLOCKS
    ]

    assert not asked, (
        "what asks the clock can be neither replayed nor tested; pass the time in: "
        + "; ".join(asked)
    )


def test_what_threads_share_decodes_with_decoders_made_by_one() -> None:
    on_the_way = [
        f"{path}:{node.lineno}"
        for path in SOURCES
        if path.parts[0] == "shared"
        for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "decode"
        and any(keyword.arg == "type" for keyword in node.keywords)
    ]

    assert not on_the_way, (
        "two threads that meet a type at once can end the process; use "
        f"`shared.decoders.decoder(kind).decode(…)`: {on_the_way}"
    )


def test_only_shared_commits() -> None:
    commits = [
        f"{path}:{line}"
        for path in SOURCES
        if path.parts[0] != "shared"
        for line, _, name in calls(path)
        if name == "commit"
    ]

    assert not commits, (
        "an effect and its position are one transaction, which `shared` ends; a commit "
        "elsewhere tears them apart: " + "; ".join(commits)
    )


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_file_fits_in_a_head(path: Path) -> None:
    lines = len((ROOT / path).read_text("utf-8").splitlines())

    assert lines <= LINES, (
        f"{path} has {lines} lines: split it by concept into a package of the same name"
    )


@pytest.mark.parametrize(
    "service",
    sorted(
        path.name
        for path in (ROOT / "services").iterdir()
        if (path / "__init__.py").exists() and path.name not in CLIENTS
    ),
)
def test_every_service_has_the_same_rooms(service: str) -> None:
    home = ROOT / "services" / service
    rooms = {
        path.stem
        for path in home.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}

    assert rooms <= ROOMS, (
        f"{service} has rooms of its own {sorted(rooms - ROOMS)}: who knows one service "
        "knows all; move it into one of the rooms, or add one to the list in pyproject.toml"
    )
    assert rooms >= FURNISHED, f"{service} lacks {sorted(FURNISHED - rooms)}"


def test_every_service_says_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in SOURCES
        if ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8"))) is None
        and (room_of(path) == "__init__" or path.parts[0] == "shared")
    ]

    assert not silent, "a reader starts at the docstring of the file: " + ", ".join(silent)


def test_every_error_has_a_code_of_its_own() -> None:
    by_code: dict[str, set[str]] = defaultdict(set)
    for name, kind in errors().items():
        by_code[code_of(kind)].add(name)

    shared_codes = {code: names for code, names in by_code.items() if len(names) > 1}
    unreadable = [code for code in by_code if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)]

    assert not shared_codes, (
        f"a client reads the code and must know which rule it was: {shared_codes}"
    )
    assert not unreadable, f"a code is snake case made of the class name's words: {unreadable}"
