"""What readers explore by a slider: the places of a sweep or a series, what is drawn there, and mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts
from small_sites import keep

from builder.document.to_markdown import to_markdown
from builder.drawing.explored import MOST, places
from builder.errors import SitegenError
from builder.results import Record, Trial
from builder.shortcodes.mentions import rename_in_text
from builder.site.portable import portable

FIGURES = """\
from matplotlib.figure import Figure


def bar(linear, point):
    figure = Figure(figsize=(4, 2))
    figure.subplots().bar(point.settings["kind"], point.values["accuracy"])
    figure.suptitle(f"{point.settings['width']} {point.settings['kind']}")
    return figure


def grown(point, step):
    figure = Figure(figsize=(4 + step / 1000, 2))
    figure.subplots().plot(point.series["loss"][: step + 1])
    return figure


def same(linear):
    return Figure()


def lacking(point):
    return Figure().suptitle(point.values["acuracy"])
"""
OVER = [(width, kind) for width in (8, 1024) for kind in ("relu", "tanh")]
EXPLORE = '{{< explore linear over="width, kind" figure=bar alt="A bar" caption="Move *it*." >}}'


def trial(width: int, kind: str, seed: int | None = None) -> Trial:
    series: dict[str, Any] = {"loss": [3.0, 2.0, 2.0], "accuracy": [0.1, 0.2, 0.3]}
    settings = {"width": width, "kind": kind}
    return Trial(seed, {"accuracy": width / 2000}, series, 1.0, "2024-01-01T00:00:00+00:00", {}, "", settings)


@pytest.fixture
def post(texts: Texts) -> Texts:
    """A post whose experiment `linear` is a sweep over a number and a word."""
    (texts.folder / "figures.py").write_text(FIGURES)
    keep(texts.folder / "results", "linear", points=[trial(*one) for one in OVER])
    return texts


def test_each_place_is_drawn_and_one_is_shown(post: Texts) -> None:
    body = post.body(f"{EXPLORE}\n\n{{{{< see bar >}}}}")
    figure = BeautifulSoup(body.html, "html.parser").select_one("figure#explore-bar")
    assert figure is not None
    views = figure.select("[data-at]")
    assert [view["data-at"] for view in views] == ["0,0", "0,1", "1,0", "1,1"]
    assert [view.p.text for view in views][2] == "width: 1,024, kind: relu"
    assert [view for view in views if "current" in view["class"]] == views[:1]
    for number, (width, kind) in enumerate(OVER):
        light, dark = views[number].select("img")
        assert light["alt"] == f"A bar (width: {width:,}, kind: {kind})"
        assert f">{width} {kind}<" in body.files[light["src"]].decode()
        assert body.files[dark["src"]] != body.files[light["src"]]
    [(width, height)] = {(image["width"], image["height"]) for image in figure.select("img")}
    assert f"--room: {width} / {height}; --width: {width}px" in figure.ul["style"]
    first, second = figure.select("input[type=range]")
    assert (first["max"], second["max"], first["aria-valuetext"]) == ("1", "1", "8")
    assert json.loads(first["data-values"]) == [["8", "8"], ["1024", "1,024"]]
    assert [label.text for label in figure.select("label")] == ["width", "kind"]
    assert figure.figcaption.p.text == "Figure\xa01. Move it."
    assert figure.figcaption.select_one(".origins code").text == "linear"
    assert body.facts.explored
    assert body.used == {"linear"}
    assert '<a href="#explore-bar">Figure\xa01</a>' in body.html


def test_feeds_and_markdown_have_a_strip_of_a_few(post: Texts) -> None:
    points = [trial(width, kind) for width in range(8) for kind in ("relu", "tanh")]
    keep(post.folder / "results", "linear", points=points)
    html = post.html(EXPLORE)
    assert len(BeautifulSoup(html, "html.parser").select("[data-at]")) == 16
    elsewhere = BeautifulSoup(portable(html, "https://ana.example/"), "html.parser")
    ends = [one["alt"] for one in elsewhere.select("img")][::5]
    assert ends == ["A bar (width: 0, kind: relu)", "A bar (width: 7, kind: tanh)"]
    assert len(elsewhere.select("img")) == 6
    assert not elsewhere.select("input, label")
    assert to_markdown(html).count("![A bar") == 6


def test_a_figure_has_one_form_for_phones_or_none(post: Texts) -> None:
    narrow = "Figure(figsize=(4, 2))", 'Figure(figsize=(9 if point.settings["width"] > 8 else 3, 2))'
    (post.folder / "figures.py").write_text(FIGURES.replace(*narrow))
    body = post.body(EXPLORE)
    assert "<source" not in body.html
    assert not [name for name in body.files if "-narrow" in name]


def test_no_two_elements_have_one_id(post: Texts) -> None:
    html = BeautifulSoup(post.html(f"{EXPLORE}\n\n{EXPLORE}"), "html.parser")
    ids = [one["id"] for one in html.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [label["for"] for label in html.select("label")] == [one["id"] for one in html.select("input")]


def test_words_say_what_an_axis_is_called(post: Texts) -> None:
    """And a value is written as the language writes it."""
    from builder.content.words import Words

    text = EXPLORE
    words = {"width": "largura"}
    original = Words.__init__
    try:
        Words.__init__ = lambda self, path, table, _: original(self, path, table, words)  # type: ignore[method-assign]
        post.language = "pt"
        html = BeautifulSoup(post.html(text), "html.parser")
    finally:
        Words.__init__ = original  # type: ignore[method-assign]
    assert [label.text for label in html.select("label")] == ["largura", "kind"]
    assert html.select("li p")[2].text == "largura: 1.024, kind: relu"


def test_a_series_is_gone_along_step_by_step(post: Texts) -> None:
    html = post.html('{{< explore "linear[kind=relu, width=8]" over=loss figure=grown alt="A curve" >}}')
    views = BeautifulSoup(html, "html.parser").select("[data-at]")
    assert [view.p.text for view in views] == ["loss: 1", "loss: 2", "loss: 3"], "two of the losses are alike"


def sweep(points: list[Trial], texts: Texts) -> Record:
    return keep(texts.folder / "results", "capacity", points=points)


def test_a_long_series_is_thinned(texts: Texts) -> None:
    epochs = list(range(0, 1000, 2))
    record = keep(texts.folder / "results", "one", series={"epochs": epochs, "rows": [[1], [2]]})
    found = places(record, {}, ["epochs"])
    assert len(found) == MOST
    assert [(spot.values["epochs"], spot.step) for spot in (found[0], found[-1])] == [(0, 0), (998, 499)]
    assert found[0].point is record
    assert [spot.values for spot in places(record, {}, ["rows"])] == [{"rows": 1}, {"rows": 2}]


def test_seeds_can_be_gone_along(texts: Texts) -> None:
    points = [trial(width, "relu", seed) for width in (1, 2) for seed in (0, 5)]
    found = places(sweep(points, texts), {"width": 2}, ["seed"])
    assert [(spot.values["seed"], spot.point.settings["seed"]) for spot in found] == [(0, 0), (5, 5)]
    [first, _] = places(sweep(points, texts), {}, ["width"])
    assert [run.seed for run in first.point.seeds] == [0, 5], "a point has all of them"


def test_a_quick_run_has_the_place_of_its_only_seed(texts: Texts) -> None:
    once = keep(texts.folder / "results", "once", series={"loss": [2.0, 1.0]}, settings={"seed": 3}, quick=True)
    assert [(spot.values, spot.step) for spot in places(once, {}, ["seed"])] == [({"seed": 3}, None)]
    along = places(once, {}, ["loss", "seed"])
    assert [(spot.values, spot.step) for spot in along] == [
        ({"loss": 2.0, "seed": 3}, 0),
        ({"loss": 1.0, "seed": 3}, 1),
    ]
    wide = [Trial(None, {}, {}, 1.0, "", {}, "", {"width": width}) for width in (1, 2)]
    swept = keep(texts.folder / "results", "swept", points=wide, quick=True)
    assert [spot.values for spot in places(swept, {}, ["width", "seed"])] == [
        {"width": 1, "seed": 0},
        {"width": 2, "seed": 0},
    ]


@pytest.mark.parametrize(
    ("fixed", "over", "message", "hint"),
    [
        ({}, ["widht"], "neither a setting 'widht' that is swept over nor a series", "width"),
        ({}, ["width"], "has 2 values of kind at each place", 'over="width, kind"'),
        ({"kind": "gelu"}, ["width"], "no point with kind=gelu", "kind=relu"),
        ({"kind": "relu"}, ["kind", "width"], "over names 'kind', which is said already", "once"),
        ({"kind": "relu", "width": 8}, ["seed"], "neither a setting 'seed'", "loss"),
        ({}, ["width", "kind", "loss", "accuracy"], "over names 2 series, loss, accuracy", "one"),
        ({"width": 8}, ["kind", "step"], "'step'", ""),
    ],
)
def test_what_cannot_be_explored_is_told(
    texts: Texts, fixed: dict[str, Any], over: list[str], message: str, hint: str
) -> None:
    with pytest.raises(SitegenError) as told:
        places(sweep([trial(*one) for one in OVER], texts), fixed, over)
    assert message in told.value.message
    assert hint in told.value.hint


def test_too_many_places_and_one_alone_are_told(texts: Texts) -> None:
    many = sweep([trial(width, "relu") for width in range(61)], texts)
    with pytest.raises(SitegenError, match="would be drawn 61 times, and at most 60 are"):
        places(many, {}, ["width"])
    with pytest.raises(SitegenError, match="is the same over all of width, kind"):
        places(sweep([trial(1, "relu")], texts), {}, ["width", "kind"])


def test_a_combination_that_never_ran_is_told(texts: Texts) -> None:
    with pytest.raises(SitegenError, match="has no point with width=1024, kind=tanh"):
        places(sweep([trial(*one) for one in OVER[:-1]], texts), {}, ["width", "kind"])


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (EXPLORE.replace("=bar", "=same"), 17, "'same' does not ask for `point`", "Let it take `point`"),
        (EXPLORE.replace("=bar", "=grown"), 11, "the parameter 'step' names no experiment", "`step` needs a series"),
        ('{{< figure bar alt="x" >}}', 4, "the parameter 'point' names no experiment", "{{< explore"),
        (EXPLORE.replace("=bar", "=lacking"), 22, "'lacking' failed", "accuracy"),
        (EXPLORE.replace("width, kind", " "), 4, 'over="" names nothing to explore', 'over="width"'),
        (EXPLORE.replace("linear", "linaer"), 4, "unknown experiment 'linaer'", "linear"),
        (EXPLORE.replace("linear", "linear[width"), 4, "'linear[width' names no point of a sweep", "[width=64]"),
        (EXPLORE.replace('"A bar"', '""'), 4, 'alt="" says nothing', ""),
    ],
)
def test_mistakes_are_told_where_they_stand(post: Texts, text: str, line: int, message: str, hint: str) -> None:
    told = post.told(text)[0]
    assert told[0] == line
    assert message in told[1]
    assert hint in told[2]


def test_all_drawings_together_are_weighed(post: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.shortcodes.handlers.explore.HEAVY", 1000)
    [warning] = post.body(EXPLORE).warnings
    assert warning.message.startswith("the 4 drawings of 'bar' are 0")


def test_an_experiment_is_renamed_in_it() -> None:
    text = '{{< explore linear over=a figure=linear alt="linear" >}} {{< explore "linear[width=1]" over=b figure=c >}}'
    renamed = '{{< explore wide over=a figure=linear alt="linear" >}} {{< explore "wide[width=1]" over=b figure=c >}}'
    assert rename_in_text(text, "linear", "wide") == (renamed, 2)
