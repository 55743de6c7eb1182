"""The documents of the published language agree with the code, and no reader is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.documents.__main__ import main

CONTRACTS = Path(__file__).resolve().parents[2] / "docs" / "contracts"


def test_documents_are_fresh_and_nothing_breaks_the_last_release(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", str(CONTRACTS)]) == 0, capsys.readouterr().err


def test_there_is_a_release_to_keep() -> None:
    assert [int(each.stem) for each in sorted((CONTRACTS / "released").glob("*.json"))]
