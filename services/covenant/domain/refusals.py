"""What all refusals of this service have in common: nothing has happened."""

from __future__ import annotations

from uuid import UUID


class CovenantServiceError(Exception):
    """A rule of this service refused a command; the message says which, and what to do."""


class IdNotDerived(CovenantServiceError):
    """Where there can be only one thing, its id follows from what it is about."""

    def __init__(self, given: UUID, derived: UUID) -> None:
        super().__init__(
            f"The id can only be {derived}, not {given}; send that or leave it out."
        )


def derived_id(derived: UUID, given: UUID | None) -> UUID:
    """The derived id, which is the only one a caller may give."""
    if given is not None and given != derived:
        raise IdNotDerived(given, derived)
    return derived
