"""`sitegen run` as its author uses it, and what it says to mistakes: what, where, what next; nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Site


def ran(stderr: str) -> list[str]:
    return [line.partition(":")[0] for line in stderr.splitlines() if ": runs (" in line]


def test_what_is_fresh_is_not_repeated(site: Site) -> None:
    assert sorted(ran(site.sitegen("run").stderr)) == ["alone", "count", "shifted"]
    again = site.sitegen("run").stderr
    assert ran(again) == []
    assert again == "Nothing to run: everything is fresh; --force would repeat it.\n"


def test_where_there_is_no_experiment_that_is_said(site: Site) -> None:
    (site.post / "experiments.py").unlink()
    assert site.sitegen("run").stderr == "Nothing to run: there is no experiment.\n"


def test_a_name_runs_that_and_what_it_uses(site: Site) -> None:
    assert ran(site.sitegen("run", "shifted").stderr) == ["count", "shifted"]
    assert site.status()["alone"]["status"] == "missing"


def test_force_repeats_the_named_one_alone(site: Site) -> None:
    site.sitegen("run")
    assert ran(site.sitegen("run", "--force", "shifted").stderr) == ["shifted"]
    assert sorted(ran(site.sitegen("run", "--force").stderr)) == ["alone", "count", "shifted"]


TICKING = """\
from builder.experiments import Result, experiment
from builder.results import current_run


@experiment
def ticking() -> Result:
    for epoch in range(1, 4):
        current_run().report(epoch, 3, {"accuracy": epoch / 4})
    return Result(values={"accuracy": 0.75})
