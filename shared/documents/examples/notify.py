"""Examples of what `notify` publishes."""

from __future__ import annotations

from datetime import date

from shared.contracts import Fact
from shared.contracts import notify as facts
from shared.documents.examples.keys import BLOC, COVENANT, UNIT, id_of

EXAMPLES: tuple[Fact, ...] = (
    facts.NotificationDelivered(
        notification_id=id_of("notification"),
        audience=f"bloc_head@{BLOC}",
        kind="covenant_signed",
        about="covenant:5",
        values={"covenant_id": str(COVENANT), "unit_id": str(UNIT)},
        delivered_on=date(2024, 3, 12),
    ),
    facts.NotificationRead(
        notification_id=id_of("notification"),
        account="tccb.thutruong",
        read_on=date(2024, 3, 13),
    ),
)
