"""Ids that follow from what they are about: where there can be only one, it has one name."""

from __future__ import annotations

from uuid import UUID


class IdNotDerived(Exception):
    """Where there can be only one thing, its id follows from what it is about."""

    def __init__(self, given: UUID, derived: UUID) -> None:
        super().__init__(
            f"The id can only be {derived}, not {given}; send that or leave it out."
        )


def derived_id(derived: UUID, given: UUID | None) -> UUID:
    """The derived id, which is the only one a caller may give. Raises `IdNotDerived`."""
    if given is not None and given != derived:
        raise IdNotDerived(given, derived)
    return derived
