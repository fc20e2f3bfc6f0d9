"""What makes a result stale, and what does not: real edits of real files, judged by `sitegen status`."""

from __future__ import annotations

import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site


@pytest.fixture
def ran(site: Site) -> Site:
    site.sitegen("run")
    assert site.stale() == {}
    return site


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("experiments.py", "    # a comment\n", "    # another comment\n\n\n"),
        ("experiments.py", '    """Count."""\n', '    """Count, in other words."""\n'),
        ("experiments.py", '"""Two experiments', '"""Three experiments'),
        ("experiments.py", "return value + STEP", "return (\n        value\n        + STEP\n    )"),
        ("experiments.py", "    start: int = 1\n", "    start: int = 1  # where to begin\n"),
        (
            "experiments.py",
            "numbers: tuple[int, ...] = (1, 2, 3)",
            "numbers: tuple[int, ...] = (\n        1, 2, 3,\n    )",
        ),
        ("experiments.py", 'quick={"start": 10}', 'quick={"start": 11}'),
        ("helpers.py", "def unrelated():\n    return 0", "def unrelated():\n    return 1"),
        ("helpers.py", '"""Twice a number."""', '"""A number, twice."""'),
        ("helpers.py", "OFFSET = 100\nFACTOR = 2\n", "\n\n# constants\nFACTOR = 2\nOFFSET = 100\n"),
    ],
)
def test_edits_that_change_no_result_make_nothing_stale(ran: Site, name: str, old: str, new: str) -> None:
    ran.edit(name, old, new)
    assert ran.stale() == {}


def test_text_figures_and_words_make_nothing_stale(ran: Site) -> None:
    ran.write("index.en.md", "---\ntitle: Counting\n---\nText.\n")
    ran.write("figures.py", "def picture(count):\n    return None\n")
    ran.write("words.toml", '[en]\nepoch = "epoch"\n')
    assert ran.stale() == {}


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("helpers.py", "return FACTOR * number", "return number + number", ["count"]),
        ("helpers.py", "FACTOR = 2", "FACTOR = 3", ["count"]),
        ("helpers.py", "OFFSET = 100", "OFFSET = 101", ["shifted"]),
        ("experiments.py", "STEP = 3", "STEP = 4", ["shifted"]),
        ("experiments.py", "value + STEP", "value - STEP", ["shifted"]),
        ("experiments.py", '"answer": 42', '"answer": 43', ["alone"]),
        ("experiments.py", '"parity": "even"', '"parity": "odd"', ["count"]),
        ("experiments.py", "start: int = 1", "start: int = 2", ["count"]),
        (
            "experiments.py",
            "def shift(value):",
            "print('imported')\n\n\ndef shift(value):",
            ["alone", "count", "shifted"],
        ),
        ("helpers.py", "FACTOR = 2\n", "FACTOR = 2\nprint('imported')\n", ["alone", "count", "shifted"]),
    ],
)
def test_an_edit_makes_exactly_the_experiments_stale_that_reach_it(
    ran: Site, name: str, old: str, new: str, expected: list[str]
) -> None:
    ran.edit(name, old, new)
    assert sorted(ran.stale()) == expected


def test_the_reasons_name_the_definition_and_the_setting(ran: Site) -> None:
    ran.edit("helpers.py", "FACTOR = 2", "FACTOR = 3")
    ran.edit("experiments.py", "start: int = 1\n", "start: int = 5\n    label: str = 'x'\n")
    assert ran.stale() == {"count": ['new setting label = "x"', "start 1 -> 5", "helpers.py:FACTOR changed"]}
    assert "start 1 -> 5" in ran.sitegen("status", "--why").stdout


def test_a_setting_whose_default_is_a_constant_counts(site: Site) -> None:
    site.edit("experiments.py", "    start: int = 1\n", "    start: int = STEP\n")
    site.sitegen("run")
    site.edit("experiments.py", "STEP = 3", "STEP = 5")
    assert site.stale()["count"] == ["experiments.py:STEP changed"]


