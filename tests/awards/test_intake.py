from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from nats.aio.client import Client

from services.awards.intake import LAYOUT, judged, read_award
from services.awards.main import build
from services.awards.projections.register import AwardEntry
from services.awards.settings import AwardsSettings
from shared.access import Role
from shared.catalogue import LOCALES
from shared.intake import Cells, Judged
from tests.harness.intakes import Officer, counts, sheet
from tests.harness.issuer import ISSUER, TestIssuer
from tests.harness.nats_server import NatsServer
from tests.harness.service import running

TODAY = date(2026, 1, 5)
ANH, TCCB = UUID(int=9), UUID(int=1)
CALLED = {"person": {"cb1": ANH}, "unit": {"vu to chuc can bo": TCCB}}
ROW = {
    "subject_kind": "Cá nhân",
    "subject": "CB1",
    "award": "Chiến sĩ thi đua cơ sở",
    "year": "2019",
    "decision_number": "812/QĐ-VPCP",
    "decided_on": "15/01/2020",
}
ENTRY = AwardEntry(
    UUID(int=77),
    "person",
    ANH,
    "CSTDCS",
    2019,
    "812/qđ-vpcp",
    date(2020, 1, 15),
    "declared",
    None,
    family="title",
)


def row_of(*known: AwardEntry, **typed: str) -> Judged:
    cells = Cells(2, ROW | typed)
    return judged([(cells, read_award(cells, TODAY, CALLED))], known)[0]


def test_an_earlier_award_is_new_confirmed_or_on_record() -> None:
    assert row_of().status == "new"
    assert row_of(award="cstdcs", subject=str(ANH)).action == row_of().action
    assert row_of(ENTRY, merit="Có").status == "unchanged"
    seen = row_of(ENTRY, confirmed_on="01/02/2026")
    assert seen.status == "wrong"
    seen = row_of(ENTRY, confirmed_on="01/02/2025")
    assert (seen.status, seen.before) == ("changed", {"confirmed_on": ""})
    unit = row_of(subject_kind="Tập thể", subject="Vụ Tổ chức cán bộ", award="TTLDXS")
    assert (unit.status, unit.target) == ("new", str(TCCB))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"subject": "CB2"}, ("subject", "holder_unknown")),
        ({"award": "TTLDXS"}, ("award", "not_a_choice")),
        ({"year": "2027"}, ("year", "year_unreadable")),
        ({"year": "19"}, ("year", "year_unreadable")),
        ({"decided_on": "16/01/2020"}, ("decided_on", "cannot_change")),
        ({"merit": "Không"}, ("merit", "cannot_change")),
        ({"confirmed_on": "01/01/2020"}, ("confirmed_on", "confirmed_before_decided")),
    ],
)
def test_what_is_wrong_with_an_award_is_said_in_its_cell(
    typed: dict[str, str], wrong: tuple[str, str]
) -> None:
    row = row_of(ENTRY, **typed)
    assert row.status == "wrong"
    assert wrong in [(each.column, each.code) for each in row.wrong]


def test_headings_and_notes_are_there_in_each_language() -> None:
    for locale in LOCALES:
        assert len(set(LAYOUT.headings(locale))) == len(LAYOUT.columns)
        assert all(note for _, note in LAYOUT.notes(locale))


@pytest.fixture
async def officer(
    tmp_path: Path, nats_server: NatsServer, log_client: Client, issuer: TestIssuer
) -> AsyncIterator[Officer]:
    assert log_client.is_connected
    settings = AwardsSettings(
        port=0,
        store_url=f"sqlite:///{tmp_path / 'awards.sqlite'}",
        nats_url=nats_server.url,
        issuer=ISSUER,
        jwks_url=issuer.jwks_url,
    )
    async with running(build(settings), issuer) as service:
        yield Officer(service, issuer.token((Role.EMULATION_OFFICER, None)))


async def test_earlier_awards_are_taken_in_confirmed_and_handed_out_again(
    officer: Officer,
) -> None:
    file = sheet(LAYOUT, ROW, ROW | {"year": "2020", "confirmed_on": "02/03/2025"})
    called = json.dumps({"person": {"CB1": str(ANH)}}).encode()
    sent = {"file": ("a.xlsx", file), "called": ("called", called)}

    unnamed = await officer.upload("past_awards", file)
    assert counts(unnamed) == (0, 0, 0, 2)
    taken = await officer.upload("past_awards", b"", files=sent)
    assert counts(taken) == (2, 0, 0, 0)
    done = await officer.commit(taken, "all")
    assert (done["state"], done["recorded"]) == ("recorded", 2)

    confirmed = ROW | {"confirmed_on": "02/03/2025", "subject": str(ANH)}
    changed = await officer.upload("past_awards", sheet(LAYOUT, confirmed, form="csv"))
    assert counts(changed) == (0, 1, 0, 0)
    await officer.commit(changed, "good")
    awards = (await officer.ask("GET", "/awards?after=awards:4")).json()["items"]
    assert [each["state"] for each in awards] == ["valid", "valid"]

    exported = (await officer.ask("GET", "/sheets/past_awards?locale=en")).content
    assert counts(await officer.upload("past_awards", exported)) == (0, 0, 2, 0)
