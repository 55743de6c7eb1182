"""The day it is where the people are who score: deadlines are days of their calendar."""

from __future__ import annotations

from datetime import date, datetime

from shared.catalogue.formats import HERE


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Vietnam."""
    return moment.astimezone(HERE).date()


def now() -> datetime:
    """This moment, to the second."""
    return datetime.now(HERE).replace(microsecond=0)


def today() -> date:
    return local_day(datetime.now(HERE))
