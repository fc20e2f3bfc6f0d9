"""The situations into which faults are injected: a site as its author has it, and what is typed next."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .command import run

TESTS = Path(__file__).parent.parent
AUTHOR = {"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@ana.example", "GIT_COMMITTER_NAME": "Ana",
          "GIT_COMMITTER_EMAIL": "ana@ana.example", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
          "GIT_TERMINAL_PROMPT": "0"}  # fmt: skip

CONFIG = """\
title = "Test"
base_url = "https://ana.example/repo"
languages = ["en", "pt"]

[en]
title = "Test"
name = "English"

[pt]
title = "Teste"
name = "Português"
"""

EXPERIMENTS = '''\
"""Experiments of all kinds that need no torch."""

from dataclasses import dataclass

import numpy as np

from builder.experiments import Result, experiment
from builder.results import Record

STEP = 3


@dataclass(frozen=True)
class Counting:
    start: int = 1
    seed: int = 0


@experiment(quick={"start": 10})
def count(settings: Counting) -> Result:
    counted = [2 * number + settings.start for number in range(5)]
    return Result(values={"last": counted[-1]}, series={"counted": counted}, arrays={"counted": np.array(counted)})


@experiment(uses=[count])
def shifted(count: Record) -> Result:
    return Result(values={"shifted": count.values["last"] + STEP}, weights={"w": np.full(3, STEP, dtype=np.float32)})


@experiment(seeds=[0, 1])
def seeded(settings: Counting) -> Result:
    return Result(values={"sum": settings.start + settings.seed}, series={"all": [settings.seed, STEP]})
'''

TEXT = """\
---
title: Counting
date: 2024-02-29
---

## First

The last is {{< value count.last >}}, shifted {{< value shifted.shifted >}}, and the sum {{< value seeded.sum >}}.
{{< claim "count.last > 5" >}}It is more than five.{{< /claim >}}

{{< table count series="counted" caption="All of them." >}}
"""

FIGURE = '\n{{< figure drawn alt="A line that rises." caption="All of them." >}}\n'
FIGURES = '''\
"""What the post shows."""

from matplotlib.figure import Figure


def drawn(count):
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot(count.series["counted"])
    return figure
'''


@dataclass(frozen=True)
class Place:
    """A site in the making; `scratch` is for what commands say."""

    root: Path
    scratch: Path

    def sitegen(self, *arguments: str, code: int = 0) -> None:
        ended = run(self.root, arguments, scratch=self.scratch)
        assert ended.code == code, f"sitegen {' '.join(arguments)}: {ended}"

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", "-C", self.root, *arguments], check=True, capture_output=True)


MARKS = ".followed"


def everything(place: Place) -> None:
    """A site with all that is kept: records, quick ones, those of single seeds, the marks of translations, a cache."""
    _drawn(place)
    place.sitegen("check", "--translated", "counting")
    place.sitegen("run", "--quick")
    place.sitegen("verify")


def warm_site(folder: Path) -> Path:
    """A site with all that posts hold here, for this process to build before it is forked."""
    place = Place(folder / "at", folder / "scratch")
    _drawn(place)
    return place.root


@dataclass(frozen=True)
class Scene:
    """What lies there, and the command that meets a fault, typed `inside` a folder of it.

    Where it is done `once`, a second time it refuses. `tells`: what it says is all that it gives. `undone`: it is done
    whole or not at all, where need be by the next command, whichever that is.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[Place], None]
    once: bool = False
    tells: bool = False
    undone: bool = False
    inside: str = "."


POST = "content/posts/counting/"


def _texts(place: Place) -> None:
    place.write("content/site.toml", CONFIG)
    place.write(POST + "experiments.py", EXPERIMENTS)
    for code in ("en", "pt"):
        place.write(f"{POST}index.{code}.md", TEXT)
    place.write("content/pages/about.en.md", "---\ntitle: About\n---\n\nOf this.\n")


def _run(place: Place) -> None:
    _texts(place)
    place.sitegen("run")


def _changed(place: Place) -> None:
    _run(place)
    place.edit(POST + "experiments.py", "STEP = 3", "STEP = 4")
    place.edit(POST + "experiments.py", "2 * number", "3 * number")


def _quick(place: Place) -> None:
    _run(place)
    place.sitegen("run", "--quick")
    place.edit(POST + "experiments.py", '"start": 10', '"start": 20')


