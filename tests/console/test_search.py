"""Units and people are looked for by name on one page."""

from __future__ import annotations

from tests.console.console import Browser
from tests.console.services import SampleServices


async def test_units_and_people_are_looked_for_by_the_service_and_shown_with_their_place(
    officer: Browser, services: SampleServices
) -> None:
    nothing_asked = await officer.get("/tim.json")
    found = (await officer.get("/tim.json?tim=ngu an")).json()
    page = await officer.get("/tim?tim=ngu an")

    assert nothing_asked.json()["people"] == []
    assert {"q=ngu+an&limit=50", "q=ngu%20an&limit=50"} & set(services.searched)
    assert found["people"][0]["unit"]["name"]
    assert f'href="/nhan-su/{found["people"][0]["id"]}"' in page.text
    assert f'href="/don-vi/{found["units"][0]["id"]}"' in page.text
