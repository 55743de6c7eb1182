"""What watches a system asks for figures that a running service has."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from deploy.local.profile import REPOSITORY, SERVICES
from services.notify.main import build
from services.notify.settings import NotifySettings
from tests.harness.figures import Figures, figures_of
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import running

FOLDER = REPOSITORY / "deploy" / "observability"
DOCUMENT = REPOSITORY / "docs" / "observability.md"
FIGURE = re.compile(r"\b(?:thidua|http_server|messaging|db_client|process)_\w+")


@pytest.fixture
async def figures(
    tmp_path: Path, log_client: Client, nats_server: NatsServer, issuer: TestIssuer
) -> AsyncIterator[Figures]:
    """Those of a service that has everything: a store, a relay, a projection and a policy."""
    assert log_client.is_connected
    settings = NotifySettings(
        port=0,
        store_url=f"sqlite:///{tmp_path / 'notify.sqlite'}",
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield await figures_of(service.client)


def labels_in(text: str) -> set[str]:
    """Every label that a query selects, groups or prints by."""
    grouped = re.findall(r"\bby \(([^)]*)\)", text)
    selected = re.findall(r"(\w+)(?==~?\")", text.replace('\\"', '"'))
    printed = re.findall(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}", text)
    return {name.strip() for group in grouped for name in group.split(",")} | {
        *selected,
        *printed,
    }


def asked_in(text: str) -> set[str]:
    return set(FIGURE.findall(text)) - labels_in(text)


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    return read


@pytest.mark.parametrize("name", ["alerts.yml", "dashboard.json"])
def test_something_is_asked_for(name: str) -> None:
    assert len(asked_in((FOLDER / name).read_text("utf-8"))) > 8


async def test_alerts_and_dashboard_ask_only_for_figures_that_exist(figures: Figures) -> None:
    for name in ("alerts.yml", "dashboard.json"):
        unknown = asked_in((FOLDER / name).read_text("utf-8")) - figures.names
        assert not unknown, f"{name} asks for what no service says: {sorted(unknown)}"


async def test_the_document_names_every_figure_and_no_other(figures: Figures) -> None:
    told = set(re.findall(r"`((?:thidua|http|messaging|db)_\w+)", DOCUMENT.read_text("utf-8")))
    ours = {name for name in figures.names if not name.startswith(("process_", "python_"))}
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in ours}

    assert told == families


def test_prometheus_looks_at_every_service() -> None:
    told = (FOLDER / "prometheus.yml").read_text("utf-8")

    assert set(re.findall(r'targets: \["(\w+):8000"\]', told)) == set(SERVICES)
    assert set(re.findall(r"service: (\w+)", told)) == set(SERVICES)


def test_every_panel_has_a_place_of_its_own() -> None:
    panels = dashboard()["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert len(set(places)) == len(panels)
    assert len({panel["id"] for panel in panels}) == len(panels)
