"""A file that a form carries, read whole and let go of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True)
class Uploaded:
    """What a form said, and the file in its field `tep`; none where no file was chosen."""

    typed: dict[str, str]
    name: str | None
    content: bytes


async def uploaded(request: Request, at_most: int) -> Uploaded:
    """The form; of its file `at_most` bytes, and one more where there are more."""
    async with request.form() as given:
        typed = {name: str(v) for name, v in given.items() if not isinstance(v, UploadFile)}
        file = given.get("tep")
        if not isinstance(file, UploadFile) or not file.filename:
            return Uploaded(typed, None, b"")
        return Uploaded(typed, file.filename, await file.read(at_most + 1))
