"""How often Python looks for objects that only refer to one another.

Most of what is made goes when nothing refers to it. A batch of facts or rows stays until it has
taken effect: to look through it again and again meanwhile is a tenth of the time of a replay.
"""

from __future__ import annotations

import gc

# Objects more than went before the newest are looked through; Python's own figure is 700.
NEWEST = 10_000
# So many looks at the newest before those that stayed are looked through, and so many of these
# before all are.
YOUNGER, ALL = 20, 10


def collect_seldom() -> None:
    """To be called when everything was loaded: no collection looks through that again."""
    gc.freeze()
    gc.set_threshold(NEWEST, YOUNGER, ALL)
