"""Who may lead a bloc's meeting, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.covenant.domain.chair import MeetingLeader
from shared.access import Grant, Role

if TYPE_CHECKING:
    from uuid import UUID

    from shared.http.requests import Write

LEADERS = (Role.BLOC_HEAD, Role.BLOC_DEPUTY)


def leader_of(write: Write, bloc_id: UUID) -> MeetingLeader:
    """The account as one of the bloc's leaders. Raises `NotAllowed` where it is none."""
    write.within(bloc_id)
    is_head = Grant(Role.BLOC_HEAD, str(bloc_id)) in write.account.grants
    return MeetingLeader(write.account.login, is_head)
