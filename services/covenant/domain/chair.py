"""Who calls and leads a meeting: the head of the bloc, or a deputy who says why not the head.

Opening, balloting, counting, proposing and closing all ask `check_leads`, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.covenant.domain.refusals import CovenantServiceError


@dataclass(frozen=True)
class MeetingLeader:
    """An account that would lead: the head of the bloc, or else one of its deputies."""

    account: str
    is_head: bool


@dataclass(frozen=True)
class Chair:
    """Who holds the chair since it was taken; a deputy gave the reason why not the head."""

    account: str
    is_head: bool
    reason: str


def why_called(leader: MeetingLeader, reason: str) -> str:
    """Why a deputy calls the meeting; the head gives no reason."""
    if leader.is_head:
        return ""
    if not reason.strip():
        raise MeetingCallWithoutReason
    return reason.strip()


def check_leads(chair: Chair | None, leader: MeetingLeader) -> None:
    """Refuse whoever does not hold the chair. Until it is taken it is the head's."""
    if chair is None:
        if not leader.is_head:
            raise MeetingChairNotTaken
    elif chair.account != leader.account:
        raise MeetingChairedByOther(chair.account)


def taken(chair: Chair | None, leader: MeetingLeader, reason: str) -> Chair:
    """The chair in these hands. The head may take it back and need not say why."""
    holds = leader.is_head if chair is None else chair.account == leader.account
    if holds:
        raise MeetingChairHeldAlready
    if not leader.is_head and not reason.strip():
        raise MeetingChairWithoutReason
    return Chair(leader.account, leader.is_head, reason.strip())


class MeetingCallWithoutReason(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Say why the head of the bloc does not call this meeting.")


class MeetingChairNotTaken(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__(
            "The head of the bloc chairs this meeting; where the head is absent, take the "
            "chair first and say why."
        )


class MeetingChairedByOther(CovenantServiceError):
    def __init__(self, account: str) -> None:
        super().__init__(
            f"This meeting is chaired by {account}; take the chair first to lead it.",
            account=account,
        )


class MeetingChairHeldAlready(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("You chair this meeting already; there is nothing left to do.")


class MeetingChairWithoutReason(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Say why the head of the bloc does not chair this meeting.")
