"""What differs between two schemas of one thing, as the rule that a reader would feel broken.

A fact is read by code older than it and by code newer than it: readers are upgraded when they
please, and the log keeps what was published years ago. So a schema may neither take less than
before nor say more: only new optional fields are free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from shared.documents.schemas import Schema

Rule = Literal[
    "field_removed",
    "field_renamed",
    "required_field_added",
    "field_made_required",
    "field_made_optional",
    "type_changed",
    "type_narrowed",
    "type_widened",
    "value_removed",
    "value_added",
    "limits_changed",
    "default_changed",
]

LIMITS = (
    "const",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
)


@dataclass(frozen=True)
class Difference:
    """A rule that is broken at a place: `groups[].criteria[].code`, the body itself is ``."""

    at: str
    rule: Rule
    what: str


@dataclass(frozen=True)
class Place:
    """Two schemas that describe the same place, each with the document it stands in."""

    at: str
    old: Schema
    new: Schema
    old_whole: Schema
    new_whole: Schema

    def inner(self, at: str, old: Schema, new: Schema) -> Place:
        return replace(self, at=at, old=old, new=new)


def differences(old: Schema, new: Schema) -> list[Difference]:
    """Everything in `new` that breaks a reader or a fact of `old`, in the order of fields."""
    return list(_compare(Place("", old, new, old, new)))


def _compare(place: Place) -> Iterator[Difference]:
    old = _alternatives(place.old, place.old_whole)
    new = _alternatives(place.new, place.new_whole)
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    if gone and come:
        yield Difference(
            place.at, "type_changed", f"was {', '.join(gone)}, is {', '.join(come)}"
        )
    elif gone:
        yield Difference(place.at, "type_narrowed", f"takes {', '.join(gone)} no more")
    elif come:
        yield Difference(place.at, "type_widened", f"may be {', '.join(come)} now")
    for kind in old:
        if kind in new:
            yield from _compare_kind(kind, place.inner(place.at, old[kind], new[kind]))


def _compare_kind(kind: str, place: Place) -> Iterator[Difference]:
    match kind:
        case "object":
            yield from _compare_fields(place)
        case "list":
            items = place.old["items"], place.new["items"]
            yield from _compare(place.inner(f"{place.at}[]", *items))
        case "map":
            values = place.old["additionalProperties"], place.new["additionalProperties"]
            yield from _compare(place.inner(f"{place.at}{{}}", *values))
        case "one of several values":
            yield from _compare_values(place)
        case _:
            pass
    for limit in LIMITS:
        before, after = place.old.get(limit), place.new.get(limit)
        if before != after:
            yield Difference(
                place.at, "limits_changed", f"{limit} was {before!r}, is {after!r}"
            )


def _compare_fields(place: Place) -> Iterator[Difference]:
    old: dict[str, Schema] = place.old["properties"]
    new: dict[str, Schema] = place.new["properties"]
    was, now = set(place.old.get("required", ())), set(place.new.get("required", ()))
    prefix = f"{place.at}." if place.at else ""
    fresh = [name for name in new if name not in old]
    for name, before in old.items():
        at = f"{prefix}{name}"
        if name not in new:
            yield _removed(at, before, {each: new[each] for each in fresh})
            continue
        if name in was and name not in now:
            yield Difference(at, "field_made_optional", "readers count on it")
        if name in now and name not in was:
            yield Difference(at, "field_made_required", "facts of the log lack it")
        # Without a default a field that is left out says nothing, with one it says that.
        if name not in was | now and before.get("default") != new[name].get("default"):
            said = f"left out meant {before.get('default')!r}, is {new[name].get('default')!r}"
            yield Difference(at, "default_changed", said)
        yield from _compare(place.inner(at, before, new[name]))
    for name in fresh:
        if name in now:
            yield Difference(
                f"{prefix}{name}", "required_field_added", "facts of the log lack it"
            )


def _removed(at: str, field: Schema, fresh: dict[str, Schema]) -> Difference:
    for name, candidate in fresh.items():
        if candidate == field:
            return Difference(at, "field_renamed", f"seems to be called {name} now")
    return Difference(at, "field_removed", "readers use it")


def _compare_values(place: Place) -> Iterator[Difference]:
    old, new = place.old["enum"], place.new["enum"]
    for value in old:
        if value not in new:
            yield Difference(place.at, "value_removed", f"{value!r} stands in facts of the log")
    for value in new:
        if value not in old:
            yield Difference(place.at, "value_added", f"readers do not know {value!r}")


def _alternatives(schema: Schema, whole: Schema) -> dict[str, Schema]:
    """What may stand in a place, by kind."""
    return {
        _kind(resolved): resolved
        for one in schema.get("anyOf", [schema])
        for resolved in (_resolved(one, whole),)
    }


def _resolved(schema: Schema, whole: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Any = whole
    for part in str(schema["$ref"]).removeprefix("#/").split("/"):
        found = found[part]
    resolved: Schema = found
    return resolved


def _kind(schema: Schema) -> str:
    if "enum" in schema:
        return "one of several values"
    if "properties" in schema:
        return "object"
    if schema.get("type") == "array":
        return "list"
    if "additionalProperties" in schema:
        return "map"
    said = schema.get("format") or schema.get("type")
    return str(said)
