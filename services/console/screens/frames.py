"""*Bảng tiêu chí*: the frames of a bloc's year, its deadlines, its scorecards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.console.screens.chrome import Action, Names, Party
from services.console.screens.refusals import Refusal
from services.console.screens.scorework import is_officer
from shared.access import Account

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.console.client.bloc import Bloc
    from services.console.client.covenant import Deadline, Frame, Scorecard
    from shared.contracts.covenant import Condition, Criterion, Group, RankingRules

LAYERS = ("self", "cross", "consolidated", "appraised")


@dataclass(frozen=True)
class FrameCard:
    """A frame as it is shown; `superseded` is one that another version replaced."""

    id: UUID
    name: str
    version: int
    base_maximum: Decimal
    bonus_maximum: Decimal
    adopted_on: date | None
    basis: tuple[str, ...]
    groups: tuple[Group, ...]
    bonus: tuple[Criterion, ...]
    penalty: tuple[Criterion, ...]
    conditions: tuple[Condition, ...]
    decimals: int
    bonus_above_total: bool
    floor: Decimal | None
    not_applicable: str
    superseded: bool
    ranking: RankingRules


@dataclass(frozen=True)
class Earlier:
    """A frame of another year or bloc that can be taken over."""

    id: UUID
    name: str
    year: int
    bloc: str | None


@dataclass(frozen=True)
class DeadlineRow:
    """The last day of a layer; `moved` says from when and why, newest last."""

    layer: str
    last_day: date | None
    moved: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True)
class Opening:
    """A unit of the bloc and whether its scorecard is open."""

    unit: Party
    opened: bool


@dataclass(frozen=True)
class FramesScreen:
    """Everything on the page. `samples` names files to begin with."""

    year: int
    frames: tuple[FrameCard, ...]
    earlier: tuple[Earlier, ...]
    deadlines: tuple[DeadlineRow, ...]
    openings: tuple[Opening, ...]
    adopt: Action
    open_all: Action
    key: str
    samples: Mapping[str, str]
    refusal: Refusal | None = None
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def current(self) -> FrameCard | None:
        return next((one for one in self.frames if not one.superseded), None)


def compose(
    bloc: Bloc,
    frames: Sequence[Frame],
    every: Sequence[Frame],
    deadlines: Sequence[Deadline],
    cards: Sequence[Scorecard],
    names: Names,
    account: Account,
    key: str,
    samples: Mapping[str, str],
) -> FramesScreen:
    officer = is_officer(account)
    due: dict[str, Deadline] = {one.layer: one for one in deadlines}
    opened = {card.unit_id for card in cards}
    openings = tuple(
        Opening(names.party(unit_id), unit_id in opened) for unit_id in bloc.unit_ids
    )
    shown = tuple(_card(one) for one in frames)
    current = any(not one.superseded for one in shown)
    reason = None
    if not officer:
        reason = "reason.not_officer"
    elif not current:
        reason = "reason.no_frame"
    elif all(one.opened for one in openings):
        reason = "reason.all_opened"
    rows = []
    for layer in LAYERS:
        one = due.get(layer)
        moves = () if one is None else one.moves
        rows.append(
            DeadlineRow(
                layer,
                None if one is None else one.last_day,
                tuple((move.previous, move.reason, move.fact_id) for move in moves),
            )
        )
    return FramesScreen(
        year=bloc.year,
        frames=shown,
        earlier=tuple(
            Earlier(one.frame_id, one.name, one.year, names.name(one.bloc_id))
            for one in sorted(every, key=lambda one: -one.year)
            if (one.bloc_id, one.year) != (bloc.id, bloc.year) and one.superseded_by is None
        ),
        deadlines=tuple(rows),
        openings=openings,
        adopt=Action(allowed=officer, reason=None if officer else "reason.not_officer"),
        open_all=Action(allowed=reason is None, reason=reason),
        key=key,
        samples=samples,
    )


def _card(frame: Frame) -> FrameCard:
    return FrameCard(
        frame.frame_id,
        frame.name,
        frame.version,
        frame.base_maximum,
        frame.bonus_maximum,
        frame.adopted_on,
        frame.basis,
        frame.groups,
        frame.bonus,
        frame.penalty,
        frame.conditions,
        frame.rules.decimals,
        frame.rules.bonus_above_total,
        frame.rules.floor,
        frame.rules.not_applicable,
        frame.superseded_by is not None,
        frame.ranking,
    )
