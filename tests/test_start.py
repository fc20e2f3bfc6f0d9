"""A new site and a new post build at once; tests/test_wheel.py does the same from an installed wheel."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY, Site

from builder.commands import start
from builder.commands.start import START, init
from builder.errors import SitegenError
from builder.notebooks import Post as Notebook


def sitegen(folder: Path, *arguments: str, code: int = 0) -> str:
    done = Site(folder).sitegen(*arguments, code=code)
    return done.stdout + done.stderr


def test_a_new_site_builds_at_once_and_strictly(tmp_path: Path) -> None:
    said = sitegen(tmp_path, "init", "my site")
    assert said.splitlines()[-1] == "Next: cd my site && sitegen build"
    site = tmp_path / "my site"
    assert "Built" in sitegen(site, "build", "--strict")
    for language in ("en", "pt"):
        page = BeautifulSoup((site / "site" / language / "posts" / "coin" / "index.html").read_text(), "html.parser")
        assert page.select_one("figure.figure img")
        assert page.select_one("span.claim")
        assert page.select_one("data")
        assert page.time["datetime"] == datetime.date.today().isoformat()
    assert "my site" in (site / "site" / "en" / "index.html").read_text()
    assert (site / ".gitignore").read_text().splitlines()[:3] == [".sitegen/", "data/", "site/"]


def test_what_pip_compiles_beside_the_files_is_no_file_of_a_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(START, tmp_path / "start")
    for folder in ("post", "new"):
        (tmp_path / "start" / folder / "__pycache__").mkdir(exist_ok=True)
    monkeypatch.setattr(start, "START", tmp_path / "start")
    init(tmp_path / "site", datetime.date(2026, 11, 30))
    assert not list((tmp_path / "site").rglob("__pycache__"))


def test_one_more_post_has_a_text_for_each_language(tmp_path: Path) -> None:
    sitegen(tmp_path, "init", "site")
    site = tmp_path / "site"
    config = site / "content" / "site.toml"
    config.write_text(config.read_text().replace('["en", "pt"]', '["en", "es"]').replace("[pt]", "[es]"))
    sitegen(site, "new", "dice-2")
    assert sorted(path.name for path in (site / "content" / "posts" / "dice-2").iterdir()) == [
        "experiments.py",
        "figures.py",
        "index.en.md",
        "index.es.md",
        "words.toml",
    ]
    (site / "content" / "posts" / "coin" / "index.pt.md").unlink()
    assert "Built" in sitegen(site, "build", "--run")


def test_posts_have_titles_and_experiments_of_their_own(tmp_path: Path) -> None:
    sitegen(tmp_path, "init", "site")
    site = tmp_path / "site"
    for slug in ("heavy-dice", "figure", "class", "2048"):  # the last three cannot be what Python calls it
        sitegen(site, "new", slug)
    said = sitegen(site, "build", "--strict")
    assert {line.partition(":")[0] for line in said.splitlines() if ": done in" in line} == {
        "coin",
        "heavy_dice",
        "study_figure",
        "study_class",
        "study_2048",
    }
    text = (site / "content" / "posts" / "heavy-dice" / "index.en.md").read_text()
    assert "coin" not in text, "a new post is no second coin toss"
    assert 'title: "Heavy dice"\n' in (site / "content" / "posts" / "heavy-dice" / "index.pt.md").read_text()


def test_an_experiment_is_called_as_none_of_another_post(tmp_path: Path) -> None:
    sitegen(tmp_path, "init", "site")
    site = tmp_path / "site"
    (site / "content" / "posts" / "coin").rename(site / "content" / "posts" / "tosses")
    assert "Next: sitegen run study_coin " in sitegen(site, "new", "coin")
    assert "Next: sitegen run study_coin_2 " in sitegen(site, "new", "study_coin")
    for name in ("coin", "study_coin", "study_coin_2"):
        assert f"{name}: done" in sitegen(site, "run", name, "--quick")


def test_a_post_in_one_language(tmp_path: Path) -> None:
    sitegen(tmp_path, "init", "site")
    site = tmp_path / "site"
    sitegen(site, "new", "moeda", "--language", "pt")
    folder = site / "content" / "posts" / "moeda"
    assert [path.name for path in sorted(folder.glob("index.*"))] == ["index.pt.md"]
    assert "Built" in sitegen(site, "build", "--strict")
    figure = BeautifulSoup((site / "site" / "pt" / "posts" / "moeda" / "index.html").read_text(), "html.parser")
    assert "O erro cai" in figure.select_one("figure.figure img")["alt"]
    said = sitegen(site, "new", "dado", "--language", "fr", "--language", "ptt", code=2)
    assert "content/site.toml:3: the site has no language 'fr'\n  Known: en, pt. Or add it to `languages`" in said
    assert "'ptt'\n  Did you mean 'pt'?" in said
    assert not (site / "content" / "posts" / "dado").exists()


def test_a_post_is_worked_out_in_a_notebook(tmp_path: Path) -> None:
    pytest.importorskip("nbclient")
    sitegen(tmp_path, "init", "site")
    site = tmp_path / "site"
    sitegen(site, "new", "heavy-dice", "--notebook")
    folder = site / "content" / "posts" / "heavy-dice"
    notebook = folder / "heavy-dice.ipynb"
    code = {name: (folder / name).read_text() for name in ("experiments.py", "figures.py")}
    run_notebook(notebook, tmp_path / "ran.ipynb")
    assert {name: (folder / name).read_text() for name in code} == code, "what its cells write is what is there"
    assert '"image/png"' in (tmp_path / "ran.ipynb").read_text()
    assert not (folder / "results").exists()
    notebook.write_text(notebook.read_text().replace("=200)", "=300)"))
    run_notebook(notebook, tmp_path / "again.ipynb")
    assert "=300)" in (folder / "experiments.py").read_text()
    assert "heavy_dice: runs (experiments.py:heavy_dice changed)" in (tmp_path / "again.ipynb").read_text()
    assert "Built" in sitegen(site, "build", "--strict")
    assert not list((site / "site").rglob("*.ipynb"))


def run_notebook(path: Path, target: Path) -> None:
    """Run a notebook where it lies, as Jupyter does."""
    program = [sys.executable, str(REPOSITORY / "tests" / "notebook_running.py"), str(path), str(target)]
    done = subprocess.run(
        [*program, str(path.parent)], env=Site(path.parent).environment(), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_notebook_that_lies_in_no_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sitegen(tmp_path, "init", "site")
    for folder, message in (
        (tmp_path, "no site here"),
        (tmp_path / "site", "this notebook lies in the folder of no post"),
        (tmp_path / "site" / "content" / "posts", "lies in the folder of no post"),
    ):
        monkeypatch.chdir(folder)
        with pytest.raises(SitegenError, match=message):
            Notebook.here()
    monkeypatch.chdir(tmp_path / "site" / "content" / "posts" / "coin")
    with pytest.raises(SitegenError, match="the site has no language 'fr'"):
        Notebook.here("fr")
    with pytest.raises(SitegenError, match="nothing was recorded of 'coin'"):
        Notebook.here(run="").record("coin")


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("coin", "content/posts/coin: is there already\n  Choose another name."),
        ("A post", "a post cannot be called 'A post'\n  Its name becomes its address: use small letters"),
        ("../x", "a post cannot be called '../x'"),
        ("study.ipynb", "called 'study.ipynb'\n  To make a post of a notebook: sitegen import study.ipynb"),
    ],
)
def test_a_post_that_cannot_be_made(tmp_path: Path, slug: str, message: str) -> None:
    sitegen(tmp_path, "init", "site")
    assert message in sitegen(tmp_path / "site", "new", slug, code=2)


def test_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").touch()
    assert "full: is not an empty folder\n  Name a folder" in sitegen(tmp_path, "init", "full", code=2)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["a.txt"]
    (tmp_path / "file").touch()
    assert "file: is not an empty folder" in sitegen(tmp_path, "init", "file", code=2)
    assert "no site here" in sitegen(tmp_path, "new", "x", code=2)


def test_the_documentation_shows_the_files_that_are_made() -> None:
    text = (REPOSITORY / "docs" / "first-post.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^`content/posts/coin/([^`]+)`\n\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    made = {path.name: path.read_text(encoding="utf-8") for path in (START / "post").iterdir()}
    assert {name: re.sub(r"date: [\d-]+", "date: TODAY", body) for name, body in shown.items()} == made
