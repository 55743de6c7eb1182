"""What a system writes about itself, so that the operator's command finds its parts."""

import json
from collections.abc import Mapping

from deploy.local.keys import write_private
from deploy.local.profile import SERVICES, LocalProfile


def describe(profile: LocalProfile, passwords: Mapping[str, str]) -> None:
    """Write `system.json` into the home; private, for it holds passwords."""
    description = {
        "port": profile.port,
        "services": {service: profile.url(service) for service in SERVICES},
        "nats": profile.nats_url("operator", passwords),
        "nats_provisioner": profile.nats_url("provisioner", passwords),
        "nats_monitoring": profile.nats_monitoring_url,
    }
    write_private(profile.home / "system.json", json.dumps(description, indent=2) + "\n")
