"""`status`, `build --strict`, `check` agree on results that are damaged or out of date, with a cache as without one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import REPOSITORY, Site
from records import edit_record, rebind
from test_site_kept import files

from builder.commands.build import build
from builder.commands.check import check, told
from builder.commands.status import status
from builder.errors import SitegenError
from builder.project import Project

EXPERIMENTS = """\
from dataclasses import dataclass

import numpy as np

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Noise:
    seed: int = 0


@experiment
def base() -> Result:
    return Result(values={"start": 2}, arrays={"table": np.arange(6.0)})


@experiment(uses=[base])
def twice(base) -> Result:
    return Result(values={"end": 2 * base.values["start"]})


@experiment
def kept() -> Result:
    return Result(values={"size": 4, "share": 0.508}, arrays={"image": np.eye(4)})


@experiment(seeds=[0, 1])
def noisy(settings: Noise) -> Result:
    return Result(values={"mean": 0.25 + settings.seed}, arrays={"draws": np.arange(3.0) + settings.seed})


@experiment
def claimed() -> Result:
    return Result(values={"best": 0.75})


@experiment
def drawn() -> Result:
    return Result(series={"loss": [1.5, 0.5, 0.25]}, arrays={"image": np.eye(2)})


@experiment
def unseen() -> Result:
    return Result(values={"answer": 42})
"""
FIGURES = """\
from matplotlib.figure import Figure


def losses(drawn):
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot(drawn.series["loss"])
    return figure
"""
TEXT = """\
---
title: Counting
date: 2026-01-02
---

It ends at {{< value twice.end >}}, of {{< value kept.size >}}, with a mean of {{< value noisy.mean >}}.

{{< claim "claimed.best > 0.5" >}}It is the best.{{< /claim >}}

