"""What is known of a person by name: personal data, which no event carries."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal, get_args

CardField = Literal[
    "full_name",
    "job_title",
    "birth_date",
    "citizen_number",
    "email",
    "phone",
    "staff_number",
]
FIELDS: tuple[CardField, ...] = get_args(CardField)


@dataclass(frozen=True)
class IdentityCard:
    """Everything but name and job title may be unknown; a name is kept in Unicode's NFC."""

    full_name: str
    job_title: str
    birth_date: date | None = None
    citizen_number: str | None = None
    email: str | None = None
    phone: str | None = None
    staff_number: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "full_name", unicodedata.normalize("NFC", self.full_name))

    def filled(self) -> list[str]:
        """The names of the fields that hold something."""
        return [name for name, value in asdict(self).items() if value]

    def changed_from(self, before: IdentityCard) -> tuple[CardField, ...]:
        """The names of the fields in which this card differs from the one before."""
        return tuple(name for name in FIELDS if getattr(self, name) != getattr(before, name))

    def telling(self) -> list[str]:
        """What tells who somebody is, wherever it is written."""
        told = (self.full_name, self.citizen_number, self.email, self.phone, self.staff_number)
        return [each for each in told if each]
