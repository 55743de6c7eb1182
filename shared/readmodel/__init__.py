"""Read models: a pure fold and the position of each source, saved in one transaction.

Every projection has two copies in databases of their own. "Rebuild" therefore means: fold from
the first fact into the other copy, compare, and let that one answer. A projection whose version
changed does so by itself. A fact that cannot be folded is parked with all later ones of
its entity; the rest flows.
"""

from shared.readmodel.copies import Copies
from shared.readmodel.copy import Moment
from shared.readmodel.documents import Batch, Documents
from shared.readmodel.folding import Projection
from shared.readmodel.model import ReadModel
from shared.readmodel.parked import (
    Discarded,
    EntityNotParked,
    ParkedEntity,
    ParkedFact,
    ParkingDecision,
    Retried,
)
from shared.readmodel.repair import Repairable

__all__ = [
    "Batch",
    "Copies",
    "Discarded",
    "Documents",
    "EntityNotParked",
    "Moment",
    "ParkedEntity",
    "ParkedFact",
    "ParkingDecision",
    "Projection",
    "ReadModel",
    "Repairable",
    "Retried",
]
