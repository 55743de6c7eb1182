"""One AsyncAPI 3 document per service: where its facts stand, what they say, how they look.

Source: AsyncAPI 3.0.0. The NATS binding knows neither streams nor headers, so the stream is
told in the extension `x-jetstream`.
"""

from __future__ import annotations

import inspect
from importlib.metadata import version
from typing import Any

import msgspec

from shared.contracts import Fact, fact_type, partition_of
from shared.contracts.envelope import name_of
from shared.contracts.subjects import PARTITIONS
from shared.documents.examples import example_of
from shared.documents.headers import headers_of, headers_of_fact
from shared.documents.schemas import Schema, components_of, facts_of
from shared.messaging.log import STREAM, SUBJECTS

STREAM_SAID = {
    "stream": STREAM,
    "subjects": [SUBJECTS],
    "retention": "limits, without limits: nothing is ever deleted",
    "order": (
        "the facts of one service stand in the order of `thidua-position`; a fact published "
        "again stands there twice, with the same `ce-id`"
    ),
}
DESCRIPTION = """\
Every fact that `{service}` publishes. It stands in the JetStream stream `{stream}` for ever, as
a CloudEvent in binary mode: the envelope in the headers, the body as JSON.

- Positions of one service chain: `thidua-previous` is the position before. A jump is a gap, and
  a position that was seen already is a repetition; pass over it.
- Another `thidua-epoch` is another store: stop, its positions are not those you know.
- A fact never changes meaning. Take the fields you use, ignore those you do not know, and pass
  over facts of a type you do not know.
"""


def asyncapi(service: str) -> dict[str, Any]:
    """The document of one service, the same on every machine."""
    kinds = facts_of(service)
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:thidua:{service}",
        "info": {
            "title": f"Thi Đua: the facts of {service}",
            "version": version("thidua"),
            "description": DESCRIPTION.format(service=service, stream=STREAM),
        },
        "defaultContentType": "application/json",
        "servers": {
            "log": {
                "host": "{host}",
                "protocol": "nats",
                "description": "The NATS server of a system; user `subscriber` reads it",
                "variables": {
                    "host": {
                        "default": "localhost:4222",
                        "description": "Where the server of your system listens",
                    }
                },
                "security": [{"$ref": "#/components/securitySchemes/user"}],
            }
        },
        "channels": {name_of(kind): _channel(service, kind) for kind in kinds},
        "operations": {f"publish_{name_of(kind)}": _operation(kind) for kind in kinds},
        "components": {
            "messages": {kind.__name__: _message(service, kind) for kind in kinds},
            "schemas": {"Headers": headers_of(service)}
            | components_of(kinds, "#/components/schemas/{name}"),
            "parameters": {"partition": _partition()},
            "securitySchemes": {
                "user": {"type": "userPassword", "description": "A NATS user and its password"}
            },
        },
    }


def address_of(service: str, kind: type[Fact]) -> str:
    """The template of the subjects a fact is published on."""
    return f"thidua.{service}.{name_of(kind)}.{{partition}}"


def summary_of(kind: type[Fact]) -> str:
    """The first sentence that is said about a fact."""
    return inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _channel(service: str, kind: type[Fact]) -> dict[str, Any]:
    return {
        "address": address_of(service, kind),
        "title": name_of(kind),
        "summary": summary_of(kind),
        "servers": [{"$ref": "#/servers/log"}],
        "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"}},
        "parameters": {"partition": {"$ref": "#/components/parameters/partition"}},
        "x-jetstream": STREAM_SAID,
    }


def _operation(kind: type[Fact]) -> dict[str, Any]:
    channel = f"#/channels/{name_of(kind)}"
    return {
        "action": "send",
        "title": f"publish {name_of(kind)}",
        "summary": summary_of(kind),
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{kind.__name__}"}],
    }


def _message(service: str, kind: type[Fact]) -> dict[str, Any]:
    example = example_of(service, kind)
    return {
        "name": fact_type(kind),
        "title": kind.__name__,
        "summary": summary_of(kind),
        "contentType": "application/json",
        "headers": headers_of_fact(kind, "#/components/schemas/Headers"),
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
        "correlationId": {"location": "$message.header#/thidua-correlation"},
        "examples": [
            {
                "name": name_of(kind),
                "summary": f"On partition {partition_of(example.subject)}",
                "headers": example.headers(),
                "payload": msgspec.json.decode(example.body()),
            }
        ],
    }


def _partition() -> Schema:
    return {
        "description": (
            f"The partition of the entity: CRC-32 of `ce-subject` modulo {PARTITIONS}, two "
            "digits. Subscribe to `*` in its place for all of them."
        ),
        "enum": [f"{number:02d}" for number in range(PARTITIONS)],
        "examples": ["07"],
    }
