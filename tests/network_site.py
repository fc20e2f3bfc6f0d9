"""A site with the networks of the article, and with small ones of every other input and output."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import REPOSITORY

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
    """Run what it shows, build it, and return where it is."""
    posts = folder / "content" / "posts"
    config = (REPOSITORY / "content" / "site.toml").read_text()
    post = REPOSITORY / "content" / "posts" / "cnns"
    shutil.copytree(post, posts / "cnns", ignore=shutil.ignore_patterns("index.*"))
    (folder / "content" / "site.toml").write_text(re.sub(r"docs = .*\n", "", config))
    (posts / "codes").mkdir()
    (posts / "codes" / "experiments.py").write_text(EXPERIMENTS)
    for name, text in (("codes", CODES), ("cnns", DIGITS)):
        for language in ("en", "pt"):
            (posts / name / f"index.{language}.md").write_text(text)
    for command in (["run", "codes"], ["build"]):
        subprocess.run([sys.executable, "-m", "builder", *command], cwd=folder, check=True, capture_output=True)
    return folder / "site"