"""


def test_progress_in_a_pipe_is_plain_lines(site: Site) -> None:
    site.write("experiments.py", TICKING)
    lines = site.sitegen("run").stderr.splitlines()
    assert lines[0] == "ticking: runs (never ran)"
    assert lines[1].startswith("ticking: 1/3, accuracy 0.2500, ")
    assert lines[1].endswith(" left")
    assert lines[-1].startswith("ticking: done in ")


def test_progress_on_a_terminal_is_a_bar(site: Site) -> None:
    pty = pytest.importorskip("pty")
    site.write("experiments.py", TICKING)
    ours, theirs = pty.openpty()
    environment = site.environment(TERM="xterm-256color", COLUMNS="100", LINES="20")
    with subprocess.Popen(site.command("run"), cwd=site.root, env=environment, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # Linux's way to say that the other end is closed
            pass
        os.close(ours)
    text = shown.decode()
    assert process.returncode == 0
    assert "ticking" in text
    assert "3/3" in text
    assert "accuracy 0.7500" in text
    assert "\u2501" in text  # the bar
    assert "runs (never ran)" not in text


def test_a_post_can_be_chosen(site: Site) -> None:
    other = site.root / "content" / "posts" / "other"
    shutil.copytree(site.post, other)
    assert "several posts" in site.sitegen("run", "count", code=2).stderr
    site.sitegen("run", "count", "--post", "other")
    assert (other / "results" / "count" / "record.json").is_file()
    assert not (site.post / "results").exists()
    assert "Did you mean 'other'?" in site.sitegen("run", "--post", "othr", code=2).stderr


def test_one_failure_leaves_the_others_running(site: Site) -> None:
    site.edit("experiments.py", '    """Count."""\n', "    raise RuntimeError('boom')\n")
    done = site.sitegen("run", code=2)
    assert "shifted left out: it uses count" in done.stderr
    assert site.status()["alone"]["status"] == "fresh"


def test_a_function_that_raises_leaves_the_old_record_and_its_traceback(site: Site) -> None:
    site.sitegen("run")
    before = site.record("count")
    site.edit("helpers.py", "return FACTOR * number", "return number.missing")
    done = site.sitegen("run", code=2)
    assert "experiments.py:29: experiment 'count' raised AttributeError" in done.stderr
    assert "in double" in done.stderr
    assert "builder/running" not in done.stderr
    failure = site.post / "results" / "count" / "failure.txt"
    assert "number.missing" in failure.read_text()
    assert site.record("count") == before
    site.edit("helpers.py", "return number.missing", "return FACTOR * number")
    site.sitegen("run", "--force", "count")
    assert not failure.exists()


# One row a mistake: what is replaced, by what, and what must be said.
# ruff: noqa: E501
MISTAKES = {
    "syntax error": ('"""Count."""', '"""Count.', "experiments.py:28: not valid Python"),
    "circle": ("@experiment\ndef alone() -> Result:", "@experiment(uses=[shifted])\ndef alone(shifted: Record) -> Result:", None),
    "unknown upstream": ("uses=[count]", "uses=[cuont]", "experiments.py:33: uses 'cuont', which is no experiment of this post\n  Did you mean 'count'?"),
    "duplicate": ("def alone()", "def count()", "experiments.py:39: experiment 'count' is declared twice; the first is at line 27"),
    "missing parameter": ("def shifted(count: Record)", "def shifted()", "'shifted' uses 'count', but has no parameter"),
    "unknown parameter": ("def alone()", "def alone(cuont: Record)", "has a parameter 'cuont'"),
    "settings of the wrong type": ("start: int = 1", 'start: int = "one"', "experiments.py:17: setting 'start' is declared int, but is 'one'"),
    "tuple of the wrong type": ("= (1, 2, 3)", '= (1, "2")', "experiments.py:18: setting 'numbers' is declared tuple[int, ...]"),
    "setting without default": ("start: int = 1", "start: int", "experiments.py:17: setting 'start' of Counting has no default"),
    "settings without type": ("settings: Counting", "settings", "experiments.py:27: the settings of 'count' have no type"),
    "unknown quick setting": ('"start": 10', '"strat": 10', "quick sets 'strat', which is no setting\n  Did you mean 'start'?"),
    "quick of the wrong type": ('"start": 10', '"start": 1.5', "setting 'start' is declared int, but is 1.5"),
    "quick not written out": ('quick={"start": 10}', "quick=make()", "`quick` must be written out"),
    "missing input": ("@experiment\ndef alone", '@experiment(inputs=["none.csv"])\ndef alone', "input 'none.csv' does not exist"),
    "input outside": ("@experiment\ndef alone", '@experiment(inputs=["../../site.toml"])\ndef alone', "lies outside the post's folder"),
    "missing file": ("from .helpers", "from .helper", "experiments.py:8: imports 'helper', which does not exist\n  Did you mean 'helpers'?"),
    "no plain function": ("@experiment\ndef alone", "@experiment\nasync def alone", "experiments.py:39: 'alone' cannot be an experiment here"),
    "a method": ("@experiment\ndef alone() -> Result:\n    return", "class Alone:\n    @experiment\n    def alone(self) -> Result:\n        return", "experiments.py:40: 'alone' cannot be an experiment here"),
    "on a condition": ("@experiment\ndef alone() -> Result:\n    return", "if STEP:\n    @experiment\n    def alone() -> Result:\n        return", "experiments.py:40: 'alone' cannot be an experiment here"),
    "decorated twice": ("@experiment\ndef alone", "@experiment\n@experiment\ndef alone", "experiments.py:40: 'alone' cannot be an experiment here"),
    "missing name": ("import OFFSET, double", "import OFSET as OFFSET, double", "imports 'OFSET', which helpers.py does not define\n  Did you mean 'OFFSET'?"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("command", ["status", "run"])
def test_mistakes_are_told_without_running_anything(site: Site, mistake: str, command: str) -> None:
    old, new, message = MISTAKES[mistake]
    site.edit("experiments.py", old, new)
    if mistake == "circle":
        site.edit(
            "experiments.py",
            "@experiment(uses=[count])\ndef shifted(count: Record)",
            "@experiment(uses=[alone])\ndef shifted(alone: Record)",
        )
        message = "experiments use each other in a circle: "
    done = site.sitegen(command, code=2)
    assert message is not None
    assert message in done.stderr
    assert "content/posts/counting/experiments.py:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (site.post / "results").exists()


def test_an_experiment_in_another_file_is_a_mistake(site: Site) -> None:
    declared = "from builder.experiments import Result, experiment\n\n\n@experiment\ndef there() -> Result:\n    ...\n"
    site.write("helpers.py", (site.post / "helpers.py").read_text() + declared)
    error = site.sitegen("run", code=2).stderr
    assert "helpers.py:18: 'there' cannot be an experiment here\n  Experiments are plain functions (def)" in error


def test_settings_that_cannot_be_kept_are_told_before_the_run(site: Site) -> None:
    site.edit(
        "experiments.py",
        "from dataclasses import dataclass",
        "from dataclasses import dataclass\nfrom pathlib import Path",
    )
    site.edit("experiments.py", "start: int = 1", 'start: int = 1\n    place: Path = Path("x")')
    site.edit("experiments.py", '"""Count."""', 'raise AssertionError("it ran")')
    error = site.sitegen("run", "count", code=2).stderr
    assert "the settings of 'count': 'place' cannot be kept in a record" in error
    assert "it ran" not in error


def test_mistakes_are_collected(site: Site) -> None:
    site.edit("experiments.py", "uses=[count]", "uses=[cuont]")
    site.edit("experiments.py", '"start": 10', '"strat": 10')
    error = site.sitegen("status", code=2).stderr
    assert "cuont" in error
    assert "strat" in error


def test_an_unknown_name_gets_the_nearest(site: Site) -> None:
    assert "no experiment is called 'shited'\n  Did you mean 'shifted'?" in site.sitegen("run", "shited", code=2).stderr


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ('Result(values={"answer": float("nan")})', "value 'answer' is nan, where a number is promised"),
        ('Result(values={"answer": None})', "value 'answer' is of type NoneType"),
        ('Result(values={"answer": [1]})', "value 'answer' is of type list"),
        ('Result(values={"the answer": 1})', "value 'the answer' has a name that a text cannot use"),
        ('Result(series={"s": [1, float("inf")]})', "series 's'[1] is inf"),
        ('Result(series={"s": [1, "a"]})', "series 's' mixes numbers and words"),
        ('Result(series={"s": [[1], [1, 2]]})', "series 's' has rows of different lengths"),
        ('Result(values={"s": 1}, series={"s": [1]})', "'s' is a value and a series"),
        ('Result(arrays={"a": ["x"]})', "array 'a' is of type"),
        ('Result(arrays={"a": [float("nan")]})', "array 'a' holds NaN or infinity"),
        ("42", "it returned int, not a Result"),
    ],
)
def test_a_result_that_cannot_be_kept(site: Site, result: str, message: str) -> None:
    site.sitegen("run")
    before = site.record("alone")
    site.edit("experiments.py", 'Result(values={"answer": 42})', result)
    done = site.sitegen("run", code=2)
    assert f"experiments.py:39: the result of 'alone' cannot be kept: {message.partition('[')[0]}" in done.stderr
    assert message.partition("[")[2].partition("]")[2] in done.stderr
    assert "Traceback" not in done.stderr
    assert site.record("alone") == before


