"""Ids of the examples, made from keys."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

SPACE: Final = UUID("2a1c7b1e-9d5b-5c0a-8f7e-20240312c105")


def id_of(key: str) -> UUID:
    """The id of a thing by its key: the same wherever it is named."""
    return uuid5(SPACE, key)


BLOC = id_of("bloc")
UNIT, OTHER_UNIT = id_of("unit"), id_of("other unit")
PERSON, OTHER_PERSON = id_of("person"), id_of("other person")
COVENANT, FRAME = id_of("covenant"), id_of("frame")
SCORECARD = id_of("scorecard")
NOMINATION, DECISION, AWARD = id_of("nomination"), id_of("decision"), id_of("award")
YEAR = 2024
