"""The facts of covenants."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from shared.contracts.covenant.titles import SubjectKind
from shared.contracts.envelope import Fact


class Article(msgspec.Struct, frozen=True):
    """One numbered article of a covenant."""

    number: int
    heading: str
    text: str


class Pledge(msgspec.Struct, frozen=True):
    """A measurable pledge: a share (percent) or a count of subjects that reach a title."""

    award: str
    subject_kind: SubjectKind
    measure: Literal["share", "count"]
    at_least: Decimal


class CovenantDrafted(Fact, frozen=True, kw_only=True):
    """A covenant of a bloc for a year is drafted. `unit_ids` are those that must sign."""

    covenant_id: UUID
    bloc_id: UUID
    year: int
    title: str
    unit_ids: tuple[UUID, ...]
    basis: tuple[str, ...]
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    drafted_on: date


class CovenantRevised(Fact, frozen=True, kw_only=True):
    """The draft's text is replaced."""

    covenant_id: UUID
    articles: tuple[Article, ...]
    pledges: tuple[Pledge, ...]
    revised_on: date


class CovenantOpened(Fact, frozen=True, kw_only=True):
    """The text is fixed and open for signing; `digest` is SHA-256 of its canonical JSON."""

    covenant_id: UUID
    bloc_id: UUID
    unit_ids: tuple[UUID, ...]
    digest: str
    opened_on: date


class CovenantSigned(Fact, frozen=True, kw_only=True):
    """A unit signed the text with this digest; by `mandate_id` where a proxy signed.

    `account` is the login that signed, `signatory_id` the person of `bloc` it signed as, where
    that is known. Neither is a name: names may be erased, facts may not.
    """

    covenant_id: UUID
    bloc_id: UUID
    unit_id: UUID
    account: str
    digest: str
    signed_on: date
    signatory_id: UUID | None = None
    mandate_id: UUID | None = None


class CovenantInForce(Fact, frozen=True, kw_only=True):
    """Every unit has signed."""

    covenant_id: UUID
    bloc_id: UUID
    unit_ids: tuple[UUID, ...]
    year: int
    in_force_on: date
