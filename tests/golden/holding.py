"""Whether what is said now still says all that was said once."""

from __future__ import annotations


def holds(now: object, once: object) -> bool:
    """Whether all that was said once is said now, whatever was added since."""
    if isinstance(now, dict) and isinstance(once, dict):
        return all(name in now and holds(now[name], said) for name, said in once.items())
    if isinstance(now, list) and isinstance(once, list):
        return len(now) == len(once) and all(map(holds, now, once))
    return now == once