{{< figure losses alt="They fall." caption="Losses." >}}
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that was run, built and checked, so that its cache knows all of it."""
    site = Site(tmp_path_factory.mktemp("agreement") / "site")
    for name, text in (("experiments.py", EXPERIMENTS), ("figures.py", FIGURES), ("index.en.md", TEXT)):
        site.write(name, text)
    config = 'title = "T"\nlanguages = ["en"]\nbase_url = "https://a.example"\n\n[en]\ntitle = "T"\nname = "English"\n'
    (site.root / "content" / "site.toml").write_text(config)
    site.sitegen("run")
    for command in (["build", "--strict", "--no-run"], ["build", "--strict", "--no-run"], ["check"], ["status"]):
        site.sitegen(*command)
    return site


def record(site: Site, name: str) -> Path:
    return site.post / "results" / name / "record.json"


def artifact(site: Site, name: str, start: str = "arrays-") -> Path:
    return next(record(site, name).parent.glob(f"{start}*"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def away(path: Path) -> None:
    path.rename(path.with_name("x"))


def swap(one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def conflict(path: Path) -> None:
    edit_record(path, '  "quick": false,\n', '<<<<<<< HEAD\n  "quick": false,\n=======\n  "quick": true,\n>>>>>>> x\n')


CHANGES: dict[str, tuple[Callable[[Site], object], set[str]]] = {
    "a bit of an artifact": (lambda site: flip(artifact(site, "kept")), {"kept"}),
    "an artifact deleted": (lambda site: artifact(site, "kept").unlink(), {"kept"}),
    "an artifact renamed": (lambda site: away(artifact(site, "kept")), {"kept"}),
    "an artifact that is a folder": (
        lambda site: (path := artifact(site, "kept")).unlink() or path.mkdir(),
        {"kept"},
    ),
    "artifacts that changed places": (
        lambda site: swap(artifact(site, "kept"), artifact(site, "drawn")),
        {"kept", "drawn"},
    ),
    "an artifact of a seed": (lambda site: flip(artifact(site, "noisy", "arrays_seed_1-")), {"noisy"}),
    "an artifact of what is used by another": (lambda site: flip(artifact(site, "base")), {"base", "twice"}),
    "an artifact of what is drawn": (lambda site: flip(artifact(site, "drawn")), {"drawn"}),
    "a record cut": (lambda site: record(site, "kept").write_bytes(record(site, "kept").read_bytes()[:300]), {"kept"}),
    "a record deleted": (lambda site: record(site, "kept").unlink(), {"kept"}),
    "a record that is used deleted": (lambda site: record(site, "base").unlink(), {"base", "twice"}),
    "a record that is a folder": (lambda site: (record(site, "kept").unlink(), record(site, "kept").mkdir()), {"kept"}),
    "a digit": (lambda site: edit_record(record(site, "kept"), "0.508", "0.708"), {"kept"}),
    "a digit of what is claimed": (lambda site: edit_record(record(site, "claimed"), "0.75", "0.95"), {"claimed"}),
    "a digit of what is drawn": (lambda site: edit_record(record(site, "drawn"), "1.5", "2.5"), {"drawn"}),
    "a digit of a seed": (lambda site: edit_record(record(site, "noisy"), '"mean": 1.25', '"mean": 1.75'), {"noisy"}),
    "a digit of what nobody shows": (lambda site: edit_record(record(site, "unseen"), "42", "43"), {"unseen"}),
    "a conflict": (lambda site: conflict(record(site, "kept")), {"kept"}),
    "the record of another": (lambda site: shutil.copy(record(site, "claimed"), record(site, "kept")), {"kept"}),
    "a later format": (lambda site: edit_record(record(site, "kept"), '"format": 2', '"format": 9'), {"kept"}),
    "a quick record": (lambda site: rebind(record(site, "kept"), '"quick": false', '"quick": true'), {"kept"}),
    "other code": (lambda site: site.edit("experiments.py", '"size": 4', '"size": 5'), {"kept"}),
    "other code of what is used": (lambda site: site.edit("experiments.py", '"start": 2', '"start": 3'), {"base"}),
    "all results deleted": (
        lambda site: shutil.rmtree(site.post / "results"),
        {"base", "twice", "kept", "noisy", "claimed", "drawn", "unseen"},
    ),
    "nothing": (lambda site: None, set()),
}  # fmt: skip


class Told(NamedTuple):
    """What each command says of a site, and the pages that it has."""

    status: dict[str, str]
    build: str
    failed: bool
    check: str
    checked: bool
    site: dict[str, bytes]


def all_told(site: Site) -> Told:
    project = Project(site.root)
    rows = json.loads(status(project, as_json=True, why=True))
    lines: list[str] = []
    failed = False
    try:
        for line in build(project, run=None, strict=True, quick=False):
            lines.append(line)
    except SitegenError as error:
        failed = True
        lines.append(str(error))
    found = check(project)
    pages = {} if failed else files(project.site)
    states = {row["name"]: row["status"] for row in rows}
    return Told(states, "\n".join(lines), failed, told(found, project, "text"), found.failed, pages)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_wrong_with_results_is_told_by_all_and_alike_without_a_cache(
    change: str, whole: Site, tmp_path: Path
) -> None:
    site = Site(tmp_path / "site")
    shutil.copytree(whole.root, site.root)
    damage, names = CHANGES[change]
    damage(site)
    with_cache = all_told(site)
    shutil.rmtree(site.root / ".sitegen")
    without = all_told(site)
    assert with_cache == without
    assert {name for name, state in without.status.items() if state != "fresh"} == names
    assert without.failed == bool(names - {"unseen"})
    assert without.checked == bool(names)
    for name in names:
        where = (f"'{name}'", f"results/{name}/", f"`sitegen run {name}`")
        because = {"base", "twice"} <= names and name in ("base", "twice")  # told of one of the two
        assert because or name == "unseen" or any(one in without.build for one in where)
        assert any(one in without.check for one in where)


def test_all_that_is_read_back_is_named_with_what_binds_it(whole: Site, tmp_path: Path) -> None:
    """In the table of docs/trust.md: a kind of file that is new must say what happens where it is damaged."""
    site = Site(tmp_path / "site")
    shutil.copytree(whole.root, site.root)
    site.sitegen("run", "--quick", "claimed")
    site.sitegen("verify", "claimed", "noisy")
    site.edit("experiments.py", '"best": 0.75', '"best": 1 / 0')
    site.sitegen("run", "claimed", code=2)
    text = (REPOSITORY / "docs" / "trust.md").read_text(encoding="utf-8")
    table = text.partition("## What is read back")[2].partition("\n## ")[0]
    rows = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    named = [re.escape(name) for row in rows for name in re.findall("`([^`]+)`", row)]
    patterns = [name.replace(r"\*\*", ".*").replace(r"\*", "[^/]*") for name in named]
    kept = [path.relative_to(site.root).as_posix() for path in site.root.rglob("*") if path.is_file()]
    sources = [r"content/[^/]*\.toml", r"content/posts/[^/]*/[^/]*\.(py|md)"]
    unnamed = [name for name in kept if not any(re.fullmatch(one, name) for one in (*patterns, *sources))]
    assert unnamed == []


def test_what_was_wrong_and_is_mended_is_as_if_it_had_never_been(whole: Site, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    shutil.copytree(whole.root, site.root)
    before = all_told(site)
    for _ in range(2):
        flip(artifact(site, "kept"))
        assert all_told(site).failed is (_ == 0)
    assert all_told(site) == before
