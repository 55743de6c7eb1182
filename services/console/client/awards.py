"""What `awards` answers: verdicts, nominations, decisions, awards, reviews."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec

from services.console.client.conditions import Answer, Condition
from services.console.client.granted import Family, Granted
from services.console.client.intakes import IntakesClient
from services.console.client.questions import QuestionsClient
from services.console.client.transport import Transport
from shared.contracts.awards import RevocationGround
from shared.contracts.covenant import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a subject meets the standards of a title, and why."""

    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    verdict: Answer
    unit_id: UUID | None = None
    ruleset: str = ""
    version: str = ""
    conditions: tuple[Condition, ...] = ()


class Nomination(msgspec.Struct, frozen=True, kw_only=True):
    """A unit puts a subject forward."""

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    by_unit_id: UUID
    submitted_on: date
    verdict: Answer
    state: Literal["submitted", "returned", "decided"] = "submitted"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The authority's decision on a list."""

    id: UUID
    number: str
    authority: str
    year: int
    decided_on: date


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """Why an award no longer counts."""

    ground: RevocationGround
    decision_number: str
    reason: str
    revoked_on: date
    fact: str


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """An award a subject holds or held, and what it rested on."""

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    family: Family
    year: int
    decision_number: str
    decided_on: date
    state: Literal["declared", "valid", "revoked"]
    fact: str | None = None
    decision_id: UUID | None = None
    rested_on: tuple[str, ...] = ()
    revocation: Revocation | None = None
    merit: bool = True


class Affected(msgspec.Struct, frozen=True, kw_only=True):
    """A valid award that counted the revoked one: `facts` are those of it that it counted."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    facts: tuple[str, ...]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A revoked award and what rested on it; `revoked_by` is the fact that says so."""

    award_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    revoked_by: str
    affected: tuple[Affected, ...]


class Dependent(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict or a valid award that counted the facts asked about; `facts` are those."""

    kind: Literal["award", "verdict"]
    subject_kind: SubjectKind
    subject_id: UUID
    award: str
    year: int
    facts: tuple[str, ...]
    verdict: Answer | None = None
    award_id: UUID | None = None


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """How many may hold an award, as a share of those who hold or reach another, and do."""

    code: str
    award: str
    of: str
    percent: int
    article: str
    certainty: str
    text: str
    binds: bool
    base: int
    allowed: int
    eligible: int
    granted: int


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """Who is suggested among equals, and the article; nobody where none is told apart."""

    suggested: tuple[UUID, ...] = ()
    article: str | None = None
    text: str | None = None
    certainty: str | None = None


class AwardsClient:
    """The API of `awards`."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.intakes = IntakesClient(transport)

    @property
    def questions(self) -> QuestionsClient:
        """What is worked out only when it is asked, as of the same moment."""
        return QuestionsClient(self.transport)

    def as_of(self, at: str | None) -> AwardsClient:
        """The API read as things stood at a moment; none is now."""
        return AwardsClient(self.transport.as_of(at))

    async def eligibility(
        self,
        year: int,
        *,
        unit_id: UUID | None = None,
        bloc_id: UUID | None = None,
        subject_kind: SubjectKind | None = None,
        award: str | None = None,
    ) -> tuple[Verdict, ...]:
        """The verdicts of a unit, of the units of a bloc, or of all."""
        return await self.transport.read_all(
            "/eligibility",
            Verdict,
            year=year,
            unit_id=unit_id,
            bloc_id=bloc_id,
            subject_kind=subject_kind,
            award=award,
        )

    async def verdict(
        self, subject_kind: str, subject_id: UUID, award: str, year: int
    ) -> Verdict:
        path = f"/eligibility/{subject_kind}/{subject_id}/{award}/{year}"
        return await self.transport.read(path, Verdict)

    async def dependents(
        self, *, fact: str | None = None, award_id: UUID | None = None
    ) -> tuple[Dependent, ...]:
        """Everything that counted one fact or one award."""
        return await self.transport.read_all(
            "/eligibility/dependents", Dependent, fact=fact, award_id=award_id
        )

    async def quotas(self, year: int) -> tuple[Quota, ...]:
        return await self.transport.read("/eligibility/quotas", tuple[Quota, ...], year=year)

    async def tie(
        self, subject_kind: str, subject_ids: Sequence[UUID], award: str, year: int
    ) -> Tie:
        """Whom the law would have chosen among these."""
        return await self.transport.read(
            "/eligibility/ties",
            Tie,
            subject_kind=subject_kind,
            subject_id=list(subject_ids),
            award=award,
            year=year,
        )

    async def nominations(self, year: int) -> tuple[Nomination, ...]:
        return await self.transport.read_all("/nominations", Nomination, year=year)

    async def decisions(self, year: int) -> tuple[Decision, ...]:
        return await self.transport.read_all("/decisions", Decision, year=year)

    async def awards(self, year: int | None = None) -> tuple[Award, ...]:
        return await self.transport.read_all("/awards", Award, year=year)

    async def granted(self, year: int) -> tuple[Granted, ...]:
        return await self.transport.read_all("/granted-awards", Granted, year=year)

    async def award(self, award_id: UUID) -> Award:
        return await self.transport.read(f"/awards/{award_id}", Award)

    async def reviews(self) -> tuple[Review, ...]:
        return await self.transport.read_all("/reviews", Review)
