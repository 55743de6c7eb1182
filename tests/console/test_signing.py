from __future__ import annotations

import json

from tests.console import samples
from tests.console.console import Browser
from tests.console.services import SampleServices

SIGN = f"/giao-uoc/{samples.COVENANT}/ky"
FORM = {"word": "KÝ", "digest": samples.DIGEST, "key": "a-key"}


async def test_the_text_must_be_read_before_the_word_is_asked_for(unit_head: Browser) -> None:
    page = await unit_head.get(f"{SIGN}?buoc=2")
    assert page.status_code == 422
    assert "Hãy đánh dấu đã đọc toàn văn" in page.text
    assert "Gõ chữ KÝ" in (await unit_head.get(f"{SIGN}?buoc=2&da-doc=1")).text


async def test_a_wrong_word_signs_nothing(unit_head: Browser, services: SampleServices) -> None:
    page = await unit_head.post(SIGN, FORM | {"word": "vâng"})
    assert page.status_code == 422
    assert services.told == []
    assert 'value="a-key"' in page.text


async def test_the_signature_names_the_unit_and_the_text_and_no_person(
    unit_head: Browser, services: SampleServices
) -> None:
    answer = await unit_head.post(SIGN, FORM | {"word": " ký "})
    assert answer.headers["location"] == "/giao-uoc?da-ky=1&after=covenant:9#chu-ky"
    (told,) = services.told
    assert told.url.path == f"/api/v1/covenants/{samples.COVENANT}/signatures"
    assert told.headers["idempotency-key"] == "a-key"
    body = json.loads(told.content)
    assert body.keys() == {"unit_id", "digest", "signed_on"}, "who signs is who is signed in"
    assert (body["unit_id"], body["digest"]) == (str(samples.id_of("cqt")), samples.DIGEST)


async def test_a_unit_that_has_signed_cannot_sign_again(visitor: Browser) -> None:
    await visitor.sign_in("tccb.thutruong")
    assert (await visitor.get(SIGN)).status_code == 403


async def test_a_refusal_of_the_service_is_told(
    unit_head: Browser, services: SampleServices
) -> None:
    services.refusals[f"/covenants/{samples.COVENANT}/signatures"] = (
        409,
        "covenant_digest_differs",
    )
    page = await unit_head.post(SIGN, FORM)
    assert page.status_code == 409
    assert "Nội dung giao ước khác với bản ông/bà đã đọc" in page.text
