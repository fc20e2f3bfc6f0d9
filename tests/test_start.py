"""A new site and a new post build at once; tests/test_wheel.py does the same from an installed wheel."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY, Site

from builder.commands.start import START


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
        "toss_figure",
        "toss_class",
        "toss_2048",
    }
    assert 'title: "Heavy dice"\n' in (site / "content" / "posts" / "heavy-dice" / "index.pt.md").read_text()


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("coin", "content/posts/coin: is there already\n  Choose another name."),
        ("A post", "a post cannot be called 'A post'\n  Its name becomes its address: use small letters"),
        ("../x", "a post cannot be called '../x'"),
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
