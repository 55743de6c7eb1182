"""An earlier moment that a page is looked at from: the end of a day, or just after a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.console.screens.wording import FACT_ID
from shared.catalogue.formats import HERE


@dataclass(frozen=True)
class Moment:
    """What a reader chose; `text` is how it stands in the address, `said` the fact in words."""

    text: str
    day: date | None = None
    fact: str | None = None
    said: str | None = None

    @property
    def at(self) -> str:
        """The moment as services understand it."""
        if self.day is None:
            return self.text
        midnight = datetime.combine(self.day + timedelta(days=1), time(), HERE)
        return (midnight - timedelta(microseconds=1)).isoformat()


def read_moment(text: str | None, now: datetime) -> Moment | None:
    """The moment an address names; none for today, a day to come, or what is no moment."""
    if text is None:
        return None
    if FACT_ID.fullmatch(text):
        return Moment(text, fact=text, said=text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Moment(day.isoformat(), day=day) if day < now.astimezone(HERE).date() else None
