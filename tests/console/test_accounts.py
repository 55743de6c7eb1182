"""Accounts and roles: what an officer may change, and what the file of accounts may say."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.console import accountfile
from services.console.accountfile import AccountFileInvalid
from services.console.accountrefusals import (
    AccountFileNotWritable,
    AccountLoginMalformed,
    AccountLoginTaken,
    AccountNameUnfit,
    LastEmulationOfficer,
    RoleAlreadyHeld,
    RoleNotGivenHere,
    RoleNotHeld,
    RoleReasonUnfit,
    RoleScopeUnfit,
    RoleTakenWithoutReason,
)
from services.console.accounts import Accounts
from services.console.settings import ConsoleSettings
from shared.access import Grant, NotAllowed, Role, Tokens, allow
from tests.console import samples
from tests.console.console import Browser, console_app, write_accounts
from tests.console.services import MemoryTimeline, SampleServices

OFFICER = Grant(Role.EMULATION_OFFICER)
UNIT = str(samples.id_of("cqt"))
NOW = datetime(2024, 5, 2, 8, 30, tzinfo=UTC)
WHY = "Chuyển công tác"
UNSCOPED = """[[account]]
login = "a"
name = "A"
roles = [{ role = "unit_head", scope = "a name" }]
"""
OLD_COUNCIL = """
[[account]]
login = "hoidong"
name = "Ủy viên Hội đồng"
roles = [{ role = "council_member" }]
"""


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(write_accounts(tmp_path / "accounts.toml"))


class TestWhoMay:
    def test_a_new_account_holds_no_role_until_one_is_given(
        self, accounts: Accounts, tmp_path: Path
    ) -> None:
        accounts.add("cqt.moi", "  Cán bộ “mới”  ", by="tdkt")
        accounts.give("cqt.moi", Grant(Role.UNIT_OFFICER, UNIT), by="tdkt", at=NOW, reason="")

        again = Accounts(tmp_path / "accounts.toml").named("cqt.moi")
        assert (again.name, again.grants) == (
            "Cán bộ “mới”",
            (Grant(Role.UNIT_OFFICER, UNIT),),
        )

    def test_a_role_is_taken_and_the_account_stays(self, accounts: Accounts) -> None:
        held = Grant(Role.UNIT_HEAD, UNIT)
        accounts.take("cqt.thutruong", held, by="tdkt", at=NOW, reason=WHY)
        assert accounts.named("cqt.thutruong").grants == ()

    def test_the_last_emulation_officer_stays_one(self, accounts: Accounts) -> None:
        with pytest.raises(LastEmulationOfficer):
            accounts.take("tdkt", OFFICER, by="tdkt", at=NOW, reason=WHY)
        accounts.give("lanhdao", OFFICER, by="tdkt", at=NOW, reason="")
        accounts.take("tdkt", OFFICER, by="tdkt", at=NOW, reason=WHY)

    def test_whoever_lost_the_role_changes_nothing_any_more(self, accounts: Accounts) -> None:
        accounts.give("lanhdao", OFFICER, by="tdkt", at=NOW, reason="")
        accounts.take("tdkt", OFFICER, by="lanhdao", at=NOW, reason=WHY)
        with pytest.raises(NotAllowed):
            accounts.give("tdkt", OFFICER, by="tdkt", at=NOW, reason="")

    def test_nobody_is_made_operator_here_or_stops_being_one(self, accounts: Accounts) -> None:
        for deed in (accounts.give, accounts.take):
            with pytest.raises(RoleNotGivenHere):
                deed("lanhdao", Grant(Role.OPERATOR), by="tdkt", at=NOW, reason=WHY)

    def test_what_is_so_already_is_refused(self, accounts: Accounts) -> None:
        with pytest.raises(AccountLoginTaken):
            accounts.add("tdkt", "Người khác", by="tdkt")
        with pytest.raises(RoleAlreadyHeld):
            accounts.give("lanhdao", Grant(Role.AUTHORITY), by="tdkt", at=NOW, reason="")
        with pytest.raises(RoleNotHeld):
            accounts.take("lanhdao", Grant(Role.VIEWER), by="tdkt", at=NOW, reason=WHY)

    @pytest.mark.parametrize("grant", [Grant(Role.UNIT_HEAD), Grant(Role.VIEWER, UNIT)])
    def test_a_role_has_the_scope_it_needs_and_no_other(
        self, accounts: Accounts, grant: Grant
    ) -> None:
        with pytest.raises(RoleScopeUnfit):
            accounts.give("lanhdao", grant, by="tdkt", at=NOW, reason="")

    def test_who_takes_a_role_says_why_and_both_are_kept_with_whoever_did_it(
        self, accounts: Accounts, tmp_path: Path
    ) -> None:
        held = Grant(Role.UNIT_HEAD, UNIT)
        for unfit, said in ((RoleTakenWithoutReason, " "), (RoleReasonUnfit, "x" * 501)):
            with pytest.raises(unfit):
                accounts.take("cqt.thutruong", held, by="tdkt", at=NOW, reason=said)
        accounts.take("cqt.thutruong", held, by="tdkt", at=NOW, reason=f" {WHY} “mới” ")
        accounts.give("lanhdao", Grant(Role.VIEWER), by="tdkt", at=NOW, reason="")

        kept = accountfile.read(tmp_path / "accounts.toml").changes
        assert [(one.at, one.by, one.login, one.deed, one.role, one.scope) for one in kept] == [
            (NOW, "tdkt", "cqt.thutruong", "taken", Role.UNIT_HEAD, UNIT),
            (NOW, "tdkt", "lanhdao", "given", Role.VIEWER, None),
        ]
        assert [one.reason for one in kept] == [f"{WHY} “mới”", ""]

    @pytest.mark.parametrize("login", ["", "Cán bộ", "a b", "../x", ".a", "a" * 65])
    def test_a_login_is_plain(self, accounts: Accounts, login: str) -> None:
        with pytest.raises(AccountLoginMalformed):
            accounts.add(login, "Tên", by="tdkt")

    @pytest.mark.parametrize("name", [" ", "hai\ndòng", "x" * 201])
    def test_a_name_is_one_line(self, accounts: Accounts, name: str) -> None:
        with pytest.raises(AccountNameUnfit):
            accounts.add("moi", name, by="tdkt")


class TestTheFile:
    def test_changes_at_once_lose_none_of_each_other(
        self, accounts: Accounts, tmp_path: Path
    ) -> None:
        logins = [f"cb{number}" for number in range(12)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda login: accounts.add(login, login, by="tdkt"), logins))

        known = {one.login for one in Accounts(tmp_path / "accounts.toml").everybody()}
        assert known >= set(logins)

    def test_it_is_written_beside_and_private(self, accounts: Accounts, tmp_path: Path) -> None:
        accounts.add("moi", "Mới", by="tdkt")
        assert [each.name for each in tmp_path.iterdir()] == ["accounts.toml"]
        assert stat.S_IMODE((tmp_path / "accounts.toml").stat().st_mode) == 0o600

    def test_one_that_cannot_be_written_is_left_as_it_was(
        self, accounts: Accounts, tmp_path: Path
    ) -> None:
        before = (tmp_path / "accounts.toml").read_text("utf-8")
        (tmp_path / "accounts.toml.new").mkdir()
        with pytest.raises(AccountFileNotWritable):
            accounts.add("moi", "Mới", by="tdkt")
        assert (tmp_path / "accounts.toml").read_text("utf-8") == before

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ('[[account]]\nlogin = "a"\nname = A\n', "line 3"),
            ('[[account]]\nlogin = "a"\n', "account[0]"),
            ('[[account]]\nlogin = "a"\nname = "A"\nrole = "viewer"\n', "account[0]"),
            (
                '[[account]]\nlogin = "a"\nname = "A"\nroles = [{ role = "x" }]\n',
                "roles[0].role",
            ),
            ('[[account]]\nlogin = "a"\nname = "A"\n' * 2, "account[1] (a)"),
            (UNSCOPED, "account[0] (a)"),
        ],
    )
    def test_a_mistake_is_refused_with_its_place(
        self, tmp_path: Path, text: str, place: str
    ) -> None:
        file = tmp_path / "accounts.toml"
        file.write_text(text, "utf-8")
        with pytest.raises(AccountFileInvalid) as refused:
            accountfile.read(file)
        assert place in refused.value.values["place"]

    def test_a_council_member_of_an_earlier_version_opens_nothing_and_is_named(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "accounts.toml"
        file.write_text(write_accounts(file).read_text("utf-8") + OLD_COUNCIL, "utf-8")
        accounts = Accounts(file)

        with capture_logs() as logged:
            (old,) = (one for one in accounts.everybody() if one.login == "hoidong")
            accounts.everybody()

        council = allow("council", Role.COUNCIL_MEMBER)
        with pytest.raises(NotAllowed):
            council.check_role(old)
        with pytest.raises(NotAllowed):
            council.check_scope(old, samples.BLOC)
        write = '{ role = "council_member", scope = "<unit or bloc id>" }'
        said = {"event": "role_held_nowhere", "log_level": "warning", "login": "hoidong"}
        assert logged == [said | {"file": str(file), "write": write}]
        accounts.take("hoidong", Grant(Role.COUNCIL_MEMBER), by="tdkt", at=NOW, reason=WHY)


class TestThePage:
    async def test_an_officer_makes_somebody_a_units_officer(
        self, officer: Browser, settings: ConsoleSettings
    ) -> None:
        with capture_logs() as logged:
            added = await officer.post(
                "/tai-khoan", {"ten-dang-nhap": "cqt.canbo", "ten": "Cán bộ Cục Quản trị"}
            )
            given = await officer.post(
                "/tai-khoan/vai-tro/giao",
                {"tai-khoan": "cqt.canbo", "vai-tro": "unit_officer", "noi": UNIT},
            )

        assert (added.status_code, given.status_code) == (303, 303)
        shown = await officer.get("/tai-khoan")
        assert "Cán bộ thi đua của đơn vị – Cục Quản trị" in shown.text
        assert [(one["event"], one["login"], one["by"]) for one in logged] == [
            ("account_added", "cqt.canbo", "tdkt"),
            ("role_given", "cqt.canbo", "tdkt"),
        ]
        token = (await officer.post("/oidc/token", {"account": "cqt.canbo"})).json()
        tokens = Tokens(settings.issuer, settings.jwks_url)
        account = await tokens.account(token["access_token"])
        assert account.grants == (Grant(Role.UNIT_OFFICER, UNIT),)

    async def test_it_shows_who_gave_and_took_what_and_why(self, officer: Browser) -> None:
        role = {"tai-khoan": "lanhdao", "vai-tro": "unit_head", "noi": UNIT}
        await officer.post("/tai-khoan/vai-tro/giao", role | {"ly-do": "Thay người nghỉ phép"})
        refused = await officer.post("/tai-khoan/vai-tro/thu", role)
        taken = await officer.post("/tai-khoan/vai-tro/thu", role | {"ly-do": "Hết thời hạn"})

        assert (refused.status_code, taken.status_code) == (422, 303)
        assert "Thu hồi vai trò phải ghi lý do." in refused.text
        last, first = (await officer.get("/tai-khoan.json")).json()["changes"]
        assert (first["deed"], first["reason"]) == ("given", "Thay người nghỉ phép")
        assert (last["deed"], last["by"]) == ("taken", "Chuyên viên thi đua – khen thưởng VPCP")
        shown = (await officer.get("/tai-khoan")).text
        assert "Hết thời hạn" in shown
        assert "Thay người nghỉ phép" in shown

    async def test_a_role_that_is_held_nowhere_is_marked_and_can_be_taken(
        self, officer: Browser, settings: ConsoleSettings
    ) -> None:
        file = settings.accounts
        assert file is not None
        file.write_text(file.read_text("utf-8") + OLD_COUNCIL, "utf-8")
        role = {"tai-khoan": "hoidong", "vai-tro": "council_member", "noi": ""}

        shown = (await officer.get("/tai-khoan")).text
        taken = await officer.post("/tai-khoan/vai-tro/thu", role | {"ly-do": WHY})

        assert "Chưa chọn đơn vị, khối: không có hiệu lực" in shown
        assert taken.status_code == 303
        assert Accounts(file).named("hoidong").grants == ()

    @pytest.mark.parametrize("place", ["", str(samples.id_of("nowhere")), str(samples.BLOC)])
    async def test_a_place_that_is_none_is_refused_and_what_was_typed_stays(
        self, officer: Browser, place: str
    ) -> None:
        refused = await officer.post(
            "/tai-khoan/vai-tro/giao",
            {"tai-khoan": "lanhdao", "vai-tro": "unit_head", "noi": place},
        )
        assert refused.status_code == 422
        assert '<option value="lanhdao" selected>' in refused.text
        assert "cần chọn một đơn vị đang có" in refused.text

    @pytest.mark.parametrize(
        ("place", "status"),
        [(UNIT, 303), (str(samples.BLOC), 303), ("", 422), (str(samples.id_of("none")), 422)],
    )
    async def test_who_is_on_the_council_is_named_for_a_unit_or_a_bloc_never_for_everything(
        self, officer: Browser, place: str, status: int
    ) -> None:
        given = await officer.post(
            "/tai-khoan/vai-tro/giao",
            {"tai-khoan": "lanhdao", "vai-tro": "council_member", "noi": place},
        )
        assert given.status_code == status
        shown = await officer.get("/tai-khoan")
        assert ("Thành viên Hội đồng Thi đua – Khen thưởng –" in shown.text) == (status == 303)

    async def test_others_read_and_are_refused(self, unit_head: Browser) -> None:
        page = await unit_head.get("/tai-khoan")
        refused = await unit_head.post("/tai-khoan", {"ten-dang-nhap": "x", "ten": "X"})
        assert "Chỉ chuyên viên thi đua – khen thưởng làm được việc này." in page.text
        assert "/tai-khoan/vai-tro" not in page.text
        assert refused.status_code == 403

    async def test_a_file_with_a_mistake_says_where(
        self, visitor: Browser, settings: ConsoleSettings
    ) -> None:
        assert settings.accounts is not None
        settings.accounts.write_text("[[account]]\nlogin = 1\n", "utf-8")
        page = await visitor.get("/dang-nhap")
        asked = await visitor.post("/oidc/token", {"account": "tdkt"})
        assert page.status_code == asked.status_code == 500
        assert "account[0].login" in page.text
        assert asked.json()["code"] == "account_file_invalid"


async def test_with_a_real_issuer_the_page_says_where_roles_come_from(
    officer: Browser,
    settings: ConsoleSettings,
    services: SampleServices,
    timeline: MemoryTimeline,
) -> None:
    async with Browser.of(console_app(settings, services, timeline, real_issuer=True)) as here:
        here.client.cookies.update(officer.client.cookies)
        page = await here.get("/tai-khoan")
        refused = await here.post("/tai-khoan", {"ten-dang-nhap": "x", "ten": "X"})
    assert "http://console.test/oidc" in page.text
    assert UNIT in page.text
    assert '<form method="post" action="/tai-khoan' not in page.text
    assert refused.status_code == 409
