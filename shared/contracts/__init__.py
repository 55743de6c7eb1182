"""The published language: a module or package for each publisher, and the envelope.

A fact never changes meaning. Optional fields may be added; anything else is a new fact.
"""

# Every publisher's facts are registered, so that no reader takes a known fact for an unknown.
from shared.contracts import awards, bloc, covenant, notify
from shared.contracts.envelope import (
    SOURCES,
    Envelope,
    Fact,
    NotAFact,
    UnknownFact,
    UnreadableFact,
    fact_type,
    publisher_of,
    read_text,
    type_named,
)
from shared.contracts.subjects import partition_of, subject_of

__all__ = [
    "SOURCES",
    "Envelope",
    "Fact",
    "NotAFact",
    "UnknownFact",
    "UnreadableFact",
    "awards",
    "bloc",
    "covenant",
    "fact_type",
    "notify",
    "partition_of",
    "publisher_of",
    "read_text",
    "subject_of",
    "type_named",
]
