"""A small year of bloc 5 as the services would answer it: something for every page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts import Envelope, Fact, awards, bloc, covenant
from shared.sealing import SealKey

SPACE = UUID("5f0d2a6e-3c41-5b7e-9d18-20240312c105")
DIGEST = "8f14e45fceea167a5a36dedd4bea2543" * 2
UNITS = {
    "tccb": ("Vụ Tổ chức cán bộ", "Vụ TCCB", "vu", False),
    "cqt": ("Cục Quản trị", "Cục QT", "cuc", True),
    "hcqt2": ("Cục Hành chính - Quản trị II", "Cục HCQT II", "cuc", True),
    "cong": ("Cổng Thông tin điện tử Chính phủ", "Cổng TTĐTCP", "cong", True),
}
PEOPLE = {
    "tccb-01": ("tccb", "Trần Khả Toàn", "male", "Vụ trưởng"),
    "tccb-02": ("tccb", "Nguyễn Thị Mai Lan", "female", "Phó Vụ trưởng"),
    "tccb-05": ("tccb", "Đỗ Văn Khánh", "male", "Chuyên viên chính"),
    "tccb-08": ("tccb", "Hoàng Minh Châu", "female", "Chuyên viên"),
    "tccb-14": ("tccb", "Tạ Quỳnh Anh", "female", "Chuyên viên"),
    "cqt-01": ("cqt", "Nguyễn Hải Đăng", "male", "Cục trưởng"),
}
FRAME = (
    (
        "I",
        "Thực hiện nhiệm vụ chính trị, chuyên môn",
        (
            ("I.1", "Hoàn thành chương trình, kế hoạch công tác năm", 35),
            ("I.2", "Chất lượng, tiến độ tham mưu, phục vụ", 25),
        ),
    ),
    (
        "II",
        "Xây dựng Đảng và hệ thống chính trị",
        (("II.1", "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", 20),),
    ),
    (
        "III",
        "Công tác thi đua, khen thưởng",
        (("III.1", "Phát hiện, nhân rộng điển hình tiên tiến", 20),),
    ),
)


def id_of(key: str) -> UUID:
    return uuid5(SPACE, key)


BLOC = id_of("bloc")
BALLOT_KEY = SealKey.generate()
COVENANT = id_of("covenant")


def units() -> list[dict[str, Any]]:
    return [
        {
            "id": id_of(key),
            "name": name,
            "short_name": short,
            "kind": kind,
            "legal_personality": legal,
            "founded_on": "2003-01-01",
        }
        for key, (name, short, kind, legal) in UNITS.items()
    ]


def unit(key: str) -> dict[str, Any]:
    """A unit with what happened to it; the portal took the place of another one."""
    (found,) = (each for each in units() if each["id"] == id_of(key))
    changes = [
        {"kind": "registered", "on": "2003-01-01", "name": found["name"]},
        {
            "kind": "merged",
            "on": "2025-03-01",
            "unit_ids": [id_of("cqt")],
            "reason": "Sắp xếp tổ chức bộ máy",
        },
    ]
    return found | {"changes": changes}


def tree() -> dict[str, Any]:
    """All units of the bloc, the second below the first, with four people each."""
    branches = [
        {
            "id": each["id"],
            "name": each["name"],
            "short_name": each["short_name"],
            "kind": each["kind"],
            "parent_id": units()[0]["id"] if at == 1 else None,
            "depth": 1 if at == 1 else 0,
            "headcount": {"people": 4, "women": 2, "on_leave": 1},
            "with_below": 8 if at == 0 else 4,
        }
        for at, each in enumerate(units())
    ]
    return {"on": "2025-06-01", "people": 16, "branches": branches}


def person(key: str) -> dict[str, Any]:
    """Somebody who was on leave and is seconded outside."""
    (found,) = (each for each in people() if each["id"] == id_of(key))
    leave = {"kind": "maternity", "since": "2020-01-01", "until": "2020-07-01"}
    away = {"to_unit_id": None, "host": "Ban Tổ chức Trung ương", "since": "2025-02-01"}
    return found | {"leaves": [leave], "secondments": [away]}


def people() -> list[dict[str, Any]]:
    return [
        {
            "id": id_of(key),
            "unit_id": id_of(unit),
            "gender": gender,
            "full_name": name,
            "job_title": job,
            "stays": [{"unit_id": id_of(unit), "since": "2012-02-01"}],
        }
        for key, (unit, name, gender, job) in PEOPLE.items()
    ]


def blocs() -> list[dict[str, Any]]:
    return [
        {
            "id": BLOC,
            "name": "Khối thi đua 5",
            "year": 2024,
            "organiser": "Văn phòng Chính phủ",
            "formed_on": "2024-01-15",
            "basis": ["Quyết định số 453/QĐ-VPCP ngày 13/7/2022"],
            "unit_ids": [id_of(key) for key in UNITS],
            "head": {"person_id": id_of("tccb-01"), "unit_id": id_of("tccb")},
            "deputies": [{"person_id": id_of("cqt-01"), "unit_id": id_of("cqt")}],
        }
    ]


def one_bloc() -> dict[str, Any]:
    """The bloc with who was a member and led it when."""
    (found,) = blocs()
    return found | {
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
        "memberships": [{"unit_id": id_of(key), "since": "2024-01-15"} for key in UNITS],
    }


def rotation() -> dict[str, Any]:
    (found,) = blocs()
    led = {"head": found["head"], "deputies": found["deputies"], "since": "2024-01-15"}
    headship = led | {"bloc_id": BLOC, "year": 2024, "period": "calendar_year", "until": None}
    others = [{"unit_id": id_of(key), "last_headed": None} for key in UNITS if key != "tccb"]
    turns = [*others, {"unit_id": id_of("tccb"), "last_headed": 2024}]
    return {"headships": [headship], "turns": turns}


def covenant_(signed: tuple[str, ...] = ("tccb", "cong", "hcqt2")) -> dict[str, Any]:
    missing = [key for key in UNITS if key not in signed]
    return {
        "covenant_id": COVENANT,
        "bloc_id": BLOC,
        "year": 2024,
        "title": "Giao ước thi đua năm 2024 của Khối thi đua 5",
        "unit_ids": [id_of(key) for key in UNITS],
        "basis": ["Quyết định số 453/QĐ-VPCP ngày 13/7/2022"],
        "articles": [
            {
                "number": 1,
                "heading": "Hoàn thành tốt nhiệm vụ chính trị được giao",
                "text": "Bám sát phương châm hành động của Chính phủ năm 2024, các đơn vị "
                "trong Khối quyết tâm hoàn thành tốt mọi nhiệm vụ chính trị được giao.",
            },
            {
                "number": 2,
                "heading": "Siết chặt kỷ luật, kỷ cương hành chính",
                "text": "Nâng cao trách nhiệm công vụ; dám nghĩ, dám làm.",
            },
        ],
        "pledges": [
            {
                "award": "TTLDTT",
                "subject_kind": "unit",
                "measure": "share",
                "at_least": "100",
            },
            {"award": "CSTDCS", "subject_kind": "person", "measure": "count", "at_least": "4"},
        ],
        "state": "open" if missing else "in_force",
        "drafted_on": "2024-02-19",
        "opened_on": "2024-03-08",
        "in_force_on": None if missing else "2024-03-12",
        "digest": DIGEST,
        "signatures": [
            {
                "unit_id": id_of(key),
                "account": f"{key}.thutruong",
                "signatory_id": id_of(f"{key}-01"),
                "signed_on": "2024-03-12",
                "fact_id": f"covenant:{4 + place}",
            }
            for place, key in enumerate(signed)
        ],
        "missing_unit_ids": [id_of(key) for key in missing],
    }


def registrations() -> list[dict[str, Any]]:
    return [
        {
            "registration_id": id_of("registration"),
            "covenant_id": COVENANT,
            "unit_id": id_of("tccb"),
            "subject_kind": "person",
            "subject_id": id_of("tccb-02"),
            "award": "CSTD_BO",
            "year": 2024,
            "registered_on": "2024-03-20",
        }
    ]


def frame() -> dict[str, Any]:
    groups = [
        {
            "code": code,
            "name": name,
            "maximum": str(sum(most for _, _, most in criteria)),
            "criteria": [
                {"code": c, "name": text, "maximum": str(most)} for c, text, most in criteria
            ],
        }
        for code, name, criteria in FRAME
    ]
    return {
        "frame_id": id_of("frame"),
        "bloc_id": BLOC,
        "year": 2024,
        "name": "Bảng tiêu chí chấm điểm thi đua Khối 5 năm 2024",
        "base_maximum": "100",
        "bonus_maximum": "3",
        "groups": groups,
        "bonus": [{"code": "T.1", "name": "Có sáng kiến cấp Bộ", "maximum": "3"}],
        "penalty": [{"code": "TR.1", "name": "Chậm báo cáo", "maximum": "5"}],
    }


def _value(value: str, reason: str | None = None) -> dict[str, Any]:
    return {
        "value": value,
        "recorded_on": "2024-11-20",
        "recorded_at": "2024-11-20T02:00:00Z",
        "actor": "tccb.canbo",
        "fact_id": "covenant:30",
        "reason": reason,
    }


def _sheet(layer: str, by: str | None, total: str, less: str) -> dict[str, Any]:
    values = {"I.1": "34.5", "I.2": less, "II.1": "19", "III.1": "20", "T.1": "3", "TR.1": "0"}
    reason = "Hai báo cáo gửi chậm" if layer == "consolidated" else None
    return {
        "layer": layer,
        "by_unit_id": None if by is None else id_of(by),
        "state": "submitted",
        "submitted_on": "2024-11-28",
        "scores": [
            {
                "criterion": code,
                "part": "base",
                "values": [_value(value, reason if code == "I.2" else None)],
            }
            for code, value in values.items()
        ],
        "totals": {"base": "97.5", "bonus": "3", "penalty": "0", "total": total},
    }


def scorecards() -> list[dict[str, Any]]:
    def card(unit: str, *sheets: dict[str, Any]) -> dict[str, Any]:
        return {
            "scorecard_id": id_of(f"card/{unit}"),
            "bloc_id": BLOC,
            "unit_id": id_of(unit),
            "frame_id": id_of("frame"),
            "year": 2024,
            "opened_on": "2024-11-01",
            "sheets": list(sheets),
            "returns": [],
            "total": sheets[-1]["totals"]["total"] if sheets else None,
            "total_layer": sheets[-1]["layer"] if sheets else None,
        }

    scored = card(
        "tccb",
        _sheet("self", None, "100.5", "24"),
        _sheet("cross", "cqt", "98", "21.5"),
        _sheet("consolidated", None, "99", "22.5"),
        _sheet("appraised", None, "99", "22.5"),
    )
    scored["cross_average"] = {
        "sheets": 1,
        "total": "98",
        "criteria": [{"criterion": "I.2", "average": "21.5"}],
    }
    return [scored, card("cqt", _sheet("self", None, "96", "19.5")), card("cong")]


def meeting() -> dict[str, Any]:
    units = [id_of(key) for key in UNITS]
    two_thirds = {"numerator": 2, "denominator": 3, "more_than": False}
    return {
        "meeting_id": id_of("meeting"),
        "bloc_id": BLOC,
        "year": 2024,
        "unit_ids": units,
        "held_on": "2024-12-13",
        "begins_at": "14:00:00",
        "place": "Phòng họp A",
        "agenda": ["Xếp hạng", "Suy tôn"],
        "rules": {
            "name": "khoi-2004",
            "basis": "Thông lệ của khối",
            "quorum": two_thirds,
            "passing": two_thirds,
            "passing_of": "present",
        },
        "needed": 3,
        "called_on": "2024-12-06",
        "presences": [{"unit_id": unit_id} for unit_id in units[:3]],
        "state": "open",
        "opened_at": "2024-12-13T14:05:00+07:00",
    }


def paper_of_minutes() -> dict[str, Any]:
    return {
        "bloc_id": BLOC,
        "year": 2024,
        "digest": DIGEST,
        "minutes": {
            "held_on": "2024-12-13",
            "closed_at": "2024-12-13T16:30:00+07:00",
            "called": 4,
            "present": 3,
            "needed": 3,
            "chaired_by_deputy": False,
            "standing": [{"rank": 1, "unit_id": id_of("tccb"), "total": "97.5"}],
            "conclusion": "Nhất trí.",
            "ranking_changed": False,
        },
    }


def ballot(number: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 (whatever varies)
    units = [id_of(key) for key in UNITS]
    return {
        "ballot_id": id_of(f"ballot/{number}"),
        "meeting_id": id_of("meeting"),
        "bloc_id": BLOC,
        "year": 2024,
        "number": number,
        "candidate_unit_ids": units[:2],
        "at_most": 2,
        "entitled": 4,
        "voters": [{"unit_id": unit_id, "voted": unit_id == units[0]} for unit_id in units[:3]],
        "needed": 2,
        "public_key": BALLOT_KEY.public_point.hex(),
        "opened_at": "2024-12-13T15:00:00+07:00",
    } | changes


def counted_ballot() -> dict[str, Any]:
    return ballot(
        2,
        state="counted",
        needed=1,
        ended_at="2024-12-13T15:20:00+07:00",
        sheets=[[id_of("tccb")]],
        receipts=["0b1f9a34c2d85e67", "6a07e1248f3b96dc", "c5a07e1248f3b96d"],
        result={
            "entitled": 4,
            "present": 3,
            "cast": 3,
            "invalid": 2,
            "needed": 1,
            "tallies": [
                {"unit_id": id_of("tccb"), "votes": 1, "passed": True},
                {"unit_id": id_of("cqt"), "votes": 0, "passed": False},
            ],
        },
    )


def recount() -> dict[str, Any]:
    found = counted_ballot()
    return {
        "ballot_id": found["ballot_id"],
        "announced": found["result"],
        "recounted": found["result"],
        "agrees": True,
        "sheets": found["sheets"],
        "receipts": found["receipts"],
    }


def ranking() -> dict[str, Any]:
    return {
        "bloc_id": BLOC,
        "year": 2024,
        "places": [{"rank": 1, "unit_id": id_of("tccb"), "total": "99"}],
        "waiting_unit_ids": [id_of("cqt"), id_of("cong")],
        "excluded": [],
        "open": [
            {"what": "layer", "unit_id": id_of("cqt"), "of": "consolidated"},
            {"what": "appeal", "unit_id": id_of("tccb"), "of": "I.2"},
            {"what": "ballot", "unit_id": None, "of": ""},
        ],
        "flag": {"unit_id": None, "reason": "ballot_not_counted"},
        "ranked_by": {"tie_break": [{"by": "group", "of": "I"}], "flag_by": "ballot"},
        "digest": "ab12",
        "finalised": None,
    }


def verdict(subject: str, award: str, answer: str) -> dict[str, Any]:
    condition = {
        "code": "GEF-1",
        "answer": "yes",
        "article": "Luật 06/2022/QH15, Điều 23 khoản 1",
        "text": "Đạt tiêu chuẩn danh hiệu “Lao động tiên tiến”",
        "certainty": "confirmed",
        "reason": "standard_met",
        "values": {"award": "LDTT"},
        "facts": ["awards:3"],
        "parts": [
            {
                "code": "LDTT-1",
                "answer": "yes",
                "article": "Luật 06/2022/QH15, Điều 24 khoản 1 điểm a",
                "text": "Hoàn thành tốt nhiệm vụ trở lên",
                "certainty": "confirmed",
                "reason": "rating_reached",
                "values": {"needed": "GOOD", "rating": "EXCELLENT", "year": "2024"},
                "facts": ["awards:3"],
            }
        ],
    }
    finding = {
        "code": "LDTT-2",
        "answer": answer,
        "article": "Luật 06/2022/QH15, Điều 24 khoản 1 điểm b",
        "text": "Có tinh thần tự lực, tự cường, đoàn kết, tương trợ",
        "certainty": "reported",
        "reason": "finding_missing",
        "values": {"year": "2024"},
        "facts": [],
    }
    return {
        "subject_kind": "unit" if subject in UNITS else "person",
        "subject_id": id_of(subject),
        "award": award,
        "year": 2024,
        "unit_id": id_of(subject if subject in UNITS else "tccb"),
        "verdict": answer,
        "ruleset": "law-2022",
        "version": "1",
        "conditions": [condition, finding],
    }


def verdicts() -> list[dict[str, Any]]:
    people_ = ("tccb-02", "tccb-05", "tccb-08", "tccb-14")
    answers = ("yes", "yes", "no", "unknown")
    of_people = [
        verdict(subject, award, answers[(place + shift) % 4])
        for shift, subject in enumerate(people_)
        for place, award in enumerate(("LDTT", "CSTDCS", "CSTD_BO", "CSTDTQ"))
    ]
    of_units = [
        verdict(unit, award, answers[place])
        for unit in UNITS
        for place, award in enumerate(("TTLDTT", "TTLDXS", "CO_BO", "CO_CP"))
    ]
    return of_people + of_units


def award(
    key: str, subject: str, code: str, *, revoked: bool, merit: bool = True
) -> dict[str, Any]:
    return {
        "id": id_of(key),
        "subject_kind": "person",
        "subject_id": id_of(subject),
        "award": code,
        "family": "commendation" if code.startswith("BK") else "title",
        "year": 2024,
        "decision_number": "120/QĐ-VPCP",
        "decided_on": "2025-02-10",
        "state": "revoked" if revoked else "valid",
        "fact": "awards:17",
        "decision_id": id_of("decision"),
        "rested_on": ["awards:3", "bloc:6"],
        "merit": merit,
        "revocation": {
            "ground": "fraud",
            "decision_number": "300/QĐ-VPCP",
            "reason": "Sáng kiến là của người khác",
            "revoked_on": "2025-06-01",
            "fact": "awards:21",
        }
        if revoked
        else None,
    }


def decisions() -> list[dict[str, Any]]:
    return [
        {
            "id": id_of("decision"),
            "number": "120/QĐ-VPCP",
            "authority": "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
            "year": 2024,
            "decided_on": "2025-02-10",
            "nomination_ids": [],
        }
    ]


def nominations() -> list[dict[str, Any]]:
    return [
        {
            "id": id_of("nomination"),
            "subject_kind": "person",
            "subject_id": id_of("tccb-14"),
            "award": "CSTDCS",
            "year": 2024,
            "by_unit_id": id_of("tccb"),
            "submitted_on": "2025-01-15",
            "verdict": "yes",
            "rested_on": [],
            "state": "submitted",
        }
    ]


def reviews() -> list[dict[str, Any]]:
    return [
        {
            "award_id": id_of("award/1"),
            "subject_kind": "person",
            "subject_id": id_of("tccb-02"),
            "award": "CSTDCS",
            "year": 2024,
            "revoked_by": "awards:21",
            "affected": [
                {
                    "award_id": id_of("award/2"),
                    "subject_kind": "person",
                    "subject_id": id_of("tccb-02"),
                    "award": "CSTD_BO",
                    "year": 2024,
                    "facts": ["awards:17"],
                }
            ],
        }
    ]


def quotas() -> list[dict[str, Any]]:
    return [
        {
            "code": "QC-15",
            "award": "CSTDCS",
            "of": "LDTT",
            "percent": 15,
            "rounding": "down",
            "article": "Quy chế thi đua, khen thưởng của cơ quan, Điều 9",
            "certainty": "confirmed",
            "text": "Số Chiến sĩ thi đua cơ sở không quá 15% số người đạt Lao động tiên tiến",
            "binds": True,
            "base": 8,
            "allowed": 1,
            "eligible": 2,
            "granted": 0,
        }
    ]


def tie() -> dict[str, Any]:
    return {
        "suggested": [id_of("tccb-02")],
        "code": "P-08",
        "article": "Nghị định 98/2023/NĐ-CP, Điều 4",
        "text": "Chọn cá nhân nữ",
        "certainty": "reported",
        "facts": ["bloc:2"],
    }


def dependents() -> list[dict[str, Any]]:
    return [
        {
            "kind": "award",
            "subject_kind": "person",
            "subject_id": id_of("tccb-02"),
            "award": "CSTD_BO",
            "year": 2024,
            "facts": ["awards:3"],
            "award_id": id_of("award/2"),
        },
        {
            "kind": "verdict",
            "subject_kind": "person",
            "subject_id": id_of("tccb-05"),
            "award": "CSTDCS",
            "year": 2024,
            "facts": ["awards:3"],
            "verdict": "yes",
        },
    ]


def difference(subject: str, award: str, before: str, after: str) -> dict[str, Any]:
    def said(answer: str, *facts: str) -> dict[str, Any]:
        return {
            "answer": answer,
            "reason": "rating_reached" if answer == "yes" else "rating_below",
            "article": "Luật 06/2022/QH15, Điều 23 khoản 2",
            "values": {"needed": "EXCELLENT", "rating": "GOOD", "year": "2024"},
            "facts": list(facts),
        }

    return {
        "subject_kind": "person",
        "subject_id": id_of(subject),
        "award": award,
        "year": 2024,
        "before": before,
        "after": after,
        "conditions": [
            {
                "code": "GEF-2",
                "text": "Hoàn thành xuất sắc nhiệm vụ",
                "before": said(before, "awards:3"),
                "after": said(after, "awards:3", "supposed:1"),
            },
            {"code": "NEW", "text": "Điều kiện mới", "before": None, "after": said(after)},
        ],
    }


def roadmap(award: str) -> dict[str, Any]:
    whole = verdict("tccb-02", award, "unknown")
    missing = [each for each in whole["conditions"] if each["answer"] != "yes"]
    answer = {"LDTT": "yes", "CSTDTQ": "no"}.get(award, "unknown")
    earliest = {"LDTT": 2024, "CSTDCS": 2025, "CSTDTQ": None}.get(award, 2027)
    steps = [] if answer == "yes" else [{"condition": c, "earliest": earliest} for c in missing]
    return {"award": award, "year": 2024, "answer": answer, "earliest": earliest} | {
        "steps": steps
    }


def rulesets() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "version": "1",
            "instrument": instrument,
            "certainty": certainty,
            "effective_from": "2024-01-01",
            "confirmed_to": "2026-09-30",
            "supersedes": supersedes,
        }
        for name, instrument, certainty, supersedes in (
            ("law-2022", "Luật 06/2022/QH15", "confirmed", ""),
            ("law-2026", "Luật 06/2026/QH16 sửa đổi", "assumed", "law-2022"),
        )
    ]


def transition(received_on: str) -> dict[str, Any]:
    late = received_on >= "2026-10-01"
    judged = verdict("tccb-02", "CSTDCS", "unknown")
    return {
        "transition": {
            "code": "T-01",
            "supersedes": "law-2022",
            "received_before": "2026-10-01",
            "article": "Luật 06/2026/QH16, điều khoản chuyển tiếp",
            "source": "L26",
            "certainty": "assumed",
            "text": "Hồ sơ nhận trước ngày này xét theo quy định cũ",
        },
        "received_on": received_on,
        "old": judged | {"answer": "unknown", "ruleset": "law-2022"},
        "new": judged | {"answer": "no", "ruleset": "law-2026"},
        "holds": "new" if late else "old",
        "reason": "received_after" if late else "received_before",
    }


def messages() -> list[dict[str, Any]]:
    signed = {"covenant_id": str(COVENANT), "unit_id": str(id_of("cong"))}
    return [
        {
            "id": id_of("message/1"),
            "place": 2,
            "kind": "covenant_signed",
            "about": "covenant:5",
            "values": signed,
            "delivered_at": "2024-03-12T08:44:00Z",
            "read": False,
        },
        {
            "id": id_of("message/2"),
            "place": 1,
            "kind": "covenant_opened",
            "about": "covenant:3",
            "values": {"covenant_id": str(COVENANT)},
            "delivered_at": "2024-03-08T02:00:00Z",
            "read": True,
        },
    ]


def log() -> list[Envelope]:
    """A short log, oldest first."""
    signed = covenant.CovenantSigned(
        covenant_id=COVENANT,
        bloc_id=BLOC,
        unit_id=id_of("tccb"),
        account="tccb.thutruong",
        digest=DIGEST,
        signed_on=date(2024, 3, 12),
    )
    recorded: list[tuple[str, Fact, UUID]] = [
        (
            "bloc",
            bloc.UnitRegistered(
                unit_id=id_of("tccb"),
                name="Vụ Tổ chức cán bộ",
                short_name="Vụ TCCB",
                kind="vu",
                legal_personality=False,
                founded_on=date(2003, 1, 1),
            ),
            id_of("tccb"),
        ),
        ("covenant", signed, COVENANT),
        (
            "awards",
            awards.RatingRecorded(
                record_id=id_of("rating"),
                subject_kind="person",
                subject_id=id_of("tccb-02"),
                year=2024,
                rating="EXCELLENT",
                decision_number="88/QĐ-VPCP",
                decided_on=date(2024, 12, 20),
            ),
            id_of("tccb-02"),
        ),
    ]
    begun = datetime(2024, 3, 12, 8, 44, tzinfo=UTC)
    return [
        Envelope(
            source=source,
            position=place,
            previous=place - 1,
            epoch="0f9c",
            time=begun + timedelta(minutes=place),
            subject=str(subject),
            data=fact,
            actor="tdkt",
            correlation="4bf92f3577b34da6a3ce929d0e0e4736",
            causation=None if place == 1 else "bloc:1",
            sequence=place,
        )
        for place, (source, fact, subject) in enumerate(recorded, start=1)
    ]