def test_outside_a_site(tmp_path: Path, site: Site) -> None:
    lost = Site(tmp_path)
    assert "no site here" in lost.sitegen("status", code=2).stderr
    deep = site.post / "results"
    deep.mkdir()
    assert "counting" in Site(deep).sitegen("status").stdout


def test_torch_not_installed(site: Site, tmp_path: Path) -> None:
    site.edit("experiments.py", "from dataclasses", "import torch\nfrom dataclasses")
    hidden = tmp_path / "hidden" / "torch.py"
    hidden.parent.mkdir()
    hidden.write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    path = f"{hidden.parent}{os.pathsep}{site.code}"
    done = site.sitegen("run", code=2, PYTHONPATH=path)
    assert "experiments.py:3:" in done.stderr
    assert "pip install 'sitegen[lab]'" in done.stderr
    assert site.sitegen("status", PYTHONPATH=path).returncode == 0


@pytest.fixture
def small_disk(site: Site) -> Path:
    """A real disk of 64 KB for the results, where this machine lets us mount one."""
    folder = site.post / "results"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.name != "posix" or shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder  # type: ignore[misc]
    subprocess.run(["umount", str(folder)], check=True)


LARGE = 'Result(values={"answer": 43}, arrays={"a": [0.5] * 20_000})'


