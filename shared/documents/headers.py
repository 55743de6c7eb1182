"""The schema of the envelope: every header of a fact, what it says and how it is written.

Source: as `shared/contracts/envelope.py` says.
"""

from __future__ import annotations

from shared.contracts import SOURCES, Fact, fact_type
from shared.documents.schemas import SUFFIX, Schema

NUMBER = "(0|[1-9][0-9]*)"
# Printable ASCII without space and quotation mark; anything else as %XX of its UTF-8.
TEXT = "^([!#$&-~]|%[0-9A-F]{2})*$"
OPTIONAL = ("thidua-causation", "traceparent")


def headers_of(service: str) -> Schema:
    """The envelope of every fact of a service. Headers are text, also where they hold numbers.

    Whoever reads them must take headers it does not know.
    """
    said: dict[str, Schema] = {
        "ce-specversion": {"const": "1.0", "description": "The CloudEvents version"},
        "ce-id": {
            "pattern": f"^{service}:{NUMBER}$",
            "description": "Service and position: unique, and the same when published again",
        },
        "ce-type": {"description": "The fact and its version: `vn.thidua.<fact>.v<n>`"},
        "ce-source": {"const": f"/thidua/{service}", "description": "Who publishes"},
        "ce-time": {"format": "date-time", "description": "When it was recorded, UTC"},
        "ce-subject": {
            "format": "uuid",
            "description": "The entity the fact is about; it decides the partition",
        },
        "ce-datacontenttype": {"const": "application/json"},
        "ce-dataschema": {
            "format": "uri-reference",
            "description": "The schema of the body, at the publishing service",
        },
        "thidua-position": {
            "pattern": f"^{NUMBER}$",
            "description": "The place in the publisher's store: 1, 2, 3 …",
        },
        "thidua-previous": {
            "pattern": f"^{NUMBER}$",
            "description": "The position before it, 0 for the first: a jump is a gap",
        },
        "thidua-epoch": {
            "minLength": 1,
            "description": "The identity of the store: with another, positions mean nothing",
        },
        "thidua-correlation": {
            "pattern": TEXT,
            "description": "Shared by all that one request set off; percent-encoded",
        },
        "thidua-actor": {
            "pattern": TEXT,
            "description": "The account that acted, or `policy:<name>`; percent-encoded",
        },
        "thidua-causation": {
            "pattern": f"^({'|'.join(SOURCES)}):{NUMBER}$",
            "description": "The `ce-id` of the fact this one answers",
        },
        "traceparent": {
            "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            "description": "The trace context of the request",
        },
    }
    return {
        "type": "object",
        "description": f"The envelope of the facts of {service}",
        "properties": {name: {"type": "string"} | one for name, one in said.items()},
        "required": [name for name in said if name not in OPTIONAL],
    }


def headers_of_fact(kind: type[Fact], envelope: str) -> Schema:
    """The envelope of one fact; `envelope` refers to what all facts of its service share."""
    return {
        "type": "object",
        "allOf": [{"$ref": envelope}],
        "properties": {
            "ce-type": {"type": "string", "const": fact_type(kind)},
            "ce-dataschema": {
                "type": "string",
                "const": f"/schemas/{fact_type(kind)}{SUFFIX}",
            },
        },
    }
