"""Facts as an account may read them: a cross-check stays closed until its reader has given one.

The log is complete, for services. What the console shows people of it follows the service that
owns the rule: a value appears exactly when the scorecard shows its sheet to this account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

import msgspec

from services.console.client import ApiProblem
from shared.contracts import Fact
from shared.contracts.covenant import ScoreRecorded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.console.client import Services
    from shared.contracts import Envelope


class CrossScoreWithheld(msgspec.Struct, frozen=True, kw_only=True):
    """That a unit cross-checked another, and nothing more."""

    scorecard_id: UUID
    unit_id: UUID
    by_unit_id: UUID | None


async def as_seen(services: Services, facts: Iterable[Envelope]) -> list[Envelope]:
    """The facts without the values that the account is not to see yet."""
    shown: dict[UUID, frozenset[UUID | None]] = {}
    seen = []
    for envelope in facts:
        fact = envelope.data
        if not isinstance(fact, ScoreRecorded) or fact.layer != "cross":
            seen.append(envelope)
            continue
        if fact.scorecard_id not in shown:
            shown[fact.scorecard_id] = await _shown(services, fact.scorecard_id)
        if fact.by_unit_id in shown[fact.scorecard_id]:
            seen.append(envelope)
            continue
        closed = CrossScoreWithheld(
            scorecard_id=fact.scorecard_id,
            unit_id=fact.unit_id,
            by_unit_id=fact.by_unit_id,
        )
        # It is told as a fact is, and is none: nobody publishes it.
        seen.append(msgspec.structs.replace(envelope, data=cast("Fact", closed)))
    return seen


async def _shown(services: Services, scorecard_id: UUID) -> frozenset[UUID | None]:
    """Whose cross-checks of a scorecard the account is shown; nobody's while it cannot ask."""
    try:
        card = await services.covenant.scorecard(scorecard_id)
    except ApiProblem:
        return frozenset()
    return frozenset(one.by_unit_id for one in card.sheets if one.layer == "cross")
