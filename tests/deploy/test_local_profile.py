"""Everything of a local system follows from its port and its home."""

import json
import socket
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import accounts, keys
from deploy.local.failures import CannotStart
from deploy.local.ports import require_free_ports
from deploy.local.profile import HOST, LONGEST_SOCKET_PATH, SERVICES, STAFF, LocalProfile
from deploy.local.sample import Mark, wanted
from deploy.local.supervision import Supervision
from services.console.accounts import Accounts
from shared.access import SCOPED, Grant, Role


@pytest.fixture
def profile(tmp_path: Path) -> LocalProfile:
    profile = LocalProfile(18000, tmp_path / "home")
    profile.make_directories()
    return profile


def test_seven_ports_follow_from_the_first(profile: LocalProfile) -> None:
    assert profile.ports == {
        "console": 18000,
        "bloc": 18001,
        "covenant": 18002,
        "awards": 18003,
        "notify": 18004,
        "nats": 18005,
        "nats monitoring": 18006,
    }


def test_every_path_is_in_the_home(profile: LocalProfile) -> None:
    environment = profile.environment(keys.nats_passwords(profile))
    stores = [value for name, value in environment.items() if name.endswith("_STORE_URL")]
    assert len(stores) == len(set(stores)) == 5
    for url in stores:
        assert Path(url.removeprefix("sqlite:///")).is_relative_to(profile.home)


def test_each_service_has_a_nats_user_of_its_own(profile: LocalProfile) -> None:
    passwords = keys.nats_passwords(profile)
    environment = profile.environment(passwords)
    assert environment["BLOC_NATS_URL"] == f"nats://bloc:{passwords['bloc']}@{HOST}:18005"
    assert passwords.keys() == {*SERVICES, *STAFF}
    assert len(set(passwords.values())) == len(passwords)


def test_secrets_are_private_and_stay_the_same(profile: LocalProfile) -> None:
    first = keys.nats_passwords(profile)
    keys.make_issuer_key(profile)
    pem, jwks = profile.issuer_key.read_text(), profile.jwks.read_text()
    keys.make_issuer_key(profile)
    assert keys.nats_passwords(profile) == first
    assert (profile.issuer_key.read_text(), profile.jwks.read_text()) == (pem, jwks)
    for secret in (profile.issuer_key, profile.nats_passwords):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_the_published_key_set_holds_no_private_part(profile: LocalProfile) -> None:
    keys.make_issuer_key(profile)
    (key,) = json.loads(profile.jwks.read_text())["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert "d" not in key


def test_an_occupied_port_is_named_and_another_is_offered(tmp_path: Path) -> None:
    with socket.socket() as somebody:
        somebody.bind((HOST, 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        profile = LocalProfile(port - 3, tmp_path)
        with pytest.raises(CannotStart, match=rf"{port} \(awards\)") as refused:
            require_free_ports(profile)
    assert "make run PORT=" in refused.value.hint


def test_a_home_too_deep_for_a_socket_has_one_of_its_own_elsewhere(tmp_path: Path) -> None:
    deep = LocalProfile(18000, tmp_path / ("d" * 100))
    other = LocalProfile(18000, tmp_path / ("e" * 100))

    assert len(str(deep.supervisor_socket)) <= LONGEST_SOCKET_PATH
    assert deep.supervisor_socket != other.supervisor_socket
    Supervision(deep).require_stopped()


@pytest.mark.parametrize(
    ("mark", "empty", "expected"),
    [
        (None, True, True),
        (None, False, False),
        (Mark.STARTED, False, True),
        (Mark.FINISHED, False, False),
    ],
)
def test_the_sample_is_played_into_empty_stores_and_to_its_end(
    tmp_path: Path, mark: Mark | None, *, empty: bool, expected: bool
) -> None:
    path = tmp_path / "sample"
    if mark is not None:
        path.write_text(f"{mark}\n")
    assert wanted(path, empty=empty) is expected


class TestAccounts:
    """The accounts of a system stand in its home; the repository's file is only read."""

    def test_with_the_sample_a_system_begins_with_its_accounts(
        self, profile: LocalProfile
    ) -> None:
        accounts.begin(profile, with_sample=True)
        assert accounts.listed(profile.accounts) == accounts.listed(accounts.SAMPLE)

    def test_an_empty_system_begins_with_those_of_no_unit_and_no_bloc(
        self, profile: LocalProfile
    ) -> None:
        accounts.begin(profile, with_sample=False)
        held = {role for _, _, roles in accounts.listed(profile.accounts) for role in roles}
        assert held == set(Role) - SCOPED

    def test_what_was_changed_outlives_a_start_and_the_sample_is_added_to_it(
        self, profile: LocalProfile
    ) -> None:
        accounts.begin(profile, with_sample=False)
        console = Accounts(profile.accounts)
        console.add("rieng", "Tài khoản riêng", by="tdkt")
        now = datetime(2024, 5, 2, tzinfo=UTC)
        console.give("bo-truong", Grant(Role.VIEWER), by="tdkt", at=now, reason="Theo dõi")
        accounts.begin(profile, with_sample=False)
        accounts.add_sample(profile)
        found = {login: roles for login, _, roles in accounts.listed(profile.accounts)}
        assert found["rieng"] == []
        assert found["bo-truong"] == ["authority", "viewer"]
        assert found["hoidong"] == ["council_member"]
        assert found["cqt.canbo"] == ["unit_officer"]
        assert [one.reason for one in console.file().changes] == ["Theo dõi"]

    def test_a_council_member_of_an_earlier_version_keeps_nothing_from_starting(
        self, profile: LocalProfile
    ) -> None:
        old = 'login = "hoidong"\nname = "A"\nroles = [{ role = "council_member" }]\n'
        profile.accounts.write_text(f"[[account]]\n{old}")
        accounts.begin(profile, with_sample=True)
        ((login, write),) = accounts.held_nowhere(profile)
        assert (login, "scope" in write) == ("hoidong", True)

    def test_a_file_with_a_mistake_keeps_it_from_starting(self, profile: LocalProfile) -> None:
        profile.accounts.write_text("[[account]]\nlogin = 1\n")
        with pytest.raises(CannotStart, match=r"account\[0\]\.login") as refused:
            accounts.begin(profile, with_sample=True)
        assert str(profile.accounts) in refused.value.hint
