"""What stands on a scorecard: its sheets, whether they are closed, and what they come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

from services.covenant.domain.dialogue import Dialogue
from services.covenant.domain.entrant import Entrant, OpenMatter, points_of
from services.covenant.domain.sheet import Layer, Sheet, SheetKey
from services.covenant.domain.sheets import Sheets
from services.covenant.domain.totals import Summing, Totals

HIGHEST_FIRST: Final[tuple[Layer, ...]] = ("appraised", "consolidated", "self")
LOCKED: Final[tuple[Layer, ...]] = ("self", "consolidated", "appraised")
CAPPED: Final[frozenset[Layer]] = frozenset({"consolidated", "appraised"})


class Standing:
    """The questions a scorecard answers."""

    unit_id: UUID
    sheets: Sheets
    summing: Summing
    dialogue: Dialogue

    def sheet(self, layer: Layer, by_unit_id: UUID | None = None) -> Sheet:
        """The sheet of a scorer in a layer; an empty one where nothing was scored."""
        return self.sheets.at(SheetKey.of(layer, by_unit_id, self.unit_id))

    def is_submitted(self, layer: Layer, by_unit_id: UUID | None = None) -> bool:
        return self.sheet(layer, by_unit_id).submitted

    def totals(self, layer: Layer, by_unit_id: UUID | None = None) -> Totals:
        """The sums of a sheet as it stands, and what the frame's rules change of them.

        Ceilings that are established hold in the layers above the units.
        """
        held = self.dialogue.holding() if layer in CAPPED else ()
        ceilings = [one for one in held if one.effect == "ceiling"]
        return self.summing.totals(self.sheet(layer, by_unit_id).standing(), ceilings)

    def entrant(self) -> Entrant:
        """The unit as it enters the ranking; its appraisal counts once it is closed."""
        held = self.dialogue.holding()
        unlocked = next((one for one in LOCKED if not self.is_submitted(one)), None)
        layers = [] if unlocked is None else [OpenMatter("layer", self.unit_id, unlocked)]
        appeals = [
            OpenMatter("appeal", self.unit_id, code) for code in self.dialogue.open_appeals
        ]
        points = None
        if unlocked is None:
            points = points_of(self.summing, self.sheet("appraised").standing(), held)
        return Entrant(self.unit_id, points, held, (*layers, *appeals))

    @property
    def total(self) -> Decimal | None:
        """The total of the highest layer that is complete, none while no layer is."""
        for layer in HIGHEST_FIRST:
            if self.is_submitted(layer):
                return self.totals(layer).total
        return None
