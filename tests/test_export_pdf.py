"""Posts as PDF, printed by the browser of the machine."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from conftest import CHROMIUM
from small_sites import copy_site

from builder.commands.export import export
from builder.errors import SitegenError
from builder.exporting import printing
from builder.project import Project

BASE = 'base_url = "https://ana.example/repo"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    project.config.write_text(BASE + project.config.read_text())
    post = project.post("so-em-portugues") / "index.pt.md"
    post.write_text(post.read_text() + "\n\n## Parte\n\n[Sobre](../../about/), [lá](https://a.test/b).\n\n![](x.png)\n")
    (post.parent / "x.png").write_bytes((project.post("digits") / "shade.png").read_bytes())
    return project


def exported(project: Project) -> bytes:
    list(export(project, ["so-em-portugues"], ["pdf"], None))
    return (project.root / "export" / "so-em-portugues" / "so-em-portugues.pt.pdf").read_bytes()


@pytest.mark.browser
def test_a_pdf_is_tagged_on_a4_with_an_outline_and_links_that_lead_to_the_site(project: Project) -> None:
    if CHROMIUM is None:
        if os.environ.get("SITEGEN_REQUIRE_BROWSER"):
            pytest.fail("SITEGEN_REQUIRE_BROWSER is set, and there is no Chromium")
        pytest.skip("there is no Chromium")
    pdf = exported(project)
    assert pdf.startswith(b"%PDF-")
    assert re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)", pdf)[0] in ((b"594", b"841"), (b"595", b"842"))
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang (pt)" in pdf
    assert b"(Parte)" in pdf, "its outline"
    assert b"/Subtype /Image" in pdf
    links = set(re.findall(rb"/URI \(([^)]*)\)", pdf))
    assert {b"https://a.test/b", b"https://ana.example/repo/pt/about/"} <= links
    assert not [link for link in links if link.startswith(b"file:")]
    assert exported(project) == pdf, "it has a clock in it"


def test_where_there_is_no_browser_it_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_PLACES", ())
    monkeypatch.setenv("PATH", str(project.root))
    with pytest.raises(SitegenError, match="no browser here that prints") as raised:
        exported(project)
    assert "open the page in any browser" in raised.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="its browser is a script")
@pytest.mark.parametrize(
    ("script", "said"),
    [("echo no room >&2; exit 1", "did not print the page:?\n *no room"), ("exec sleep 9", "was not done in 0.2 s")],
)
def test_a_browser_that_fails_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    browser = project.root / "bin" / "chromium"
    browser.parent.mkdir()
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}:/usr/bin:/bin")
    monkeypatch.setattr(printing, "PATIENCE", 0.2 if "sleep" in script else 20)
    with pytest.raises(SitegenError, match=said):
        exported(project)
