"""Sweeps: an experiment declared over several values of its settings, each point a run of its own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Site

from builder.errors import SitegenError
from builder.results import Record, Store

EXPERIMENTS = """\
from dataclasses import dataclass
from pathlib import Path

from builder.experiments import Result, experiment
from builder.results import Record


@dataclass(frozen=True)
class Training:
    learning_rate: float = 0.1
    width: int = 16
    layers: tuple[int, ...] = (8, 8)
    activation: str = "relu"
    epochs: int = 2
    seed: int = 0


@experiment(over={"learning_rate": [0.01, 0.1], "width": [16, 64]}, quick={"epochs": 1})
def capacity(settings: Training) -> Result:
    with Path("ran.txt").open("a") as file:
        file.write(f"{settings.learning_rate} {settings.width} {settings.seed}\\n")
    print("width", settings.width)
    accuracy = settings.learning_rate * settings.width / 10
    return Result(
        values={"accuracy": accuracy, "kind": "wide" if settings.width > 16 else "narrow"},
        series={"loss": [settings.width - epoch for epoch in range(settings.epochs)]},
        arrays={"width": [settings.width, settings.seed]},
    )


@experiment(uses=[capacity])
def chosen(capacity: Record) -> Result:
    best = capacity.highest("accuracy")
    return Result(values={"width": best.settings["width"], "points": len(capacity.where())})
