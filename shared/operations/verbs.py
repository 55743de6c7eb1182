"""Everything that may be asked of one service, put together from its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.operations.backup import backup_verbs
from shared.operations.documents import documents_verbs
from shared.operations.parked import Parking, parked_verbs
from shared.operations.projections import projection_verbs
from shared.operations.relay import relay_verbs
from shared.operations.store import store_verbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.backup.snapshot import Snapshots
    from shared.messaging.control import Verb
    from shared.messaging.history import History
    from shared.messaging.relay import Relay
    from shared.readmodel import Copies


def reader_verbs(
    projections: Sequence[Copies], policies: Sequence[Parking], history: History
) -> list[Verb]:
    """What may be asked of whoever reads the log."""
    return [
        *projection_verbs(projections),
        *documents_verbs(projections, history),
        *parked_verbs([*projections, *policies]),
    ]


def publisher_verbs(relay: Relay, snapshots: Snapshots) -> list[Verb]:
    """What may be asked of whoever has a store."""
    recorder = relay.application.event_recorder
    return [
        *relay_verbs(relay),
        *store_verbs(relay.translation),
        *backup_verbs(recorder, snapshots),
    ]
