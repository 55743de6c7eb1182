"""A change of the law is a new version of what it judged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.awards.law.edition import ROOM, edition
from services.awards.views.eligibility import SHAPE, Eligibility


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The law as it is, in a folder of its own."""
    room = tmp_path / "law"
    shutil.copytree(ROOM, room, ignore=shutil.ignore_patterns("__pycache__"))
    return room


def test_the_same_law_is_the_same_edition_wherever_it_stands(copied: Path) -> None:
    assert edition(copied) == edition()


@pytest.mark.parametrize("changed", ["rulesets/law-2022.toml", "engine.py"])
def test_one_letter_of_a_rule_or_of_the_code_is_another_edition(
    copied: Path, changed: str
) -> None:
    with (copied / changed).open("a") as file:
        file.write("\n# another reading\n")

    assert edition(copied) != edition()


def test_eligibility_is_of_the_edition_it_judged_by() -> None:
    assert Eligibility().version == SHAPE * 2**24 + edition()
    assert Eligibility().version < 2**31, "the store keeps it in four bytes"
