"""A file that is sent, with what things of other services are called in it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.datastructures import UploadFile

from shared.catalogue.names import search_key
from shared.decoders import decoder
from shared.http.problems import MalformedRequest
from shared.http.requests import Write
from shared.intake import Called

# What the OpenAPI document says of a request whose body is a file, read without a form.
FILE_SENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
        },
    }
}


async def sent_file(write: Write) -> tuple[bytes, Called]:
    """The body itself; or a form's parts `file` and `called`. Raises `MalformedRequest`."""
    if not write.request.headers.get("content-type", "").startswith("multipart/form-data"):
        return write.body, {}
    async with write.request.form() as form:
        file, called = form.get("file"), form.get("called")
        if not isinstance(file, UploadFile) or not isinstance(called, UploadFile):
            raise MalformedRequest("the form needs the files `file` and `called`")
        content, told = await file.read(), await called.read()
    try:
        names = decoder(dict[str, dict[str, UUID]]).decode(told)
    except msgspec.MsgspecError as error:
        raise MalformedRequest(f"`called` cannot be read: {error}") from error
    return content, {kind: _plain(found) for kind, found in names.items()}


def _plain(names: dict[str, UUID]) -> dict[str, UUID]:
    """By name without marks and case; a name that two things share names neither."""
    owners: dict[str, set[UUID]] = {}
    for name, owner in names.items():
        owners.setdefault(search_key(name), set()).add(owner)
    return {name: ids.pop() for name, ids in owners.items() if len(ids) == 1}
