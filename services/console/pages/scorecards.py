"""What the pages of scores need of one scorecard, read for whoever asks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.console.client import ApiProblem
from services.console.desk import Visit
from services.console.screens import scoresheet, scorework
from shared.catalogue.formats import HERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.console.client.covenant import Deadline, Frame, Ranking, Scorecard

NOT_FOUND = 404


@dataclass(frozen=True)
class Scored:
    """The scorecards of a bloc's year, and what belongs to the one that is looked at."""

    cards: Sequence[Scorecard]
    card: Scorecard
    frame: Frame
    deadlines: Sequence[Deadline]
    ranking: Ranking

    @property
    def final(self) -> bool:
        return self.ranking.finalised is not None


def seen_after(visit: Visit) -> list[str]:
    """The positions that the page is to have seen, from the address."""
    return visit.request.query_params.getlist("after")


async def scored(visit: Visit, card_id: UUID) -> Scored:
    """One scorecard with what belongs to it. Raises `ApiProblem` where there is none."""
    api, after = visit.services.covenant, seen_after(visit)
    card = await api.scorecard(card_id, after)
    return await beside(visit, card)


async def beside(visit: Visit, card: Scorecard) -> Scored:
    """A scorecard with what belongs to it."""
    api, after = visit.services.covenant, seen_after(visit)
    cards, frame, deadlines, ranking = await asyncio.gather(
        api.scorecards(card.bloc_id, card.year, after),
        api.frame(card.frame_id),
        api.deadlines(card.bloc_id, card.year, after),
        api.ranking(card.bloc_id, card.year),
    )
    return Scored(in_order(visit, cards), card, frame, deadlines, ranking)


def in_order(visit: Visit, cards: Sequence[Scorecard]) -> tuple[Scorecard, ...]:
    """Scorecards in the order in which their units joined the bloc."""
    joined = () if visit.bloc is None else visit.bloc.unit_ids
    order = {unit_id: place for place, unit_id in enumerate(joined)}
    return tuple(sorted(cards, key=lambda card: order.get(card.unit_id, len(order))))


def form_of(visit: Visit, of: Scored, layer: str | None) -> scoresheet.Scoresheet | None:
    """The form of the layer asked for, else of the first one that can be filled in."""
    today = datetime.now(HERE).date()
    forms = [
        scoresheet.compose(
            of.card,
            of.frame,
            desk,
            of.deadlines,
            today,
            str(uuid4()),
            visit.chrome.locale,
        )
        for desk in desks_of(visit, of)
    ]
    asked = [form for form in forms if form.layer == layer]
    opened = [form for form in forms if form.score.allowed]
    return next(iter([*asked, *opened, *forms]), None)


def desks_of(visit: Visit, of: Scored) -> tuple[scoresheet.Desk, ...]:
    together = [one.unit_id for one in of.cards]
    return scoresheet.desks(visit.account, of.card, together)


def work_of(
    visit: Visit, of: Scored, form: scoresheet.Scoresheet | None
) -> scorework.Scorework:
    """All that the reader may do with the scorecard."""
    return scorework.compose(
        of.card,
        of.frame,
        visit.account,
        visit.names,
        form,
        desks_of(visit, of),
        final=of.final,
    )


def own_form(visit: Visit, of: Scored, layer: str) -> scoresheet.Scoresheet:
    """The form of a layer that the reader scores in. Raises `ApiProblem` for another."""
    form = form_of(visit, of, layer)
    if form is None or form.layer != layer:
        raise ApiProblem("forbidden", 403, f"no form of layer {layer}")
    return form
