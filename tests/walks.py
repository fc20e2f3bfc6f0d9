"""A sweep of small trainings that can be killed, and what it gave, bit by bit."""

from __future__ import annotations

from typing import Any

from conftest import Site

TRAINING = """\
import os
import time
from dataclasses import dataclass

import numpy as np
from builder.experiments import Result, experiment
from builder.results import Record, current_run


@dataclass(frozen=True)
class Walk:
    steps: int = 6
    width: int = 1
    seed: int = 0


@experiment(over={"width": [1, 2]}, seeds=[0, 1])
def walk(settings: Walk) -> Result:
    checkpoint = current_run().next_checkpoint()
    kept = checkpoint.load()
    place, done = (kept[0]["place"], kept[1]["done"]) if kept else (np.zeros(settings.width), 0)
    print(f"begins at {done}")
    for step in range(done, settings.steps):
        time.sleep(float(os.environ.get("PAUSE", 0)))
        place = place + np.random.default_rng([settings.seed, step]).normal(size=settings.width)
        checkpoint.save({"place": place}, {"done": step + 1})
        current_run().report(step + 1, settings.steps, {"place": float(place[0])})
    return Result(values={"place": float(place.sum())}, arrays={"place": place})


@experiment(uses=[walk], inputs=["factors.csv"])
def scaled(walk: Record) -> Result:
    with open(os.path.join(os.path.dirname(__file__), "factors.csv")) as file:
        factor = float(file.read())
    weights = walk.at(width=2).arrays()["place"]
    return Result(values={"place": float(weights.sum()) * factor, "files": ", ".join(sorted(os.listdir(".")))})
"""


CONFIG = 'title = "Test"\nlanguages = ["en"]\n\n[en]\ntitle = "Test"\nname = "English"\n'

SLOW = {"PAUSE": "0.5"}
"""The environment of nodes that take half a second a step."""


def walking(site: Site, steps: int = 6) -> Site:
    site.write("experiments.py", TRAINING.replace("steps: int = 6", f"steps: int = {steps}"))
    site.write("factors.csv", "2.5\n")
    return site


def outputs(site: Site) -> list[Any]:
    """All that the runs of the sweep gave, bit by bit; not when and where."""
    record = site.record("walk")
    points = record["points"]
    rows = [row[: len(points["over"]) + 1 + len(points["values"])] for row in points["rows"]]
    artifacts = {name: one for name, one in record["artifacts"].items() if not name.startswith("output")}
    return [rows, points["series"], artifacts, record["fingerprint"]]
