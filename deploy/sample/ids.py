"""Ids of the sample: the same on every machine, so that two runs tell one story once."""

from typing import Final
from uuid import UUID, uuid5

SAMPLE: Final = UUID("5f0d2a6e-3c41-5b7e-9d18-20240312c105")


def id_of(key: str) -> UUID:
    """The id of a thing by its key: `unit/tccb`, `person/tccb-01`, `rating/tccb-02/2023`."""
    return uuid5(SAMPLE, key)
