from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import httpx
import msgspec
import pytest

from services.console.client import Services
from services.console.screens.chrome import Names
from services.console.screens.wording import Wording
from services.console.withheld import as_seen
from shared.contracts import Envelope
from shared.contracts.covenant import Layer, ScoreRecorded
from tests.console import samples
from tests.console.services import SampleServices

CARD = samples.id_of("card/tccb")
CHECKED = samples.id_of("cqt")
OTHER = samples.id_of("cong")


def recorded(layer: Layer, by_unit_id: UUID) -> Envelope:
    fact = ScoreRecorded(
        scorecard_id=CARD,
        bloc_id=samples.BLOC,
        unit_id=samples.id_of("tccb"),
        year=2024,
        layer=layer,
        criterion="I.2",
        value=Decimal("13.25"),
        recorded_on=date(2024, 11, 20),
        by_unit_id=by_unit_id,
        reason="Hai báo cáo chậm",
    )
    return Envelope(
        source="covenant",
        position=7,
        previous=6,
        epoch="e1",
        time=datetime(2024, 11, 20, tzinfo=UTC),
        subject=str(CARD),
        data=fact,
        actor="cqt.canbo",
        correlation="c1",
    )


class Addresses:
    bloc_url = "http://bloc.test"
    covenant_url = "http://covenant.test"
    awards_url = "http://awards.test"
    notify_url = "http://notify.test"


@pytest.fixture
async def asked() -> Services:
    services = SampleServices()
    http = httpx.AsyncClient(transport=httpx.MockTransport(services.answer))
    return Services.connected(http, Addresses(), "token")


async def test_a_cross_check_is_told_as_far_as_the_scorecard_shows_it(asked: Services) -> None:
    shown, closed, own = await as_seen(
        asked, [recorded("cross", CHECKED), recorded("cross", OTHER), recorded("self", OTHER)]
    )

    assert isinstance(shown.data, ScoreRecorded)
    assert isinstance(own.data, ScoreRecorded)
    assert not isinstance(closed.data, ScoreRecorded)
    told = msgspec.json.encode(msgspec.to_builtins(closed.data)).decode()
    told += Wording(Names(), "vi").line(closed).sentence
    for secret in ("13.25", "13,25", "I.2", "chậm"):
        assert secret not in told


async def test_while_the_service_is_away_nothing_is_told() -> None:
    http = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(503, json={"code": "not_ready"}))
    )
    away = Services.connected(http, Addresses(), "token")

    (closed,) = await as_seen(away, [recorded("cross", CHECKED)])

    assert not isinstance(closed.data, ScoreRecorded)
