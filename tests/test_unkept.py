"""Results with holes, and results of which one part cannot be kept."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import Site

from builder.experiments import Result
from builder.running.keeping import kept_parts

CODE = """\
import time
from pathlib import Path

from builder.experiments import Result, experiment


@experiment
def long():
    with open(Path(__file__).parents[3] / "times.txt", "a") as file:
        file.write("ran ")
    arrays = {"digit": [[1.0, 2.0]]}
    return Result(values={"loss": 0.5, "model": object()}, series={"counted": [1, 2]}, arrays=arrays)
"""


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ([1, None, 3], [1, None, 3]),
        ([1.0, math.nan], [1.0, None]),
        (np.array([1.0, math.nan]), [1.0, None]),
        ([np.float32("nan"), np.float32(2)], [None, 2.0]),
        ([[1.0, math.nan], [None, 2.0]], [[1.0, None], [None, 2.0]]),
        (["a", None], ["a", None]),
    ],
)
def test_a_hole_in_a_series_is_kept_as_one(items: Any, kept: list[Any]) -> None:
    parts = kept_parts(Result(series={"s": items}), diverged=False)
    assert (parts.series, parts.problems) == ({"s": kept}, {})


@pytest.mark.parametrize("items", [[1, math.inf], [1, "a"], [object()], [[1], None], {"a": 1}, 3])
def test_what_is_no_hole_is_refused(items: Any) -> None:
    parts = kept_parts(Result(values={"v": 1}, series={"s": items}), diverged=False)
    assert parts.problems.keys() == {"s"}
    assert (parts.values, parts.series) == ({"v": 1}, {})


def test_all_that_cannot_be_kept_is_told_at_once_and_the_rest_is_not_lost() -> None:
    class Odd:
        def tolist(self) -> list[int]:
            raise RuntimeError("no storage")

    result = Result(
        values={"a": 1, "b": math.nan, "c d": 2, "both": 1},
        series={"s": [1], "both": [1], "odd": Odd()},
        arrays={"x": np.zeros(2), "y": np.array(["a"])},
        weights={"w": np.array([math.nan])},
    )
    parts = kept_parts(result, diverged=False)
    assert (parts.values, parts.series, parts.files.keys()) == ({"a": 1}, {"s": [1]}, {"arrays"})
    assert parts.problems.keys() == {"b", "c d", "both", "odd", "y", "weights"}
    assert "no storage" in parts.problems["odd"]
    left = ["b", "c d", "both", "odd", "y", "weights"]
    assert kept_parts(result, left, diverged=False).problems == {}


def test_the_rest_is_kept_by_a_changed_declaration_without_running_again(site: Site) -> None:
    site.write("experiments.py", CODE)
    told = site.sitegen("run", code=2).stderr
    assert "value 'model' is of type object" in told
    assert 'Declare @experiment(without=["model"]) and run again' in told
    assert "failed on " in site.status()["long"]["reasons"][0]
    site.edit("experiments.py", "@experiment\n", '@experiment(without=["model"])\n')
    told = site.sitegen("run").stderr
    assert "nothing is computed" in told
    assert (site.root / "times.txt").read_text() == "ran "
    assert site.status()["long"]["status"] == "fresh"
    record = site.record("long")
    assert (record["values"], record["series"]) == ({"loss": 0.5}, {"counted": [1, 2]})
    assert record["artifacts"].keys() == {"arrays"}
    assert not list((site.root / ".sitegen" / "unkept").rglob("*.json"))
    site.sitegen("run", "--force", "long")
    assert (site.root / "times.txt").read_text() == "ran ran "
    assert site.record("long")["values"] == {"loss": 0.5}
    site.edit("experiments.py", '(without=["model"])', "")
    assert site.stale() == {"long": ["setting without removed"]}


def test_what_was_set_aside_belongs_to_the_code_that_ran(site: Site) -> None:
    site.write("experiments.py", CODE)
    site.sitegen("run", code=2)
    site.edit("experiments.py", "@experiment\n", '@experiment(without=["model"])\n')
    site.edit("experiments.py", '"loss": 0.5', '"loss": 0.25')
    site.sitegen("run")
    assert (site.root / "times.txt").read_text() == "ran ran "
    assert site.record("long")["values"] == {"loss": 0.25}


@pytest.mark.parametrize("said", [b"[]", b'["model"]', b""])
def test_what_was_set_aside_and_changed_by_hand_is_not_taken(site: Site, said: bytes) -> None:
    site.write("experiments.py", CODE)
    site.sitegen("run", code=2)
    [path] = (site.root / ".sitegen" / "unkept").rglob("left-out.json")
    path.write_bytes(said)
    site.edit("experiments.py", "@experiment\n", '@experiment(without=["model"])\n')
    site.sitegen("run")
    assert (site.root / "times.txt").read_text() == "ran ran "
