"""What somebody sent after their session had ended: nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.datastructures import FormData


@dataclass(frozen=True)
class HeldScreen:
    """The form as it was sent; sent again from the page it goes where it was going.

    `files` says that files were among it, which no page can hold.
    """

    address: str
    fields: tuple[tuple[str, str], ...]
    files: bool


def compose(address: str, sent: FormData) -> HeldScreen:
    items = sent.multi_items()
    fields = tuple((name, value) for name, value in items if isinstance(value, str))
    return HeldScreen(address, fields, len(fields) < len(items))
