"""What a program does not need at its start is loaded when it is first asked for."""

from __future__ import annotations

import json
import subprocess
import sys

from deploy.local.runner import LOADED

SERVICES = ("bloc", "covenant", "awards", "notify", "console")
# Each of them costs a start 30 to 150 ms of processor time.
WHEN_IT_IS_LOADED = {
    "docx": "a Word file is asked for",
    "opentelemetry.exporter": "the environment says where traces go",
    "opentelemetry.sdk": "the environment says where traces go",
    "psycopg": "the store is on PostgreSQL",
    "pydantic.v1": "FastAPI makes routes",
    "pytest": "never",
    "sqlalchemy.dialects.postgresql": "the store is on PostgreSQL",
    "watchfiles": "never",
    "xlsxwriter": "an Excel file is asked for",
}
# What the one who starts a system needs none of: the services load it in their own processes.
OF_SERVICES = {"fastapi", "sqlalchemy", "services.console.cli.app"}


def loaded_with(*modules: str) -> set[str]:
    code = f"import json, sys, {', '.join(modules)}; print(json.dumps(list(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    return set(json.loads(found.stdout))


def test_no_service_loads_at_its_start_what_it_may_never_need() -> None:
    loaded = loaded_with(*(f"services.{service}.main" for service in SERVICES))
    assert not WHEN_IT_IS_LOADED.keys() & loaded


def test_who_starts_a_system_loads_nothing_of_what_only_its_services_need() -> None:
    assert not (WHEN_IT_IS_LOADED.keys() | OF_SERVICES) & loaded_with(
        "deploy.local.run", "deploy.local.system"
    )


def test_what_every_service_loads_is_loaded_by_the_one_that_they_are_copies_of() -> None:
    by_all = set.intersection(
        *(loaded_with(f"services.{service}.main") for service in SERVICES)
    )
    by_the_runner = loaded_with(*LOADED)
    assert by_all - {"services"} <= by_the_runner
    assert not {name for name in by_the_runner if name.startswith("services")}
    assert not (WHEN_IT_IS_LOADED.keys() - LOADED) & by_the_runner
