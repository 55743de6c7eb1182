"""The seven questions, asked of a played year: on the command line and on the screen."""

from __future__ import annotations

import json
from typing import Any

from tests.console.commands import Commands
from tests.harness.system import RunningSystem

BLOC = "khối 5"


async def ask(system: RunningSystem, *words: str) -> list[dict[str, Any]]:
    """What `thidua eligibility … --json` answers, one document a line or one in all."""
    said = await Commands(system.profile.home, ("eligibility",)).run(*words, "--json")
    if words[0] == "why":
        return [json.loads(said.stdout)]
    return [json.loads(line) for line in said.stdout.splitlines()]


async def heads(system: RunningSystem) -> list[tuple[int, int]]:
    """How far every store and the stream are."""
    services = (await Commands(system.profile.home).asked("status"))["services"]
    return [(each["store_head"], each["stream_head"]) for each in services]


def pages(subject_id: str) -> dict[str, str]:
    """The page of each question, with words that show it was answered."""
    of = f"person/{subject_id}"
    supposed = "gia-su=award:CSTDCS&nam-gia-su=2022"
    return {
        f"/xet-dieu-kien/{of}/CSTD_BO/2024": "Điều 22 khoản 1",
        "/xet-dieu-kien?danh-hieu=CSTDCS&ket-qua=yes": "Xuất Excel",
        "/xet-dieu-kien?nhom=khen-thuong": "Huân chương Lao động hạng Nhất",
        "/xet-dieu-kien?pham-vi=tat-ca&danh-hieu=CSTDCS": "Xuất Excel",
        f"/xet-dieu-kien/lo-trinh/{of}/2024": "Danh hiệu tiếp theo gần nhất",
        f"/xet-dieu-kien/gia-su?doi-tuong={of}&{supposed}": "1 sự kiện giả định",
        f"/xet-dieu-kien/{of}/LDTT/2024?tinh-den=awards:3": "Theo những gì biết hôm nay",
        "/xet-dieu-kien/can-cu?cua=awards:300": "Kết luận đang dựa vào",
        "/xet-dieu-kien/so-sanh?bo-quy-tac=law-2026": "kết luận khác đi",
        "/xet-dieu-kien/so-sanh?bo-quy-tac=law-2022": "Hai bộ quy tắc cho cùng kết quả",
    }
