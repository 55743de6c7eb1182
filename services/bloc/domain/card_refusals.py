"""What is refused about the cards of people, and about rows of lists."""

from __future__ import annotations

from services.bloc.domain.errors import BlocServiceError


class CardMissing(BlocServiceError):
    """The personal data of this person were erased and cannot be written again."""


class StaffNumberTaken(BlocServiceError):
    """Somebody else has this staff number; correct it."""


class RowChangedMeanwhile(BlocServiceError):
    """What the row was compared with changed since; upload the file again."""
