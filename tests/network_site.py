"""A site with the networks of the article, and with small ones of every other input and output."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from builder.project import Project
from builder.site.build import build_site

EXPERIMENTS = '''
import torch
from torch import nn

from builder import Exported, Result, experiment


@experiment
def codes() -> Result:
    """A decoder from two numbers to an image, and a network of them."""
    torch.manual_seed(0)
    decoder = nn.Sequential(nn.Linear(2, 16 * 9), nn.ReLU(), nn.Unflatten(1, (16, 3, 3)),
                            nn.ConvTranspose2d(16, 1, 4, 2, 1), nn.Sigmoid())
    scores = nn.Sequential(nn.Linear(2, 3), nn.Softmax(1))
    places = torch.randn(50, 2)
    return Result(
        arrays={"places": places, "kinds": torch.arange(50) % 3, "images": torch.rand(3, 6, 6)},
        network={"decoder": Exported(decoder, places[:3]), "scores": Exported(scores, places[:3]),
                 "eyes": Exported(nn.Sequential(nn.Flatten(), nn.Linear(36, 2)), torch.rand(2, 1, 6, 6))},
    )
'''
STILL = "What stands here without it.\n{{< /network >}}\n"
PLANE = 'samples="codes.places" labels="codes.kinds" low="-4, -3" high="4, 9"'
CODES = f"""---
title: Codes
date: 2024-01-02
---

{{{{< network codes.decoder input="point" output="image" {PLANE} alt="Plane." >}}}}
{STILL}
{{{{< network codes.scores input="sliders" classes="cat, dog, bird" low="-1, 0" high="1, 5" alt="Sliders." >}}}}
{STILL}
{{{{< network codes.eyes input="samples" output="numbers" samples="codes.images" alt="Three samples." >}}}}
{STILL}"""
MEMORY = '''
from dataclasses import dataclass

import torch
from torch import nn

from builder import Exported, Result, experiment


class Reader(nn.Module):
    """Reads four numbers one after the other, and puts what it says in order: no evaluator of ours does."""

    def __init__(self):
        super().__init__()
        self.memory, self.last = nn.LSTM(1, 8, batch_first=True), nn.Linear(8, 3)

    def forward(self, x):
        return torch.sort(self.last(self.memory(x[:, :, None])[0][:, -1]))[0]


@experiment
def reader() -> Result:
    """A network with operators of its own, and what it gives."""
    torch.manual_seed(0)
    model, given = Reader(), torch.tensor([[0.0, 0, 0, 0], [1, 0, 0, 0]])
    with torch.no_grad():
        gives = model(given)
    return Result(arrays={"gives": gives}, network=Exported(model, given))


@dataclass(frozen=True)
class Size:
    width: int = 2
    share: float = 0.0


@experiment(over={"width": [2, 4], "share": [0.5]})
def sized(settings: Size) -> Result:
    """Networks of two widths."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, settings.width), nn.Tanh(), nn.Linear(settings.width, 1))
    return Result(network={"small": Exported(model, torch.zeros(1, 2) + settings.share)})
'''
REMEMBERED = f"""---
title: Memory
date: 2024-01-03
---

{{{{< network reader input="sliders" output="numbers" low="-1" high="1" alt="A memory." >}}}}
{STILL}
{{{{< network "sized[width=2,share=0.5].small, sized[width=4].small" input="point" output="numbers" alt="Widths." >}}}}
{STILL}
{{{{< network codes:codes.decoder input="point" output="image" samples="codes:codes.places" alt="Of another post." >}}}}
{STILL}"""
FOUR = ", ".join(f"in_the_page.{name}" for name in ("fully_connected", "cnn", "cnn_pooling", "cnn_pooling_augmented"))
DIGITS = f"""---
title: Digits
date: 2024-01-01
---

{{{{< network "{FOUR}" input="drawing" samples="in_the_page.digits" alt="Four networks." caption="Draw." >}}}}
{STILL}
{{{{< network in_the_page.cnn input="drawing" output="layers" samples="in_the_page.digits" alt="The layers." >}}}}
{STILL}"""


def build(folder: Path) -> Path:
    """Run what it shows, build it, and return where it is; what the build says is beside it."""
    posts = folder / "content" / "posts"
    config = (REPOSITORY / "content" / "site.toml").read_text()
    post = REPOSITORY / "content" / "posts" / "cnns"
    shutil.copytree(post, posts / "cnns", ignore=shutil.ignore_patterns("index.*"))
    (folder / "content" / "site.toml").write_text(re.sub(r"docs = .*\n", "", config))
    for name, source in (("codes", EXPERIMENTS), ("memory", MEMORY)):
        (posts / name).mkdir()
        (posts / name / "experiments.py").write_text(source)
    for name, text in (("codes", CODES), ("cnns", DIGITS), ("memory", REMEMBERED)):
        for language in ("en", "pt"):
            (posts / name / f"index.{language}.md").write_text(text)
    for post in ("codes", "memory"):
        run = [sys.executable, "-m", "builder", "run", "--post", post]
        done = subprocess.run(run, cwd=folder, capture_output=True, text=True)
        assert not done.returncode, done.stderr
    with pytest.MonkeyPatch.context() as patch:  # no search, which is WebAssembly on all pages
        patch.setattr("builder.site.assemble.languages", lambda site: frozenset())
        report = build_site(Project(folder))
    (folder / "said.txt").write_text("\n".join(report.notes))
    return folder / "site"
