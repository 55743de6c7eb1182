"""What a covenant refuses, each refusal named after the rule it guards."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.covenant.domain.refusals import CovenantServiceError


def check_parties(unit_ids: tuple[UUID, ...]) -> None:
    """Somebody is to sign, and each unit once."""
    if not unit_ids:
        raise CovenantWithoutUnits
    for unit_id in unit_ids:
        if unit_ids.count(unit_id) > 1:
            raise CovenantUnitRepeated(unit_id)


class CovenantWithoutUnits(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("Nobody is to sign this covenant; name the units of the bloc.")


class CovenantUnitRepeated(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(f"Unit {unit_id} is named twice; name it once.")


class CovenantWithoutArticles(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The covenant has no article; write its text before opening it.")


class CovenantTextFixed(CovenantServiceError):
    def __init__(self, state: str) -> None:
        super().__init__(
            f"The covenant is {state}: its text can no longer change; draft a new covenant.",
        )


class CovenantAlreadyOpened(CovenantServiceError):
    def __init__(self, state: str) -> None:
        super().__init__(f"The covenant is {state} already; sign it instead.")


class CovenantNotOpen(CovenantServiceError):
    def __init__(self) -> None:
        super().__init__("The covenant is a draft; the bloc head opens it for signing first.")


class CovenantUnitNotParty(CovenantServiceError):
    def __init__(self, unit_id: UUID) -> None:
        super().__init__(
            f"Unit {unit_id} is not a party to this covenant; only its units act under it.",
        )


class CovenantAlreadySigned(CovenantServiceError):
    def __init__(self, unit_id: UUID, signed_on: date) -> None:
        super().__init__(
            f"Unit {unit_id} signed on {signed_on}; a unit signs once.",
        )


class CovenantDigestDiffers(CovenantServiceError):
    def __init__(self, given: str, expected: str) -> None:
        super().__init__(
            f"The text that was read has the digest {given}, the open text has {expected}; "
            "read the covenant again and sign that text.",
        )


class CovenantDateTooEarly(CovenantServiceError):
    def __init__(self, on: date, text_since: date) -> None:
        super().__init__(
            f"{on} is before {text_since}, when the text came to stand as it does; "
            "give a later date.",
        )
