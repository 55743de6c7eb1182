"""`thidua ballot recount`: agrees with what was announced, or ends with an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.console.cli.app import app
from tests.console import samples
from tests.console.answering import system_of
from tests.console.services import SampleServices

Thidua = Callable[..., Result]


@pytest.fixture
def thidua(
    services: SampleServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Thidua]:
    monkeypatch.delenv("THIDUA_TOKEN", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    with system_of(services, tmp_path) as home:
        monkeypatch.setenv("THIDUA_HOME", str(home))
        yield lambda *words: CliRunner().invoke(app, ["ballot", "recount", *words])


def test_sheets_counted_here_are_the_announced_result(thidua: Thidua) -> None:
    said = thidua("2024")

    assert said.exit_code == 0, said.stderr
    assert "lần 2: Kiểm lại khớp kết quả đã công bố" in said.stdout
    assert "1  Vụ Tổ chức cán bộ  Đạt" in said.stdout
    (line,) = thidua("2024", "--json").stdout.splitlines()
    assert json.loads(line)["agrees"] is True


def test_a_sheet_that_was_changed_ends_the_command_with_an_error(
    thidua: Thidua, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = samples.counted_ballot() | {"sheets": [[samples.id_of("cqt")]]}
    monkeypatch.setattr(samples, "counted_ballot", lambda: forged)

    said = thidua("2024")

    assert said.exit_code == 1
    assert "Kiểm lại khác kết quả đã công bố" in said.stdout


def test_a_year_without_a_count_says_so(thidua: Thidua) -> None:
    assert thidua("2019").exit_code == 1
