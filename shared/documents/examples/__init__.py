"""One example of every fact, in the envelope it would have; a fact without one has no document.

All of it is invented. Ids are made from keys, so that the examples of four services tell one
story.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.contracts import Envelope
from shared.documents.examples import awards, bloc, covenant, notify

if TYPE_CHECKING:
    from shared.contracts import Fact

BY_SERVICE: dict[str, tuple[Fact, ...]] = {
    "bloc": bloc.EXAMPLES,
    "covenant": covenant.EXAMPLES,
    "awards": awards.EXAMPLES,
    "notify": notify.EXAMPLES,
}
EPOCH = "5f0d2a6e3c415b7e9d1820240312c105"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
RECORDED = datetime(2024, 3, 12, 1, 44, 5, 120000, tzinfo=UTC)


class ExampleMissing(Exception):
    """A fact has no example: write one in `shared/documents/examples/<service>.py`."""


def example_of(service: str, kind: type[Fact]) -> Envelope:
    """An example as it could stand in the log. Raises `ExampleMissing`."""
    for position, fact in enumerate(BY_SERVICE[service], start=1):
        if type(fact) is kind:
            return Envelope(
                source=service,
                position=position,
                previous=position - 1,
                epoch=EPOCH,
                time=RECORDED,
                # By convention the first field of a fact names its entity.
                subject=str(getattr(fact, fact.__struct_fields__[0])),
                data=fact,
                actor="policy:notify-deliveries" if service == "notify" else "tccb.thutruong",
                correlation="0af7651916cd43dd8448eb211c80319c",
                causation="covenant:5" if service == "notify" else None,
                traceparent=TRACE,
            )
    raise ExampleMissing(f"{kind.__name__}: write one in examples/{service}.py")
