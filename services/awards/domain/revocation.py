"""Revocation: what must hold before an award, granted or past, can be revoked."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.awards.domain.errors import (
    AwardAlreadyRevoked,
    AwardRevokedTooEarly,
    ReasonMissing,
)

# Article 93(2) of the Law: points a, b, c and d.
RevocationGround = Literal["fraud", "false_file", "unlawful_procedure", "breach_concluded"]


def require_revocable(
    award_id: UUID, decided_on: date, earlier: date | None, reason: str, revoked_on: date
) -> None:
    """Refuse a second revocation (`earlier`), one without a reason, one before the award."""
    if earlier is not None:
        raise AwardAlreadyRevoked(f"{award_id} was revoked on {earlier}")
    if not reason.strip():
        raise ReasonMissing(f"{award_id} was revoked without a reason")
    if revoked_on < decided_on:
        raise AwardRevokedTooEarly(f"{award_id} was decided on {decided_on}")
