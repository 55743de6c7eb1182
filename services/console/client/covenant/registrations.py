"""Title registrations as `covenant` answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.console.client.answers import Written
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
    returned: str | None = None
    returned_on: date | None = None


class RegistrationQuestions:
    """What the API says about registrations."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def registrations(
        self, covenant_id: UUID, after: Sequence[str] = ()
    ) -> tuple[Registration, ...]:
        return await self.transport.read_all(
            "/registrations", Registration, covenant_id=covenant_id, after=after
        )

    async def register(self, form: Mapping[str, Any], key: str) -> Written:
        return await self.transport.write("POST", "/registrations", form, key=key)

    async def return_registration(
        self, registration_id: UUID, reason: str, returned_on: date, key: str
    ) -> Written:
        path = f"/registrations/{registration_id}/returns"
        form = {"reason": reason, "returned_on": returned_on}
        return await self.transport.write("POST", path, form, key=key)
