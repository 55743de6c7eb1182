"""Every promise in the documents names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
CITED = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)*)`")


def cited() -> list[tuple[str, str]]:
    return CITED.findall((REPOSITORY / "docs" / "guarantees.md").read_text("utf-8"))


def test_there_are_promises() -> None:
    assert len(cited()) > 10


@pytest.mark.parametrize(("file", "names"), cited())
def test_a_promise_names_a_test_that_is_there(file: str, names: str) -> None:
    source = (REPOSITORY / file).read_text("utf-8")

    for name in names.split("::")[1:]:
        assert re.search(rf"(def|class) {name}\b", source), f"{file} has no {name}"
