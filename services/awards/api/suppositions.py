"""The form of *what if*: facts about one subject that are only supposed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from services.awards.api.fields import Title, Year
from services.awards.law import history as law
from services.awards.law.suppositions import Supposition

SUPPOSED = UUID("b7f7a2de-6f4c-4d6a-9d0b-2f6f1a5c9e11")


class SupposedRating(BaseModel):
    fact: Literal["rating"]
    year: Year
    rating: law.RatingLevel

    def entry(self) -> Supposition:
        return "ratings", law.Rated("", self.year, self.rating)


class SupposedInitiative(BaseModel):
    fact: Literal["initiative"]
    year: Year
    scope: law.Scope
    decided: bool = True

    def entry(self) -> Supposition:
        return "initiatives", law.Initiative("", self.year, self.scope, self.decided)


class SupposedFinding(BaseModel):
    fact: Literal["finding"]
    year: Year
    condition: str = Field(min_length=1, examples=["LDTT-2"])
    met: bool = True

    def entry(self) -> Supposition:
        return "findings", law.Found("", self.year, self.condition, self.met)


class SupposedAward(BaseModel):
    """An award that is granted; `merit` is false for one of a movement or the unexpected."""

    fact: Literal["award"]
    year: Year
    award: Title
    merit: bool = True

    def entry(self) -> Supposition:
        award_id = uuid5(SUPPOSED, f"{self.award}/{self.year}")
        held = law.AwardHeld("", award_id, self.award, self.year, proven=True, merit=self.merit)
        return "awards", held


class SupposedDiscipline(BaseModel):
    fact: Literal["discipline"]
    form: law.DisciplineForm
    imposed_on: date
    ends_on: date | None = None

    def entry(self) -> Supposition:
        record_id = uuid5(SUPPOSED, self.imposed_on.isoformat())
        return "disciplines", law.Disciplined(
            "", record_id, self.form, self.imposed_on, self.ends_on
        )


class SupposedRevocation(BaseModel):
    """That one of the subject's awards is revoked."""

    fact: Literal["revocation"]
    award_id: UUID

    def entry(self) -> Supposition:
        return "revocations", law.AwardRevoked("", self.award_id)


Supposed = Annotated[
    SupposedRating
    | SupposedInitiative
    | SupposedFinding
    | SupposedAward
    | SupposedDiscipline
    | SupposedRevocation,
    Field(discriminator="fact"),
]


class WhatIfForm(BaseModel):
    """Facts that are only supposed, about one subject; they reach no log.

    `ruleset` is the one in force unless another is named: then it is asked as if it had been.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "year": 2024,
                    "facts": [
                        {"fact": "initiative", "year": 2024, "scope": "MINISTRY"},
                        {"fact": "rating", "year": 2024, "rating": "EXCELLENT"},
                    ],
                }
            ]
        }
    )

    year: Year
    ruleset: str | None = Field(default=None, examples=["law-2026"])
    facts: tuple[Supposed, ...] = Field(default=(), max_length=100)
