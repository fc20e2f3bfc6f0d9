"""A post with charts of curves with bands, one of which readers draw first."""

from __future__ import annotations

from pathlib import Path

from small_sites import copy_site

from builder.site.build import build_site

FIGURES = """
from builder import Band

EPOCHS = [str(epoch) for epoch in range(1, 11)]
SEEDS = {seed: [0.1 + 0.08 * epoch + 0.02 * seed for epoch in range(10)] for seed in range(3)}
MEAN = [sum(each) / 3 for each in zip(*SEEDS.values())]
FLAT = [0.5] * 10
SHOWN = opts.LabelOpts(is_show=False)


def _curves():
    line = Line().add_xaxis(EPOCHS).add_yaxis("rising", MEAN, label_opts=SHOWN)
    line.add_yaxis("flat", FLAT, label_opts=SHOWN)
    lows, highs = zip(*((min(each), max(each)) for each in zip(*SEEDS.values())))
    line.overlap(Band("rising", lows, highs, seeds=SEEDS))
    axes = {"xaxis_opts": opts.AxisOpts(name="epoch"), "yaxis_opts": opts.AxisOpts(name="share")}
    return line.set_global_opts(tooltip_opts=opts.TooltipOpts(trigger="axis"), **axes)


def curves(cnn):
    return _curves()


def asked(cnn):
    return _curves()


def timed(cnn):
    return Line().add_xaxis([0.5, 2, 8]).add_yaxis("loss", [100, 10, 1], label_opts=SHOWN).set_global_opts(
        xaxis_opts=opts.AxisOpts(type_="value"), yaxis_opts=opts.AxisOpts(type_="log")
    )
"""
TEXT = """---
title: x
date: 2024-01-01
---

## Charts

{{< chart curves alt="Two curves." caption="As they are." >}}

{{< chart asked draw="rising" alt="Two curves." caption="To be drawn." >}}

{{< chart timed draw="loss" alt="One curve." >}}
"""


def build(folder: Path) -> Path:
    """Build the site, and return where it is: its pages are `en/posts/digits/` and `pt/posts/digits/`."""
    project = copy_site("good", folder)
    post = project.posts / "digits"
    with (post / "figures.py").open("a") as figures:
        figures.write(FIGURES)
    for language in ("en", "pt"):
        (post / f"index.{language}.md").write_text(TEXT)
    build_site(project)
    return project.site
