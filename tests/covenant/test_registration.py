from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.covenant.domain.covenant import Covenant
from services.covenant.domain.covenant_refusals import CovenantNotOpen, CovenantUnitNotParty
from services.covenant.domain.registration import TitleRegisteredByOtherUnit, TitleRegistration
from services.covenant.domain.titles import SubjectKind, TitleNotForSubject
from tests.covenant.samples import (
    COVENANT_ID,
    QUAN_TRI,
    TCCB,
    drafted,
    happened,
    opened,
    signed_by_all,
)

PERSON = uuid4()


def register(
    covenant: Covenant,
    *,
    unit_id: UUID = TCCB,
    subject_kind: SubjectKind = "person",
    subject_id: UUID = PERSON,
    award: str = "CSTDCS",
) -> TitleRegistration:
    return TitleRegistration.register(
        covenant,
        unit_id=unit_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        award=award,
        registered_on=date(2024, 3, 20),
    )


@pytest.mark.parametrize("covenant", [opened(), signed_by_all()])
def test_a_title_is_registered_under_a_covenant_whose_text_is_fixed(covenant: Covenant) -> None:
    assert happened(register(covenant)) == ["title_registration.registered"]


def test_a_title_is_not_registered_under_a_draft() -> None:
    with pytest.raises(CovenantNotOpen):
        register(drafted())


def test_the_same_registration_has_the_same_id_and_others_have_their_own() -> None:
    covenant = opened()

    one = register(covenant)

    assert one.id == register(covenant).id
    assert one.id == TitleRegistration.id_of(COVENANT_ID, PERSON, "CSTDCS")
    assert one.id != register(covenant, award="LDTT").id
    assert one.id != register(covenant, subject_id=uuid4()).id


def test_a_unit_outside_the_covenant_registers_nothing() -> None:
    with pytest.raises(CovenantUnitNotParty):
        register(opened(), unit_id=uuid4())


def test_a_unit_registers_its_own_title_only() -> None:
    own = register(opened(), subject_kind="unit", subject_id=TCCB, award="TTLDTT")

    assert own.subject_id == TCCB
    with pytest.raises(TitleRegisteredByOtherUnit):
        register(opened(), subject_kind="unit", subject_id=QUAN_TRI, award="TTLDTT")


def test_a_title_of_collectives_is_not_for_a_person() -> None:
    with pytest.raises(TitleNotForSubject):
        register(opened(), award="TTLDTT")
