"""JSON Schemas of the facts, made from their structs."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from shared.contracts import Fact, fact_type, publisher_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SUFFIX = ".json"

Schema = dict[str, Any]


class SchemaUnknown(Exception):
    """No fact has a schema of this name; its name is the fact's type with `.json`."""


def facts_of(service: str) -> list[type[Fact]]:
    """The facts a service publishes, in the order of their types."""
    return [kind for _, kind in sorted(Fact.REGISTRY.items()) if publisher_of(kind) == service]


def schema_of(kind: type[Fact]) -> Schema:
    """The schema of a fact's body, complete in itself: what `ce-dataschema` names."""
    _, parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    own = parts.pop(kind.__name__)
    schema = {"$schema": DIALECT, "$id": f"/schemas/{fact_type(kind)}{SUFFIX}"} | own
    whole: Schema = tidied(schema | ({"$defs": parts} if parts else {}))
    return whole


def schema_named(service: str, name: str) -> Schema:
    """The schema `vn.thidua.covenant_signed.v1.json`. Raises `SchemaUnknown`."""
    for kind in facts_of(service):
        if name == f"{fact_type(kind)}{SUFFIX}":
            return schema_of(kind)
    raise SchemaUnknown(f"{service} publishes no fact with the schema {name!r}")


def components_of(kinds: list[type[Fact]], reference: str) -> dict[str, Schema]:
    """The schemas of facts and of what they are made of, by name."""
    _, parts = msgspec.json.schema_components(kinds, ref_template=reference)
    return {name: tidied(part) for name, part in sorted(parts.items())}


def tidied(schema: Any) -> Any:  # noqa: ANN401 (whatever stands in a schema)
    """A schema as JSON has it: lists for tuples, descriptions without their indentation."""
    if isinstance(schema, dict):
        return {
            name: inspect.cleandoc(part)
            if name == "description" and isinstance(part, str)
            else tidied(part)
            for name, part in schema.items()
        }
    if isinstance(schema, list | tuple):
        return [tidied(part) for part in schema]
    return schema
