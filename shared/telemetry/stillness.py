"""What stands still although there is work for it: a frozen reader says nothing of itself."""

from __future__ import annotations

from dataclasses import dataclass, field

FROZEN_SECONDS = 30.0


@dataclass(frozen=True)
class Work:
    """How far something came, what changes when it moves, and how much waits for it."""

    place: int
    moving: int
    waiting: int


@dataclass
class Stillness:
    """Remembers since when each stands where it stands with work before it."""

    _since: dict[str, tuple[int, float]] = field(default_factory=dict)

    def frozen(self, works: dict[str, Work], now: float) -> dict[str, str]:
        """Who has not moved for too long, each with what is to be said of it.

        `now` is any clock that only goes forward. Who is not among `works` could not be asked
        and keeps its time.
        """
        said = {}
        for name, work in works.items():
            if work.waiting == 0:
                self._since.pop(name, None)
                continue
            moving, since = self._since.get(name, (work.moving, now))
            if moving != work.moving:
                since = now
            self._since[name] = (work.moving, since)
            still = now - since
            if still >= FROZEN_SECONDS:
                said[name] = (
                    f"frozen: {work.waiting} facts wait for it, and it has stood at "
                    f"{work.place} for {still:.0f} s"
                )
        return said
