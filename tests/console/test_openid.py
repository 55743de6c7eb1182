"""Signing in at a real issuer: a provider on loopback, and the console as a browser sees it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError

from services.console.accounts import Accounts
from services.console.deadlines import Deadlines
from services.console.desk import Desk
from services.console.main import signing_in
from services.console.rendering import Rendering
from services.console.sessions import COOKIE, Sessions
from services.console.settings import ConsoleSettings
from services.console.web import application
from shared.access import LEEWAY_SECONDS, Tokens
from shared.catalogue import catalogue
from shared.database import Database
from shared.http.trust import trust
from tests.console.console import ORIGIN, Browser
from tests.console.services import MemoryTimeline, SampleServices
from tests.harness.provider import CLIENT, SECRET, Provider, running

ASKED = "/don-vi?tim=quan"


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with running(Provider()) as provider:
        yield provider


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("console")


@pytest.fixture(scope="module")
def openid(home: Path, served: Provider) -> ConsoleSettings:
    return ConsoleSettings(
        port=8000,
        store_url=f"sqlite:///{home / 'console.sqlite'}",
        nats_url="nats://nowhere.test",
        issuer=served.url,
        jwks_url=f"{served.url}/jwks",
        bloc_url="http://bloc.test",
        covenant_url="http://covenant.test",
        awards_url="http://awards.test",
        notify_url="http://notify.test",
        client_id=CLIENT,
        client_secret=SecretStr(SECRET),
        public_url=f"{ORIGIN}/",
    )


@pytest.fixture(scope="module")
def services() -> SampleServices:
    return SampleServices()


@pytest.fixture(scope="module")
def desk(openid: ConsoleSettings, services: SampleServices) -> Desk:
    return Desk(
        settings=openid,
        http=httpx.AsyncClient(transport=httpx.MockTransport(services.answer)),
        sessions=Sessions(Database(openid.store_url, "console")),
        tokens=Tokens(openid.issuer, openid.jwks_url),
        accounts=Accounts(None),
        issuer=None,
        sign_in=None,
        timeline=MemoryTimeline(),
        rendering=Rendering(catalogue()),
        deadlines=Deadlines.read(openid.deadlines),
    )


@pytest.fixture(scope="module")
def app(desk: Desk) -> FastAPI:
    return application(desk)


@pytest.fixture
def provider(served: Provider) -> Provider:
    """The one on loopback, as it is when nothing is wrong with it."""
    served.__dict__.update(Provider(url=served.url).__dict__)
    return served


@pytest.fixture
async def browser(
    app: FastAPI,
    desk: Desk,
    openid: ConsoleSettings,
    services: SampleServices,
    provider: Provider,
) -> AsyncIterator[Browser]:
    """Somebody who comes to a console that has asked the issuer nothing yet."""
    services.bearers.clear()
    async with httpx.AsyncClient(verify=trust(), trust_env=False) as http:
        assert provider.url == openid.issuer
        desk.tokens = Tokens(openid.issuer, openid.jwks_url)
        desk.sign_in = signing_in(openid, http, desk.tokens)
        desk.__post_init__()
        async with Browser.of(app) as opened:
            yield opened


def files_of(home: Path) -> list[Path]:
    return list(home.glob("console.sqlite*"))


async def at_the_issuer(browser: Browser, back: str = "/") -> str:
    """Where the issuer sends a browser that went there from the sign-in page."""
    gone = await browser.get(f"/dang-nhap/di?{urlencode({'ve': back})}")
    assert gone.status_code == 303
    async with httpx.AsyncClient(verify=trust(), trust_env=False) as elsewhere:
        answered = await elsewhere.get(gone.headers["location"])
    return answered.headers["location"].removeprefix(ORIGIN)


async def signed_in(browser: Browser, back: str = "/") -> httpx.Response:
    return await browser.get(await at_the_issuer(browser, back))


class TestTheWayThereAndBack:
    async def test_who_asks_for_a_page_signs_in_and_gets_it(self, browser: Browser) -> None:
        asked = await browser.get(ASKED)
        page = await browser.get(asked.headers["location"])
        returned = await signed_in(browser, ASKED)

        assert f'href="/dang-nhap/di?{urlencode({"ve": ASKED})}"' in page.text
        assert (returned.status_code, returned.headers["location"]) == (303, ASKED)
        assert (await browser.get(ASKED)).status_code == 200

    async def test_services_are_sent_the_access_token_of_the_issuer(
        self, browser: Browser, services: SampleServices, openid: ConsoleSettings
    ) -> None:
        await signed_in(browser)
        await browser.get("/tai-khoan")
        (bearer,) = services.bearers

        sent = bearer.removeprefix("Bearer ")
        account = await Tokens(openid.issuer, openid.jwks_url).account(sent)
        assert (account.login, account.grants[0].role) == ("tdkt", "emulation_officer")

    async def test_what_goes_to_the_issuer_is_a_challenge_and_no_secret(
        self, browser: Browser
    ) -> None:
        gone = await browser.get("/dang-nhap/di")
        asked = parse_qs(urlsplit(gone.headers["location"]).query)

        assert asked["code_challenge_method"] == ["S256"]
        assert asked["redirect_uri"] == [f"{ORIGIN}/dang-nhap/tro-lai"]
        assert {"state", "nonce", "code_challenge"} <= set(asked)
        assert "code_verifier" not in asked
        kept = gone.headers["set-cookie"]
        assert asked["nonce"][0] not in kept
        assert "HttpOnly" in kept
        assert "SameSite=lax" in kept

    async def test_two_tabs_may_be_at_the_issuer_at_once(self, browser: Browser) -> None:
        first, second = [await at_the_issuer(browser, page) for page in ("/khoi", "/hop-thu")]
        assert (await browser.get(first)).headers["location"] == "/khoi"
        assert (await browser.get(second)).headers["location"] == "/hop-thu"

    async def test_nobody_is_led_to_another_site(self, browser: Browser) -> None:
        returned = await signed_in(browser, "//elsewhere.test")
        assert returned.headers["location"] == "/"

    @pytest.mark.parametrize(
        ("public_url", "secure"), [(ORIGIN, False), ("https://t.vn", True)]
    )
    async def test_the_session_cookie_is_hidden_and_goes_by_https_only_where_there_is_https(
        self,
        browser: Browser,
        openid: ConsoleSettings,
        monkeypatch: pytest.MonkeyPatch,
        public_url: str,
        secure: bool,
    ) -> None:
        answered = await at_the_issuer(browser)
        monkeypatch.setattr(openid, "public_url", public_url)
        cookies = (await browser.get(answered)).headers.get_list("set-cookie")
        session = next(each for each in cookies if each.startswith(f"{COOKIE}="))

        assert "HttpOnly" in session
        assert "SameSite=lax" in session
        assert ("Secure" in session) == secure

    async def test_a_key_that_the_issuer_changes_is_read_anew(
        self, browser: Browser, provider: Provider
    ) -> None:
        await signed_in(browser)
        provider.rotate()
        returned = await signed_in(browser)

        assert returned.status_code == 303
        assert (await browser.get("/tai-khoan")).status_code == 200


class TestWhoIsNotSignedIn:
    """Each page has a stable code, says what to do, and opens no session."""

    async def refused(self, browser: Browser, address: str, status: int, code: str) -> str:
        page = await browser.get(address)
        assert page.status_code == status
        assert f'<span class="code">{code}</span>' in page.text
        assert 'href="/dang-nhap"' in page.text
        assert COOKIE not in browser.client.cookies
        return page.text

    async def test_by_an_answer_with_a_wrong_state(self, browser: Browser) -> None:
        answered = await at_the_issuer(browser)
        said = dict(parse_qsl(urlsplit(answered).query))
        # The cookie is found by the beginning of the state; the rest counts too.
        wrong = said | {"state": said["state"][:-4] + "else"}
        for each in (wrong, said | {"state": "guessed"}, {"code": said["code"]}):
            address = f"/dang-nhap/tro-lai?{urlencode(each)}"
            await self.refused(browser, address, 400, "sign_in_not_ours")

    async def test_by_an_answer_for_another_browser(self, browser: Browser) -> None:
        answered = await at_the_issuer(browser)
        browser.client.cookies.clear()
        await self.refused(browser, answered, 400, "sign_in_not_ours")

    async def test_by_an_answer_of_another_issuer(self, browser: Browser) -> None:
        answered = await at_the_issuer(browser)
        said = dict(parse_qsl(urlsplit(answered).query)) | {"iss": "http://other.test"}
        address = f"/dang-nhap/tro-lai?{urlencode(said)}"
        await self.refused(browser, address, 400, "sign_in_not_ours")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"exp": int(time.time()) - 3600},
            {"aud": "another-client"},
            {"aud": [CLIENT, "another"], "azp": "another"},
            {"iss": "http://other.test"},
            {"at_hash": "bm90IHRoaXMgdG9rZW4"},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    async def test_by_an_id_token_that_is_not_for_this_sign_in(
        self, browser: Browser, provider: Provider, wrong: dict[str, object]
    ) -> None:
        provider.id_token_changes = wrong
        await self.refused(browser, await at_the_issuer(browser), 502, "id_token_unfit")

    @pytest.mark.parametrize(
        "wrong", [{"aud": "another"}, {"roles": ["emulation_officer"]}], ids=["aud", "roles"]
    )
    async def test_by_an_access_token_the_services_would_not_take(
        self, browser: Browser, provider: Provider, wrong: dict[str, object]
    ) -> None:
        provider.access_token_changes = wrong
        await self.refused(browser, await at_the_issuer(browser), 502, "access_token_unfit")

    async def test_by_an_issuer_that_refuses(
        self, browser: Browser, provider: Provider
    ) -> None:
        provider.refusal = "access_denied"
        await self.refused(browser, await at_the_issuer(browser), 403, "sign_in_refused")

    async def test_by_a_code_that_was_used(self, browser: Browser) -> None:
        answered = await at_the_issuer(browser)
        kept = dict(browser.client.cookies)
        await browser.get(answered)
        browser.client.cookies.clear()
        browser.client.cookies.update(kept)
        await self.refused(browser, answered, 403, "sign_in_refused")

    async def test_while_the_issuer_is_down_and_then_is_up_again(
        self, browser: Browser, provider: Provider
    ) -> None:
        provider.down = True
        page = await self.refused(browser, "/dang-nhap/di", 503, "issuer_away")
        assert "Hãy thử lại sau ít giây" in page
        provider.down = False
        assert (await signed_in(browser)).status_code == 303

    async def test_by_an_issuer_that_calls_itself_something_else(
        self, browser: Browser, provider: Provider
    ) -> None:
        provider.calls_itself = "http://other.test"
        await self.refused(browser, "/dang-nhap/di", 502, "issuer_unfit")


class TestASessionThatRunsOut:
    async def test_the_token_is_renewed_once_for_all_who_ask_at_once(
        self, browser: Browser, provider: Provider
    ) -> None:
        provider.token_seconds = LEEWAY_SECONDS - 5
        await signed_in(browser)
        provider.token_seconds = 300
        pages = await asyncio.gather(*(browser.get("/tai-khoan") for _ in range(4)))

        assert {page.status_code for page in pages} == {200}
        assert provider.exchanged == ["authorization_code", "refresh_token"]

    async def test_while_the_issuer_is_down_the_token_is_used_to_its_end(
        self, browser: Browser, provider: Provider
    ) -> None:
        provider.token_seconds = LEEWAY_SECONDS - 5
        await signed_in(browser)
        provider.down = True
        assert (await browser.get("/tai-khoan")).status_code == 200

    async def test_what_was_typed_outlives_it_and_is_sent_again(
        self, browser: Browser, provider: Provider
    ) -> None:
        provider.token_seconds = LEEWAY_SECONDS - 5
        await signed_in(browser)
        provider.revoke()
        typed = {"ten-dang-nhap": "moi", "ten": 'Cán bộ "mới" <b>'}

        held = await browser.post("/tai-khoan?tu=trang", typed)
        assert held.status_code == 401
        assert '<form method="post" action="/tai-khoan?tu=trang">' in held.text
        assert 'name="ten" value="Cán bộ &#34;mới&#34; &lt;b&gt;"' in held.text
        assert held.headers["cache-control"] == "private, no-store"

        provider.token_seconds = 300
        await signed_in(browser)
        again = await browser.post("/tai-khoan?tu=trang", typed)
        # It arrives, and is refused for what it asks: accounts are the issuer's.
        assert again.status_code == 409

    async def test_of_a_part_of_a_page_the_page_stays_and_says_so(
        self, browser: Browser
    ) -> None:
        told = await browser.post("/tai-khoan", {}, hx_request="true")
        assert (told.status_code, told.headers["hx-retarget"]) == (401, "#toasts")
        assert 'href="/dang-nhap" target="_blank"' in told.text

    async def test_without_a_refresh_token_it_ends_with_the_access_token(
        self, browser: Browser, provider: Provider, openid: ConsoleSettings
    ) -> None:
        provider.with_refresh = False
        await signed_in(browser)
        sessions = Sessions(Database(openid.store_url, "console"))
        now = datetime.now(UTC)
        cookie = browser.client.cookies[COOKIE]
        assert await sessions.find(cookie, now) is not None
        assert await sessions.find(cookie, now + timedelta(seconds=301)) is None


class TestSigningOut:
    async def test_ends_the_session_here_and_at_the_issuer(
        self, browser: Browser, provider: Provider
    ) -> None:
        await signed_in(browser)
        left = await browser.post("/dang-xuat", {})
        place = left.headers["refresh"].removeprefix("0; url=")
        async with httpx.AsyncClient(verify=trust(), trust_env=False) as elsewhere:
            returned = await elsewhere.get(place)

        assert returned.headers["location"] == f"{ORIGIN}/dang-nhap"
        assert provider.left[0]["client_id"] == CLIENT
        assert provider.left[0]["id_token_hint"].count(".") == 2
        assert (await browser.get("/tai-khoan")).status_code == 303

    async def test_ends_it_here_while_the_issuer_is_away(
        self, browser: Browser, provider: Provider
    ) -> None:
        await signed_in(browser)
        cookie = browser.client.cookies[COOKIE]
        provider.down = True
        left = await browser.post("/dang-xuat", {})
        browser.client.cookies.set(COOKIE, cookie, domain="console.test")

        assert left.status_code in {200, 303}
        assert (await browser.get("/tai-khoan")).status_code == 303


class TestTheStore:
    async def test_holds_no_token_that_can_be_read(self, browser: Browser, home: Path) -> None:
        await signed_in(browser)
        kept = b"".join(map(Path.read_bytes, files_of(home)))
        assert b"sealed_sessions" in kept
        # Every token begins with the first letters of its header, as base64 writes them.
        assert b"eyJhbGciOi" not in kept


class TestTheSettings:
    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"issuer_key": "issuer.pem"}, "one way"),
            ({"public_url": None}, "CONSOLE_PUBLIC_URL"),
            ({"client_id": "thidua"}, "access tokens"),
            ({"scopes": "profile"}, "openid"),
        ],
    )
    def test_that_would_be_unsafe_keep_it_from_starting(
        self, openid: ConsoleSettings, change: dict[str, object], word: str
    ) -> None:
        with pytest.raises(ValidationError, match=word):
            ConsoleSettings.model_validate(openid.model_dump() | change)
