"""A card is corrected: readers learn whose and which fields, and nothing of what they hold."""

from __future__ import annotations

import json
import unicodedata

from nats.aio.client import Client

from tests.bloc.test_api import PERSON, registered
from tests.harness.service import SignedIn


async def test_a_correction_is_a_fact_that_names_the_fields_and_holds_nothing_of_them(
    officer: SignedIn, log_client: Client
) -> None:
    unit_id, _ = await registered(officer)
    person_id = (await officer.post("/people", PERSON | {"unit_id": unit_id})).json()["id"]
    path = f"/people/{person_id}/card"
    card = {"full_name": "Đỗ Thị Ảnh", "job_title": "Chuyên viên", "email": PERSON["email"]}

    corrected = await officer.put(path, card)
    after = corrected.headers["Thidua-Position"]
    shown = (await officer.get(f"/people/{person_id}", after=after)).json()
    # The same once more, in another form of Unicode, corrects nothing.
    same = card | {"full_name": unicodedata.normalize("NFD", str(card["full_name"]))}
    again = await officer.put(path, same)
    last = await log_client.jetstream().get_last_msg("THIDUA", "thidua.bloc.>")

    assert (shown["full_name"], shown["citizen_number"]) == ("Đỗ Thị Ảnh", None)
    assert again.status_code == 204
    headers = last.headers or {}
    assert f"bloc:{headers['thidua-position']}" == after
    assert headers["ce-type"] == "vn.thidua.person_card_corrected.v1"
    assert headers["thidua-actor"]
    assert json.loads(last.data or b"") == {
        "person_id": person_id,
        "fields": ["full_name", "citizen_number"],
    }
