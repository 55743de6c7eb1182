"""What `/metrics` says, as figures by name and labels."""

from __future__ import annotations

import httpx
from prometheus_client.parser import text_string_to_metric_families

# What a family is asked by; one that has no sample yet is there all the same.
ENDINGS = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
}


class Figures:
    """One answer of `/metrics`. A figure that is not there is none, which is not 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        families = list(text_string_to_metric_families(text))
        self.samples = [sample for family in families for sample in family.samples]
        self.names = {
            f"{family.name}{ending}" for family in families for ending in ENDINGS[family.type]
        }

    def __call__(self, name: str, **labels: str) -> float | None:
        """The sum of all samples of this name that carry these labels."""
        found = [
            sample.value
            for sample in self.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        return sum(found) if found else None

    def labels(self, name: str, label: str) -> set[str]:
        return {sample.labels[label] for sample in self.samples if sample.name == name}


async def figures_of(client: httpx.AsyncClient) -> Figures:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    return Figures(answer.text)
