"""`thidua eligibility`, as somebody types it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.console.cli.app import app
from tests.console import samples
from tests.console.answering import system_of
from tests.console.services import SampleServices
from tests.console.test_workbook import Workbook

Thidua = Callable[..., Result]
LAN = "Nguyễn Thị Mai Lan"


@pytest.fixture
def thidua(
    services: SampleServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Thidua]:
    monkeypatch.delenv("THIDUA_TOKEN", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    with system_of(services, tmp_path) as home:
        monkeypatch.setenv("THIDUA_HOME", str(home))
        yield lambda *words: CliRunner().invoke(app, ["eligibility", *words])


def lines(said: Result) -> list[dict[str, Any]]:
    assert said.exit_code == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_why_names_conditions_articles_certainty_and_facts(thidua: Thidua) -> None:
    said = thidua("why", "mai lan", "CSTDCS", "2024")

    assert said.exit_code == 0, said.stderr
    assert "Luật 06/2022/QH15, Điều 23 khoản 1 (đã đối chiếu văn bản luật)" in said.stdout
    assert "awards:3" in said.stdout
    assert "thidua log show awards:3" in said.stderr


def test_why_as_json_is_the_verdict(thidua: Thidua) -> None:
    said = thidua("why", LAN, "CSTDCS", "2024", "--json")

    verdict = json.loads(said.stdout)
    assert verdict["subject_id"] == str(samples.id_of("tccb-02"))
    assert verdict["conditions"][0]["facts"] == ["awards:3"]


def test_the_moment_is_passed_on(thidua: Thidua, services: SampleServices) -> None:
    thidua("why", LAN, "CSTDCS", "2024", "--at", "awards:3")

    assert services.moments == {"awards:3"}


def test_who_lists_people_sorted_as_names_are(thidua: Thidua) -> None:
    found = lines(thidua("who", "LDTT", "2024", "--json"))
    chosen = lines(thidua("who", "LDTT", "2024", "--verdict", "no", "--json"))

    assert len(found) == 4
    assert {each["verdict"] for each in chosen} == {"no"}
    assert [e for e in found if e["verdict"] == "no"] == chosen


def test_who_of_a_bloc_asks_for_that_bloc_alone(
    thidua: Thidua, services: SampleServices
) -> None:
    lines(thidua("who", "LDTT", "2024", "--bloc", "khoi", "--json"))

    assert f"bloc_id={samples.BLOC}" in services.queries[-1]


def test_who_is_written_to_excel(thidua: Thidua, tmp_path: Path) -> None:
    file = tmp_path / "ldtt.xlsx"
    said = thidua("who", "LDTT", "2024", "--verdict", "yes", "--xlsx", str(file))

    assert said.exit_code == 0, said.stderr
    rows = Workbook(file.read_bytes()).rows()
    assert rows[-1][-1] == "Đủ điều kiện"
    assert str(file.name) in said.stderr.replace("\n", "")


def test_what_rested_on_a_fact_and_on_an_award(thidua: Thidua) -> None:
    found = lines(thidua("rested-on", "awards:3", "--json"))
    said = thidua("rested-on", str(samples.id_of("award/1")))

    assert [each["kind"] for each in found] == ["award", "verdict"]
    assert "Cần rà soát" in said.stdout
    assert "Không có gì tự thay đổi" in said.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("why", "nobody at all", "LDTT", "2024"), "Không có ai, đơn vị nào tên là"),
        (("why", "an", "LDTT", "2024"), "có thể là"),
        (("who", "XX", "2024"), "Không có danh hiệu XX"),
        (("who", "LDTT", "2024", "--bloc", "khối 99"), "không có khối thi đua nào"),
        (("who", "LDTT", "2024", "--unit", "cục 99"), "Không có đơn vị nào"),
        (("rested-on", "xyz"), "không phải mã sự kiện"),
        (("who", "LDTT", "2024", "--as", "stranger"), "không cho tài khoản stranger"),
    ],
)
def test_what_cannot_be_answered_says_why_and_what_to_do(
    thidua: Thidua, words: tuple[str, ...], told: str
) -> None:
    said = thidua(*words)

    assert (said.exit_code, said.stdout) == (1, "")
    assert told in " ".join(said.stderr.split())
    assert "gợi ý:" in said.stderr


def test_a_refusal_of_a_service_is_told_in_words_with_a_hint(
    thidua: Thidua, services: SampleServices
) -> None:
    services.refusals["/eligibility"] = (400, "moment_in_future")
    said = thidua("who", "LDTT", "2024", "--at", "awards:99")

    assert said.exit_code == 1
    assert "bỏ --at để hỏi theo hiện tại" in said.stderr


def test_a_token_of_a_real_issuer_is_used_as_it_is(
    thidua: Thidua, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_TOKEN", "given")

    assert lines(thidua("who", "LDTT", "2024", "--as", "stranger", "--json"))


def test_missing_names_what_lacks_and_the_earliest_year(thidua: Thidua) -> None:
    said = thidua("missing", LAN, "2024")
    found = lines(thidua("missing", LAN, "2024", "--title", "CSTDCS", "--json"))

    assert said.exit_code == 0, said.stderr
    assert "Chiến sĩ thi đua cơ sở: Chưa kết luận được, sớm nhất năm 2025" in said.stdout
    assert "chưa thấy năm nào" in said.stdout
    assert "Luật 06/2022/QH15, Điều 24 khoản 1 điểm b" in said.stdout
    assert "Danh hiệu tiếp theo gần nhất: Chiến sĩ thi đua cơ sở" in said.stderr
    assert [(each["award"], each["earliest"]) for each in found] == [("CSTDCS", 2025)]


def test_what_if_sends_what_is_supposed_and_says_who_changes(
    thidua: Thidua, services: SampleServices
) -> None:
    words = ("--suppose", "initiative:MINISTRY", "--suppose", "award:CSTDCS@2023")
    said = thidua("what-if", LAN, "2024", *words)
    found = lines(thidua("what-if", LAN, "2024", "--ruleset", "law-2026", "--json"))

    assert said.exit_code == 0, said.stderr
    assert "Không đủ điều kiện → Đủ điều kiện" in said.stdout
    assert "1 sự kiện giả định" in said.stdout
    assert services.supposed[0]["facts"] == [
        {"fact": "initiative", "year": 2024, "scope": "MINISTRY"},
        {"fact": "award", "year": 2023, "award": "CSTDCS"},
    ]
    assert services.supposed[1]["ruleset"] == "law-2026"
    assert found[0]["after"] == "yes"
    # Nothing was told to a service that it would keep.
    assert services.told == []


@pytest.mark.parametrize("words", [(), ("--suppose", "miracle")])
def test_what_if_without_a_supposition_says_how_to_write_one(
    thidua: Thidua, words: tuple[str, ...]
) -> None:
    said = thidua("what-if", LAN, "2024", *words)

    assert said.exit_code == 1
    assert "--suppose rating:EXCELLENT" in said.stderr


def test_replay_counts_the_verdicts_that_are_others(thidua: Thidua) -> None:
    said = thidua("replay", "law-2026", "2024", "--bloc", "khoi")
    found = lines(thidua("replay", "law-2026", "2024", "--json"))

    assert "Đủ điều kiện → Không đủ điều kiện" in said.stdout
    assert "Không có điều kiện này." in said.stdout
    assert "1 kết luận khác đi, trong 1 chỗ khác nhau." in said.stderr
    assert [(each["before"], each["after"]) for each in found] == [("yes", "no")]


def test_a_dossier_between_two_laws_has_both_verdicts_and_the_one_that_holds(
    thidua: Thidua, services: SampleServices
) -> None:
    words = ("transition", LAN, "CSTDCS", "2024", "--received")
    said = thidua(*words, "2026-09-15", "--at", "awards:3")
    late = json.loads(thidua(*words, "2026-10-01", "--json").stdout)

    assert said.exit_code == 0, said.stderr
    assert "Áp dụng quy định cũ" in said.stdout
    assert "T-01 Luật 06/2026/QH16, điều khoản chuyển tiếp (cách hiểu" in said.stdout
    assert "Chưa kết luận được [Kết luận được áp dụng]" in said.stdout
    assert (late["holds"], late["new"]["ruleset"]) == ("new", "law-2026")
    assert services.moments == {"awards:3"}


def test_a_rule_set_that_takes_no_place_says_which_to_choose(
    thidua: Thidua, services: SampleServices
) -> None:
    path = f"/eligibility/person/{samples.id_of('tccb-02')}/CSTDCS/2024/transition"
    services.refusals[path] = (422, "no_transition")
    words = ("transition", LAN, "CSTDCS", "2024", "--received", "2026-09-15")
    said = thidua(*words, "--ruleset", "decree-91")

    assert said.exit_code == 1
    assert "--ruleset law-2026" in " ".join(said.stderr.split())
