"""When `thidua status` calls a reader well, and when it does not."""

from __future__ import annotations

import msgspec
import pytest

from services.console.cli.status import ProjectionStatus, ServiceStatus


@pytest.fixture
def well() -> ProjectionStatus:
    return ProjectionStatus(
        name="awards-register",
        sequence=9,
        positions={"awards": 4},
        behind={},
        ahead={},
        at_head=True,
        oldest_unprocessed_seconds=0.0,
        stopped=None,
        blocked={},
        parked=0,
    )


def service_with(projection: ProjectionStatus) -> ServiceStatus:
    return ServiceStatus(
        service="awards",
        reachable=True,
        ready=True,
        store_head=4,
        stream_head=4,
        missing=[],
        projections=[projection],
    )


def test_a_reader_at_the_head_that_nothing_troubles_is_well(well: ProjectionStatus) -> None:
    assert service_with(well).well()


@pytest.mark.parametrize(
    "trouble",
    [
        {"at_head": False, "behind": {"awards": 1}},
        {"ahead": {"awards": 2}},
        {"stopped": "OperationalError: the disk is full"},
        {"blocked": {"awards": "GapFound: awards jumped from position 2 to 4"}},
        {"parked": 1},
    ],
    ids="-".join,
)
def test_any_trouble_of_a_reader_makes_its_service_not_well(
    well: ProjectionStatus, trouble: dict[str, object]
) -> None:
    troubled = msgspec.structs.replace(well, **trouble)

    assert not service_with(troubled).well()
