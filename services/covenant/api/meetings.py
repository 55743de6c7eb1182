"""A bloc's meeting: call, attend, open, propose the next head, close, list, read."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.covenant import views
from services.covenant.api.leaders import LEADERS, leader_of
from services.covenant.api.ordering import live
from services.covenant.api.today import now, today
from services.covenant.application import Covenants
from services.covenant.domain.meeting import Meeting
from services.covenant.domain.minutes import Ending, ScorePlace
from services.covenant.domain.voting import Presence
from services.covenant.law import MeetingRule
from services.covenant.projections import MeetingView
from shared.access import Role, allow
from shared.eventstore import AggregateNotFound
from shared.http.requests import Read, Write, reading, writing
from shared.http.routes import api_router
from shared.readmodel import Copies

CALL_MEETING = allow("call_meeting", *LEADERS)
RECORD_PRESENCE = allow("record_presence", *LEADERS, Role.UNIT_HEAD)
SEND_PROXY = allow("record_presence", Role.UNIT_HEAD)
LEAD_MEETING = allow("lead_meeting", *LEADERS)
READ_MEETINGS = allow("read_meetings")


class MeetingForm(BaseModel):
    """A meeting to call; `unit_ids` are those of the bloc on that day.

    A deputy who calls it gives the `reason` why the head of the bloc does not.
    """

    id: UUID | None = None
    bloc_id: UUID
    year: int = Field(ge=2004, le=2100)
    unit_ids: tuple[UUID, ...]
    held_on: date
    begins_at: time = Field(examples=["14:00"])
    place: str = Field(min_length=1, examples=["Phòng họp A, 16 Lê Hồng Phong"])
    agenda: tuple[str, ...] = Field(examples=[["Xếp hạng năm 2024", "Suy tôn đơn vị nhận cờ"]])
    reason: str = ""


class PresenceForm(BaseModel):
    """A unit that is present; a proxy is named by its account and the document it came by.

    The head of the bloc or of the unit notes a unit's presence; only the unit's own head sends
    a proxy.
    """

    unit_id: UUID
    account: str | None = Field(default=None, min_length=1)
    document_number: str = ""


class UnitForm(BaseModel):
    """Which unit."""

    unit_id: UUID


class ChairForm(BaseModel):
    """Why the head of the bloc does not chair the meeting; the head gives no reason."""

    reason: str = ""


class ClosingForm(BaseModel):
    """What the meeting agreed on, for its minutes."""

    conclusion: str = ""


def router(
    application: Covenants, yearbook: Copies, rules: tuple[MeetingRule, ...]
) -> APIRouter:
    routes = api_router("/meetings", tag="meetings")

    @routes.post("", status_code=201)
    async def call_meeting(
        form: MeetingForm, write: Annotated[Write, Depends(writing(CALL_MEETING))]
    ) -> Response:
        leader = leader_of(write, form.bloc_id)
        meeting_id = form.id or uuid4()
        return await write(
            lambda: application.call_meeting(
                meeting_id,
                rules,
                leader,
                bloc_id=form.bloc_id,
                year=form.year,
                unit_ids=form.unit_ids,
                held_on=form.held_on,
                begins_at=form.begins_at,
                place=form.place,
                agenda=form.agenda,
                called_on=today(),
                reason=form.reason,
            ),
            created=meeting_id,
        )

    @routes.post("/{meeting_id}/presences", status_code=204)
    async def record_presence(
        meeting_id: UUID,
        form: PresenceForm,
        write: Annotated[Write, Depends(writing(RECORD_PRESENCE))],
    ) -> Response:
        meeting = await application.meeting(meeting_id)
        if form.account is None:
            write.within(form.unit_id, meeting.bloc_id)
        else:
            write.within(form.unit_id, narrower=SEND_PROXY)
        presence = Presence(form.account, form.document_number.strip())
        return await write(
            lambda: application.record_presence(meeting_id, form.unit_id, presence)
        )

    @routes.post("/{meeting_id}/departures", status_code=204)
    async def withdraw_presence(
        meeting_id: UUID,
        form: UnitForm,
        write: Annotated[Write, Depends(writing(RECORD_PRESENCE))],
    ) -> Response:
        """A unit left, or was noted by mistake."""
        write.within(form.unit_id, (await application.meeting(meeting_id)).bloc_id)
        return await write(
            lambda: application.change_meeting(
                meeting_id, lambda meeting: meeting.withdraw_presence(form.unit_id)
            )
        )

    @routes.post("/{meeting_id}/chair", status_code=204)
    async def take_chair(
        meeting_id: UUID,
        form: ChairForm,
        write: Annotated[Write, Depends(writing(LEAD_MEETING))],
    ) -> Response:
        """Chair the meeting from now on; open, ballot, count and close are for who chairs."""
        leader = leader_of(write, (await application.meeting(meeting_id)).bloc_id)
        return await write(
            lambda: application.change_meeting(
                meeting_id, lambda meeting: meeting.take_chair(leader, form.reason, now())
            )
        )

    @routes.post("/{meeting_id}/opening", status_code=204)
    async def open_meeting(
        meeting_id: UUID, write: Annotated[Write, Depends(writing(LEAD_MEETING))]
    ) -> Response:
        leader = leader_of(write, (await application.meeting(meeting_id)).bloc_id)
        return await write(
            lambda: application.change_meeting(
                meeting_id, lambda meeting: meeting.open(leader, now(), today())
            )
        )

    @routes.post("/{meeting_id}/next-head", status_code=204)
    async def propose_next_head(
        meeting_id: UUID,
        form: UnitForm,
        write: Annotated[Write, Depends(writing(LEAD_MEETING))],
    ) -> Response:
        leader = leader_of(write, (await application.meeting(meeting_id)).bloc_id)
        return await write(
            lambda: application.change_meeting(
                meeting_id, lambda meeting: meeting.propose_next_head(leader, form.unit_id)
            )
        )

    @routes.post("/{meeting_id}/closing", status_code=204)
    async def close_meeting(
        meeting_id: UUID,
        form: ClosingForm,
        write: Annotated[Write, Depends(writing(LEAD_MEETING))],
    ) -> Response:
        """The meeting is over; its minutes tell the places by the scores of this moment."""
        meeting = await application.meeting(meeting_id)
        leader = leader_of(write, meeting.bloc_id)
        await write.until_seen(yearbook)
        found = live(await yearbook.ask(views.to_rank(meeting.bloc_id, meeting.year)))
        standing = tuple(
            ScorePlace(one.rank, one.unit_id, one.total)
            for one in found.places
            if one.unit_id in meeting.unit_ids
        )
        ending = Ending(form.conclusion.strip(), now(), standing)
        return await write(lambda: application.close_meeting(meeting_id, leader, ending))

    @routes.get("")
    async def list_meetings(
        bloc_id: UUID, year: int, read: Annotated[Read, Depends(reading(READ_MEETINGS))]
    ) -> list[MeetingView]:
        return await read.ask(yearbook, views.meetings(bloc_id, year))

    @routes.get("/{meeting_id}")
    async def read_meeting(
        meeting_id: UUID, read: Annotated[Read, Depends(reading(READ_MEETINGS))]
    ) -> MeetingView:
        found = await read.ask(yearbook, views.meeting(meeting_id))
        if found is None:
            raise AggregateNotFound(Meeting, meeting_id)
        return found

    @routes.get("/{meeting_id}/minutes", response_class=Response)
    async def read_minutes(
        meeting_id: UUID, _: Annotated[Read, Depends(reading(READ_MEETINGS))]
    ) -> Response:
        """The text of the minutes to the byte, as the digest covers it, once it is over."""
        minutes = await application.minutes(meeting_id)
        return Response(minutes, media_type="application/json")

    return routes