def test_a_full_disk_leaves_the_old_record(site: Site, small_disk: Path) -> None:
    site.sitegen("run")
    before = site.record("alone")
    site.edit("experiments.py", 'Result(values={"answer": 42})', LARGE)
    done = site.sitegen("run", code=2)
    assert "the result of 'alone' could not be written: No space left on device" in done.stderr
    assert site.record("alone") == before
    assert {path.name for path in (small_disk / "alone").iterdir()} <= {"record.json", "failure.txt"}


def test_a_file_too_large_leaves_the_old_record(site: Site) -> None:
    """The same failure where nothing can be mounted: the operating system refuses to write more than 64 KB."""
    resource = pytest.importorskip("resource")
    site.sitegen("run")
    before = site.record("alone")
    site.edit("experiments.py", 'Result(values={"answer": 42})', LARGE)
    done = subprocess.run(
        site.command("run"), cwd=site.root, env=site.environment(), capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536)),
    )  # fmt: skip
    assert done.returncode == 2
    assert "the result of 'alone' could not be written: File too large" in done.stderr
    assert site.record("alone") == before


def test_a_read_only_results_folder_is_refused_before_computing(site: Site) -> None:
    site.sitegen("run")
    site.edit("experiments.py", '"answer": 42', '"answer": 43')
    site.edit(
        "experiments.py", "def alone() -> Result:\n", "def alone() -> Result:\n    open('computed', 'w').close()\n"
    )
    results = site.post / "results"
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root:  # root may write anywhere but on a disk mounted read-only
        if subprocess.run(["mount", "--bind", results, results], capture_output=True).returncode:
            pytest.skip("root cannot be kept from writing here")
        subprocess.run(["mount", "-o", "remount,bind,ro", results], check=True, capture_output=True)
    else:
        (results / "alone").chmod(0o500)
    try:
        done = site.sitegen("run", code=2)
    finally:
        if as_root:
            subprocess.run(["umount", results], check=True)
        else:
            (results / "alone").chmod(0o700)
    assert "results cannot be written" in done.stderr
    assert not (site.root / "computed").exists()


@pytest.mark.parametrize("command", [("run",), ("build",)])
def test_what_a_killed_run_left_beside_its_record_is_removed_by_the_next(site: Site, command: tuple[str, ...]) -> None:
    site.write("index.en.md", "---\ntitle: Counting\ndate: 2024-02-29\n---\n\nTo three.\n")
    site.sitegen("run")
    results = site.post / "results" / "count"
    for name in ("weights-0123abcd.safetensors", "notes.md"):
        (results / name).write_bytes(b"of before")
    site.sitegen(*command)
    assert sorted(path.name for path in results.iterdir()) == ["notes.md", "record.json"]


def test_checkpoints_of_a_run_that_was_killed_once_its_record_was_kept_go_with_the_next(site: Site) -> None:
    site.sitegen("run")
    folder = site.root / ".sitegen" / "checkpoints" / "published" / "counting" / "alone"
    left = folder / "0123" / "training-1.safetensors"
    for later in (False, True):  # those of a repetition that was interrupted are worth hours
        left.parent.mkdir(parents=True)
        left.write_bytes(b"")
        for path in (left, left.parent):
            os.utime(path, (0, 0) if not later else (2**32, 2**32))
        site.sitegen("run")
        assert folder.exists() == later
