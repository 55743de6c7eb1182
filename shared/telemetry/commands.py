"""A command as it is observed: how long it took, and how it ended."""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from shared.telemetry import metrics

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ("services.", "shared.")


@contextmanager
def commanding(use_case: str) -> Iterator[None]:
    """Observe one command from its arrival to its answer."""
    started = perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "done"
    except Exception as error:
        # A rule's own error is an answer; everything else that ends a command is trouble.
        if type(error).__module__.startswith(OURS):
            outcome = "refused"
        raise
    finally:
        metrics.commands.labels(use_case, outcome).observe(perf_counter() - started)
