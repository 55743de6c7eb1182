"""What services answer to every question alike: refusals, pages, what a change became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class ApiProblem(Exception):
    """A service refused or could not answer; `code` is stable, `service` says which.

    `values` are what the refusal names, for whoever says it in other words.
    """

    def __init__(
        self,
        code: str,
        status: int,
        detail: str,
        service: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code} ({status}): {detail}")
        self.values = dict(values or {})
        self.service = service
        self.code = code
        self.status = status
        self.detail = detail


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some items of a list; `next` is the cursor of those that follow."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True)
class Written:
    """What a service says of a change: its place in the log, the new version, the new id.

    A secret vote has a receipt in the place of an id.
    """

    position: str | None
    version: str | None
    id: str | None
    receipt: str | None = None
