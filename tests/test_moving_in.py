"""Moving in with an old blog, as its author would: import, build, check, deploy, and every old address arrives."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from conftest import Site
from serving import serving
from test_blogs import BLOGS, Blog
from test_deploy import _author, git  # noqa: F401 # git as it is for an author

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("path", BLOGS, ids=lambda path: path.stem)
def test_every_old_address_of_a_deployed_blog_arrives(path: Path, tmp_path: Path, browser: Browser) -> None:
    blog = Blog.read(path)
    blog.write(tmp_path / "old")
    (tmp_path / "new").mkdir()
    site = Site(tmp_path / "new")
    site.sitegen("import", "../old")
    site.sitegen("build", "--no-run")
    wrong = subprocess.run(site.command("check"), cwd=site.root, env=site.environment(), capture_output=True)
    deployed = publish(site, anyway=bool(wrong.returncode))
    context = browser.new_context()
    page = context.new_page()
    with serving(deployed) as address:
        for old in blog.addresses:
            if old.endswith(".xml"):
                assert "<?xml" in page.request.get(address + quote(old)).text()[:10], old
                continue
            response = page.goto(address + quote(old), wait_until="load")
            assert response, old
            assert response.ok, old
            page.wait_for_function("() => !document.querySelector('meta[http-equiv=refresh]')")
            assert page.locator("main").count(), (old, page.url)
    context.close()


def publish(site: Site, *, anyway: bool) -> Path:
    """Deploy a site to a bare repository; what a server then has."""
    remote, served = site.root.parent / "remote.git", site.root.parent / "served"
    git(site.root.parent, "init", "--quiet", "--bare", str(remote))
    git(site.root, "init", "--quiet")
    git(site.root, "remote", "add", "origin", str(remote))
    if "base_url" not in (config := (site.root / "content" / "site.toml")).read_text():
        config.write_text(f'base_url = "https://own.test/"\n{config.read_text()}')
    git(site.root, "add", "-A")
    git(site.root, "commit", "--quiet", "-m", "Move in")
    if anyway:
        assert "nothing was deployed" in site.sitegen("deploy", code=2).stderr
    site.sitegen("deploy", *(["--anyway"] if anyway else []))
    git(site.root.parent, "clone", "--quiet", "--branch", "gh-pages", str(remote), str(served))
    return served
