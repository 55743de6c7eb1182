"""Everybody who records, nominates, decides and reads, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from shared.access import Role
from tests.awards.samples import AN, UNIT, YEAR, enrolled, registered
from tests.harness.facts import Publisher
from tests.harness.service import RunningService

RATING = {
    "subject_kind": "person",
    "subject_id": str(AN),
    "year": YEAR,
    "rating": "GOOD",
    "decision_number": "812/QĐ-VPCP",
    "decided_on": "2024-12-20",
}
FINDING = {
    "subject_kind": "person",
    "subject_id": str(AN),
    "year": YEAR,
    "condition": "LDTT-2",
    "met": True,
    "body": "Hội đồng Thi đua - Khen thưởng",
    "found_on": "2024-12-22",
}
INITIATIVE = {
    "person_ids": [str(AN)],
    "name": "Số hóa hồ sơ cán bộ",
    "scope": "MINISTRY",
    "year": YEAR,
    "decision_number": "77/QĐ-VPCP",
    "recognised_on": "2024-11-01",
}
HOLD = {
    "subject_kind": "person",
    "subject_id": str(AN),
    "ground": "Xác minh đơn tố cáo",
    "placed_on": "2024-12-01",
}
DISCIPLINE = {
    "person_id": str(AN),
    "form": "reprimand",
    "decision_number": "5/QĐ-KL",
    "imposed_on": "2022-03-01",
    "ends_on": "2023-03-01",
}
REVOCATION = {
    "ground": "false_file",
    "decision_number": "31/QĐ-VPCP",
    "reason": "Hồ sơ sáng kiến không đúng",
    "revoked_on": "2025-06-01",
}


def position(answer: httpx.Response) -> str:
    assert answer.is_success, answer.text
    return answer.headers["Thidua-Position"]


def nomination(award: str, **changed: object) -> dict[str, object]:
    return {
        "subject_kind": "person",
        "subject_id": str(AN),
        "award": award,
        "year": YEAR,
        "by_unit_id": str(UNIT),
        "submitted_on": "2025-01-06",
    } | changed


def past_award(award: str, year: int) -> dict[str, object]:
    return {
        "subject_kind": "person",
        "subject_id": str(AN),
        "award": award,
        "year": year,
        "decision_number": "12/QĐ-VPCP",
        "decided_on": f"{year + 1}-01-15",
    }


class Player:
    def __init__(self, service: RunningService, bloc: Publisher, covenant: Publisher) -> None:
        self.service = service
        self.bloc = bloc
        self.covenant = covenant
        self.officer = service.signed_in((Role.EMULATION_OFFICER, None), login="officer")
        self.unit_officer = service.signed_in((Role.UNIT_OFFICER, UNIT), login="unit-officer")
        self.authority = service.signed_in((Role.AUTHORITY, None), login="minister")
        self.viewer = service.signed_in((Role.VIEWER, None), login="viewer")

    async def read(self, path: str, *after: str) -> Any:  # noqa: ANN401 (JSON)
        """What is at a path once the service has seen these positions."""
        waiting = "&".join(f"after={each}" for each in after)
        answer = await self.viewer.get(f"{path}{'&' if '?' in path else '?'}{waiting}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def verdict(self, award: str, *after: str, subject: str = f"person/{AN}") -> Any:  # noqa: ANN401 (JSON)
        return await self.read(f"/eligibility/{subject}/{award}/{YEAR}", *after)

    async def record(self, path: str, body: object) -> str:
        """Record something; the position of its fact, which is the fact's id too."""
        return position(await self.officer.post(path, body))

    async def enrolled(self) -> str:
        """An works in the unit; the position of the fact."""
        return await self.bloc.publish(registered(), enrolled())

    async def past(self, award: str, year: int) -> tuple[str, str]:
        """A confirmed award of an earlier year: its id, and the fact that confirmed it."""
        declared = await self.officer.post("/past-awards", past_award(award, year))
        known = declared.json()["id"]
        path = f"/past-awards/{known}/confirmation"
        return known, await self.record(path, {"confirmed_on": "2024-04-01"})

    async def submit(
        self, award: str, after: str, submitted_on: str = "2025-01-06"
    ) -> httpx.Response:
        form = nomination(award, submitted_on=submitted_on)
        return await self.unit_officer.post("/nominations", form, thidua_after=after)

    async def decide(self, *nominations: httpx.Response, **changed: object) -> httpx.Response:
        form = {
            "number": "9/QĐ-VPCP",
            "authority": "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
            "year": YEAR,
            "decided_on": "2025-02-03",
            "nomination_ids": [each.json()["id"] for each in nominations],
        }
        return await self.authority.post("/decisions", form | changed)
