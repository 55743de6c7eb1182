"""The minutes of a bloc's meeting as a document of Decree 30/2020.

Before the meeting is over it is a draft: what is not known yet is left to be written in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.printing.document import (
    LANGUAGE,
    Block,
    Code,
    Column,
    Document,
    Heading,
    Paragraph,
    Signatory,
    Table,
)
from services.console.screens.codes import code_of
from shared.catalogue import catalogue
from shared.catalogue.formats import HERE, day, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from services.console.client.bloc import Bloc
    from services.console.screens.ballot import BallotScreen, Outcome
    from services.console.screens.chrome import Party
    from services.console.screens.meeting import MeetingDetail, Seat

ROOM = "……"


def compose(
    meeting: MeetingDetail, year: int, bloc: Bloc | None, address: str | None
) -> Document:
    """The paper; names of people are written in by those who sign.

    `address` is where its code is verified; a draft, or minutes from before there were codes,
    have none.
    """
    name = say("bloc") if bloc is None else bloc.name
    return Document(
        superior="" if bloc is None else bloc.organiser,
        issuer=name,
        kind=say("kind" if meeting.state == "closed" else "draft_kind"),
        abstract=say("abstract", bloc=name, year=year),
        on=meeting.held_on,
        blocks=tuple(_numbered(_body(meeting))),
        signatories=(Signatory(say("secretary")), _chair(meeting)),
        recipients=(say("to_organiser"), say("to_units"), say("to_file")),
        code=None if address is None else Code(address, code_of(meeting.digest)),
    )


def _chair(meeting: MeetingDetail) -> Signatory:
    """A deputy signs for the head, and is named: the minutes say that it was not the head."""
    if meeting.chair.is_head:
        return Signatory(say("chair"))
    return Signatory(say("deputy_chair"), meeting.chair.name or "")


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same with the parts numbered as the Decree does: I, II, III."""
    at = 0
    for block in blocks:
        if isinstance(block, Heading):
            at += 1
            yield Heading(f"{roman(at)}. {block.text}")
        else:
            yield block


def roman(number: int) -> str:
    """A number in Roman figures, as parts of a document carry it."""
    written = ""
    for value, figure in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            written, number = written + figure, number - value
    return written


def _body(meeting: MeetingDetail) -> Iterator[Block]:
    yield Heading(say("when_and_where"))
    yield Paragraph(
        say(
            "opened",
            time=_time(meeting.opened_at),
            on=_day(meeting.opened_at, meeting.held_on),
            place=meeting.place,
        )
    )
    yield Heading(say("who"))
    yield Table(
        (
            Column(say("order"), 1, "center"),
            Column(say("unit"), 5),
            Column(say("presence"), 4),
        ),
        tuple(
            (str(at), _named(seat.unit), _presence(seat))
            for at, seat in enumerate(meeting.seats, start=1)
        ),
    )
    if not meeting.chair.is_head:
        yield Paragraph(
            say("chaired_by_deputy", name=meeting.chair.name, reason=meeting.chair.reason)
        )
    yield Paragraph(
        say(
            "quorum",
            present=meeting.present,
            called=len(meeting.seats),
            needed=meeting.needed,
            share=meeting.rules.quorum,
        )
    )
    yield Heading(say("agenda"))
    for at, point in enumerate(meeting.agenda, start=1):
        yield Paragraph(f"{at}. {point}")
    yield from _scores(meeting)
    yield from _ballots(meeting.ballots)
    yield Heading(say("outcome"))
    if meeting.next_head is not None:
        yield Paragraph(say("next_head", unit=_named(meeting.next_head)))
    for line in meeting.conclusion.splitlines() or ([] if meeting.next_head else [ROOM]):
        yield Paragraph(line)
    yield Paragraph(
        say(
            "closed",
            time=_time(meeting.closed_at),
            on=_day(meeting.closed_at, meeting.held_on),
        )
    )


def _scores(meeting: MeetingDetail) -> Iterator[Block]:
    placed = [one for one in meeting.candidates if one.rank is not None]
    if not placed:
        return
    yield Heading(say("scores"))
    yield Table(
        (
            Column(say("place"), 1, "center"),
            Column(say("unit"), 6),
            Column(say("total"), 2, "right"),
        ),
        tuple(
            (
                str(one.rank),
                _named(one.unit),
                "" if one.total is None else number(one.total, LANGUAGE),
            )
            for one in placed
        ),
    )


def _ballots(ballots: Iterable[BallotScreen]) -> Iterator[Block]:
    for ballot in ballots:
        yield Heading(say("ballot", number=ballot.number))
        if ballot.state == "annulled":
            yield Paragraph(say("annulled", reason=ballot.reason))
        elif ballot.outcome is None:
            yield Paragraph(say("balloting"))
        else:
            yield from _result(ballot, ballot.outcome)


def _result(ballot: BallotScreen, outcome: Outcome) -> Iterator[Block]:
    yield Paragraph(
        say(
            "figures",
            entitled=ballot.entitled,
            voters=len(ballot.voters),
            cast=outcome.cast,
            valid=outcome.cast - outcome.invalid,
            invalid=outcome.invalid,
            needed=ballot.needed,
        )
    )
    yield Table(
        (
            Column(say("unit"), 6),
            Column(say("votes"), 2, "center"),
            Column(say("result"), 3, "center"),
        ),
        tuple(
            (_named(one.unit), str(one.votes), say("passed" if one.passed else "not_passed"))
            for one in outcome.votes
        ),
    )
    units = "; ".join(_named(one) for one in outcome.acclaimed)
    yield Paragraph(say("acclaimed", units=units) if units else say("nobody"), bold=True)


def _presence(seat: Seat) -> str:
    if not seat.present:
        return say("absent")
    if seat.proxy is None:
        return say("head")
    return say("proxy", name=seat.proxy, number=seat.document_number)


def _named(one: Party) -> str:
    return one.name or ROOM


def _day(at: datetime | None, otherwise: date) -> str:
    return day(otherwise if at is None else at.astimezone(HERE).date(), LANGUAGE)


def _time(at: datetime | None) -> str:
    """`14 giờ 05`, as minutes say it; room where it is not known."""
    if at is None:
        return say("time_open")
    here = at.astimezone(HERE)
    return say("time", hour=here.hour, minute=f"{here.minute:02}")


def say(key: str, **values: object) -> str:
    """A phrase of the minutes."""
    said = {name: str(value) for name, value in values.items()}
    return catalogue().text(f"minutes.{key}", LANGUAGE, **said)
