"""Every page is valid HTML: by the parser of html5lib, and by the checker of the W3C where there is Java."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import html5lib
import pytest
from npm_tools import install
from small_sites import copy_published, copy_site

from builder.site.build import build_site


@pytest.fixture(scope="module", params=["good", "loveit", "published"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished site: a small one, or the one of this repository."""
    folder = tmp_path_factory.mktemp(request.param)
    project = copy_published(folder) if request.param == "published" else copy_site(request.param, folder)
    project.redirects.write_text('"/old/" = "/en/#text"\n"/talk.html" = "https://ana.example/talk"\n')
    build_site(project, base_url="https://ana.example/repo")
    assert (project.site / "old" / "index.html").is_file()
    return project.site


@pytest.fixture(scope="module")
def vnu(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts the checker, installed from its lock file."""
    required = os.environ.get("SITEGEN_REQUIRE_VNU")
    if shutil.which("java") is None:
        if required:
            pytest.fail("SITEGEN_REQUIRE_VNU is set, and there is no Java")
        pytest.skip("there is no Java, which the checker of the W3C needs")
    packages = install(tmp_path_factory.mktemp("vnu") / "tools", required=bool(required))
    return ["java", "-jar", str(packages / "vnu-jar" / "build" / "dist" / "vnu.jar")]


def test_every_page_parses_without_an_error(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))


# The checker takes a file for no part of its own folder, where the policy says 'self', and data for a script: tests in
# a browser see to the policy. Its reader of CSS breaks at light-dark() with a variable in it, and knows no
# containers and none of their units, nor how wide a stroke is drawn.
_POLICY = r"(Resource|Inline script) violates Content Security Policy"
NOT_OURS = rf".*({_POLICY}|Cannot invoke .*getType|.container-type.|.--height|.vector-effect.).*"


def test_the_checker_of_the_w3c_finds_nothing(site: Path, vnu: list[str]) -> None:
    command = [*vnu, "--skip-non-html", "--Werror", "--filterpattern", NOT_OURS, str(site)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
