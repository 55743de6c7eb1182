"""A page that cannot be shown: why, which parts of the system are there, what still works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# The services without which a page has nothing to show; names come from the directory.
NEEDED = {
    "home": ("bloc",),
    "bloc": ("bloc",),
    "units": ("bloc",),
    "covenant": ("bloc", "covenant"),
    "frames": ("bloc", "covenant"),
    "scoring": ("bloc", "covenant"),
    "meeting": ("bloc", "covenant"),
    "ranking": ("bloc", "covenant"),
    "eligibility": ("bloc", "awards"),
    "decisions": ("bloc", "awards"),
    "timeline": ("bloc",),
    "inbox": ("bloc", "notify"),
    "accounts": ("bloc",),
}
ADDRESS = {
    "home": "/",
    "bloc": "/khoi",
    "units": "/don-vi",
    "covenant": "/giao-uoc",
    "frames": "/bang-tieu-chi",
    "scoring": "/cham-diem",
    "meeting": "/hop-khoi",
    "ranking": "/xep-hang",
    "eligibility": "/xet-dieu-kien",
    "decisions": "/quyet-dinh",
    "timeline": "/dong-su-kien",
    "inbox": "/hop-thu",
    "accounts": "/tai-khoan",
}


@dataclass(frozen=True)
class Part:
    """A service and whether it is ready."""

    source: str
    ready: bool


@dataclass(frozen=True)
class ProblemScreen:
    """What went wrong, as a key of the catalogue with its values; `parts` of a missed service.

    `pages` are those that work, by name and address. `code` is for whoever runs the system, and
    `retry` where to try again; none is the same page.
    """

    problem: str
    parts: tuple[Part, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    retry: str | None = None


def compose(problem: str, ready: Mapping[str, bool] | None = None) -> ProblemScreen:
    if ready is None:
        return ProblemScreen(problem)
    return ProblemScreen(
        problem,
        tuple(Part(source, there) for source, there in ready.items()),
        tuple(
            (page, ADDRESS[page])
            for page, needed in NEEDED.items()
            if all(ready[source] for source in needed)
        ),
    )
