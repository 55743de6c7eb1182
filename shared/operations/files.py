"""`files.read`: the content of a kept file, part by part, for a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.messaging.control import PAGE_BYTES, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.files import Contents

# The table of a store that names the files it counts on, and its column of digests.
NAMES = "evidence_names"
DIGEST = "digest"


class PartWanted(msgspec.Struct, frozen=True):
    """A part of a file from a byte on."""

    digest: str
    offset: int


class FilePart(msgspec.Struct, frozen=True):
    """So many bytes of a file; none at its end."""

    content: bytes


def files_verbs(kept: Contents) -> Sequence[Verb]:
    """What may be asked of a service that keeps files."""

    async def read(wanted: PartWanted) -> FilePart:
        return FilePart(await kept.part(wanted.digest, wanted.offset, PAGE_BYTES))

    return (Verb("files.read", PartWanted, read),)