def test_an_upstream_run_that_comes_out_the_same_stops_there(ran: Site) -> None:
    before = ran.record("shifted")["when"], ran.record("shifted")["seconds"]
    ran.edit("helpers.py", "return FACTOR * number", "return number * FACTOR")
    status = ran.status()
    assert (status["count"]["status"], status["shifted"]["status"]) == ("stale", "fresh")
    assert status["shifted"]["after"] == ["count"]
    done = ran.sitegen("run")
    assert "count: done" in done.stderr
    assert "shifted: runs" not in done.stderr
    assert (ran.record("shifted")["when"], ran.record("shifted")["seconds"]) == before
    assert ran.stale() == {}


def test_an_upstream_run_that_comes_out_differently_goes_on(ran: Site) -> None:
    ran.edit("helpers.py", "FACTOR = 2", "FACTOR = 4")
    done = ran.sitegen("run")
    assert "shifted: runs (output of count changed)" in done.stderr
    assert ran.record("shifted")["values"]["shifted"] == 4 * 3 + 1 + 3 + 100


def test_an_input_file_counts_by_its_text(site: Site) -> None:
    site.write("data.csv", "1\n2\n")
    site.edit("experiments.py", "@experiment\ndef alone", '@experiment(inputs=["data.csv"])\ndef alone')
    site.sitegen("run")
    site.write("data.csv", "1\r\n2\r\n")
    assert site.stale() == {}
    site.write("data.csv", "1\n3\n")
    assert site.stale() == {"alone": ["input data.csv changed"]}


@pytest.mark.parametrize(
    ("helper", "old", "new"),
    [
        # what cannot be followed makes the whole module count, never nothing
        (
            "from . import deep\n\n\ndef double(x):\n    return getattr(deep, 'na' + 'me')(x)\n",
            "hidden = 1",
            "hidden = 2",
        ),
        ("from .deep import name\n\n\ndef double(x):\n    return globals()['name'](x)\n", "+ used", "- used"),
        # what can be followed
        ("from .deep import *\n\n\ndef double(x):\n    return name(x)\n", "used = 1", "used = 2"),
        ("from . import deep\n\n\ndef double(x):\n    return deep.name(x)\n", "used = 1", "used = 2"),
        ("from .deep import name as double\n", "used = 1", "used = 2"),
        ("def double(x):\n    from .deep import name\n\n    return name(x)\n", "used = 1", "used = 2"),
        (
            "from .deep import Base\n\n\nclass Own(Base):\n    pass\n\n\ndef double(x):\n    return Own().go(x)\n",
            "* 1",
            "* 2",
        ),
        (
            "try:\n    from .deep import name as double\nexcept ImportError:\n    double = None\n",
            "used = 1",
            "used = 2",
        ),
        ("from .deep import table\n\n\ndef double(x):\n    return table[0](x)\n", "table[0] = name", "table[0] = abs"),
        ("import functools\n\nfrom .deep import name\n\ndouble = functools.partial(name)\n", "used = 1", "used = 2"),
    ],
)
def test_definitions_are_followed_across_files(site: Site, helper: str, old: str, new: str) -> None:
    deep = (
        "used = 1\nhidden = 1\ntable = {}\n\n\ndef name(x):\n    return x + used\n\n\n"
        "class Base:\n    def go(self, x):\n        return x * 1\n\n\ntable[0] = name\n"
    )
    site.write("deep.py", deep)
    site.write("helpers.py", f"{helper}\nOFFSET = 1\n")
    site.sitegen("run")
    site.edit("deep.py", old, new)
    assert site.stale().keys() == {"count"}


def test_a_local_name_is_not_the_definition_of_that_name(site: Site) -> None:
    site.write(
        "helpers.py",
        "OFFSET = 1\n\n\ndef double(unrelated):\n    return 2 * unrelated\n\n\ndef unrelated():\n    return 0\n",
    )
    site.sitegen("run")
    site.edit("helpers.py", "return 0", "return 1")
    assert site.stale() == {}


