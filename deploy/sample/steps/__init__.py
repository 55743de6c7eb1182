"""The sample as an ordered list of HTTP requests; nothing here sends one."""

from __future__ import annotations

from deploy.sample.sample import Sample, sample
from deploy.sample.steps.bloc import bloc_steps
from deploy.sample.steps.covenant import covenant_steps
from deploy.sample.steps.meeting import meeting_steps
from deploy.sample.steps.nominations import nomination_steps
from deploy.sample.steps.progress import progress_steps
from deploy.sample.steps.records import record_steps
from deploy.sample.steps.scores import score_steps
from deploy.sample.steps.step import Method, Service, Step, filled_in

__all__ = ["Method", "Sample", "Service", "Step", "filled_in", "steps"]


def steps() -> list[Step]:
    """All steps, phase by phase in the order of `phases.toml`; always the same ones."""
    told = sample()
    every = [
        *bloc_steps(told),
        *record_steps(told),
        *covenant_steps(told),
        *progress_steps(told),
        *score_steps(told),
        *meeting_steps(told),
        *nomination_steps(told),
    ]
    place = {phase.key: number for number, phase in enumerate(told.phases.phases)}
    return sorted(every, key=lambda step: place[step.phase])
