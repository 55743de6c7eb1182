"""What can go wrong when the sample is played, and which answers are worth another try."""

from __future__ import annotations

from typing import Any, Final

import httpx

from deploy.sample.steps import Step

CONFLICT: Final = 409
UNAVAILABLE: Final = 503


class SampleRefused(Exception):
    """A service refused a step of the sample for good; `problem` is its answer."""

    def __init__(self, step: Step, status: int, problem: dict[str, Any]) -> None:
        self.step = step
        self.status = status
        self.problem = problem
        detail = problem.get("detail") or problem.get("code") or "no problem document"
        super().__init__(f"{step.key}: {step.service} answered {status}: {detail}")


class SampleUnanswered(Exception):
    """A service did not answer a step within the player's patience."""

    def __init__(self, key: str, seconds: float, reason: str) -> None:
        super().__init__(f"{key}: no answer within {seconds:.0f} s ({reason})")


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """The problem document of an answer; an empty one where there is none."""
    if "json" not in response.headers.get("content-type", ""):
        return {}
    document = response.json()
    return document if isinstance(document, dict) else {}


def worth_another_try(response: httpx.Response) -> bool:
    """Whether the same request may succeed later, unchanged."""
    if response.status_code == UNAVAILABLE:
        return True
    in_progress = problem_of(response).get("code") == "idempotency_in_progress"
    return response.status_code == CONFLICT and in_progress


def wished_pause(response: httpx.Response) -> float:
    """The seconds a service asks to wait before another try; 0 without such a wish."""
    wish: str = response.headers.get("retry-after", "")
    return float(wish) if wish.isdecimal() else 0.0
