"""The frame of benchmarks: what is measured is kept, told plainly and drawn."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.aims import AIMS, Result, Row, results, table
from tests.benchmarks.frame import Rounds, measuring
from tests.benchmarks.history import draw


def result(day: int, *rows: Row) -> Result:
    return Result("relay", datetime(2026, 11, day, tzinfo=UTC), {}, {}, list(rows))


def standing(told: str, measure: str, store: str) -> list[str]:
    """What the table says of an aim on a store: measured, the limit, verdict, run."""
    (found,) = [line for line in told.splitlines() if measure in line and store in line]
    return re.split(r" {2,}", found)[3:]


def test_a_ratio_is_taken_within_each_round_of_turns() -> None:
    rounds, speeds = Rounds(), iter([10, 5, 100, 60, 1000, 400])
    for way in rounds.turns("limit", "ours", rounds=3):
        rounds.add(way, next(speeds))

    assert rounds.ratio("ours", "limit") == 0.5
    assert rounds.figures()["limit"] == {
        "median": 100,
        "least": 10,
        "most": 1000,
        "rounds": [10, 100, 1000],
    }


def test_what_a_run_found_is_read_back_from_its_file(tmp_path: Path) -> None:
    with measuring("relay", tmp_path, facts=10) as run:
        run.tell("facts/s", {"limit": 7})
        run.row("relay.limit", "sqlite", 0.61234567)
        run.missing("relay.one", "postgresql", "there is no server")

    (kept,) = results(tmp_path)
    assert kept.aims == [
        Row("relay.limit", "sqlite", 0.6123),
        Row("relay.one", "postgresql", why="there is no server"),
    ]
    assert kept.figures == {"facts/s": {"limit": 7}}
    assert kept.settings["facts"] == 10
    assert {"cores", "load_before", "load_after", "took_seconds"} <= kept.settings.keys()


def test_nothing_is_kept_of_a_run_that_breaks_off(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), measuring("relay", tmp_path) as run:
        run.row("relay.limit", "sqlite", 1 / 0)

    assert not results(tmp_path)


def test_every_aim_stands_in_the_table_met_or_not_or_why_not_measured() -> None:
    told = table(
        [
            result(1, Row("relay.limit", "sqlite", 0.36), Row("relay.one", "sqlite", 9)),
            result(2, Row("relay.limit", "sqlite", 0.7), Row("relay.one", "sqlite", 7)),
            result(3, Row("relay.limit", "sqlite", why="no disk")),
            result(4, Row("relay.one", "postgresql", why="no server")),
            result(5, Row("growth.memory", "sqlite", 64)),
            result(6, Row("append.many.save", "sqlite", 4, limit=13)),
            result(6, Row("append.many.save", "postgresql", 9, limit=24)),
        ]
    )

    assert len(told.splitlines()) == 1 + sum(len(aim.bounds) for aim in AIMS)
    assert standing(told, "raw socket", "SQLite") == ["0.7", "met", "2026-11-02 00:00"]
    assert standing(told, "one fsync", "SQLite") == ["7", "not met", "2026-11-02 00:00"]
    assert standing(told, "one fsync", "PostgreSQL") == [
        "–",
        "not measured: no server",
        "2026-11-04 00:00",
    ]
    assert standing(told, "raw socket", "PostgreSQL") == [
        "–",
        "not measured: no run of relay is kept",
    ]
    assert standing(told, "MB at 10 M", "SQLite")[:2] == ["64", "met"]
    assert standing(told, "eventsourcing save", "SQLite")[:3] == ["4", "13", "not met"]
    assert standing(told, "eventsourcing save", "PostgreSQL")[:3] == [
        "9",
        "24",
        "not met, nor by the limit",
    ]


def test_a_benchmark_that_breaks_off_is_named_and_the_table_still_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.benchmarks.__main__.draw", lambda _: "nothing")

    assert main(["no_such_benchmark"]) == 1

    told = capsys.readouterr().out
    assert told.endswith("broke off: no_such_benchmark\n")
    assert "one fsync a message" in told


def test_the_same_results_draw_the_same_picture(tmp_path: Path) -> None:
    kept = [result(day, Row("relay.limit", "sqlite", day / 10)) for day in (1, 2, 3)]

    drawn = draw(kept, tmp_path).read_bytes()

    assert drawn == draw(kept, tmp_path).read_bytes()
    assert b"relay, fsync always" in drawn
    assert b"ProjectionRunner" not in drawn
