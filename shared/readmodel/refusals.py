"""What may be refused of the copies of a projection; each class is a code to read."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

# What is raised where a copy of another version does not fit this code.
UNREADABLE = (msgspec.MsgspecError, sa.exc.OperationalError, sa.exc.ProgrammingError)


class ProjectionBeingRebuilt(Exception):
    """The answer is in a copy that this version cannot read; the new copy is being filled."""


class RebuildUnderWay(Exception):
    """The other copy is being filled already."""


class AnotherReleaseInCharge(Exception):
    """A later release of this service runs beside this one and decides about the copies."""


class NothingToCancel(Exception):
    """The other copy is neither being filled nor ready."""


class NothingToResume(Exception):
    """The other copy was not cancelled."""


class CopyNotReady(Exception):
    """The other copy has not caught up with the one that answers."""


class CopiesApart(Exception):
    """The copies could not be brought to one position."""
