"""*Xếp hạng*: the order with its reasons, what is open, what would be, and fixing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.scorework import is_officer
from services.console.screens.standings import (
    Standing,
    conditions_of,
    moved,
    named,
    standings,
)
from shared.access import Account

if TYPE_CHECKING:
    from services.console.client.bloc import Bloc
    from services.console.client.covenant import Frame, Ranking, Scorecard, Supposition
    from shared.contracts.covenant import Criterion, RankingRules


@dataclass(frozen=True)
class OpenLine:
    """What the ranking waits for, and where it is done; `of` is a layer or a criterion."""

    what: str
    unit: Party | None
    of: str
    path: str


@dataclass(frozen=True)
class Flag:
    """Who is proposed for the flag, or that nobody is, and why."""

    unit: Party | None
    reason: str


@dataclass(frozen=True)
class Rules:
    """What the frame declares: tie-breaks in their order, and who prevails."""

    tie_break: tuple[tuple[str, str], ...]
    flag_by: str
    ballot_among: int | None


@dataclass(frozen=True)
class Choice:
    """A unit whose values can be supposed to be others, and its criteria."""

    unit: Party
    criteria: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Supposed:
    """What was asked, and the two orders side by side; none where it could not be told.

    `value` is as it was typed, `scorer` who was left out.
    """

    unit_id: UUID | None
    criterion: str
    value: str
    scorer: UUID | None
    layer: str | None = None
    lines: tuple[tuple[Standing, Standing], ...] = ()
    refusal: Refusal | None = None

    @property
    def changed(self) -> bool:
        return any(before.rank != after.rank for before, after in self.lines)


@dataclass(frozen=True)
class RankingScreen:
    """Everything on the page. `without_card` are units of the bloc that nobody scores."""

    year: int
    places: tuple[Standing, ...]
    flag: Flag | None
    rules: Rules
    open: tuple[OpenLine, ...]
    without_card: tuple[Party, ...]
    finalised_on: date | None
    finalise: Action
    digest: str
    key: str
    choices: tuple[Choice, ...]
    scorers: tuple[Party, ...]
    supposed: Supposed | None = None
    refusal: Refusal | None = None


def compose(
    bloc: Bloc,
    ranking: Ranking,
    cards: Sequence[Scorecard],
    frames: Sequence[Frame],
    names: Names,
    account: Account,
    key: str,
) -> RankingScreen:
    conditions = conditions_of(frames)
    standing, final = ranking.standing, ranking.finalised
    flag = standing.flag
    by_unit = {card.unit_id: card for card in cards}
    by_id = {frame.frame_id: frame for frame in frames}
    scored = set(by_unit)
    return RankingScreen(
        year=bloc.year,
        places=standings(standing, cards, names, conditions),
        flag=None
        if flag is None
        else Flag(None if flag.unit_id is None else names.party(flag.unit_id), flag.reason),
        rules=_rules(standing.ranked_by, conditions),
        open=() if final is not None else _open(ranking, by_unit, names),
        without_card=tuple(
            names.party(unit_id) for unit_id in bloc.unit_ids if unit_id not in scored
        ),
        finalised_on=None if final is None else final.finalised_on,
        finalise=_may_finalise(ranking, cards, account),
        digest=ranking.digest,
        key=key,
        choices=tuple(
            Choice(names.party(place.unit_id), _criteria(by_id[card.frame_id]))
            for place in ranking.places
            if (card := by_unit.get(place.unit_id)) and card.frame_id in by_id
        ),
        scorers=tuple(names.party(unit_id) for unit_id in by_unit),
    )


def supposed(
    asked: Supposed,
    found: Supposition,
    cards: Sequence[Scorecard],
    frames: Sequence[Frame],
    names: Names,
) -> Supposed:
    """The answer to what was asked."""
    conditions = conditions_of(frames)
    now = standings(found.now, cards, names, conditions)
    then = standings(found.then, cards, names, conditions)
    return Supposed(
        asked.unit_id,
        asked.criterion,
        asked.value,
        asked.scorer,
        found.layer,
        moved(now, then),
    )


def measured(frames: Sequence[Frame], cards: Sequence[Scorecard], asked: Supposed) -> bool:
    """Whether what was typed is a measure, from which the value follows."""
    frame_ids = {card.frame_id for card in cards if card.unit_id == asked.unit_id}
    return any(
        one.code == asked.criterion and one.measure is not None
        for frame in frames
        if frame.frame_id in frame_ids
        for one in _lines(frame)
    )


def _lines(frame: Frame) -> list[Criterion]:
    base = [one for group in frame.groups for one in group.criteria]
    return [*base, *frame.bonus, *frame.penalty]


def _criteria(frame: Frame) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.name) for one in _lines(frame))


def _rules(declared: RankingRules, conditions: dict[str, str]) -> Rules:
    return Rules(
        tuple((one.by, named(one, conditions)) for one in declared.tie_break),
        declared.flag_by,
        declared.ballot_among,
    )


def _open(
    ranking: Ranking, by_unit: dict[UUID, Scorecard], names: Names
) -> tuple[OpenLine, ...]:
    lines = []
    for one in ranking.open:
        unit = None if one.unit_id is None else names.party(one.unit_id)
        card = None if one.unit_id is None else by_unit.get(one.unit_id)
        path = "/hop-khoi" if unit is None else f"/cham-diem?don-vi={one.unit_id}"
        if one.what == "appeal" and card is not None:
            path = f"/cham-diem/{card.scorecard_id}/tieu-chi/{quote(one.of, safe='')}"
        lines.append(OpenLine(one.what, unit, one.of, path))
    return tuple(lines)


def _may_finalise(ranking: Ranking, cards: Sequence[Scorecard], account: Account) -> Action:
    if ranking.finalised is not None:
        return Action(allowed=False, reason="reason.ranking_final")
    if not is_officer(account):
        return Action(allowed=False, reason="reason.not_officer")
    if not cards:
        return Action(allowed=False, reason="reason.no_scorecard")
    if ranking.open:
        return Action(allowed=False, reason="reason.ranking_open")
    return Action(allowed=True)
