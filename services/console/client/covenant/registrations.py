"""Title registrations as `covenant` answers them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from services.console.client.transport import Transport
from shared.contracts.covenant import SubjectKind


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A title that a subject aims at."""

    registration_id: UUID
    unit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    registered_on: date


class RegistrationQuestions:
    """What the API says about registrations."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def registrations(self, covenant_id: UUID) -> tuple[Registration, ...]:
        return await self.transport.read_all(
            "/registrations", Registration, covenant_id=covenant_id
        )
