"""The questions over HTTP: the way to a title, what would be, two laws, replay, rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.contracts import bloc
from tests.awards.player import FINDING, RATING, Player
from tests.awards.samples import AN, UNIT, YEAR, enrolled, named, registered

EXCELLENT = RATING | {"year": 2026, "rating": "EXCELLENT", "decided_on": "2026-12-20"}
OLD = named("Vụ Tổ chức")
RECEIVED = "received_on=2024-01-01"
OVERLAY = Path(__file__).parents[2] / "deploy/sample/overlay.toml"
OF_2026 = FINDING | {"year": 2026, "found_on": "2026-12-22"}


async def replayed(player: Player, question: str, *after: str) -> dict[str, Any]:
    """A replay, as the emulation officer asks for it."""
    waiting = "".join(f"&after={each}" for each in after)
    answer = await player.officer.get(f"/eligibility/replay?{question}{waiting}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def judged_2026(player: Player) -> tuple[str, str]:
    """An had an excellent year 2026 and no initiative."""
    moved = await player.bloc.publish(registered(), enrolled())
    await player.record("/ratings", EXCELLENT)
    return moved, await player.record("/findings", OF_2026)


async def test_the_way_to_a_title_names_conditions_articles_and_years(player: Player) -> None:
    moved = await player.enrolled()
    rating = await player.record("/ratings", RATING)

    way = await player.read(f"/eligibility/person/{AN}/CSTD_BO/{YEAR}/roadmap", rating, moved)

    steps = {step["condition"]["code"]: step for step in way["steps"]}
    assert (way["answer"], way["earliest"]) == ("no", YEAR + 2)
    assert steps["MEF-1"]["condition"]["article"].startswith("Luật 06/2022/QH15, Điều 22")


async def test_supposed_facts_change_verdicts_of_the_person_and_reach_no_log(
    player: Player,
) -> None:
    moved = await player.enrolled()
    await player.record("/ratings", RATING)
    finding = await player.record("/findings", FINDING)
    path = f"/eligibility/person/{AN}/what-if?after={moved}&after={finding}"
    form = {
        "year": YEAR,
        "facts": [{"fact": "initiative", "year": YEAR, "scope": "UNIT"}],
    }

    answer = await player.officer.post(path, form)
    after = await player.record("/ratings", RATING)
    verdict = await player.verdict("CSTDCS", after)

    assert answer.status_code == 200, answer.text
    (changed,) = [each for each in answer.json() if each["award"] == "CSTDCS"]
    assert (changed["before"], changed["after"]) == ("no", "yes")
    cited = [fact for each in changed["conditions"] for fact in each["after"]["facts"]]
    assert "supposed:1" in cited
    assert verdict["verdict"] == "no"
    # The next fact takes the very next position: what was supposed took none.
    assert after == f"awards:{int(finding.split(':')[1]) + 1}"


async def test_a_supposed_fact_that_makes_no_sense_is_refused(player: Player) -> None:
    form = {"year": YEAR, "facts": [{"fact": "miracle"}]}
    answer = await player.officer.post(f"/eligibility/person/{AN}/what-if", form)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_dossier_between_two_laws_has_both_verdicts(player: Player) -> None:
    moved, finding = await judged_2026(player)
    path = f"/eligibility/person/{AN}/CSTDCS/2026/transition?ruleset=law-2026"

    early = await player.read(f"{path}&received_on=2026-09-30", moved, finding)
    late = await player.read(f"{path}&received_on=2026-10-01", moved, finding)

    assert (early["old"]["answer"], early["new"]["answer"]) == ("yes", "no")
    assert (early["holds"], late["holds"]) == ("old", "new")
    assert early["transition"]["code"] == "T-01"


async def test_another_rule_set_gives_its_own_verdict_and_the_replay_lists_it(
    player: Player,
) -> None:
    moved, finding = await judged_2026(player)
    path = f"/eligibility/person/{AN}/CSTDCS/2026/rulesets"

    amended = await player.read(f"{path}/law-2026", moved, finding)
    replay = await replayed(
        player, f"ruleset=law-2026&year=2026&unit_id={UNIT}", moved, finding
    )
    nothing = await replayed(player, "ruleset=law-2022&year=2026", finding)

    assert (amended["answer"], amended["ruleset"]) == ("no", "law-2026")
    assert [(each["award"], each["before"], each["after"]) for each in replay["items"]] == [
        ("CSTDCS", "yes", "no")
    ]
    assert nothing["items"] == []


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        (f"/eligibility/person/{AN}/LDTT/2024/rulesets/law-1948", 404, "rule_set_unknown"),
        (f"/eligibility/person/{AN}/LDTT/2024/rulesets/law-2026", 422, "year_before_rule_set"),
        (
            f"/eligibility/person/{AN}/LDTT/2024/transition?ruleset=decree-91&{RECEIVED}",
            422,
            "no_transition",
        ),
        ("/law/rulesets/law-1948", 404, "rule_set_unknown"),
    ],
)
async def test_a_question_that_no_law_answers(
    player: Player, question: str, status: int, code: str
) -> None:
    answer = await player.viewer.get(question)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_rule_sets_are_listed_shown_and_compared(player: Player) -> None:
    listed = await player.read("/law/rulesets")
    shown = await player.read("/law/rulesets/law-2022")
    changes = await player.read("/law/rulesets/law-2022/changes/law-2026")

    assert [each["name"] for each in listed] == ["decree-91", "law-2022", "law-2026"]
    assert shown["line"]["certainty"] == "confirmed"
    assert "GEF-2" in {each["code"] for each in changes}


async def test_a_rule_file_is_checked_and_not_kept(player: Player) -> None:
    text = OVERLAY.read_text("utf-8")
    sound = await player.viewer.post("/law/checks", {"file": "vpcp.toml", "text": text})
    relaxed = await player.viewer.post(
        "/law/checks",
        {"file": "vpcp.toml", "text": text.replace("months = 10", "months = 3")},
    )

    assert (sound.status_code, sound.json()["sound"]) == (200, True)
    found = relaxed.json()
    assert (found["sound"], found["rule"], found["field"]) == (False, "QC-LDTT-1", "months")


async def test_what_rested_on_a_fact_is_found_in_the_unit_that_took_the_place(
    player: Player,
) -> None:
    end = bloc.UnitDissolved(
        unit_id=OLD, on=date(2022, 1, 1), reason="sắp xếp", into_unit_id=UNIT
    )
    moved = await player.bloc.publish(registered(OLD), registered(), end)
    of_unit = {"subject_kind": "unit", "subject_id": str(OLD)}
    rating = await player.record("/ratings", RATING | of_unit | {"year": 2021})

    found = await player.read(f"/eligibility/dependents?fact={rating}", rating, moved)

    concerned = {(each["subject_id"], each["award"]) for each in found["items"]}
    assert (str(UNIT), "BK_BO") in concerned