def _failing(place: Place) -> None:
    _changed(place)
    place.edit(POST + "experiments.py", "    counted = [", "    assert settings.start > 1\n    counted = [")


def _built(place: Place) -> None:
    _run(place)
    place.sitegen("build", "--no-run")


def _edited(place: Place) -> None:
    _built(place)
    place.edit(POST + "index.en.md", "more than five", "more than 5")
    place.sitegen("build", "--no-run")
    place.edit(POST + "index.en.md", "The last is", "The last one is")


def _fewer(place: Place) -> None:
    _run(place)
    place.write("content/posts/other/index.en.md", "---\ntitle: Other\ndate: 2024-01-01\n---\n\nNothing.\n")
    for _ in range(2):
        place.sitegen("build", "--no-run")
    shutil.rmtree(place.root / "content/posts/other")


def _stale(place: Place) -> None:
    _built(place)
    place.edit(POST + "experiments.py", "STEP = 3", "STEP = 4")


def _drawn(place: Place) -> None:
    _run(place)
    place.write(POST + "figures.py", FIGURES)
    for code in ("en", "pt"):
        place.edit(f"{POST}index.{code}.md", "## First", FIGURE + "\n## First")
    place.sitegen("build", "--no-run")
    place.edit(POST + "index.en.md", "rises", "goes up")


def _repository(place: Place) -> None:
    _built(place)
    place.write(".gitignore", "site/\n.sitegen/\nremote.git/\n")
    subprocess.run(["git", "init", "-q", "--bare", "--template=", place.root / "remote.git"], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", "--template=", place.root], check=True)
    for line in ("add .", "commit -q -m Site", "remote add origin remote.git"):
        place.git(*line.split())


def _deployed(place: Place) -> None:
    _repository(place)
    place.sitegen("deploy", "--anyway")
    place.edit(POST + "index.en.md", "The last is", "The last one is")
    place.git("commit", "-q", "-a", "-m", "Words")


def _named(place: Place) -> None:
    _built(place)
    place.sitegen("check", "--translated", "counting")
    place.sitegen("run", "--quick")


def _earlier(place: Place) -> None:
    shutil.copytree(TESTS / "sites" / "earlier", place.root, dirs_exist_ok=True)


def _hugo(place: Place) -> None:
    shutil.copytree(TESTS / "sites" / "hugo", place.root / "hugo")
    (place.root / "hugo/content/_index.en.md").unlink()
    (place.root / "here").mkdir()


def _hugo_beside(place: Place) -> None:
    _texts(place)
    shutil.copytree(TESTS / "sites" / "hugo", place.root / "hugo")


def _notebook(place: Place) -> None:
    _texts(place)
    shutil.copytree(TESTS / "notebooks", place.root / "notes")


def _nothing(place: Place) -> None:
    place.root.mkdir(exist_ok=True)


SCENES = (
    Scene("run-first", ("run", "--jobs", "1"), _texts),
    Scene("run-changed", ("run", "--jobs", "1"), _changed),
    Scene("run-forced", ("run", "--jobs", "1", "--force", "count"), _run),
    Scene("run-quick", ("run", "--jobs", "1", "--quick"), _quick),
    Scene("run-failing", ("run", "--jobs", "1"), _failing),
    Scene("verify", ("verify", "--jobs", "1"), _run),
    Scene("status", ("status",), _run, tells=True),
    Scene("build-first", ("build",), _run),
    Scene("build-edited", ("build",), _edited),
    Scene("build-fewer", ("build",), _fewer),
    Scene("build-stale", ("build",), _stale),
    Scene("build-drawn", ("build",), _drawn),
    Scene("deploy-first", ("deploy", "--anyway"), _repository),
    Scene("deploy-again", ("deploy", "--anyway"), _deployed),
    Scene("import-hugo", ("import", "hugo"), _hugo_beside, once=True),
    Scene("import-hugo-alone", ("import", "../hugo"), _hugo, once=True, inside="here"),
    Scene("import-notebook", ("import", "notes/Learning rates.ipynb"), _notebook, once=True),
    Scene("rename", ("rename", "count", "tally"), _named, once=True, undone=True),
    Scene("upgrade", ("upgrade",), _earlier),
    Scene("init", ("init", "mine"), _nothing, once=True),
    Scene("new", ("new", "another"), _texts, once=True),
    Scene("check-translated", ("check", "--translated", "counting"), _run),
)
