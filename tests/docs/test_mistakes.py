"""Each mistake that other systems made has a row in the promises, and tests that name it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROMISES = (REPOSITORY / "docs" / "guarantees.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::((?:\w+::)*)(\w+)`")
MISTAKES = range(1, 16)
HELD = {int(number): TEST.findall(cited) for number, _, cited in ROW.findall(PROMISES)}


def test_every_mistake_has_its_row() -> None:
    assert sorted(HELD) == list(MISTAKES)


@pytest.mark.parametrize("number", MISTAKES)
def test_a_mistake_is_held_by_tests_that_say_its_number(number: int) -> None:
    assert HELD[number]
    for file, _, name in HELD[number]:
        assert name.startswith(f"test_mistake_{number}_")
        assert f"def {name}(" in (REPOSITORY / file).read_text("utf-8")
