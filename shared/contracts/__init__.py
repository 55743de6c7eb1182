"""The published language: one module per publisher, and the envelope that carries its facts.

A fact never changes meaning. Optional fields may be added; anything else is a new fact.
"""

from shared.contracts.envelope import (
    SOURCES,
    Envelope,
    Fact,
    UnknownFact,
    fact_type,
    partition_of,
    subject_of,
    type_named,
)

__all__ = [
    "SOURCES",
    "Envelope",
    "Fact",
    "UnknownFact",
    "fact_type",
    "partition_of",
    "subject_of",
    "type_named",
]
