"""Every durable consumer the services name is one the NATS server lets them have."""

import re
from pathlib import Path

import pytest

from deploy.local.profile import SERVICES
from deploy.nats.configuration import durable_consumers

ROOM = Path(__file__).resolve().parents[2] / "services"


@pytest.mark.parametrize("service", SERVICES)
def test_every_reader_a_service_names_is_declared(service: str) -> None:
    named = {
        name
        for source in (ROOM / service).rglob("*.py")
        for name in re.findall(rf'"({service}-[a-z-]+)"', source.read_text("utf-8"))
    }
    missing = named - set(durable_consumers()[service])
    assert not missing, f"add {sorted(missing)} to deploy/nats/consumers.toml"


def test_a_consumer_belongs_to_the_service_it_is_named_after(tmp_path: Path) -> None:
    declared = tmp_path / "consumers.toml"
    declared.write_text('bloc = ["awards-eligibility"]\n')
    with pytest.raises(ValueError, match="does not begin"):
        durable_consumers(declared)
