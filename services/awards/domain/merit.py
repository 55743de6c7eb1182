"""Awards of merit, and those of a movement or of something unexpected, which are not (P-04)."""

from __future__ import annotations

from typing import Any


def of_merit(state: dict[str, Any]) -> None:
    """Before an award could be of another kind, every one was of merit."""
    state["merit"] = True