def test_the_toolkit_counts_where_it_is_reached(site: Site, tmp_path: Path) -> None:
    """On a copy of sitegen itself, so that `builder.learning` can be edited."""
    pytest.importorskip("torch")
    shutil.copytree(REPOSITORY / "builder", tmp_path / "code" / "builder")
    shutil.copytree(REPOSITORY / "templates", tmp_path / "code" / "templates")
    site = replace(site, code=tmp_path / "code")
    site.edit(
        "experiments.py", "from .helpers", "import torch\nfrom builder.learning.shifts import roll\n\nfrom .helpers"
    )
    site.edit("experiments.py", '{"answer": 42}', '{"answer": roll(torch.eye(3)[None, None], 1, 0).sum()}')
    site.sitegen("run")
    assert site.stale() == {}
    shifts = tmp_path / "code" / "builder" / "learning" / "shifts.py"
    shifts.write_text(shifts.read_text().replace("def roll(", "# a comment\ndef roll("))
    training = shifts.with_name("training.py")
    training.write_text(training.read_text().replace("1_000_003", "1_000_007"))
    assert site.stale() == {}
    shifts.write_text(
        shifts.read_text() + "\n\n_roll = roll\n\n\ndef roll(*arguments):\n    return _roll(*arguments)\n"
    )
    assert list(site.stale()) == ["alone"]


@pytest.mark.parametrize("memory", ["", "[]", "{}", '["", []]', "[1, 2, 3]", "\0"])
def test_a_damaged_memory_of_the_last_answer_is_forgotten(ran: Site, memory: str) -> None:
    path = ran.root / ".sitegen" / "status" / "counting.json"
    assert path.is_file()
    path.write_text(memory)
    ran.edit("helpers.py", "FACTOR = 2", "FACTOR = 3")
    assert list(ran.stale()) == ["count"]


def test_the_answer_is_remembered_until_a_file_changes(ran: Site) -> None:
    """Told by changing the memory by hand, and the digest above it."""
    path = ran.root / ".sitegen" / "status" / "counting.json"
    text = path.read_text().partition("\n")[2].replace('"alone", "fresh"', '"alone", "remembered"')
    digest = sha256(b"counting\n" + text.encode()).hexdigest()
    path.write_text(f"{digest}\n{text}")
    assert ran.status()["alone"]["status"] == "remembered"
    ran.edit("helpers.py", "FACTOR = 2", "FACTOR =  2")
    assert ran.status()["alone"]["status"] == "fresh"


@pytest.mark.parametrize("module", ["files.py", "cli/bench.py"])
def test_the_answer_of_another_sitegen_is_forgotten(module: str, site: Site, tmp_path: Path) -> None:
    """Whatever of it changed: what the judgement reaches is more than the rooms that judge."""
    shutil.copytree(REPOSITORY / "builder", tmp_path / "code" / "builder")
    (tmp_path / "code" / "templates").symlink_to(REPOSITORY / "templates")
    site = replace(site, code=tmp_path / "code")
    site.status()
    path = site.root / ".sitegen" / "status" / "counting.json"
    text = path.read_text().partition("\n")[2].replace('"missing"', '"remembered"')
    path.write_text(sha256(b"counting\n" + text.encode()).hexdigest() + f"\n{text}")
    assert site.status()["alone"]["status"] == "remembered"
    with (tmp_path / "code" / "builder" / module).open("a") as file:
        file.write("# another\n")
    assert site.status()["alone"]["status"] == "missing"


def test_a_record_of_a_quick_run_is_not_what_is_published(site: Site) -> None:
    site.sitegen("run")
    site.sitegen("run", "--quick")
    shutil.copytree(
        site.root / ".sitegen" / "quick" / "counting" / "alone", site.post / "results" / "alone", dirs_exist_ok=True
    )
    assert site.stale() == {"alone": ["made by a quick run"]}
    assert "alone: runs (made by a quick run)" in site.sitegen("run").stderr
    assert site.stale() == {}
