"""What an author imports: all from `builder`, lazily, with types; the bench understands each way to write it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXPERIMENTS, HELPERS, REPOSITORY, Site

import builder
from builder.errors import SitegenError
from builder.experiments.discovery import discover_post
from builder.project import Project
from builder.source.closure import Closure

OLD = "from builder.experiments import Result, experiment\nfrom builder.results import Record\n"
NEW = "from builder import Record, Result, experiment\n"
assert OLD in EXPERIMENTS


def test_each_name_is_the_one_from_its_home() -> None:
    assert (
        sorted(builder.PLACES) == sorted(builder.__all__) == [name for name in dir(builder) if name in builder.PLACES]
    )
    for name, place in builder.PLACES.items():
        home = __import__(place, fromlist=[name])
        assert getattr(builder, name) is getattr(home, name)
    with pytest.raises(AttributeError, match="'builder' has no attribute 'nothing'"):
        _ = builder.nothing
    with pytest.raises(ImportError):
        exec("from builder import nothing")


def test_a_checker_reads_the_same_names() -> None:
    """Those below `TYPE_CHECKING`, which nothing executes."""
    [block] = [node for node in ast.parse(Path(builder.__file__).read_text()).body if isinstance(node, ast.If)]
    read = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert read == builder.PLACES


def test_the_former_places_hold_the_same_things() -> None:
    from builder.drawing.bands import Band
    from builder.experiments import Result, experiment
    from builder.rendering.bands import Band as FormerBand
    from builder.rendering.sweeps import heat_map, lines
    from builder.results import Record, current_run

    assert (builder.Band, builder.Band) == (Band, FormerBand)
    assert (builder.heat_map, builder.lines) == (heat_map, lines)
    assert (builder.Result, builder.experiment, builder.Record) == (Result, experiment, Record)
    assert builder.current_run is current_run


def loaded(program: str) -> set[str]:
    """The modules in memory after a program."""
    program += "\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_is_loaded_that_is_not_asked_for() -> None:
    assert {name for name in loaded("import builder") if name.startswith("builder")} == {"builder"}
    bench = loaded("from builder import Record, Result, current_run, experiment")
    assert not {"numpy", "pyecharts", "babel", "torch", "jinja2"} & bench
    assert "torch" not in loaded("from builder import *")


SPELLINGS = {
    "from builder import Record, Result, experiment\n": ("experiment", "Result", "Record"),
    "from builder import experiment as exp, Result as R, Record\n": ("exp", "R", "Record"),
    "import builder\n": ("builder.experiment", "builder.Result", "builder.Record"),
    "import builder as sg\n": ("sg.experiment", "sg.Result", "sg.Record"),
    "import builder.results\n": ("builder.experiment", "builder.Result", "builder.Record"),
    "from builder import *\n": ("experiment", "Result", "Record"),
    "from builder.experiments import *\nfrom builder.results import *\n": ("experiment", "Result", "Record"),
    "from builder import experiments as bench, results\n": ("bench.experiment", "bench.Result", "results.Record"),
    "try:\n    from builder import experiment, Result, Record\nexcept ImportError:\n    raise\n": (
        "experiment", "Result", "Record",
    ),
}  # fmt: skip


RUN = ("import builder as sg\n", "from builder import *\n")
"""Those that are run too: the others say to Python what these do."""


def spelled(imports: str, experiment: str, result: str, record: str) -> str:
    text = re.sub(r"\bRecord\b", record, EXPERIMENTS.replace(OLD, ""))
    text = re.sub(r"\bResult\b", result, text).replace("@experiment", f"@{experiment}")
    head, _, rest = text.partition("from .helpers")
    return f"{head}{imports}\nfrom .helpers{rest}"


@pytest.mark.parametrize(("imports", "names"), SPELLINGS.items(), ids=SPELLINGS)
def test_every_way_to_import_declares_and_runs(imports: str, names: tuple[str, str, str], site: Site) -> None:
    site.write("experiments.py", spelled(imports, *names))
    post = discover_post(Project(site.root), "counting")
    assert set(post.declarations) == {"count", "shifted", "alone"}
    assert post.declarations["shifted"].uses == ("count",)
    if imports not in RUN:
        return
    site.sitegen("run")
    assert site.stale() == {}
    assert site.record("shifted")["values"] == {"shifted": 110}


def test_a_result_stays_fresh_when_its_file_takes_the_new_import(site: Site) -> None:
    site.sitegen("run")
    site.edit("experiments.py", OLD, NEW)
    assert site.stale() == {}
    site.edit("experiments.py", NEW, "from builder import Result, experiment\nfrom builder.results import Record\n")
    assert site.stale() == {}
    site.edit("experiments.py", "Result, experiment", "Record as Result, experiment")
    assert set(site.stale()) == {"count", "shifted", "alone"}, "it stands for something else"


def test_rename_follows_it(site: Site) -> None:
    site.write("experiments.py", spelled("import builder as sg\n", "sg.experiment", "sg.Result", "sg.Record"))
    site.sitegen("run")
    site.sitegen("rename", "count", "counting")
    text = (site.post / "experiments.py").read_text()
    assert "@sg.experiment(uses=[counting])\ndef shifted(counting: sg.Record) -> sg.Result:" in text
    assert site.stale() == {}


TOOLKIT = {
    "from builder.learning import roll\n": "roll",
    "from builder import learning\n": "learning.roll",
    "from builder import learning as kit\n": "kit.shifts.roll",
    "import builder.learning\n": "builder.learning.roll",
    "import builder.learning as kit\n": "kit.roll",
    "import builder.learning.shifts\n": "builder.learning.shifts.roll",
    "import builder.learning.shifts as kit\n": "kit.roll",
    "import builder as sg\nimport builder.learning\n": "sg.learning.roll",
    "import builder as sg\nimport builder.learning \n": 'getattr(sg, "learning").roll',
}


def code(site: Site, name: str) -> set[str]:
    """What an experiment reaches."""
    post = discover_post(Project(site.root), "counting")
    assert post.module
    closure = Closure(post.sources)
    closure.reach(post.module, name)
    return set(closure.code)


@pytest.mark.parametrize(("imports", "roll"), TOOLKIT.items(), ids=TOOLKIT)
def test_the_toolkit_is_followed_however_it_is_imported(imports: str, roll: str, site: Site) -> None:
    site.edit("experiments.py", "from .helpers", f"{imports}\nfrom .helpers")
    site.edit("experiments.py", '"answer": 42', f'"answer": {roll}(42, 1, 0)')
    assert "builder.learning.shifts:roll" in code(site, "alone")
    assert not [name for name in code(site, "count") if name.startswith("builder")]


@pytest.mark.parametrize(
    ("imports", "message", "hint"),
    [
        ("from builder import experimnt\n", "imports 'experimnt', which builder does not have", "'experiment'"),
        ("from builder import train\n", "imports 'train', which builder does not have", ""),
        ("from builder.learning import trian\n", "imports 'trian', which builder.learning does not define", "'train'"),
    ],
)
def test_a_misspelt_name_is_told_without_running(imports: str, message: str, hint: str, site: Site) -> None:
    site.edit("experiments.py", "from .helpers", f"{imports}\nfrom .helpers")
    with pytest.raises(SitegenError) as caught:
        discover_post(Project(site.root), "counting")
    assert caught.value.message == message
    assert hint in caught.value.hint


AUTHORS = {
    "experiments.py": EXPERIMENTS.replace(OLD, NEW).replace("def shift(value):", "def shift(value: int) -> int:"),
    "helpers.py": HELPERS.replace("(number)", "(number: int) -> int").replace("unrelated()", "unrelated() -> int"),
    "figures.py": (
        "from matplotlib.figure import Figure\n\nfrom builder import Locale, Record, Words\n\n\n"
        "def drawn(words: Words, language: Locale, count: Record) -> Figure:\n"
        "    figure = Figure()\n    axes = figure.subplots()\n"
        '    axes.plot(count.series["counted"], label=words.counted)\n'
        '    axes.set_title(language.number(count.values["last"] + 1, 2))\n    return figure\n'
    ),
}  # fmt: skip
"""A post as an author who has types checked writes it."""


def checked(folder: Path) -> list[str]:
    """What mypy says of a post."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "post"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def test_an_authors_checker_sees_the_types(tmp_path: Path) -> None:
    post = tmp_path / "post"
    post.mkdir()
    (post / "__init__.py").touch()
    for name, text in AUTHORS.items():
        (post / name).write_text(text)
    assert checked(tmp_path) == []
    figures = AUTHORS["figures.py"]
    wrong = figures.replace("count.series[", "count.serie[").replace("language.number(", "language.numbers(")
    (post / "figures.py").write_text(wrong + "\n\nResult: int = Record\n")
    wrong = AUTHORS["experiments.py"] + "\n\n@experiment\ndef none() -> int:\n    return 1\n"
    (post / "experiments.py").write_text(wrong)
    told = "\n".join(checked(tmp_path))
    assert 'expected "Callable[..., Result]"' in told.replace("Never", "...")
    assert '"Record" has no attribute "serie"; maybe "series"?' in told
    assert '"Locale" has no attribute "numbers"' in told
    assert 'expression has type "type[Record]", variable has type "int"' in told
