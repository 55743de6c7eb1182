"""A unit's signature under a covenant, and how those of earlier versions are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Signature:
    """Which account signed for a unit, the digest of the text it signed, and when."""

    account: str
    digest: str
    signed_on: date


def name_to_account(state: dict[str, Any]) -> None:
    """Version 1 carried the signatory's name; who signed is the account that acted."""
    del state["signatory"]
    state["account"] = state["by"]["actor"]
    state["signatory_id"] = None


def without_mandate(state: dict[str, Any]) -> None:
    """Before version 3 every signature was given by the head, without a mandate."""
    state["mandate_id"] = None
