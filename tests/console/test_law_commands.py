"""`thidua law` against the law itself: the answers are those of the service that judges."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from services.awards.api.law import verbs
from services.awards.law import law_in_force
from services.awards.law.loading import RULESETS
from shared.messaging.control import Control
from tests.console.commands import NOWHERE, Commands, described
from tests.harness.background import in_background
from tests.harness.nats_server import NatsServer

OVERLAY = Path(__file__).parents[2] / "deploy/sample/overlay.toml"


@pytest.fixture
async def operator(
    nats_server: NatsServer, nats_client: Client, tmp_path: Path
) -> AsyncIterator[Commands]:
    home = described(tmp_path / "home", nats_server.url, awards=NOWHERE)
    async with in_background(Control(nats_client, "awards", verbs(law_in_force())).run()):
        await nats_client.flush()
        yield Commands(home, ("law",))


async def test_the_rule_sets_are_listed_with_how_sure_they_are(operator: Commands) -> None:
    found = await operator.asked("list")
    shown = await operator.run("list")

    assert [each["name"] for each in found] == ["decree-91", "law-2022", "law-2026"]
    assert [each["certainty"] for each in found] == ["assumed", "confirmed", "assumed"]
    assert "a reading to be confirmed" in shown.stdout


async def test_a_title_is_shown_with_articles_and_parameters(operator: Commands) -> None:
    shown = await operator.run("show", "law-2022", "--title", "BK_TTG")

    assert "Điều 73 khoản 1 điểm b" in shown.stdout
    assert "period(after = , years = 5, at_least = GOOD" in shown.stdout
    assert "Điều 24" not in shown.stdout


async def test_a_whole_rule_set_is_shown_with_its_principles(operator: Commands) -> None:
    found = await operator.asked("show", "law-2022")
    assert "P-08" in {each["code"] for each in found["principles"]}
    assert len(found["titles"]) == 18


async def test_what_the_amendment_changes_is_one_condition(operator: Commands) -> None:
    found = await operator.asked("diff", "law-2022", "law-2026")
    shown = await operator.run("diff", "law-2022", "law-2026")

    changed = [each for each in found if each["before"]["kind"] != each["after"]["kind"]]
    assert [(each["title"], each["code"]) for each in changed] == [("CSTDCS person", "GEF-2")]
    assert "- GEF-2 any_of()" in shown.stdout
    assert "+ GEF-2 all_of()" in shown.stdout


async def test_a_rule_set_does_not_differ_from_itself(operator: Commands) -> None:
    assert await operator.asked("diff", "law-2022", "law-2022") == []
    assert "the same" in (await operator.run("diff", "law-2022", "law-2022")).stderr


async def test_sound_files_are_told_to_be(operator: Commands) -> None:
    files = [str(RULESETS / "law-2022.toml"), str(OVERLAY)]
    found = await operator.asked("check", *files)
    assert [each["name"] for each in found] == ["law-2022", "law-2022+vpcp-sample"]


async def test_an_unsound_file_is_told_with_rule_field_and_a_hint(
    operator: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "overlay.toml"
    file.write_text(OVERLAY.read_text("utf-8").replace("months = 10", "months = 3"), "utf-8")

    said = await operator.run("check", str(file), code=1)

    assert "overlay.toml: QC-LDTT-1: months: 3 asks for less than 6" in " ".join(
        said.stderr.split()
    )
    assert "hint:" in said.stderr


async def test_a_rule_set_or_title_that_is_not_there_is_told(operator: Commands) -> None:
    unknown = await operator.run("show", "law-1948", code=1)
    without = await operator.run("show", "law-2022", "--title", "GK", code=1)
    assert "rule_set_unknown" in unknown.stderr
    assert "hint:" in without.stderr
