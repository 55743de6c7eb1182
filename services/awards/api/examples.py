"""An answer to each question, as the OpenAPI document shows it; a test reads them all."""

from __future__ import annotations

from typing import Any

PERSON = "0e9447c2-b227-54db-ad81-7a2a620a124f"
UNIT = "a91cf1ed-23d3-5047-9eeb-562d9aeb6e3f"

SUBJECT: dict[str, Any] = {
    "subject_kind": "person",
    "subject_id": PERSON,
    "award": "CSTDCS",
    "year": 2024,
}
CONDITION: dict[str, Any] = {
    "code": "GEF-2a",
    "answer": "yes",
    "article": "Luật 06/2022/QH15, Điều 23 khoản 2",
    "source": "L22",
    "text": "Hoàn thành xuất sắc nhiệm vụ",
    "certainty": "confirmed",
    "reason": "rating_reached",
    "values": {"needed": "EXCELLENT", "year": "2024", "rating": "EXCELLENT"},
    "facts": ["awards:300"],
    "route": "",
    "parts": [],
}
LINE: dict[str, Any] = SUBJECT | {
    "unit_id": UNIT,
    "verdict": "yes",
    "ruleset": "law-2022",
    "version": "2",
}
VERDICT: dict[str, Any] = LINE | {"conditions": [CONDITION]}
JUDGED: dict[str, Any] = SUBJECT | {
    "answer": "yes",
    "ruleset": "law-2022",
    "version": "2",
    "conditions": [CONDITION],
}
QUOTAS: list[dict[str, Any]] = [
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
        "base": 47,
        "allowed": 7,
        "eligible": 12,
        "granted": 6,
    }
]
TIE: dict[str, Any] = {
    "suggested": [PERSON],
    "code": "P-08",
    "article": "Nghị định 98/2023/NĐ-CP, Điều 4 (nay là Nghị định 152/2025/NĐ-CP)",
    "text": "Khi có nhiều người cùng đủ tiêu chuẩn thì chọn cá nhân nữ",
    "certainty": "reported",
    "facts": ["bloc:17"],
}
VERDICTS: dict[str, Any] = {"items": [LINE], "next": None}
DEPENDENTS: dict[str, Any] = {
    "items": [
        SUBJECT
        | {
            "kind": "award",
            "facts": ["awards:300"],
            "verdict": None,
            "award_id": "9199c642-be44-506c-b6e7-d14dbfe9b285",
        },
        SUBJECT
        | {"kind": "verdict", "facts": ["awards:300"], "verdict": "yes", "award_id": None},
    ],
    "next": None,
}
MISSING: dict[str, Any] = CONDITION | {
    "code": "MEF-1",
    "answer": "no",
    "article": "Luật 06/2022/QH15, Điều 22 khoản 1 điểm a",
    "text": "Có 03 lần liên tục được tặng danh hiệu “Chiến sĩ thi đua cơ sở”",
    "reason": "chain_broken",
    "values": {},
    "facts": [],
}
ROADMAP: dict[str, Any] = {
    "award": "CSTD_BO",
    "year": 2024,
    "answer": "no",
    "earliest": 2025,
    "steps": [{"condition": MISSING, "earliest": 2025}],
}
DIFFERENCE: dict[str, Any] = SUBJECT | {
    "before": "no",
    "after": "yes",
    "conditions": [
        {
            "code": "GEF-2b",
            "text": "Có sáng kiến được cơ sở công nhận",
            "before": {
                "answer": "no",
                "reason": "initiative_missing",
                "article": "Luật 06/2022/QH15, Điều 23 khoản 2",
                "values": {"scope": "UNIT", "from": "2024", "to": "2024"},
                "facts": [],
            },
            "after": {
                "answer": "yes",
                "reason": "initiative_recognised",
                "article": "Luật 06/2022/QH15, Điều 23 khoản 2",
                "values": {"count": "1", "scope": "UNIT", "from": "2024", "to": "2024"},
                "facts": ["supposed:1"],
            },
        }
    ],
}
WHAT_IF: list[dict[str, Any]] = [DIFFERENCE]
REPLAY: dict[str, Any] = {"items": [DIFFERENCE], "next": None}
TRANSITIONAL: dict[str, Any] = {
    "transition": {
        "code": "T-01",
        "supersedes": "law-2022",
        "received_before": "2026-10-01",
        "article": "Luật 06/2026/QH16, điều khoản chuyển tiếp",
        "source": "L26",
        "certainty": "assumed",
        "text": "Hồ sơ nhận trước ngày này xét theo quy định cũ, trừ khi cái mới có lợi hơn",
    },
    "received_on": "2026-09-15",
    "old": JUDGED,
    "new": JUDGED | {"ruleset": "law-2026", "version": "1"},
    "holds": "old",
    "reason": "received_before",
}
