"""What `covenant` tells anybody of a printed paper by its code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.client.transport import Transport
from shared.contracts.covenant import ScorePlace


class PaperSignature(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is to sign: when it did, and what was attached to it."""

    unit_id: UUID
    signed_on: date | None = None
    fact_id: str | None = None
    form: Literal["cms", "ed25519"] | None = None
    issuer_trusted: bool = False
    key_fingerprint: str = ""


class PaperAppendix(msgspec.Struct, frozen=True, kw_only=True):
    """An appendix of a covenant."""

    number: int
    title: str
    digest: str
    opened_on: date
    in_force_on: date | None = None


class CovenantPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What a covenant's paper says, and what came after its text was fixed."""

    title: str
    state: str
    opened_on: date | None = None
    in_force_on: date | None = None
    signatures: tuple[PaperSignature, ...] = ()
    appendices: tuple[PaperAppendix, ...] = ()


class PaperVotes(msgspec.Struct, frozen=True, kw_only=True):
    """The votes for one candidate."""

    unit_id: UUID
    votes: int
    passed: bool


class PaperBallot(msgspec.Struct, frozen=True, kw_only=True):
    """What a ballot came to."""

    number: int
    state: str
    cast: int
    invalid: int
    needed: int
    votes: tuple[PaperVotes, ...] = ()


class MinutesPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What minutes say, and what happened since."""

    held_on: date
    called: int
    present: int
    needed: int
    chaired_by_deputy: bool
    ranking_changed: bool
    conclusion: str
    closed_at: datetime | None = None
    ballots: tuple[PaperBallot, ...] = ()
    standing: tuple[ScorePlace, ...] = ()
    next_head_unit_id: UUID | None = None
    later_meeting_on: date | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """The paper a code belongs to: a covenant, or minutes."""

    bloc_id: UUID
    year: int
    digest: str
    covenant: CovenantPaper | None = None
    minutes: MinutesPaper | None = None


class PaperQuestions:
    """What the API says about papers; nobody has to sign in to ask."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def paper(self, code: str) -> Paper:
        """Raises `ApiProblem` (404) for a code that no paper has."""
        return await self.transport.read(f"/papers/{code}", Paper)
