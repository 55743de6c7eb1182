"""One request of the story, with the facts it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.access import Role

OFFICER = (Role.EMULATION_OFFICER, None)

Grant = tuple[Role, UUID | None]


@dataclass(frozen=True)
class Command:
    """One request, and the facts it leads to, in order, about one entity.

    `waits` says that it is sent once its service has read all that was written before.
    """

    key: str
    service: str
    who: Grant
    method: str
    path: str
    body: dict[str, Any]
    entity: UUID
    facts: tuple[str, ...]
    waits: bool = False


def post(
    service: str,
    path: str,
    body: dict[str, Any],
    entity: UUID,
    *facts: str,
    who: Grant = OFFICER,
    waits: bool = False,
) -> Command:
    key = f"{path}/{body.get('id') or body.get('unit_id') or body.get('subject_id') or ''}"
    return Command(key, service, who, "POST", path, body, entity, facts, waits)
