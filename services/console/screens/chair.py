"""Who leads a bloc's meeting, as the service decides it: told before anybody tries.

The head of the bloc chairs it until a deputy takes the chair; then whoever holds the chair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.console.screens.chrome import Action
from services.console.screens.covenant_text import heads
from shared.access import Grant, Role

if TYPE_CHECKING:
    from uuid import UUID

    from services.console.client.covenant import Meeting
    from services.console.screens.chrome import Names
    from shared.access import Account


@dataclass(frozen=True)
class ChairSeat:
    """Who chairs: the one who took the chair by name, or the head while nobody did."""

    name: str | None
    is_head: bool
    reason: str
    take: Action


def chair_of(meeting: Meeting, account: Account, names: Names) -> ChairSeat:
    """The chair of a meeting, and whether the reader may take it."""
    chair = meeting.chair
    take = Action(allowed=True)
    if lead_obstacle(meeting, account) is None:
        take = Action(allowed=False, reason="meeting.chairs_already")
    elif not _is_leader(meeting, account):
        take = Action(allowed=False, reason="meeting.only_leaders")
    elif meeting.state == "closed":
        take = Action(allowed=False, reason="meeting.over")
    if chair is None:
        return ChairSeat(None, is_head=True, reason="", take=take)
    name = names.accounts.get(chair.account, chair.account)
    return ChairSeat(name, chair.is_head, chair.reason, take)


def lead_obstacle(meeting: Meeting, account: Account) -> str | None:
    """Why the account does not lead the meeting; none where it does."""
    if not _is_leader(meeting, account):
        return "meeting.only_leaders"
    if meeting.chair is None:
        return None if heads(account, meeting.bloc_id) else "meeting.chair_not_taken"
    return None if meeting.chair.account == account.login else "meeting.chaired_by_other"


def stands_in(account: Account, bloc_id: UUID) -> bool:
    """Whether the account acts for the bloc's head, as a deputy, and so has to say why."""
    deputy = Grant(Role.BLOC_DEPUTY, str(bloc_id))
    return deputy in account.grants and not heads(account, bloc_id)


def _is_leader(meeting: Meeting, account: Account) -> bool:
    return heads(account, meeting.bloc_id) or stands_in(account, meeting.bloc_id)
