"""What a meeting refuses, and why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError


class MeetingOfNobody(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The meeting has no units; name those of the bloc.")


class MeetingWithoutAgenda(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The meeting has no agenda; write at least one point.")


class MeetingRulesUnknown(CovenantServiceError):
    def __init__(self, held_on: date) -> None:
        super().__init__(
            f"No rules of meetings are in force on {held_on}; choose another day, or have the "
            "operator add the rules of that time.",
            held_on=held_on.isoformat(),
        )


class MeetingUnitNotMember(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} was not called to this meeting; choose one that was.")


class MeetingClosed(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The meeting is over; call another for what is left to do.")


class MeetingNotOpen(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The meeting has not begun; open it once enough units are present.")


class MeetingNotOver(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The meeting is not over; its minutes are fixed when it is closed.")


class MeetingAlreadyOpened(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The meeting is open already; there is nothing left to do.")


class MeetingBeforeItsDay(CovenantServiceError):
    def __init__(self, held_on: date) -> None:
        super().__init__(
            f"The meeting was called for {held_on}; open it on that day or later.",
            held_on=held_on.isoformat(),
        )


class MeetingWithoutQuorum(CovenantServiceError):
    def __init__(self, present: int, needed: int) -> None:
        super().__init__(
            f"{present} units are present and {needed} are needed; record who has come.",
            present=present,
            needed=needed,
        )


class MeetingBusinessOpen(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("A ballot of this meeting is open; count or annul it first.")


class PresenceAlreadyRecorded(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} is recorded as present already.")


class PresenceNotRecorded(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} is not recorded as present.")


class ProxyWithoutDocument(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("A proxy needs a mandate; give the number of its document.")


class NextHeadAlreadyProposed(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} is proposed already; there is nothing left to do.")
