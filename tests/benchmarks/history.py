"""The picture of what was measured from run to run: `python -m tests.benchmarks.history`.

One small chart for each aim of which a figure is kept: its ratio on each store, and the aim.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from tests.benchmarks.aims import AIMS, NAMES, RESULTS, Aim, Result, Store, results

COLUMNS = 3
COLOURS: dict[Store, str] = {"sqlite": "#b3261e", "postgresql": "#1f5fa8"}
# The same figures give the same bytes.
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "thidua",
    "svg.fonttype": "none",
    "font.size": 8,
    "date.converter": "concise",
}


def measured(kept: list[Result], aim: Aim, store: Store) -> list[tuple[Result, float]]:
    return [
        (result, row.value)
        for result in kept
        for row in result.aims
        if row.aim == aim.code and row.store == store and row.value is not None
    ]


def draw(kept: list[Result], folder: Path = RESULTS) -> Path:
    """Draw what there is into `history.svg`; its path."""
    drawn = [aim for aim in AIMS if any(measured(kept, aim, store) for store in aim.bounds)]
    rows = max(1, -(-len(drawn) // COLUMNS))
    file = folder / "history.svg"
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(12, 2.3 * rows + 0.5), layout="constrained")
        figure.suptitle("Ours to the limit or the peer, run by run; the aim dashed")
        places = figure.subplots(rows, COLUMNS, squeeze=False, sharex=True).flatten()
        for place, aim in zip(places, drawn, strict=False):
            _chart(place, kept, aim)
        for place in places[len(drawn) :]:
            place.set_axis_off()
        figure.savefig(file, metadata={"Date": None})
    return file


def _chart(place: Axes, kept: list[Result], aim: Aim) -> None:
    better = "less is better" if aim.at_most else "more is better"
    place.set_title(f"{aim.path}\n{aim.measure} ({better})", fontsize=8)
    place.set_yscale("log")
    for store, bound in aim.bounds.items():
        points = measured(kept, aim, store)
        place.plot(
            date2num([result.at for result, _ in points]),  # type: ignore[no-untyped-call]  # it has no types
            [value for _, value in points],
            marker="o",
            markersize=3,
            linewidth=1,
            color=COLOURS[store],
            label=NAMES[store] if points else None,
        )
        place.axhline(bound, linestyle="--", linewidth=0.8, color=COLOURS[store])
    place.xaxis_date()
    place.tick_params(labelsize=6, labelbottom=True)
    place.margins(y=0.2)
    place.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    place.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    place.yaxis.set_minor_formatter(NullFormatter())
    place.legend(fontsize=7)


if __name__ == "__main__":
    sys.stdout.write(f"{draw(results())}\n")
