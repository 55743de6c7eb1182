"""The ids that steps of several files name."""

from __future__ import annotations

from typing import Any

from deploy.sample.ids import id_of
from deploy.sample.sample import Sample


def covenant_id(sample: Sample) -> str:
    return str(id_of(f"covenant/{sample.year.bloc.key}"))


def frame_id(sample: Sample) -> str:
    return str(id_of(f"frame/{sample.year.bloc.key}"))


def bloc_and_year(sample: Sample) -> dict[str, Any]:
    return {
        "bloc_id": str(id_of(f"bloc/{sample.year.bloc.key}")),
        "year": sample.year.year,
    }
