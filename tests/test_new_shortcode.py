"""What docs/new-shortcode.md says, done to a copy of the package: the shortcode is there, and its tests pass."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site

from builder.shortcodes.declaration import Shortcode

BENCH = ("experiments", "learning", "running", "source")
"""The rooms that the page does not touch."""
PAGE = (REPOSITORY / "docs" / "new-shortcode.md").read_text(encoding="utf-8")
FENCE = re.compile(r"(?P<above>[^\n]+)\n\n(?P<ticks>`{3,})(?P<language>\w+)\n(?P<body>.*?)^(?P=ticks)$", re.M | re.S)


def follow(copy: Path) -> None:
    """Change the files that the page names, as it says."""
    path = None
    for found in FENCE.finditer(PAGE):
        above, body = found["above"], found["body"]
        path = next((copy / name for name in re.findall(r"`((?:builder|docs|tests)/[^`]+\.\w+)`", above)), path)
        assert path
        if found["language"] == "diff":
            lines = body.splitlines()
            old, new = ("\n".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old!r} in {path}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        elif found["language"] == "python" and "Add to" in above:
            path.write_text(path.read_text(encoding="utf-8") + "\n\n" + body, encoding="utf-8")
        elif found["language"] == "python":
            path.write_text(body, encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as it is after somebody followed the page."""
    copy = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__", *BENCH, "pictures", "width", "mutations")
    for folder in ("builder", "templates", "tests", "docs"):
        shutil.copytree(REPOSITORY / folder, copy / folder, ignore=ignored)
    for folder in BENCH:
        (copy / "builder" / folder).symlink_to(REPOSITORY / "builder" / folder)
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    follow(copy)
    return copy


def test_a_site_uses_the_new_shortcode(copy: Path, tmp_path: Path) -> None:
    Site(tmp_path, copy).sitegen("init", "blog")
    [text] = (tmp_path / "blog" / "content" / "posts").glob("*/index.en.md")
    call = re.findall(r"`(\{\{< abbr .* >\}\})`", PAGE)[-1]
    text.write_text(text.read_text(encoding="utf-8") + f"\n\nWith {call}.\n", encoding="utf-8")
    Site(tmp_path / "blog", copy).sitegen("build", "--strict")
    html = (tmp_path / "blog" / "site" / "en" / "posts" / text.parent.name / "index.html").read_text(encoding="utf-8")
    assert '<p>With <abbr title="stochastic gradient descent">SGD</abbr>.</p>' in html


def test_the_tests_of_the_page_and_of_every_shortcode_pass(copy: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", "abbr"]
    done = subprocess.run(
        [*command, "tests/test_shortcodes.py"], cwd=copy, env=Site(copy, copy).environment(),
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert re.search(r"^4 passed", done.stdout, re.MULTILINE), done.stdout + done.stderr


def test_the_page_says_all_that_can_be_declared() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == [field.name for field in fields(Shortcode)]
