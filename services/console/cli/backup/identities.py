"""New identities for restored stores, so that whoever had read further notices.

A store that is restored counts on from where the backup ends: what it records next has
positions that others may have read before, with another content. Our own projections are
folded again and know nothing of that; a subscriber of somebody else would pass the new facts
over. Under another identity (epoch) it stops and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.console.cli.backup.files import SavedStore
    from services.console.cli.log.facts import ExportedFact
    from shared.backup.shape import TableShape, Values

EPOCH = "epoch"
HEADER = "thidua-epoch"


@dataclass(frozen=True)
class Identities:
    """Which identity takes the place of which; of none where they are kept."""

    successors: dict[str, str]

    @classmethod
    def kept(cls) -> Identities:
        return cls({})

    @classmethod
    def renewed(cls, stores: Sequence[SavedStore]) -> Identities:
        return cls({store.epoch: uuid4().hex for store in stores})

    def facts(self, facts_in_order: Iterable[ExportedFact]) -> Iterator[ExportedFact]:
        for fact in facts_in_order:
            epoch = self.successors.get(fact.headers.get(HEADER, ""))
            if epoch is None:
                yield fact
            else:
                yield msgspec.structs.replace(fact, headers=fact.headers | {HEADER: epoch})

    def row(self, shape: TableShape, row: Values) -> Values:
        """A row in which every column that names an identity names its successor."""
        return [
            self.successors.get(value, value) if column.name == EPOCH else value
            for column, value in zip(shape.columns, row, strict=True)
        ]
