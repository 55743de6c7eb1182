"""Does a fact cost more among ten times as many? `make bench B=growth FACTS=10000000`.

A nation of a tenth of the facts, then one of all of them: published, read bare, folded into the
register of awards, each in a process of its own. What a fact costs is told in processor time of
that process, which other work on the machine does not change; memory by tenths of the log.
`WAYS="limit register eligibility"` chooses what reads it; with `-postgresql` behind it a
projection is kept there and not in a file.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.aims import Store
from tests.benchmarks.figures import megabytes
from tests.benchmarks.frame import Run, apart, measuring, nats, postgres

# The two sizes of the aim; smaller ones say something, and nothing of it.
AIMED = 10_000_000
TIMES = 10


ON_SERVER = "-postgresql"


def measured(run: Run, facts: int, ways: list[str], folder: Path) -> dict[str, dict[str, Any]]:
    found = {}
    with nats(folder / "nats") as log:
        for way in ("publish", *ways):
            home = folder / way
            home.mkdir(parents=True)
            if way == "publish":
                found[way] = apart("publishing", log, facts)
                found[way]["stream_megabytes"] = megabytes(folder / "nats" / "data")
            elif way.endswith(ON_SERVER):
                with postgres(home) as views:
                    what = way.removesuffix(ON_SERVER)
                    found[way] = apart("replaying", what, log, facts, views)
            else:
                found[way] = apart("replaying", way, log, facts, home)
            if way != "publish":
                found[way]["database_megabytes"] = megabytes(home)
            run.tell(f"{way}, {facts} facts", found[way])
    return found


def main() -> None:
    facts = int(os.environ.get("FACTS", "100000"))
    ways = os.environ.get("WAYS", "limit register register-postgresql").split()
    with (
        measuring("growth", facts=facts, ways=ways) as run,
        tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder,
    ):
        few, many = (
            measured(run, count, ways, Path(folder) / str(count))
            for count in (facts // TIMES, facts)
        )
        cost = "processor_us_a_fact"
        ratios = {way: round(many[way][cost] / few[way][cost], 3) for way in many}
        over = {
            way: each["peak_megabytes"] - each["megabytes_after_imports"]
            for way, each in many.items()
        }
        run.tell("time of a fact, many to few", ratios)
        run.tell("megabytes over the imports", over)
        on_server = {way for way in many if way.endswith(ON_SERVER)}
        stores: dict[Store, set[str]] = {
            "sqlite": many.keys() - on_server,
            "postgresql": on_server,
        }
        for store, of_store in stores.items():
            if facts < AIMED:
                why = f"{facts} facts say nothing of it: make bench B=growth FACTS={AIMED}"
            elif not of_store:
                why = "none of the ways chosen keeps anything there"
            else:
                run.row("growth.time", store, max(ratios[way] for way in of_store))
                run.row("growth.memory", store, max(over[way] for way in of_store))
                continue
            run.missing("growth.time", store, why)
            run.missing("growth.memory", store, why)


if __name__ == "__main__":
    main()
