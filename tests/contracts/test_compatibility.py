"""What would break a reader is named with fact, field and rule; the rest is free."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec
import pytest

from shared.documents.__main__ import main
from shared.documents.comparison import differences
from shared.documents.compatibility import breaks, contract, release, released

SIGNED = "vn.thidua.covenant_signed.v1"

Contract = dict[str, Any]


class Part(msgspec.Struct):
    code: str


def fields(**changed: object) -> dict[str, Any]:
    """A fact's fields with some exchanged; `None` leaves one out."""
    own: dict[str, Any] = {
        "sheet_id": UUID,
        "on": date,
        "kind": Literal["small", "large"],
        "parts": tuple[Part, ...],
        "names": dict[str, str],
        "points": (Decimal | None, None),
        "note": (str, ""),
    }
    return {name: kind for name, kind in (own | changed).items() if kind is not None}


def schema(said: dict[str, Any]) -> dict[str, Any]:
    ordered = [
        (name, *kind) if isinstance(kind, tuple) else (name, kind)
        for name, kind in said.items()
    ]
    after = msgspec.defstruct("Before", ordered, kw_only=True)
    _, parts = msgspec.json.schema_components([after], ref_template="#/$defs/{name}")
    own: dict[str, Any] = parts.pop("Before")
    return own | {"$defs": parts}


class OtherPart(msgspec.Struct):
    code: int


BREAKING = {
    "field_removed": ({"note": None}, "note", "field_removed"),
    "field_renamed": ({"on": None, "since": date}, "on", "field_renamed"),
    "required added": ({"by": UUID}, "by", "required_field_added"),
    "made required": ({"note": str}, "note", "field_made_required"),
    "made optional": ({"sheet_id": (UUID, UUID(int=0))}, "sheet_id", "field_made_optional"),
    "another type": ({"on": int}, "on", "type_changed"),
    "another format": ({"sheet_id": str}, "sheet_id", "type_changed"),
    "narrowed": ({"points": (Decimal, Decimal(0))}, "points", "type_narrowed"),
    "widened": ({"on": date | None}, "on", "type_widened"),
    "value removed": ({"kind": Literal["small"]}, "kind", "value_removed"),
    "value added": ({"kind": Literal["small", "large", "huge"]}, "kind", "value_added"),
    "default changed": ({"note": (str, "none")}, "note", "default_changed"),
    "inside a list": ({"parts": tuple[OtherPart, ...]}, "parts[].code", "type_changed"),
    "inside a map": ({"names": dict[str, int]}, "names{}", "type_changed"),
    "a list for one": ({"on": tuple[date, ...]}, "on", "type_changed"),
}
FREE = {
    "the same": {},
    "an optional field": {"reason": (str | None, None)},
    "an optional field with a default": {"layer": (str, "self")},
    "an optional field of a new kind": {"more": (dict[str, Part], {})},
}


@pytest.mark.parametrize(("change", "at", "rule"), BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_named(change: dict[str, object], at: str, rule: str) -> None:
    found = differences(schema(fields()), schema(fields(**change)))

    assert (at, rule) in {(each.at, each.rule) for each in found}


@pytest.mark.parametrize("change", FREE.values(), ids=FREE)
def test_what_readers_do_not_notice_is_free(change: dict[str, object]) -> None:
    assert differences(schema(fields()), schema(fields(**change))) == []


def test_limits_may_neither_be_tightened_nor_loosened() -> None:
    before, after = schema(fields()), schema(fields())
    after["properties"]["note"]["maxLength"] = 5

    for old, new in ((before, after), (after, before)):
        (found,) = differences(old, new)
        assert (found.at, found.rule) == ("note", "limits_changed")


def change(path: str, value: object) -> Callable[[Contract], None]:
    """A change of a contract at a place: `facts/x/entity`; `None` removes what is there."""
    *way, last = path.split("/")

    def changed(promised: Contract) -> None:
        for part in way:
            promised = promised[part]
        if value is None:
            del promised[last]
        else:
            promised[last] = value

    return changed


ON_THE_WIRE = {
    "another stream": (change("stream", "OTHER"), "stream: stream_changed"),
    "other partitions": (change("partitions", 32), "partitions: partitions_changed"),
    "another subject": (
        change(f"facts/{SIGNED}/subject", "thidua.covenant.signed.{partition}"),
        f"{SIGNED}: subject_changed",
    ),
    "another entity": (
        change(f"facts/{SIGNED}/entity", "unit_id"),
        f"{SIGNED}: entity_changed",
    ),
    "another publisher": (change(f"facts/{SIGNED}/service", "awards"), "service_changed"),
    "a fact removed": (change(f"facts/{SIGNED}", None), f"{SIGNED}: fact_removed"),
    "a header removed": (
        change("headers/bloc/properties/thidua-epoch", None),
        "envelope of bloc, field thidua-epoch: field_removed",
    ),
    "a header on demand": (
        change("headers/bloc/required", []),
        "envelope of bloc, field thidua-previous: field_made_optional",
    ),
    "a publisher removed": (change("headers/notify", None), "service_removed"),
}


@pytest.mark.parametrize(("changed", "said"), ON_THE_WIRE.values(), ids=ON_THE_WIRE)
def test_a_change_of_the_envelope_or_of_its_place_is_named(
    changed: Callable[[Contract], None], said: str
) -> None:
    after = copy.deepcopy(contract())
    changed(after)

    assert any(said in str(each) for each in breaks(contract(), after))


def test_a_fact_under_another_name_is_taken_for_renamed() -> None:
    after = copy.deepcopy(contract())
    after["facts"]["vn.thidua.covenant_sealed.v1"] = after["facts"].pop(SIGNED)

    (found,) = breaks(contract(), after)

    assert (found.of, found.rule) == (SIGNED, "fact_renamed")
    assert "vn.thidua.covenant_sealed.v1" in found.what


def test_a_new_fact_and_a_new_service_are_free() -> None:
    before = copy.deepcopy(contract())
    del before["facts"][SIGNED]
    del before["headers"]["notify"]

    assert breaks(before) == []
    assert breaks(contract()) == []
    assert breaks(None) == []


def test_a_release_is_kept_once_and_nothing_that_breaks_is_released(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["write", str(tmp_path)])
    assert (released(tmp_path), release(tmp_path), release(tmp_path)) == (None, 1, None)
    kept = tmp_path / "released" / "1.json"
    older = json.loads(kept.read_text("utf-8"))
    older["facts"][SIGNED]["schema"]["properties"]["signatory"] = {"type": "string"}
    kept.write_text(json.dumps(older), "utf-8")
    capsys.readouterr()

    assert main(["check", str(tmp_path)]) == 1
    assert main(["release", str(tmp_path)]) == 1

    said = capsys.readouterr().err
    assert said.count(f"breaking: {SIGNED}, field signatory: field_removed") == 2
    assert not (tmp_path / "released" / "2.json").exists()


def test_nonsense_is_answered_with_what_may_be_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["publish"]) == 2
    assert "write|check|release FOLDER" in capsys.readouterr().err
