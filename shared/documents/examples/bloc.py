"""Examples of what `bloc` publishes."""

from __future__ import annotations

from datetime import date

from shared.contracts import Fact
from shared.contracts import bloc as facts
from shared.documents.examples.keys import (
    BLOC,
    OTHER_PERSON,
    OTHER_UNIT,
    PERSON,
    UNIT,
    YEAR,
)

EXAMPLES: tuple[Fact, ...] = (
    facts.UnitRegistered(
        unit_id=UNIT,
        name="Vụ Tổ chức cán bộ",
        short_name="Vụ TCCB",
        kind="vu",
        legal_personality=False,
        founded_on=date(2003, 1, 1),
    ),
    facts.UnitRenamed(
        unit_id=UNIT,
        name="Vụ Tổ chức – Hành chính",
        short_name="Vụ TCHC",
        on=date(2024, 3, 1),
        reason="Sắp xếp tổ chức bộ máy",
    ),
    facts.UnitMoved(
        unit_id=OTHER_UNIT,
        parent_id=UNIT,
        on=date(2024, 4, 1),
        reason="Sắp xếp tổ chức bộ máy",
    ),
    facts.UnitsMerged(
        unit_id=UNIT,
        merged_unit_ids=(OTHER_UNIT,),
        on=date(2025, 3, 1),
        reason="Sắp xếp tổ chức bộ máy",
    ),
    facts.UnitSplit(
        unit_id=UNIT,
        heir_unit_ids=(OTHER_UNIT,),
        on=date(2025, 3, 1),
        reason="Sắp xếp tổ chức bộ máy",
    ),
    facts.UnitRestored(
        unit_id=OTHER_UNIT, on=date(2025, 9, 1), reason="Hủy quyết định giải thể"
    ),
    facts.UnitDissolved(
        unit_id=OTHER_UNIT,
        on=date(2024, 12, 1),
        reason="Sắp xếp tổ chức bộ máy",
        into_unit_id=UNIT,
        with_others=False,
    ),
    facts.PersonEnrolled(person_id=PERSON, unit_id=UNIT, gender="female", on=date(2015, 1, 5)),
    facts.PersonTransferred(
        person_id=OTHER_PERSON, from_unit_id=UNIT, to_unit_id=OTHER_UNIT, on=date(2024, 5, 1)
    ),
    facts.PersonSeconded(
        person_id=OTHER_PERSON,
        unit_id=UNIT,
        host="Ban Tổ chức Trung ương",
        on=date(2024, 2, 1),
    ),
    facts.SecondmentEnded(person_id=OTHER_PERSON, unit_id=UNIT, on=date(2024, 8, 1)),
    facts.LeaveBegan(person_id=PERSON, unit_id=UNIT, kind="maternity", on=date(2024, 3, 1)),
    facts.LeaveEnded(person_id=PERSON, unit_id=UNIT, on=date(2024, 9, 1)),
    facts.PersonLeft(
        person_id=OTHER_PERSON, unit_id=OTHER_UNIT, on=date(2024, 9, 1), reason="nghỉ hưu"
    ),
    facts.PersonCardCorrected(person_id=PERSON, fields=("job_title", "phone")),
    facts.PersonErased(person_id=OTHER_PERSON, on=date(2026, 3, 1), reason="requested"),
    facts.BlocFormed(
        bloc_id=BLOC,
        name="Khối thi đua 5",
        year=YEAR,
        organiser="Văn phòng Chính phủ",
        formed_on=date(2024, 1, 10),
        basis=("453/QĐ-VPCP", "384/QĐ-VPCP"),
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR, 12, 31),
    ),
    facts.UnitJoinedBloc(bloc_id=BLOC, unit_id=UNIT, on=date(2024, 1, 10)),
    facts.UnitLeftBloc(
        bloc_id=BLOC, unit_id=OTHER_UNIT, on=date(2024, 1, 20), reason="chuyển sang khối khác"
    ),
    facts.LeadershipAppointed(
        bloc_id=BLOC,
        head=facts.Leader(person_id=PERSON, unit_id=UNIT),
        deputies=(facts.Leader(person_id=OTHER_PERSON, unit_id=OTHER_UNIT),),
        on=date(2024, 1, 11),
    ),
    facts.BlocClosed(bloc_id=BLOC, on=date(2025, 1, 15)),
)
