"""Secret ballots for the flag: open, cast, count, annul, list, read, recount.

What a unit votes arrives sealed, and its request leaves nothing behind but that it voted.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Base64Bytes, BaseModel, Field

from services.covenant import views
from services.covenant.api.leaders import LEADERS, leader_of
from services.covenant.api.today import now
from services.covenant.application import Covenants
from services.covenant.ballotbox import new_receipt
from services.covenant.domain.ballot import FlagBallot
from services.covenant.projections import BallotView, RecountView
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

LEAD_BALLOT = allow("lead_ballot", *LEADERS)
CAST_VOTE = allow("cast_vote", Role.UNIT_HEAD, Role.UNIT_OFFICER)
CAST_AS_HEAD = allow("cast_vote", Role.UNIT_HEAD)
READ_BALLOTS = allow("read_ballots")


class BallotForm(BaseModel):
    """A ballot to open; each sheet marks up to `at_most` of the candidates.

    `number` counts the ballots of a meeting from 1.
    """

    number: int = Field(ge=1)
    candidate_unit_ids: tuple[UUID, ...]
    at_most: int = Field(ge=1)


class VoteForm(BaseModel):
    """A unit's sheet, sealed for the ballot's `public_key`, in base64.

    One byte for each candidate in the ballot's order, 1 where it is marked, else 0. Sealed:
    an own P-256 point (65 bytes), then AES-256-GCM of the sheet with nonce zero under
    HKDF-SHA256 (no salt) of the agreed secret, with info `thidua.sealed.v1`, that point, and
    the 16 bytes of the ballot's id.
    """

    unit_id: UUID
    sealed: Base64Bytes


class AnnulmentForm(BaseModel):
    """Why the ballot ends uncounted."""

    reason: str


class Receipt(BaseModel):
    """By which the voter finds her sheet among those counted, and nobody what is on it."""

    receipt: str


def router(application: Covenants, yearbook: Copies) -> APIRouter:
    routes = api_router(tag="meetings")

    @routes.post("/meetings/{meeting_id}/ballots", status_code=201)
    async def open_ballot(
        meeting_id: UUID,
        form: BallotForm,
        write: Annotated[Write, Depends(writing(LEAD_BALLOT))],
    ) -> Response:
        leader = leader_of(write, (await application.meeting(meeting_id)).bloc_id)
        return await write(
            lambda: application.open_ballot(
                meeting_id,
                leader,
                form.number,
                candidates=form.candidate_unit_ids,
                at_most=form.at_most,
                opened_at=now(),
            ),
            created=FlagBallot.id_of(meeting_id, form.number),
        )

    @routes.post(
        "/flag-ballots/{ballot_id}/votes", status_code=201, responses={201: {"model": Receipt}}
    )
    async def cast_vote(
        ballot_id: UUID,
        form: VoteForm,
        write: Annotated[Write, Depends(writing(CAST_VOTE))],
    ) -> Response:
        """Vote once for a unit. `Idempotency-Key` has no effect: a second vote is refused."""
        ballot = await application.ballot(ballot_id)
        by_proxy = ballot.proxy_of(form.unit_id) is not None
        write.within(form.unit_id, narrower=None if by_proxy else CAST_AS_HEAD)
        receipt = new_receipt()
        return await write.unremembered(
            lambda: application.cast_vote(
                ballot_id,
                form.unit_id,
                account=write.account.login,
                receipt=receipt,
                sealed=form.sealed,
            ),
            {"receipt": receipt},
        )

    @routes.post("/flag-ballots/{ballot_id}/count", status_code=204)
    async def count_ballot(
        ballot_id: UUID, write: Annotated[Write, Depends(writing(LEAD_BALLOT))]
    ) -> Response:
        """Close the ballot, count and announce it, and destroy its key."""
        leader = leader_of(write, (await application.ballot(ballot_id)).bloc_id)
        answer = await write(lambda: application.count_ballot(ballot_id, leader, now()))
        await application.forget_ballot(ballot_id)
        return answer

    @routes.post("/flag-ballots/{ballot_id}/annulment", status_code=204)
    async def annul_ballot(
        ballot_id: UUID,
        form: AnnulmentForm,
        write: Annotated[Write, Depends(writing(LEAD_BALLOT))],
    ) -> Response:
        """End the ballot uncounted; its sheets are destroyed unread."""
        leader = leader_of(write, (await application.ballot(ballot_id)).bloc_id)
        answer = await write(
            lambda: application.annul_ballot(ballot_id, leader, form.reason, now())
        )
        await application.forget_ballot(ballot_id)
        return answer

    @routes.get("/flag-ballots")
    async def list_ballots(
        bloc_id: UUID, year: int, read: Annotated[Read, Depends(reading(READ_BALLOTS))]
    ) -> list[BallotView]:
        return await read.ask(yearbook, views.ballots(bloc_id, year))

    @routes.get("/flag-ballots/{ballot_id}")
    async def read_ballot(
        ballot_id: UUID, read: Annotated[Read, Depends(reading(READ_BALLOTS))]
    ) -> BallotView:
        found = await read.ask(yearbook, views.ballot(ballot_id))
        if found is None:
            raise AggregateNotFound(FlagBallot, ballot_id)
        return found

    @routes.get("/flag-ballots/{ballot_id}/recount")
    async def recount_ballot(
        ballot_id: UUID, read: Annotated[Read, Depends(reading(READ_BALLOTS))]
    ) -> RecountView:
        """The published sheets, counted again beside the announced result."""
        found = await read.ask(yearbook, views.recounted(ballot_id))
        if found is None:
            raise AggregateNotFound(FlagBallot, ballot_id)
        return found

    return routes
