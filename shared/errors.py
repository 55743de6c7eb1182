"""What every error of ours has: a stable code, its class name in snake case."""

from __future__ import annotations

import re

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def code_of(kind: type[Exception]) -> str:
    """The stable code of an error: `CovenantAlreadySigned` is `covenant_already_signed`."""
    return _WORD_START.sub("_", kind.__name__).lower()
