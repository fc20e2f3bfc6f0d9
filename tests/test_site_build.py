"""Whole small sites: what a build writes, what it marks, and what it says when something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY
from small_sites import SITES, copy_site, keep_digits

from builder.errors import SitegenError
from builder.project import Project
from builder.results import Store
from builder.site.build import build_site

KNOWN = {"digits": {"cnn": "", "linear": ""}}
STALE = {"digits": {"cnn": "epochs 5 -> 100", "linear": ""}}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def page(project: Project, url: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / url / "index.html").read_text(), "html.parser")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_post_is_a_page_in_each_language(project: Project) -> None:
    report = build_site(project, experiments=KNOWN)
    assert (report.folder, report.pages, report.warnings) == (project.site, 18, ())
    portuguese, english = page(project, "pt/posts/digits"), page(project, "en/posts/digits")
    assert (portuguese.html["lang"], english.html["lang"]) == ("pt", "en")
    assert (portuguese.h1.text, english.h1.text) == ("Dígitos", "Digits")
    assert portuguese.find("time").text == "1 de março de 2024"
    assert [data.text for data in portuguese.select(".text > p data")] == ["0,9651", "96,5%", "3"]
    assert [data.text for data in english.select(".text > p data")] == ["0.9651", "96.5%", "3"]
    assert portuguese.find("h2")["id"] == "a-convolução-não-é-mágica"
    assert portuguese.find("code").text == "{{< value nada.disso >}}"
    assert "Escreve-se {{< value cnn.accuracy >}}, e" in portuguese.text
    assert portuguese.find("a", string="English")["href"] == "../../../en/posts/digits/"


def test_every_link_leads_to_a_file_from_any_folder(project: Project) -> None:
    build_site(project)
    for path in set(project.site.rglob("*.html")) - {project.site / "404.html"}:
        soup = BeautifulSoup(path.read_text(), "html.parser")
        targets = [tag.get("href") or tag.get("src") for tag in soup.find_all(["a", "link", "img"])]
        assert targets
        for target in targets:
            file, _, anchor = target.partition("#")
            linked = path.parent / file if file else path
            if file.endswith(("/", "..")) or file == ".":
                linked /= "index.html"  # as every server answers
            assert linked.is_file(), f"{path}: {target}"
            assert not anchor or BeautifulSoup(linked.read_text(), "html.parser").find(id=anchor)


def test_a_figure_with_its_size_words_and_provenance(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    figure = page(project, "pt/posts/digits").find("figure", class_="figure")
    image = figure.img
    svg = (project.site / "pt/posts/digits" / image["src"]).read_text()
    assert image["alt"] == "Um dígito de oito por oito pixels."
    assert int(image["width"]) > int(image["height"]) > 100
    assert "<metadata>" not in svg or "dc:date" not in svg
    caption = figure.figcaption.p
    assert caption.text == "Figura\xa01. O dígito e a sua sombra; acurácia 0,9651."
    assert (caption.em.text, caption.find("a", class_="value")["data-of"]) == ("sombra", "cnn.accuracy")
    origin = figure.find("details", class_="origins").li.text
    assert origin == (
        "Experimento cnn, calculado em 12 s em cpu, 29 de fevereiro de 2024. Para repetir: sitegen run cnn --force"
    )
    english = page(project, "en/posts/digits").find("figure", class_="figure").img["src"]
    assert english != image["src"], "the words in the figure are those of the page's language"


def test_a_chart_with_its_data(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    chart = page(project, "pt/posts/digits").find(id="chart-accuracy")
    assert chart.find("div", role="img")["aria-label"].startswith("Duas curvas que sobem")
    stills = [still["src"] for still in chart.find_all("img")] + [still["srcset"] for still in chart.find_all("source")]
    assert [name.split(".")[0] for name in stills] == [
        "accuracy", "accuracy-dark", "accuracy-narrow", "accuracy-narrow-dark",
    ]  # fmt: skip
    for name in stills:
        words = BeautifulSoup((project.site / "pt/posts/digits" / name).read_text(), "html.parser").find_all("text")
        assert {"linear", "convolucional", "acurácia", "época", "0,75"} <= {word.text for word in words}
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in chart.find("table").find_all("tr")]
    assert rows == [
        ["época", "linear", "convolucional"],
        ["1", "0,7673", "0,8798"],
        ["2", "0,9100", "0,9400"],
        ["3", "0,9300", "0,9651"],
    ]
    assert [origin.code.text for origin in chart.select(".origins li")] == [
        "cnn",
        "linear",
        "content/posts/digits/figures.py",
    ]
    files = {link.text: project.site / "pt/posts/digits" / link["href"] for link in chart.find_all("a", download=True)}
    assert list(files) == ["CSV", "JSON", "SVG"]
    assert "convolucional" in files["JSON"].read_text()
    assert files["SVG"].read_text().startswith("<svg ")
    assert files["CSV"].read_text().splitlines()[:2] == ["época,linear,convolucional", "1,0.7673,0.8798"]


def test_ids_stand_once_on_a_page(project: Project) -> None:
    path = project.post("digits") / "index.pt.md"
    path.write_text(path.read_text() + '\n## Accuracy\n\n{{< chart accuracy alt="Outra vez." >}}\n')
    build_site(project)
    ids = [tag["id"] for tag in page(project, "pt/posts/digits").find_all(id=True)]
    assert sorted(set(ids)) == sorted(ids)


def test_a_missing_translation_shows_the_other_with_a_notice(project: Project) -> None:
    build_site(project)
    english = page(project, "en/posts/so-em-portugues")
    assert english.html["lang"] == "en"
    assert english.article["lang"] == "pt"
    assert english.find(class_="notice").text == (
        "This post does not exist in English yet. Here is its text in Português."
    )
    assert [link["hreflang"] for link in english.find_all("link", hreflang=True)] == ["pt", "x-default"]
    assert page(project, "pt/posts/so-em-portugues").find(class_="notice") is None


def test_home_pages_list_the_posts_and_the_root_offers_the_languages(project: Project) -> None:
    build_site(project)
    home = page(project, "en")
    assert [link.text for link in home.select("h2 a")] == ["Digits", "Só em português"]
    assert home.find("a", string="Digits")["href"] == "posts/digits/"
    root = page(project, ".")
    assert [link["href"] for link in root.select("main a")] == ["pt/", "en/"]


def test_absolute_addresses_where_the_config_gives_one(project: Project) -> None:
    project.config.write_text('base_url = "https://example.org/digits"\n' + project.config.read_text())
    build_site(project)
    links = page(project, "pt/posts/digits").find_all("link", hreflang=True)
    assert [link["href"] for link in links] == [
        "https://example.org/digits/pt/posts/digits/",
        "https://example.org/digits/en/posts/digits/",
        "https://example.org/digits/pt/posts/digits/",
    ]


def test_what_is_out_of_date_is_marked_and_told(project: Project) -> None:
    report = build_site(project, experiments=STALE)
    [warning] = report.warnings
    assert (warning.message, warning.hint) == (
        "shows results of 'cnn' that are out of date: epochs 5 -> 100",
        "Run `sitegen run cnn`.",
    )
    soup = page(project, "pt/posts/digits")
    mark = "Os resultados de cnn estão desatualizados: epochs 5 -> 100."
    assert [figure.find("p", class_="mark").text for figure in soup.find_all("figure")] == [mark] * 4
    marked = [data.get("class") for data in soup.find_all("data")]
    assert marked == [["mark"]] * 4 + [None, ["mark"]], "all but the value of the linear network"
    assert soup.find(class_="banner") is None


def test_of_many_reasons_the_first_are_told(project: Project) -> None:
    reasons = "; ".join(f"models.py:layer_{number} changed" for number in range(20))
    report = build_site(project, experiments={"digits": {"cnn": reasons, "linear": ""}})
    mark = page(project, "en/posts/digits").find("p", class_="mark")
    assert report.warnings[0].message.endswith("models.py:layer_3 changed; …")
    assert mark.span.text.endswith("…")
    assert len(mark.text) < 170
    assert mark.span["title"] == reasons


def test_strict_refuses_what_is_out_of_date(project: Project) -> None:
    with pytest.raises(SitegenError, match="out of date"):
        build_site(project, experiments=STALE, strict=True)
    assert not project.site.exists()


def test_quick_results_are_marked_everywhere(project: Project) -> None:
    keep_digits(project.results("digits", quick=True), quick=True)
    build_site(project, experiments=KNOWN, quick=True)
    soup = page(project, "en/posts/digits")
    assert soup.find(class_="banner").text.startswith("Quick results, not for publishing")
    marks = [[mark.text for mark in figure.select("p.mark")] for figure in soup.find_all("figure")]
    assert marks[0] == ["Quick results of cnn, not for publishing."]
    assert [len(inside) for inside in marks] == [1, 2, 1]
    assert all(data["title"].startswith("Quick results") for data in soup.find_all("data"))
    assert "--force --quick" in soup.find(class_="origins").text


def test_quick_does_not_fall_back_on_published_results(project: Project) -> None:
    with pytest.raises(SitegenError, match="experiment 'cnn' never ran"):
        build_site(project, experiments=KNOWN, quick=True)


@pytest.mark.parametrize("case", sorted(path.name for path in SITES.glob("broken-*")))
def test_all_mistakes_are_told_and_the_old_site_stays(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copy_site(case, tmp_path)
    monkeypatch.chdir(project.root)
    (project.site / "pt").mkdir(parents=True)
    (project.site / "pt" / "index.html").write_text("the old site")
    experiments = {"digits": {"cnn": "", "linear": "", "broken": "", "missing": ""}}
    with pytest.raises(SitegenError) as caught:
        build_site(project, experiments=experiments)
    assert str(caught.value) + "\n" == (SITES / case / "expected.txt").read_text()
    assert files(project.site) == {"pt/index.html": b"the old site"}


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """In other folders, with other hash seeds, time zones and languages of the machine."""
    built = []
    for seed, zone, language in (("1", "UTC", "C.UTF-8"), ("2", "Asia/Tokyo", "pt_BR.UTF-8")):
        project = copy_site("good", tmp_path / seed)
        project.config.write_text('base_url = "https://example.org/digits"\n' + project.config.read_text())
        run_build(project, PYTHONHASHSEED=seed, TZ=zone, LC_ALL=language)
        built.append(files(project.site))
    assert built[0] == built[1]
    assert {"pt/feed.xml", "sitemap.xml", "robots.txt", "404.html"} <= built[0].keys()


def test_a_second_build_leaves_nothing_of_the_first(project: Project) -> None:
    build_site(project)
    (project.post("so-em-portugues") / "index.pt.md").unlink()
    build_site(project)
    assert not list(project.site.rglob("*em-portugues*"))
    assert sorted(path.name for path in project.scratch.iterdir()) == ["cache", "ledger", "site.lock", "site.spare"]


def test_a_build_imports_no_torch_no_experiment_and_writes_nothing_into_the_content(project: Project) -> None:
    before = files(project.root / "content")
    out = run_build(
        project, "import sys; print([name for name in sys.modules if name.startswith(('torch', 'builder'))])"
    )
    assert "torch" not in out
    assert "builder.experiments" not in out
    assert "builder.learning" not in out
    assert "builder.site" in out
    assert files(project.root / "content") == before


def test_a_text_without_drawings_starts_neither_matplotlib_nor_javascript(project: Project) -> None:
    (project.post("digits") / "index.pt.md").write_text("---\ntitle: x\n---\n{{< value cnn.accuracy >}}\n")
    (project.post("digits") / "index.en.md").unlink()
    out = run_build(
        project, "import sys; print({'matplotlib', 'pyecharts', 'py_mini_racer', 'numpy'} & set(sys.modules))"
    )
    assert out.splitlines()[-1] == "set()"


def test_records_are_checked_when_read(project: Project) -> None:
    artifact = next(project.results("digits").glob("cnn/arrays-*"))
    artifact.write_bytes(b"damaged")
    with pytest.raises(SitegenError) as caught:
        build_site(project, experiments=KNOWN)
    assert (caught.value.message, caught.value.path) == (
        "is damaged: it does not match the digest in its record",
        artifact,
    )
    assert Store(project.results("digits")).read("linear")


def run_build(project: Project, then: str = "", **variables: str) -> str:
    """Build in a process of its own, which must end: an engine that is not closed would keep it for ever."""
    program = (
        "import pathlib; from builder.project import Project; from builder.site.build import build_site\n"
        f"build_site(Project(pathlib.Path({str(project.root)!r})))\n{then}"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
