"""Endpoints that ask nobody who they are: `tests/access` names each, with the reason.

Every other one takes `reading`, `following` or `writing` with a permission.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request

from shared.access import Account
from shared.http.problems import NotReady
from shared.http.requests import Read

if TYPE_CHECKING:
    from shared.runtime import Runtime

NOBODY = Account("", "", ())


async def asked_by_anybody(request: Request) -> Read:
    """The dependency of such an endpoint. Raises `NotReady`."""
    runtime: Runtime = request.app.state.runtime
    if not runtime.opened:
        raise NotReady(f"{runtime.name} is opening its store; try again shortly")
    return Read(NOBODY, runtime)
