"""All four services, built as in production and not started: for tests that walk them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI

from services.awards.main import build as build_awards
from services.awards.settings import AwardsSettings
from services.bloc.main import build as build_bloc
from services.bloc.settings import BlocSettings
from services.covenant.main import build as build_covenant
from services.covenant.settings import CovenantSettings
from services.notify.main import build as build_notify
from services.notify.settings import NotifySettings
from tests.harness.issuer import ISSUER

NOWHERE = "nats://127.0.0.1:1"


class Endpoint(NamedTuple):
    service: str
    method: str
    path: str
    parameters: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    def address(self) -> str:
        """The path with something of the right type in each place."""
        places = {
            parameter["name"]: _example(parameter["schema"])
            for parameter in self.parameters
            if parameter["in"] == "path"
        }
        return self.path.format_map(places)


def applications(home: Path, jwks_url: str) -> dict[str, FastAPI]:
    def told(service: str) -> dict[str, object]:
        return {
            "port": 0,
            "store_url": f"sqlite:///{home / service}.sqlite",
            "nats_url": NOWHERE,
            "issuer": ISSUER,
            "jwks_url": jwks_url,
        }

    return {
        "bloc": build_bloc(BlocSettings.model_validate(told("bloc"))),
        "covenant": build_covenant(CovenantSettings.model_validate(told("covenant"))),
        "awards": build_awards(AwardsSettings.model_validate(told("awards"))),
        "notify": build_notify(NotifySettings.model_validate(told("notify"))),
    }


def endpoints(service: str, app: FastAPI) -> Iterator[Endpoint]:
    """Everything a service answers, from its own OpenAPI document."""
    for path, item in app.openapi()["paths"].items():
        for method, operation in item.items():
            parameters = tuple(operation.get("parameters", ()))
            yield Endpoint(service, method.upper(), path, parameters)


def _example(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("format") == "uuid":
        return str(UUID(int=1))
    return "2024" if schema.get("type") == "integer" else "LDTT"
