"""Every projection beside what reading the log from its first fact makes of it.

The copy that answers is not touched. Where a copy is kept beside it already, that one is
compared; else one is filled, compared, and let stand again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.console.cli.asking import order
from services.console.cli.log.comparison import Difference
from services.console.cli.projection.comparing import compared
from services.console.cli.projection.named import Found, all_projections
from services.console.cli.projection.rebuilding import until_ready
from shared.operations.projections import ProjectionNamed
from shared.readmodel.state import CopiesState

if TYPE_CHECKING:
    from nats.aio.client import Client

    from services.console.cli.system import System


async def folded_again(client: Client, system: System) -> list[Difference]:
    """Documents on which the copies do not agree; a long list is cut, its length told."""
    differences: list[Difference] = []
    found, _ = await all_projections(client, system)
    for each in found:
        differences += await _compare(client, each)
    return differences


async def _compare(client: Client, found: Found) -> list[Difference]:
    projection = ProjectionNamed(found.state.projection)
    filled_here = found.state.other_is in {"empty", "cancelled"}
    state = found.state
    if filled_here:
        state = await order(
            client, found.service, "projection.rebuild", projection, CopiesState
        )
    await until_ready(client, found, state)
    comparison = await compared(client, found)
    if filled_here:
        await order(client, found.service, "projection.cancel", projection, CopiesState)
    differences = [
        Difference(
            "document",
            found.service,
            0,
            0,
            each.key,
            f"{comparison.projection}: {each.table}",
        )
        for each in comparison.listed
    ]
    untold = comparison.differences - len(comparison.listed)
    if untold:
        detail = f"{comparison.projection}: +{untold}"
        differences.append(Difference("document", found.service, 0, 0, detail=detail))
    return differences
