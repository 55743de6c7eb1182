from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from services.console.accountfile import AccountFileInvalid
from services.console.accounts import Accounts
from services.console.sessions import Session, Sessions
from services.console.settings import ConsoleSettings
from shared.access import Role, Tokens
from shared.database import Database
from tests.console.console import Browser

TEMPLATES = Path(__file__).parents[2] / "services" / "console" / "templates"
NOW = datetime(2024, 3, 12, 8, 0, tzinfo=UTC)


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return Sessions(Database(f"sqlite:///{tmp_path / 'sessions.sqlite'}", "console"))


def session(lasts: timedelta = timedelta(hours=8)) -> Session:
    return Session("tdkt", "a.token", NOW + lasts)


def test_no_page_has_styles_or_scripts_within_it_that_the_policy_would_refuse() -> None:
    within = re.compile(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]* src=)")
    pages = [*TEMPLATES.glob("*.html")]
    found = [page.name for page in pages if within.search(page.read_text("utf-8"))]
    assert pages
    assert found == []


async def test_a_session_is_found_by_its_cookie(sessions: Sessions) -> None:
    cookie = await sessions.open(session())
    assert await sessions.find(cookie, NOW) == session()


async def test_a_session_ends_with_its_token(sessions: Sessions) -> None:
    cookie = await sessions.open(session())
    assert await sessions.find(cookie, NOW + timedelta(hours=9)) is None


@pytest.mark.parametrize("cookie", [None, "", "no-signature", "guess.ffff", "guess.é"])
async def test_a_cookie_that_is_not_ours_opens_nothing(
    sessions: Sessions, cookie: str | None
) -> None:
    await sessions.open(session())
    assert await sessions.find(cookie, NOW) is None


async def test_a_session_outlives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sessions.sqlite'}"
    cookie = await Sessions(Database(url, "console")).open(session())
    assert await Sessions(Database(url, "console")).find(cookie, NOW) == session()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://elsewhere.test"},
        {"cookie": "thidua_session=stolen"},
    ],
)
async def test_a_change_from_another_site_is_refused(
    visitor: Browser, headers: dict[str, str]
) -> None:
    answer = await visitor.client.post("/dang-xuat", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request")


async def test_a_change_from_the_own_site_is_taken(visitor: Browser) -> None:
    answer = await visitor.client.post("/dang-xuat", headers={"origin": "http://console.test"})
    assert answer.status_code == 303


async def test_the_session_cookie_is_hidden_from_scripts(visitor: Browser) -> None:
    answer = await visitor.post("/dang-nhap", {"account": "tdkt"})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_pages_forbid_foreign_content(visitor: Browser) -> None:
    page = await visitor.get("/dang-nhap")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")


async def test_the_issuer_gives_a_token_the_services_accept(
    visitor: Browser, settings: ConsoleSettings
) -> None:
    answer = await visitor.client.post("/oidc/token", data={"account": "tccb.thutruong"})
    given = answer.json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 28800)
    tokens = Tokens(settings.issuer, settings.jwks_url)
    account = await tokens.account(given["access_token"])
    assert [grant.role for grant in account.grants] == [Role.UNIT_HEAD, Role.BLOC_HEAD]


async def test_the_issuer_publishes_the_key_it_signs_with(visitor: Browser) -> None:
    found = (await visitor.get("/oidc/.well-known/openid-configuration")).json()
    keys = (await visitor.get(found["jwks_uri"].removeprefix("http://console.test"))).json()
    token = (await visitor.client.post("/oidc/token", data={"account": "tdkt"})).json()
    used = jwt.get_unverified_header(token["access_token"])
    assert used["kid"] == keys["keys"][0]["kid"]
    assert "d" not in keys["keys"][0]


async def test_an_unknown_account_gets_no_token(visitor: Browser) -> None:
    answer = await visitor.client.post("/oidc/token", data={"account": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (404, "account_unknown")


@pytest.mark.parametrize(
    "roles", ['{ role = "unit_head" }', '{ role = "authority", scope = "x" }', '{ role = "x" }']
)
def test_an_account_with_a_wrong_scope_is_refused(tmp_path: Path, roles: str) -> None:
    file = tmp_path / "accounts.toml"
    file.write_text(f'[[account]]\nlogin = "a"\nname = "A"\nroles = [{roles}]\n')
    with pytest.raises(AccountFileInvalid):
        Accounts(file).everybody()
