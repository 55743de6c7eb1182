"""Conditions of a verdict, as `awards` tells them."""

from __future__ import annotations

from typing import Literal

import msgspec

Answer = Literal["yes", "no", "unknown"]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition with its answer; `facts` are the ids of what it rests on."""

    code: str
    answer: Answer
    article: str
    text: str
    reason: str
    values: dict[str, str] = {}
    facts: tuple[str, ...] = ()
    certainty: str = "confirmed"
    route: str = ""
    parts: tuple[Condition, ...] = ()
