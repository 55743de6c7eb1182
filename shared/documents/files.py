"""The documents as files: what `docs/contracts/` holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.contracts import SOURCES, fact_type
from shared.documents.asyncapi import asyncapi
from shared.documents.schemas import SUFFIX, facts_of, schema_of

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = "released"


def documents() -> dict[str, str]:
    """Every document by its path under the folder; the same on every machine."""
    written: dict[str, str] = {}
    for service in SOURCES:
        written[f"{service}.asyncapi.json"] = as_text(asyncapi(service))
        for kind in facts_of(service):
            written[f"schemas/{fact_type(kind)}{SUFFIX}"] = as_text(schema_of(kind))
    return written


def write(folder: Path) -> list[str]:
    """Write what differs, remove what nobody publishes any more; the paths that changed."""
    wanted = documents()
    changed = stale(folder)
    for path in changed:
        file = folder / path
        if path in wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[path], "utf-8")
        else:
            file.unlink()
    return changed


def stale(folder: Path) -> list[str]:
    """The paths whose files are not what the contracts say today. Releases are not judged."""
    wanted = documents()
    found = {
        str(file.relative_to(folder)): file.read_text("utf-8")
        for file in folder.rglob("*.json")
        if file.relative_to(folder).parts[0] != RELEASED
    }
    return sorted(
        path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path)
    )


def as_text(document: dict[str, Any]) -> str:
    """JSON for people to read and for `git diff` to compare."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
