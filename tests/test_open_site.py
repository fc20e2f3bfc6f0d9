"""The records of a site in a notebook or script: read from anywhere, without PyTorch, and warned of where stale."""

from __future__ import annotations

import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, Site
from small_sites import copy_site, keep

from builder import Record, open_site
from builder.errors import SitegenError
from builder.project import Project
from builder.results import Trial
from builder.results.frames import columns, frame


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A post that has records, and no code that they could be compared with."""
    project = copy_site("good", tmp_path)
    (project.post("digits") / "experiments.py").unlink()
    return project


def test_it_is_found_from_anywhere_in_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.post("digits"))
    site = open_site()
    assert "digits" in site.posts
    assert site.post("digits").record("cnn").values["accuracy"] == 0.9651
    assert site.post("digits").experiments == ["cnn", "linear"]
    monkeypatch.chdir("/")
    for path in (project.root, str(project.config), project.post("digits") / "results"):
        assert open_site(path).record("digits:cnn").series["test_accuracy"][-1] == 0.9651
    assert site.record("digits:cnn") is site.post("digits").record("cnn"), "read once"


def test_mistakes_name_what_is_near(project: Project, tmp_path: Path) -> None:
    site = open_site(project.root)
    for ask, message, hint in (
        (lambda: site.post("digit"), "there is no post 'digit'", "Did you mean 'digits'?"),
        (lambda: site.post("digits").record("cmn"), "the post 'digits' has no experiment 'cmn'", "'cnn'"),
        (lambda: site.record("cnn"), "'cnn' names no experiment of another post", "cnns:cnn"),
        (lambda: site.record("digits:cnn[width=1]"), "'cnn' is no sweep", "over="),
        (lambda: open_site(tmp_path / "nowhere"), "no site here", "open_site('path/to/site')"),
    ):
        with pytest.raises(SitegenError) as caught:
            ask()
        assert message in caught.value.message
        assert hint in caught.value.hint


def test_a_damaged_record_is_not_given(project: Project) -> None:
    path = project.results("digits") / "cnn" / "record.json"
    path.write_text(path.read_text().replace("0.9651", "0.9951"))
    with pytest.raises(SitegenError, match="changed by hand"):
        open_site(project.root).post("digits").record("cnn")


def test_what_is_not_fresh_is_warned_of_where_it_is_asked_for(site: Site) -> None:
    site.sitegen("run")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_site(site.root).record("counting:shifted").values == {"shifted": 110}
    site.edit("helpers.py", "FACTOR = 2", "FACTOR = 3")
    opened = open_site(site.root)
    with pytest.warns(UserWarning, match="counting:count is out of date: helpers.py:FACTOR changed") as heard:
        assert opened.post("counting").record("count") is opened.record("counting:count")
    assert [Path(one.filename).name for one in heard] == ["test_open_site.py"], "once, at the line that asks"
    with pytest.warns(UserWarning, match="counting:shifted may change: it uses count"):
        opened.record("counting:shifted")
    site.write("experiments.py", "def broken(")
    with pytest.warns(UserWarning, match="counting:alone may be out of date, nobody can tell: .*experiments.py:1"):
        open_site(site.root).record("counting:alone")
    shutil.rmtree(site.post / "results")
    with pytest.raises(SitegenError, match="has no experiment 'count'"):
        open_site(site.root).record("counting:count")


def test_a_quick_result_is_another(site: Site) -> None:
    site.sitegen("run", "--quick", "count")
    assert open_site(site.root, quick=True).record("counting:count").settings["start"] == 10
    with pytest.raises(SitegenError, match="experiment 'count' never ran"):
        open_site(site.root).record("counting:count")


def test_it_needs_no_torch_and_leaves_the_published_records_fresh() -> None:
    program = (
        "import sys, warnings; warnings.simplefilter('error'); from builder import open_site\n"
        "cnn = open_site(sys.argv[1]).post('cnns').record('cnn')\n"
        "print(len(cnn.series['test_accuracy']), 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, REPOSITORY], cwd="/", env=Site(REPOSITORY).environment(),
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert done.stdout == "100 False\n", done.stderr


def trial(seed: int | None, values: dict[str, Any], series: dict[str, Any], **settings: Any) -> Trial:
    return Trial(seed, values, series, 1.0, "2024-02-29T23:30:00+00:00", {}, settings=settings)


def kept(folder: Path, **parts: Any) -> Record:
    return keep(folder, "cnn", **parts)


def test_a_frame_has_what_a_record_has(tmp_path: Path) -> None:
    one = kept(tmp_path, values={"accuracy": 0.5}, series={"loss": [3, 2, 1], "rows": [[1, 2], [3, 4]]})
    assert columns(one) == {"loss": [3, 2, 1], "rows": [[1, 2], [3, 4], None]}
    assert columns(kept(tmp_path, values={"accuracy": 0.5, "name": "x"})) == {"accuracy": [0.5], "name": ["x"]}
    seeds = [trial(0, {"a": 1}, {"loss": [3, 2]}), trial(1, {"a": 2}, {"loss": [4]})]
    assert columns(kept(tmp_path, seeds=seeds, series={"loss": [3.5, 2]})) == {"seed": [0, 0, 1], "loss": [3, 2, 4]}
    seeds = [trial(0, {"a": 1}, {}), trial(1, {"a": 2}, {})]
    assert columns(kept(tmp_path, seeds=seeds)) == {"seed": [0, 1], "a": [1, 2]}
    points = [trial(seed, {"a": width + seed}, {}, width=width) for width in (16, 64) for seed in (0, 1)]
    assert columns(kept(tmp_path, points=points)) == {
        "width": [16, 16, 64, 64], "seed": [0, 1, 0, 1], "a": [16, 17, 64, 65],
    }  # fmt: skip


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_is_of_the_library_that_is_asked_for(library: str, tmp_path: Path) -> None:
    module = pytest.importorskip(library)
    made = kept(tmp_path, series={"loss": [3, 2, 1]}).frame(library)
    assert isinstance(made, module.DataFrame)
    assert list(made["loss"]) == [3, 2, 1]


def test_a_frame_without_any_library_is_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = kept(tmp_path)
    with pytest.raises(SitegenError, match="no frames are made by 'panda'"):
        record.frame("panda")
    monkeypatch.setattr("builder.results.frames.find_spec", lambda name: None)
    with pytest.raises(SitegenError) as caught:
        frame(record)
    assert caught.value.hint == "pip install pandas"
