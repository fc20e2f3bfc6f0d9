"""A small site to work on, and the command line as its author types it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright
    from rendering_texts import Texts

    from builder.drawing.engine import Engine

REPOSITORY = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

EXPERIMENTS = '''\
"""Two experiments that need no torch: counting, and something made of the count."""

from dataclasses import dataclass

from builder.experiments import Result, experiment
from builder.results import Record

from .helpers import OFFSET, double

STEP = 3


@dataclass(frozen=True)
class Counting:
    """How far to count."""

    start: int = 1
    numbers: tuple[int, ...] = (1, 2, 3)


def shift(value):
    # a comment
    return value + STEP


@experiment(quick={"start": 10})
def count(settings: Counting) -> Result:
    """Count."""
    values = [double(number) + settings.start for number in settings.numbers]
    return Result(values={"last": values[-1], "parity": "even"}, series={"counted": values})


@experiment(uses=[count])
def shifted(count: Record) -> Result:
    return Result(values={"shifted": shift(count.values["last"]) + OFFSET})


@experiment
def alone() -> Result:
    return Result(values={"answer": 42})
'''

HELPERS = '''\
"""Helpers."""

OFFSET = 100
FACTOR = 2


def double(number):
    """Twice a number."""
    return FACTOR * number


def unrelated():
    return 0
'''


@dataclass(frozen=True)
class Site:
    """A site on disk, with the commands that its author would type."""

    root: Path
    code: Path = REPOSITORY

    @property
    def post(self) -> Path:
        return self.root / "content" / "posts" / "counting"

    def write(self, name: str, text: str) -> Path:
        """Write a file of the post."""
        path = self.post / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in a file of the post."""
        text = (self.post / name).read_text()
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def environment(self, **variables: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SITEGEN_")}
        return {**inherited, "PYTHONPATH": str(self.code), "PYTHONDONTWRITEBYTECODE": "1", **variables}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "builder", *arguments]

    def sitegen(self, *arguments: str, code: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in a process of its own and check its exit code."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def status(self) -> dict[str, dict[str, Any]]:
        """What `sitegen status --json` says, by experiment."""
        rows = json.loads(self.sitegen("status", "--json").stdout)
        return {row["name"]: row for row in rows}

    def stale(self) -> dict[str, list[str]]:
        """The reasons of every experiment that is not fresh."""
        return {name: row["reasons"] for name, row in self.status().items() if row["status"] != "fresh"}

    def record(self, name: str, folder: str = "content/posts/counting/results") -> dict[str, Any]:
        data: dict[str, Any] = json.loads((self.root / folder / name / "record.json").read_text())
        return data


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test of pages be tried again that came to no end: a browser without a screen hangs once in many thousands.

    Whatever else goes wrong in a page is wrong at once.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(240))
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[r"Timeout \(>"]))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A fresh site with one post, nothing run yet."""
    site = Site(tmp_path / "site")
    site.write("experiments.py", EXPERIMENTS)
    site.write("helpers.py", HELPERS)
    (site.root / "content" / "site.toml").write_text(
        'title = "Test"\nlanguages = ["en"]\n\n[en]\ntitle = "Test"\nname = "English"\n'
    )
    return site


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The folder given by SITEGEN_DATA, MNIST downloaded to it if it is not there; tests on MNIST skip without."""
    folder = os.environ.get("SITEGEN_DATA")
    if not folder:
        pytest.skip("SITEGEN_DATA names no folder for MNIST")
    path = Path(folder).absolute()
    pytest.importorskip("torch")
    from builder.learning import mnist
    from builder.results import Run, running

    with running(Run(data=(path,), download=path)):
        mnist()
    return path


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine for all texts that the tests render."""
    from builder.drawing.engine import Engine

    with Engine() as engine:
        yield engine


@pytest.fixture
def texts(tmp_path: Path, engine: Engine) -> Texts:
    """A post with records, for texts to be rendered in."""
    from rendering_texts import Texts

    return Texts(tmp_path / "digits", engine)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository, built from its committed records into a folder of its own."""
    from small_sites import copy_published

    from builder.site.build import build_site

    project = copy_published(tmp_path_factory.mktemp("published"))
    build_site(project, base_url="https://ana.example/repo")
    return project.site


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    """Where the published site is served: below a path, as a project's pages are."""
    served = published.parent / "www"
    served.mkdir()
    (served / "repo").symlink_to(published)
    with serving(served) as address:
        yield f"{address}/repo"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("SITEGEN_REQUIRE_BROWSER"):
            pytest.fail("SITEGEN_REQUIRE_BROWSER is set, and there is no Chromium")
        pytest.skip("there is no Chromium")
    playwright: Playwright = request.getfixturevalue("playwright")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()