"""
OVER = 'over={"learning_rate": [0.01, 0.1], "width": [16, 64]}'


@pytest.fixture
def sweep(site: Site) -> Site:
    site.write("experiments.py", EXPERIMENTS)
    return site


def ran(site: Site) -> list[str]:
    path = site.root / "ran.txt"
    found = sorted(path.read_text().splitlines()) if path.is_file() else []
    path.unlink(missing_ok=True)
    return found


def read(site: Site) -> Record:
    return Store(site.post / "results").read("capacity")


def verified(site: Site, name: str) -> list[str]:
    return [line for line in site.sitegen("verify", name).stdout.splitlines() if "capacity" in line]


def test_each_point_runs_once_and_the_record_has_them_all(sweep: Site) -> None:
    sweep.sitegen("run")
    assert ran(sweep) == ["0.01 16 0", "0.01 64 0", "0.1 16 0", "0.1 64 0"]
    record = read(sweep)
    assert [point.settings for point in record.where()] == [
        {"epochs": 2, "layers": [8, 8], "activation": "relu", "seed": 0, "learning_rate": rate, "width": width}
        for rate in (0.01, 0.1)
        for width in (16, 64)
    ]
    point = record.at(width=64, learning_rate=0.01)
    assert (point.values, point.series) == ({"accuracy": pytest.approx(0.064), "kind": "wide"}, {"loss": [64, 63]})
    assert point.arrays()["width"].tolist() == [64, 0]
    assert point.artifact("output") == b"width 64\n"
    assert [one.settings["learning_rate"] for one in record.where(width=16)] == [0.01, 0.1]
    assert record.highest("accuracy").settings["width"] == 64
    assert record.lowest("accuracy", width=64).settings["learning_rate"] == 0.01
    assert sweep.record("chosen")["values"] == {"width": 64, "points": 4}
    assert {name: row["status"] for name, row in sweep.status().items()} == {"capacity": "fresh", "chosen": "fresh"}
    assert not list((sweep.root / ".sitegen" / "waiting").rglob("record.json"))
    sweep.sitegen("run")
    assert ran(sweep) == []


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ('over={"learning_rate": [0.01, 0.1], "width": [16, 32, 64]}', ["0.01 32 0", "0.1 32 0"]),
        ('over={"learning_rate": [0.1], "width": [16, 64]}', []),
        ('over={"width": [64, 16], "learning_rate": [0.1, 0.01]}', []),
        ('over=[{"learning_rate": 0.1, "width": 64}, {"width": 8}]', ["0.1 8 0"]),
        ('over={"learning_rate": [0.01, 0.1], "width": [16, 64], "activation": ["relu"]}', []),
        ('over={"learning_rate": [0.01, 0.1]}', []),
        ('over={"learning_rate": [0.01, 0.1], "width": [16, 64]}, seeds=[0, 1]',
         ["0.01 16 1", "0.01 64 1", "0.1 16 1", "0.1 64 1"]),
    ],
    ids=["one value more", "one value less", "another order", "chosen points", "one more setting", "one setting less",
         "seeds"],
)  # fmt: skip
def test_only_what_is_new_runs(sweep: Site, new: str, expected: list[str]) -> None:
    sweep.sitegen("run", "capacity")
    ran(sweep)
    sweep.edit("experiments.py", OVER, new)
    assert sweep.status()["capacity"]["status"] == "stale"
    sweep.sitegen("run", "capacity")
    assert ran(sweep) == expected
    assert sweep.status()["capacity"]["status"] == "fresh"


def test_a_default_that_every_point_overrides_does_not_count(sweep: Site) -> None:
    sweep.sitegen("run", "capacity")
    ran(sweep)
    sweep.edit("experiments.py", "    width: int = 16\n", "    width: int = 17\n")
    assert sweep.status()["capacity"]["status"] == "fresh"
    sweep.edit("experiments.py", "    epochs: int = 2\n", "    epochs: int = 3\n")
    assert sweep.status()["capacity"]["reasons"] == ["epochs 2 -> 3"]


def test_what_ran_once_is_a_point_of_the_sweep_it_becomes(sweep: Site) -> None:
    sweep.edit("experiments.py", f"{OVER}, ", "")
    sweep.edit("experiments.py", 'best = capacity.highest("accuracy")', "best = capacity")
    sweep.sitegen("run", "capacity")
    assert ran(sweep) == ["0.1 16 0"]
    sweep.edit("experiments.py", '@experiment(quick={"epochs": 1})', '@experiment(over={"width": [16, 64]})')
    sweep.sitegen("run", "capacity")
    assert ran(sweep) == ["0.1 64 0"]
    assert read(sweep).at(width=16).arrays()["width"].tolist() == [16, 0]


def test_a_point_that_fails_costs_no_other(sweep: Site) -> None:
    sweep.edit(
        "experiments.py",
        '    print("width"',
        '    assert settings.width < 64 or settings.learning_rate > 0.01\n    print("width"',
    )
    told = sweep.sitegen("run", "capacity", code=2).stderr
    assert "capacity[learning_rate=0.1, width=64]: done in" in told
    failure = (sweep.post / "results" / "capacity" / "failure.txt").read_text()
    assert "with learning_rate=0.01, width=64:\nTraceback" in failure
    ran(sweep)
    sweep.edit("experiments.py", "    assert settings.width < 64 or settings.learning_rate > 0.01\n", "")
    sweep.sitegen("run", "capacity")  # other code: all of them
    assert len(ran(sweep)) == 4


def test_a_sweep_that_was_interrupted_goes_on(sweep: Site) -> None:
    sweep.edit(
        "experiments.py",
        '    print("width"',
        '    assert settings.width < 64 or not Path("stop").exists()\n    print("width"',
    )
    (sweep.root / "stop").touch()
    sweep.sitegen("run", "capacity", code=2)
    assert len(ran(sweep)) == 4
    (sweep.root / "stop").unlink()
    sweep.sitegen("run", "capacity")
    assert ran(sweep) == ["0.01 64 0", "0.1 64 0"]


def test_points_are_run_by_their_names(sweep: Site) -> None:
    told = sweep.sitegen("run", "capacity[width=64]").stderr
    assert ran(sweep) == ["0.01 64 0", "0.1 64 0"]
    assert "capacity: 2 of 4 runs are missing yet" in told
    assert sweep.status()["capacity"]["status"] == "missing"
    sweep.sitegen("run", "capacity")
    assert ran(sweep) == ["0.01 16 0", "0.1 16 0"]
    sweep.sitegen("run", "--force", "capacity[learning_rate=0.1, width=16]")
    assert ran(sweep) == ["0.1 16 0"]
    assert verified(sweep, "capacity[width=16]") == [
        "bit-equal  capacity[learning_rate=0.01, width=16]",
        "bit-equal  capacity[learning_rate=0.1, width=16]",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("capacity[width=65]", "'capacity' has no point with width=65"),
        ("capacity[widht=64]", "'capacity' does not run over 'widht'"),
        ("capacity[width]", "'capacity[width]' names no point of a sweep"),
        ("capacity[width=64", "'capacity[width=64' names no point of a sweep"),
        ("chosen[width=64]", "'chosen' does not run over 'width'"),
        ("capacty[width=64]", "no experiment is called 'capacty'"),
    ],
)
def test_a_point_that_is_not_there_is_told(sweep: Site, name: str, message: str) -> None:
    told = sweep.sitegen("run", name, code=2).stderr
    assert message in told
    assert "Traceback" not in told
    assert ran(sweep) == []


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ('{"widht": [16]}', "over sets 'widht', which is no setting"),
        ('{"width": [16, 16]}', "`over` holds width=16 twice"),
        ('{"layers": [(1, 2), [1, 2]]}', "setting 'layers' is declared tuple[int, ...], but is [1, 2]"),
        ('{"width": ["16"]}', "setting 'width' is declared int, but is '16'"),
        ('{"width": []}', "`over` names no point: width is empty"),
        ("{}", "`over` names no point"),
        ("[]", "`over` names no point"),
        ("[{}]", "`over` names no point"),
        ('[{"width": 16}, {"width": 16}]', "`over` holds width=16 twice"),
        ('{"seed": [1, 2]}', "`over` sets 'seed', which is for seeds=[0, 1, 2]"),
        ("WIDTHS", "`over` must be written out"),
        ('{"width": range(3)}', "`over` must be written out"),
        ('{"width": 16}', "`over` must map settings to lists of values, or list points"),
        ('"width"', "`over` must map settings to lists of values, or list points"),
    ],
)
def test_a_sweep_over_nothing_that_there_is_is_told(sweep: Site, over: str, message: str) -> None:
    sweep.edit("experiments.py", OVER, f"over={over}")
    told = sweep.sitegen("status", code=2).stderr
    assert message in told
    assert "experiments.py:18" in told


def test_tuples_come_to_the_function_as_tuples_and_words_need_no_quotes(sweep: Site) -> None:
    sweep.edit("experiments.py", OVER, 'over={"layers": [(4,), (8, 8)], "activation": ["relu", "tanh"]}')
    sweep.edit(
        "experiments.py", '    print("width"', '    assert isinstance(settings.layers, tuple)\n    print("width"'
    )
    sweep.sitegen("run", "capacity[activation=tanh, layers=[4]]")
    sweep.sitegen("run", "capacity")
    record = read(sweep)
    assert [one.name for one in record.where(activation="tanh")] == [
        "capacity[layers=[4], activation=tanh]",
        "capacity[layers=[8, 8], activation=tanh]",
    ]
    assert record.at(layers=(8, 8), activation="relu").settings["layers"] == [8, 8]
    with pytest.raises(SitegenError, match="is 2 points"):
        record.at(layers=(8, 8))
    with pytest.raises(SitegenError, match="has no point with activation=gelu"):
        record.at(layers=(8, 8), activation="gelu")
    with pytest.raises(SitegenError, match="is no sweep over 'width'"):
        record.where(width=1)


def test_seeds_of_a_point_are_taken_together(sweep: Site) -> None:
    sweep.edit("experiments.py", OVER, 'over={"width": [16, 64]}, seeds=[0, 1, 2]')
    sweep.edit("experiments.py", "settings.width / 10", "settings.width / 10 + settings.seed")
    sweep.sitegen("run")
    assert len(ran(sweep)) == 6
    point = read(sweep).at(width=64)
    assert point.values["accuracy"] == pytest.approx(1.64)
    assert [one.seed for one in point.seeds] == [0, 1, 2]
    assert point.settings["seeds"] == [0, 1, 2]
    assert point.spread("accuracy") == pytest.approx(1)
    assert point.arrays(2)["width"].tolist() == [64, 2]
    assert verified(sweep, "capacity[width=64, seed=2]") == ["bit-equal  capacity[width=64, seed=2]"]


def test_a_record_of_a_sweep_comes_back_from_its_text_a_line_for_each_run(sweep: Site) -> None:
    sweep.sitegen("run", "capacity")
    record = read(sweep)
    assert Record.from_json(record.to_json(), record.folder) == record
    text = (sweep.post / "results" / "capacity" / "record.json").read_text()
    assert sum(line.strip().startswith("[0.01, 64, null, ") for line in text.splitlines()) == 1
    data = json.loads(text)
    assert len(data["points"]["environments"]) <= 2  # what a process has loaded grows with its first run
    damaged = text.replace("[0.01, 64,", "[0.01, 65,")
    Path(record.folder / "record.json").write_text(damaged)
    assert "was changed by hand or damaged" in sweep.status()["capacity"]["reasons"][0]


def test_a_quick_run_goes_over_all_points(sweep: Site) -> None:
    sweep.sitegen("run", "--quick")
    record = Store(sweep.root / ".sitegen" / "quick" / "counting").read("capacity")
    assert len(record.where()) == 4
    assert record.at(width=16, learning_rate=0.1).series["loss"] == [16]


def test_texts_and_figures_take_points_by_their_settings(sweep: Site) -> None:
    sweep.edit("experiments.py", OVER, f"{OVER}, seeds=[0, 1]")
    sweep.edit("experiments.py", "settings.width / 10", "settings.width / 10 + settings.seed")
    sweep.write(
        "figures.py",
        "def rows(capacity):\n"
        '    return [["width", "rate", "accuracy"]] + [\n'
        '        [one.settings["width"], one.settings["learning_rate"], one.values["accuracy"]]\n'
        "        for one in capacity.where(width=64)\n    ]\n",
    )
    text = """---
