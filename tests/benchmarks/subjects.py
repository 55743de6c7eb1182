"""What the generator of a ministry remembers of its people and units between two facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(eq=False)
class Unit:
    id: UUID
    people: list[Person] = field(default_factory=list)


@dataclass(eq=False)
class Person:
    """`fighter` are the years of which the person holds CSTDCS, `ministry_fighter` CSTD_BO."""

    id: UUID
    unit: Unit
    aim: str = "LDTT"
    fighter: list[int] = field(default_factory=list)
    ministry_fighter: list[int] = field(default_factory=list)
