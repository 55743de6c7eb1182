"""What a head of bloc hands over to the next: as data, and as a document of Decree 30/2020."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from services.console.printing.document import (
    LANGUAGE,
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Signatory,
    Table,
)
from services.console.screens.blocwork import (
    MemberLine,
    Post,
    TermLine,
    TurnLine,
    member_lines,
    term_lines,
    turn_lines,
)
from shared.catalogue import catalogue
from shared.catalogue.formats import day, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.console.client.awards import Nomination
    from services.console.client.bloc import Bloc, Rotation
    from services.console.client.covenant import Covenant, Ranking, Scorecard
    from services.console.screens.chrome import Names


@dataclass(frozen=True)
class OpenPoint:
    """Something that is not done: `key` names its text, `what` is a unit or an award."""

    key: str
    what: str


@dataclass(frozen=True)
class PlaceLine:
    """A unit's place as the scores stand, or as it was fixed."""

    rank: int
    unit: str
    total: Decimal


@dataclass(frozen=True)
class Handover:
    """Everything that is handed over; `final` says whether the places are fixed."""

    bloc: str
    year: int
    organiser: str
    period: str
    closed_on: date | None
    basis: tuple[str, ...]
    members: tuple[MemberLine, ...]
    terms: tuple[TermLine, ...]
    turns: tuple[TurnLine, ...]
    covenant: str | None
    covenant_state: str | None
    places: tuple[PlaceLine, ...]
    final: bool
    open: tuple[OpenPoint, ...]


def compose(
    bloc: Bloc,
    rotation: Rotation,
    covenants: Sequence[Covenant],
    cards: Sequence[Scorecard],
    ranking: Ranking,
    nominations: Sequence[Nomination],
    names: Names,
) -> Handover:
    covenant = covenants[0] if covenants else None
    fixed = ranking.finalised
    places = ranking.places if fixed is None else fixed.places
    return Handover(
        bloc=bloc.name,
        year=bloc.year,
        organiser=bloc.organiser,
        period=bloc.period,
        closed_on=bloc.closed_on,
        basis=bloc.basis,
        members=member_lines(bloc, names),
        terms=term_lines(rotation, names),
        turns=turn_lines(rotation, names),
        covenant=None if covenant is None else covenant.title,
        covenant_state=None if covenant is None else covenant.state,
        places=tuple(
            PlaceLine(each.rank, names.name(each.unit_id) or "–", each.total) for each in places
        ),
        final=fixed is not None,
        open=tuple(_open(bloc, covenant, cards, nominations, names, final=fixed is not None)),
    )


def _open(
    bloc: Bloc,
    covenant: Covenant | None,
    cards: Sequence[Scorecard],
    nominations: Sequence[Nomination],
    names: Names,
    *,
    final: bool,
) -> Iterator[OpenPoint]:
    if covenant is None:
        yield OpenPoint("no_covenant", "")
    elif covenant.state == "draft":
        yield OpenPoint("covenant_draft", covenant.title)
    signing = covenant is not None and covenant.state != "draft"
    for unit in covenant.missing_unit_ids if covenant is not None and signing else ():
        yield OpenPoint("unsigned", names.name(unit) or "–")
    opened = {card.unit_id for card in cards}
    for unit in bloc.unit_ids:
        if unit not in opened:
            yield OpenPoint("no_scorecard", names.name(unit) or "–")
    for card in cards:
        done = any(s.layer == "appraised" and s.state == "submitted" for s in card.sheets)
        if not done:
            yield OpenPoint("not_appraised", names.name(card.unit_id) or "–")
    if not final:
        yield OpenPoint("not_final", "")
    for each in nominations:
        if each.by_unit_id in bloc.unit_ids and each.state == "submitted":
            award = catalogue().text(f"award.{each.award}", LANGUAGE)
            yield OpenPoint("undecided", f"{award}: {names.name(each.subject_id) or '–'}")


def paper(pack: Handover) -> Document:
    """The minutes of the hand-over, with room for both heads to sign."""
    return Document(
        superior=pack.organiser,
        issuer=pack.bloc,
        kind=_say("kind"),
        abstract=_say("abstract", bloc=pack.bloc, year=pack.year),
        on=pack.closed_on,
        blocks=tuple(_body(pack)),
        signatories=(Signatory(_say("from_head")), Signatory(_say("to_head"))),
        recipients=(_say("to_organiser"), _say("to_file")),
    )


def _body(pack: Handover) -> Iterator[Block]:
    for line in pack.basis:
        yield Paragraph(_say("basis", basis=line), italic=True)
    yield Heading(_say("members"))
    yield Table(
        (
            Column(_say("unit"), 4),
            Column(_say("since"), 2, "center"),
            Column(_say("until"), 2, "center"),
        ),
        tuple((one.unit.name or "–", _day(one.since), _day(one.until)) for one in pack.members),
    )
    yield Heading(_say("heads"))
    yield Table(
        (
            Column(_say("year"), 1, "center"),
            Column(_say("head"), 3),
            Column(_say("deputies"), 3),
            Column(_say("since"), 2, "center"),
            Column(_say("until"), 2, "center"),
        ),
        tuple(
            (
                str(one.year),
                _post(one.head),
                "; ".join(map(_post, one.deputies)) or "–",
                _day(one.since),
                _day(one.until),
            )
            for one in pack.terms
        ),
    )
    if pack.turns:
        units = "; ".join(one.unit.name or "–" for one in pack.turns)
        yield Paragraph(_say("turns", units=units))
    yield Heading(_say("covenant"))
    if pack.covenant is None:
        yield Paragraph(_say("covenant_none"))
    else:
        state = catalogue().text(f"covenant_state.{pack.covenant_state}", LANGUAGE)
        yield Paragraph(_say("covenant_is", title=pack.covenant, state=state))
    yield Heading(_say("ranking") if pack.final else _say("ranking_open"))
    yield Table(
        (
            Column(_say("rank"), 1, "center"),
            Column(_say("unit"), 4),
            Column(_say("total"), 2, "center"),
        ),
        tuple((str(one.rank), one.unit, number(one.total, LANGUAGE)) for one in pack.places),
    )
    yield Heading(_say("open"))
    if not pack.open:
        yield Paragraph(_say("open_none"))
    for at, one in enumerate(pack.open, start=1):
        yield Paragraph(f"{at}. {_say(f'open_{one.key}', what=one.what)}")


def _post(post: Post) -> str:
    return f"{post.person.name or '–'} ({post.unit.name or '–'})"


def _day(value: date | None) -> str:
    return _say("now") if value is None else day(value, LANGUAGE)


def _say(key: str, **values: object) -> str:
    said = {name: str(value) for name, value in values.items()}
    return catalogue().text(f"handover.{key}", LANGUAGE, **said)
