"""The law in force: what an organisation adds to it by a setting, and what it then judges."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client
from pydantic import ValidationError

from services.awards.law import RuleSetInvalid, law_in_force, load
from services.awards.main import build
from services.awards.settings import AwardsSettings
from tests.awards.player import FINDING, INITIATIVE, RATING, Player
from tests.awards.samples import AN, YEAR
from tests.harness.facts import Publisher
from tests.harness.issuer import TestIssuer
from tests.harness.service import running

OVERLAY = Path(__file__).parents[2] / "deploy/sample/overlay.toml"
TEXT = OVERLAY.read_text("utf-8")
NAMED = "law-2022+vpcp-sample"
RELAXED = re.sub(r"months = \d+", "months = 3", TEXT)
ANOTHER = TEXT.replace('"vpcp-sample"', '"cuc-sample"').replace("QC-", "CUC-")


@pytest.fixture
async def overlaid(
    settings: AwardsSettings, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[Player]:
    """The service of an organisation that registers for titles in the covenant."""
    told = settings.model_copy(update={"overlays": (OVERLAY,)})
    async with running(build(told), issuer) as service:
        yield Player(service, Publisher(log_client, "bloc"), Publisher(log_client, "covenant"))


def codes(verdict: dict[str, Any]) -> set[str]:
    return {each["code"] for each in verdict["conditions"]}


async def test_verdicts_lists_and_the_law_shown_carry_the_organisations_rules(
    overlaid: Player,
) -> None:
    moved = await overlaid.enrolled()
    await overlaid.record("/ratings", RATING)
    await overlaid.record("/initiatives", INITIATIVE)
    finding = await overlaid.record("/findings", FINDING)
    path = f"/eligibility/person/{AN}/CSTDCS/{YEAR}"

    verdict = await overlaid.verdict("CSTDCS", finding, moved)
    listed = await overlaid.read(f"/eligibility?award=CSTDCS&year={YEAR}", finding)
    law = await overlaid.read(f"{path}/rulesets/law-2022", finding)
    query = "transition?ruleset=law-2026&received_on=2026-09-01"
    both = await overlaid.read(f"{path}/{query}", finding)
    shown = await overlaid.read(f"/law/rulesets/{NAMED}")
    sets = [each["name"] for each in await overlaid.read("/law/rulesets")]

    assert (verdict["ruleset"], verdict["verdict"]) == (NAMED, "no")
    assert "QC-CSTDCS-1" in codes(verdict)
    assert [(row["ruleset"], row["verdict"]) for row in listed["items"]] == [(NAMED, "no")]
    assert (law["answer"], "QC-CSTDCS-1" in codes(law)) == ("yes", False)
    # The rules added stay under the new law: leaving them out would make it look kinder.
    assert both["new"]["ruleset"] == "law-2026+vpcp-sample"
    assert "QC-CSTDCS-1" in codes(both["new"])
    assert "QC-30" in [each["code"] for each in shown["quotas"]]
    assert sets.index("law-2022") < sets.index(NAMED)


async def test_what_is_supposed_is_compared_by_the_rules_in_force(overlaid: Player) -> None:
    finding = await overlaid.record("/findings", FINDING)
    asked = f"/eligibility/person/{AN}/what-if?after={finding}"
    answer = await overlaid.officer.post(asked, {"year": YEAR, "facts": []})

    assert answer.json() == []


def test_overlays_are_laid_in_their_order_and_are_an_edition_of_their_own() -> None:
    files = [("overlay.toml", TEXT), ("cuc.toml", ANOTHER)]
    both = law_in_force(files)
    editions = {law_in_force(each).edition for each in ([], files[:1], files, files[::-1])}

    assert both.rules.overlays == ("vpcp-sample", "cuc-sample")
    assert both.amended["law-2026"].overlays == both.rules.overlays
    assert both.named("law-2022") == load("law-2022")
    assert len(editions) == 4


def test_without_overlays_the_law_itself_is_in_force() -> None:
    law = law_in_force()
    assert law.rules == load("law-2022")
    assert [each.name for each in law.all()].count("law-2022") == 1


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("v.toml", RELAXED)], "v.toml: QC-LDTT-1: months: 3 asks for less than 6"),
        ([("v.toml", "overlay = ")], "v.toml: file: toml"),
        ([("v.toml", TEXT), ("w.toml", TEXT)], "w.toml: .*vpcp-sample is in force already"),
        ([("v.toml", TEXT.replace('"law-2022"', '"decree-91"'))], "based_on: .*in force"),
    ],
)
def test_an_overlay_that_cannot_be_used_ends_the_start_and_says_why(
    files: list[tuple[str, str]], why: str
) -> None:
    with pytest.raises(RuleSetInvalid, match=why):
        law_in_force(files)


def test_a_setting_that_names_no_file_ends_the_start(
    settings: AwardsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWARDS_OVERLAYS", '["nowhere.toml"]')
    with pytest.raises(ValidationError, match="does not point to a file"):
        AwardsSettings(**settings.model_dump(exclude={"overlays"}))
