"""A small site of posts as authors for Hugo and LoveIt write them, which nobody has touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from small_sites import SITES, copy_site

from builder.site.build import build_site
from builder.site.report import Report

EXPECTED = (SITES / "loveit" / "expected.txt").read_text()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    pytest.importorskip("merman")  # without which the diagrams are told of, too
    project = copy_site("loveit", tmp_path_factory.mktemp("loveit"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        report = build_site(project)
        assert "\n".join(map(str, report.warnings)) + "\n" == EXPECTED
    return report


def text(report: Report, url: str) -> Tag:
    page = BeautifulSoup((report.folder / url / "index.html").read_text(), "html.parser")
    found = page.select_one("#text")
    assert found
    return found


def test_nothing_is_left_of_a_shortcode_or_loaded_from_elsewhere(report: Report) -> None:
    for path in report.folder.rglob("*.html"):
        html = path.read_text()
        shown = re.sub(r"<code.*?</code>|\{\{&lt; version 0.2.10 &gt;\}\}", "", html, flags=re.DOTALL)
        assert "{{" not in shown, path
        told = r'a\b|link rel="(canonical|alternate|license)"'  # which load nothing
        assert not re.search(rf"""<(?!{told})[^>]*\s(src|href|data)="(https?:)?//""", html)
        assert not re.search(r"<(iframe|embed|object)", html)


def test_boxes_diagrams_and_charts(report: Report) -> None:
    for language in ("pt", "en"):
        page = text(report, f"{language}/posts/shortcodes")
        assert [box["class"][1] for box in page.select("details.admonition")] == ["warning", "question", "example"]
        assert page.select("details.question details.example")
        assert len(page.select("figure svg, figure.diagram, figure img")) >= 3
        assert "First" in [heading.text for heading in page.select("h3")]


def test_lists_code_and_formulas_in_a_box(report: Report) -> None:
    box = text(report, "pt/posts/2019-08-12-redes-convolucionais").select("details.tip")[0]
    assert [len(box.select(one)) for one in ("ol", "ol > li", "ol > li pre")] == [1, 3, 1]
    note, *_ = text(report, "pt/posts/2019-08-12-redes-convolucionais").select("details.note")
    assert note.summary
    assert note.summary.text == "Nota"


def test_links_lead_to_the_posts_and_files(report: Report) -> None:
    page = text(report, "pt/posts/2019-08-12-redes-convolucionais")
    links = [link["href"] for link in page.select("li a[href*='../shortcodes/']")]
    assert links == ["../shortcodes/", "../shortcodes/#caixas"]
    hugo = text(report, "en/posts/hugo")
    assert len(hugo.select('a[href="../2019-08-12-redes-convolucionais/"]')) == 2
    for link in hugo.select("a[href$='.pdf']"):
        assert (report.folder / "en/posts/hugo" / str(link["href"])).is_file()


def test_the_featured_image_of_a_bundle(report: Report) -> None:
    home = BeautifulSoup((report.folder / "pt" / "index.html").read_text(), "html.parser")
    pictures = [Path(str(image["src"])).name.partition(".")[0] for image in home.select(".posts .picture img")]
    assert pictures == ["digito", "featured-image", "digito"]