title: Capacity
date: 2024-01-01
---

One: {{< value "capacity[width=64, learning_rate=0.01].accuracy" digits=3 >}};
best: {{< value "capacity[highest=accuracy].settings.width" integer >}};
least: {{< value "capacity[width=16, lowest=accuracy].settings.learning_rate" digits=2 >}};
most of all: {{< value "max(capacity[width=16].accuracy)" digits=3 >}};
apart: {{< value "spread(capacity[width=64, learning_rate=0.01].accuracy)" digits=3 >}}.

{{< claim "capacity[width=64, learning_rate=0.1].accuracy > capacity[width=16, learning_rate=0.1].accuracy" >}}
Wider is better.
{{< /claim >}}

{{< table "capacity[width=64, learning_rate=0.01]" series="loss" caption="A point." >}}

{{< output "capacity[width=64, learning_rate=0.01]" >}}

{{< table rows caption="Points." >}}
"""
    sweep.write("index.en.md", text)
    sweep.sitegen("run")
    sweep.sitegen("build", "--no-run", "--strict")
    page = " ".join((sweep.root / "site" / "en" / "posts" / "counting" / "index.html").read_text().split())
    plain = re.sub(r"<[^>]*>", "", page)
    assert "One: 0.564" in plain
    assert "best: 64" in plain
    assert "least: 0.01" in plain
    assert "most of all: 0.660" in plain
    assert "apart: 0.707" in plain
    assert "width 64" in plain


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("capacity.accuracy", "'capacity' has no value 'accuracy'"),
        ("capacity[width=65].accuracy", "'capacity' has no point with width=65"),
        ("capacity[widht=64].accuracy", "'capacity' is no sweep over 'widht'"),
        ("capacity[width=64].accuracy", "'capacity[width=64].accuracy' is [0.064, 0.64], not a number"),
        ("capacity[width=64].acuracy", "'capacity[learning_rate=0.01, width=64]' has no value 'acuracy'"),
        ("capacity[highest=acuracy].width", "no point of 'capacity' has a number 'acuracy'"),
        ("capacity[width=6*4].accuracy", "'capacity[width=6 * 4].accuracy' names no point of a sweep"),
        ("chosen[width=64].points", "'chosen' is no sweep"),
    ],
)
def test_what_a_text_asks_of_a_sweep_in_vain_is_told(sweep: Site, expression: str, message: str) -> None:
    sweep.sitegen("run")
    sweep.write("index.en.md", f'---\ntitle: x\ndate: 2024-01-01\n---\n\n{{{{< value "{expression}" >}}}}\n')
    assert message in sweep.sitegen("build", "--no-run", code=2).stderr


def test_status_says_what_a_sweep_goes_over_and_which_runs_are_due(sweep: Site) -> None:
    sweep.sitegen("run")
    sweep.edit("experiments.py", OVER, 'over={"learning_rate": [0.01, 0.1], "width": [16, 64, 32]}')
    assert sweep.status()["capacity"]["reasons"] == [
        "goes over 6 points of learning_rate and width, not over 4 points of learning_rate and width",
        "2 of 6 runs are due",
    ]
    lines = [line.strip() for line in sweep.sitegen("status", "--why").stdout.splitlines()]
    assert "learning_rate=0.01, width=32: due" in lines
    assert any(line.startswith("learning_rate=0.1, width=64: done in ") for line in lines)


def test_a_point_that_leads_nowhere_marks_what_shows_it_and_no_other(sweep: Site) -> None:
    sweep.edit(
        "experiments.py", "from builder.results import Record", "from builder.results import Record, current_run"
    )
    sweep.edit(
        "experiments.py",
        '    print("width"',
        "    if settings.learning_rate > 0.05 and settings.width == 64:\n"
        '        current_run().diverged = "the loss is no number after epoch 1"\n'
        '    print("width"',
    )
    sweep.sitegen("run")
    record = read(sweep)
    told = "with learning_rate=0.1, width=64 the loss is no number after epoch 1"
    assert (record.diverged, record.notes[-1]) == ("", f"diverged {told}")
    assert record.at(learning_rate=0.1, width=64).diverged == "the loss is no number after epoch 1"
    assert told in sweep.sitegen("status", "--why").stdout
    head = "---\ntitle: x\ndate: 2024-01-01\n---\n\n"
    sweep.write("index.en.md", head + '{{< value "capacity[learning_rate=0.01, width=64].accuracy" >}}\n')
    assert "diverged" not in sweep.sitegen("build", "--no-run", "--strict").stderr
    sweep.write("index.en.md", head + '{{< value "capacity[learning_rate=0.1, width=64].accuracy" >}}\n')
    assert "capacity[learning_rate=0.1, width=64]" in sweep.sitegen("build", "--no-run", "--strict", code=2).stderr


@pytest.mark.parametrize("over", ['{"width": [16, 64]}', '[{"width": 16}, {"width": 64}]'])
def test_the_first_point_is_named_like_any_other(sweep: Site, over: str) -> None:
    sweep.edit("experiments.py", OVER, f"over={over}")
    sweep.sitegen("run", "capacity[width=16]")
    assert ran(sweep) == ["0.1 16 0"]
    sweep.sitegen("run")
    assert ran(sweep) == ["0.1 64 0"]
    assert verified(sweep, "capacity[width=16]") == ["bit-equal  capacity[width=16]"]
    with pytest.raises(SitegenError, match="has no point with all of width=16, epochs=3") as caught:
        sweep_of_two(read(sweep)).at(width=16, epochs=3)
    assert caught.value.hint == "Each of them is there."


def sweep_of_two(record: Record) -> Record:
    """Two points that differ in both of their settings."""
    first, second = record.points
    return replace(
        record,
        points=[
            replace(first, settings=first.settings | {"epochs": 2}),
            replace(second, settings=second.settings | {"epochs": 3}),
        ],
    )


HANDS = {
    "grid search": (
        "C: float = 1.0\n    kernel: str = 'rbf'\n    gamma: float | None = None\n    shift: int = 0",
        '{"C": [1e-3, 1e3], "kernel": ["linear", "rbf"], "gamma": [None, 0.1], "shift": [-1, 1]}',
        "settings.C + settings.shift",
        {"C=0.001, kernel=rbf, gamma=None, shift=-1": -0.999, "C=1000, kernel=linear, gamma=0.1, shift=1": 1001},
    ),
    "a model zoo": (
        "model: str = 'resnet-18'\n    optim: str = 'torch.optim/AdamW'\n    pretrained: bool = False",
        '[{"model": "resnet-18", "pretrained": True}, {"model": "vit [16x16], é"}, {"model": "a=b", "optim": "sgd"}]',
        "len(settings.model) + settings.pretrained",
        {"model='resnet-18'": 10, "model='vit [16x16], é'": 14, "model='a=b'": 3, "pretrained=True": 10},
    ),
    "tuples and dicts": (
        "hidden: tuple[int, ...] = (64,)\n    betas: tuple[float, float] = (0.9, 0.999)\n    sched: dict | None = None",
        '{"hidden": [(64,), (64, 64), ()], "betas": [(0.9, 0.999), (0.5, 0.9)], "sched": [None, {"step": 3}]}',
        "sum(settings.hidden) + (settings.sched or {}).get('step', 0)",
        {
            "hidden=(64, 64), betas=(0.5, 0.9), sched=None": 128,
            "hidden=[64, 64], betas=[0.5, 0.9], sched={'step': 3}": 131,
            "hidden=(), betas=[0.5, 0.9], sched=None": 0,
        },
    ),
}


@pytest.mark.parametrize(("fields", "over", "gives", "expected"), HANDS.values(), ids=HANDS)
def test_settings_as_others_write_them_are_named_in_texts_and_commands(
    site: Site, fields: str, over: str, gives: str, expected: dict[str, float]
) -> None:
    site.write(
        "experiments.py",
        "from dataclasses import dataclass\n\nfrom builder.experiments import Result, experiment\n\n\n"
        f"@dataclass(frozen=True)\nclass Settings:\n    {fields}\n\n\n"
        f"@experiment(over={over})\ndef run(settings: Settings) -> Result:\n"
        f"    return Result(values={{'v': {gives}}})\n",
    )
    values = "\n\n".join(f'x {{{{< value "run[{point}].v" digits=3 >}}}} y' for point in expected)
    site.write("index.en.md", f"---\ntitle: x\ndate: 2024-01-01\n---\n\n{values}\n")
    site.sitegen("run")
    site.sitegen("build", "--no-run", "--strict")
    page = (site.root / "site" / "en" / "posts" / "counting" / "index.html").read_text()
    told = re.findall(r"x (\S+) y", re.sub(r"<[^>]*>", "", page))
    assert [float(number.replace(",", "").replace("−", "-")) for number in told] == list(expected.values())
    for point in expected:
        lines = site.sitegen("verify", f"run[{point}]").stdout.splitlines()
        assert len(lines) == 1
        assert lines[0].startswith("bit-equal  run[")
