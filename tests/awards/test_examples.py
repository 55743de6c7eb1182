"""Every question about eligibility shows an answer in the OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from services.awards.api import dependents, eligibility, questions, quotas
from services.awards.law import law_in_force
from services.awards.views.eligibility import Eligibility
from shared.catalogue import catalogue
from shared.database import Database
from shared.readmodel import Copies
from tests.harness.applications import applications
from tests.harness.issuer import TestIssuer


@pytest.fixture
def asked(tmp_path: Path) -> dict[str, APIRoute]:
    """The endpoints of the questions, by path; nothing connects when they are made."""
    model = Copies(Database(f"sqlite:///{tmp_path / 'views.sqlite'}", "views"), Eligibility())
    law = law_in_force()
    routers = [module.router(law, model) for module in (eligibility, dependents, questions)]
    return {
        route.path: route
        for router in (*routers, quotas.router(law, model, model))
        for route in router.routes
        if isinstance(route, APIRoute)
    }


@pytest.fixture
def told(
    tmp_path: Path, issuer: TestIssuer, asked: dict[str, APIRoute]
) -> dict[str, dict[str, Any]]:
    """What the OpenAPI document says of a good answer to each question, by path."""
    document = applications(tmp_path, issuer.jwks_url)["awards"].openapi()["paths"]
    return {
        path: operation["responses"]["200"]["content"]["application/json"]
        for path in asked
        for operation in document[path].values()
    }


def test_each_question_has_an_example_that_its_own_type_reads(
    asked: dict[str, APIRoute], told: dict[str, dict[str, Any]]
) -> None:
    assert len(told) == 10
    for path, route in asked.items():
        answers: TypeAdapter[Any] = TypeAdapter(route.response_model)
        example = told[path]["example"]

        assert (
            json.loads(answers.dump_json(answers.validate_python(example), exclude_none=True))
            == example
        ), path


def test_the_examples_speak_of_reasons_that_there_are(
    told: dict[str, dict[str, Any]],
) -> None:
    said = json.dumps([each["example"] for each in told.values()])
    reasons = {part.split('"')[0] for part in said.split('"reason": "')[1:]}

    assert {each for each in reasons if not catalogue().knows(f"why.{each}")} <= {
        "received_before"
    }
