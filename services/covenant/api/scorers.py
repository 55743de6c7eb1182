"""Who scores in which layer."""

from __future__ import annotations

from uuid import UUID

from services.covenant.domain.scorecard import Scorecard
from services.covenant.domain.sheet import Layer
from shared.access import Permission, Role, allow
from shared.http.requests import Write

SCORERS: dict[Layer, Role] = {
    "self": Role.UNIT_OFFICER,
    "cross": Role.UNIT_OFFICER,
    "consolidated": Role.BLOC_HEAD,
    "appraised": Role.EMULATION_OFFICER,
}
SCORE = allow("score", *SCORERS.values())
SCORE_IN: dict[Layer, Permission] = {
    layer: allow(f"score_{layer}", role) for layer, role in SCORERS.items()
}


def check_scorer(write: Write, card: Scorecard, layer: Layer, by_unit_id: UUID | None) -> None:
    """A layer is scored by its own role: in its unit, in the unit that checks, in the bloc."""
    scope = card.unit_id
    if layer == "cross" and by_unit_id is not None:
        scope = by_unit_id
    elif layer == "consolidated":
        scope = card.bloc_id
    write.within(scope, narrower=SCORE_IN[layer])
