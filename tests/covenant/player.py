"""Everybody who acts in a bloc's year, over HTTP."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import UUID

import httpx

from shared.access import Role
from shared.sealing import seal
from tests.covenant.samples import BLOC, FULL, SIGNATORY, TCCB, UNITS, YEAR
from tests.harness.service import RunningService, SignedIn

FRAME = {
    "bloc_id": str(BLOC),
    "year": YEAR,
    "name": "Bảng tiêu chí 2024",
    "base_maximum": "150",
    "bonus_maximum": "10",
    "groups": [
        {
            "code": "I",
            "name": "Chuyên môn",
            "maximum": "100",
            "criteria": [
                {"code": "I.1", "name": "Kế hoạch", "maximum": "60"},
                {"code": "I.2", "name": "Chất lượng", "maximum": "40"},
            ],
        },
        {
            "code": "II",
            "name": "Phong trào",
            "maximum": "50",
            "criteria": [{"code": "II.1", "name": "Tham gia", "maximum": "50"}],
        },
    ],
    "bonus": [{"code": "T.1", "name": "Sáng kiến", "maximum": "10"}],
    "penalty": [{"code": "P.1", "name": "Chậm báo cáo", "maximum": "20"}],
    "adopted_on": "2024-02-01",
}
TEXT = {
    "articles": [{"number": 1, "heading": "Chủ đề", "text": "Đoàn kết, kỷ cương."}],
    "pledges": [
        {"award": "TTLDTT", "subject_kind": "unit", "measure": "share", "at_least": "100"}
    ],
}
COVENANT = TEXT | {
    "bloc_id": str(BLOC),
    "year": YEAR,
    "title": "Giao ước thi đua Khối 5 năm 2024",
    "unit_ids": [str(unit_id) for unit_id in UNITS],
    "drafted_on": "2024-02-20",
}


def position(answer: httpx.Response) -> str:
    assert answer.is_success, answer.text
    return answer.headers["Thidua-Position"]


MEETING = {
    "bloc_id": str(BLOC),
    "year": YEAR,
    "unit_ids": [str(unit_id) for unit_id in UNITS],
    "held_on": "2024-12-13",
    "begins_at": "14:00",
    "place": "Phòng họp A",
    "agenda": ["Xếp hạng", "Suy tôn"],
}


class Player:
    def __init__(self, service: RunningService) -> None:
        self.service = service
        self.emulation_officer = service.signed_in((Role.EMULATION_OFFICER, None))
        self.bloc_head = service.signed_in((Role.BLOC_HEAD, BLOC), login="head")
        self.bloc_deputy = service.signed_in((Role.BLOC_DEPUTY, BLOC), login="deputy")
        self.viewer = service.signed_in((Role.VIEWER, None), login="viewer")

    def unit_head(self, unit_id: UUID) -> SignedIn:
        return self.service.signed_in((Role.UNIT_HEAD, unit_id), login="unit-head")

    def unit_officer(self, unit_id: UUID) -> SignedIn:
        return self.service.signed_in((Role.UNIT_OFFICER, unit_id), login="unit-officer")

    async def read(self, path: str, after: httpx.Response) -> Any:  # noqa: ANN401 (JSON)
        answer = await self.viewer.get(path, after=position(after))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def opened_covenant(self) -> tuple[str, str]:
        """The path of a covenant that is open for signing, and its digest."""
        drafted = await self.bloc_head.post("/covenants", COVENANT)
        path = f"/covenants/{drafted.json()['id']}"
        opened = await self.bloc_head.post(f"{path}/opening", {"opened_on": "2024-03-08"})
        return path, (await self.read(path, opened))["digest"]

    async def sign(self, path: str, digest: str, unit_id: UUID) -> httpx.Response:
        form = {
            "unit_id": str(unit_id),
            "signatory_id": str(SIGNATORY),
            "digest": digest,
            "signed_on": "2024-03-12",
        }
        return await self.unit_head(unit_id).post(f"{path}/signatures", form)

    async def opened_scorecards(self, *unit_ids: UUID) -> list[str]:
        frame = await self.emulation_officer.post("/frames", FRAME)
        paths = []
        for unit_id in unit_ids:
            form = {
                "bloc_id": str(BLOC),
                "unit_id": str(unit_id),
                "frame_id": frame.json()["id"],
                "year": YEAR,
                "opened_on": "2024-11-04",
            }
            answer = await self.emulation_officer.post("/scorecards", form)
            assert answer.status_code == 201, answer.text
            paths.append(f"/scorecards/{answer.json()['id']}")
        return paths

    async def score(
        self,
        who: SignedIn,
        path: str,
        layer: str,
        values: dict[str, str] = FULL,
        by_unit_id: UUID | None = None,
        reason: str | None = None,
    ) -> httpx.Response:
        form = {
            "layer": layer,
            "by_unit_id": None if by_unit_id is None else str(by_unit_id),
            "recorded_on": "2024-11-15",
            "scores": [
                {"criterion": code, "value": value, "reason": reason}
                for code, value in values.items()
            ],
        }
        return await who.post(f"{path}/scores", form)

    async def submit(
        self, who: SignedIn, path: str, layer: str, by_unit_id: UUID | None = None
    ) -> httpx.Response:
        form = {
            "layer": layer,
            "by_unit_id": None if by_unit_id is None else str(by_unit_id),
            "submitted_on": "2024-11-16",
        }
        return await who.post(f"{path}/submissions", form)

    async def opened_meeting(self, **changes: str) -> str:
        """The path of a meeting that is open, with all units present."""
        called = await self.bloc_head.post("/meetings", MEETING | changes)
        assert called.status_code == 201, called.text
        path = f"/meetings/{called.json()['id']}"
        for unit_id in UNITS:
            position(await self.bloc_head.post(f"{path}/presences", {"unit_id": str(unit_id)}))
        position(await self.bloc_head.post(f"{path}/opening", {}))
        return path

    async def opened_ballot(self, meeting: str) -> str:
        form = {"number": 1, "candidate_unit_ids": [str(one) for one in UNITS], "at_most": 2}
        answer = await self.bloc_head.post(f"{meeting}/ballots", form)
        assert answer.status_code == 201, answer.text
        return f"/flag-ballots/{answer.json()['id']}"

    async def vote(self, path: str, unit_id: UUID, *choice: UUID) -> httpx.Response:
        """What a unit's head sends: her sheet, sealed for this ballot."""
        return await self.unit_head(unit_id).post(
            f"{path}/votes",
            {"unit_id": str(unit_id), "sealed": await self.sealed(path, *choice)},
        )

    async def sealed(self, path: str, *choice: UUID) -> str:
        ballot = (await self.viewer.get(path)).json()
        sheet = bytes(UUID(one) in choice for one in ballot["candidate_unit_ids"])
        context = UUID(ballot["ballot_id"]).bytes
        return b64encode(seal(bytes.fromhex(ballot["public_key"]), sheet, context)).decode()

    async def appraise(
        self, path: str, unit_id: UUID = TCCB, values: dict[str, str] = FULL
    ) -> httpx.Response:
        """Take a scorecard through all layers with the same values."""
        scorers = {
            "self": self.unit_officer(unit_id),
            "consolidated": self.bloc_head,
            "appraised": self.emulation_officer,
        }
        answer = None
        for layer, who in scorers.items():
            reason = "Theo minh chứng" if layer == "appraised" else None
            position(await self.score(who, path, layer, values, reason=reason))
            answer = await self.submit(who, path, layer)
            position(answer)
        assert answer is not None
        return answer
