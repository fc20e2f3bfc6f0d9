"""A folder of plain Markdown in the repository becomes the documentation of the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from small_sites import copy_site

from builder.commands.check import check
from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

FIRST = """\
# The `digits` package

What it is, in **one** sentence.

1. [Use](use.md)
2. [Install](install.md#on-windows), then [use](use.md) it
"""
USE = """\
# Use

Write `{{< value cnn.accuracy >}}`, or {{< nothing >}} at all for $5 and $6.

```markdown
{{< unknown >}}
```

![A shade](img/shade.png)

Back to the [first page](README.md), see [the list](data.csv).
"""
INSTALL = "# Install\n\n## On Windows\n\ntext\n\n## Elsewhere\n\ntext\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The small site with documentation in English, its second language."""
    project = copy_site("good", tmp_path)
    config = project.config.read_text()
    project.config.write_text(config.replace("[en]\n", '[en]\ndocs = "manual"\n'))
    folder = project.root / "manual"
    (folder / "img").mkdir(parents=True)
    for name, text in (("README", FIRST), ("use", USE), ("install", INSTALL), ("appendix", "# Appendix\n")):
        (folder / f"{name}.md").write_text(text)
    (folder / "data.csv").write_text("a,b\n")
    for name in ("shade", "unused"):
        Image.new("RGB", (5, 3)).save(folder / "img" / f"{name}.png")
    return project


def page(project: Project, file: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / file).read_text(), "html.parser")


def test_each_file_is_a_page_in_the_order_of_the_first(project: Project) -> None:
    build_site(project)
    first = page(project, "en/docs/index.html")
    assert first.h1.text == "The digits package"
    assert [(link.text, link["href"]) for link in first.select(".toc a")] == [
        ("The digits package", "./"),
        ("Use", "use/"),
        ("Install", "install/"),
        ("Appendix", "appendix/"),
    ]
    assert [link["href"] for link in first.select("li a[href*=install]")][-1] == "install/#on-windows"
    install = page(project, "en/docs/install/index.html")
    current = install.select_one(".toc a[aria-current=page]")
    assert current.text == "Install"
    assert [link["href"] for link in current.parent.ol.select("a")] == ["#on-windows", "#elsewhere"]
    around = {link["rel"][0]: link["href"] for link in install.select(".neighbours a")}
    assert around == {"prev": "../use/", "next": "../appendix/"}
    assert first.find("meta", {"name": "description"})["content"] == "What it is, in one sentence."


def test_a_text_is_markdown_and_nothing_else(project: Project) -> None:
    assert build_site(project).warnings == ()
    text = page(project, "en/docs/use/index.html").article
    assert text.p.text == "Write {{< value cnn.accuracy >}}, or {{< nothing >}} at all for $5 and $6."
    assert text.pre.text.strip() == "{{< unknown >}}"
    folder = project.site / "en" / "docs" / "use"
    assert (folder / text.img["src"]).is_file()
    assert sorted(path.suffix for path in folder.iterdir()) == [".csv", ".html", ".md", ".png"]


def test_readers_of_another_language_are_led_there_and_back(project: Project) -> None:
    build_site(project, base_url="https://ana.example/repo")
    for file, words in (("pt/index.html", "Documentação (em inglês)"), ("en/index.html", "Documentation")):
        link = page(project, file).select_one("footer a[href$='docs/']")
        assert (link.text, link["hreflang"]) == (words, "en")
    use = page(project, "en/docs/use/index.html")
    assert use.html["lang"] == "en"
    assert use.select_one(".languages a[hreflang=pt]")["href"] == "../../../pt/"
    there = {link["hreflang"]: link["href"] for link in use.select("link[hreflang]")}
    assert there == dict.fromkeys(("en", "x-default"), "https://ana.example/repo/en/docs/use/")
    assert "https://ana.example/repo/en/docs/use/" in (project.site / "sitemap.xml").read_text()
    assert not (project.site / "pt" / "docs").exists()
    assert "/docs/" not in (project.site / "en" / "feed.xml").read_text()


def test_two_languages_may_each_have_their_own(project: Project) -> None:
    config = project.config.read_text()
    project.config.write_text(config.replace("[pt]\n", '[pt]\ndocs = "manual/pt"\n'))
    (project.root / "manual" / "pt").mkdir()
    (project.root / "manual" / "pt" / "README.md").write_text("# Documentos\n\n[Usar](use.md)\n")
    (project.root / "manual" / "pt" / "use.md").write_text("# Usar\n")
    build_site(project)
    use = page(project, "pt/docs/use/index.html")
    assert use.select_one(".languages a[hreflang=en]")["href"] == "../../../en/docs/use/"
    assert use.select_one("footer a[href='../']").text == "Documentação"
    assert {link["hreflang"] for link in use.select("link[hreflang]")} == {"pt", "en", "x-default"}


def test_nobody_is_asked_to_translate_it(project: Project) -> None:
    found = check(project)
    assert [one.message for one in (*found.errors, *found.warnings) if "manual" in str(one.path)] == []


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("use", "# Use\n\n[a](instal.md)\n", 3, "broken link 'instal.md': there is no such page or file"),
        ("use", "# Use\n\n[a](install.md#no)\n", 3, "en/docs/install/index.html has no anchor 'no'"),
        ("use", "# Use\n\n![a](no.png)\n", 3, "there is no file 'no.png' in the folder of the post"),
        ("use", "Use\n\n# Use\n", 1, "begins with no heading"),
        ("Use it", "# Use\n", None, "a page cannot be called 'Use it'"),
    ],
)
def test_mistakes_are_told_where_they_are(
    project: Project, name: str, text: str, line: int | None, message: str
) -> None:
    path = project.root / "manual" / f"{name}.md"
    path.write_text(text)
    with pytest.raises(SitegenError) as caught:
        build_site(project)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert message in caught.value.message


@pytest.mark.parametrize("folder", ["manual/img", "nowhere"])
def test_a_folder_without_a_first_page(project: Project, folder: str) -> None:
    project.config.write_text(project.config.read_text().replace('docs = "manual"', f'docs = "{folder}"'))
    with pytest.raises(SitegenError) as caught:
        build_site(project)
    error = caught.value
    assert error.message == f"[en] docs names '{folder}', which holds no README.md"
    assert "docs =" in project.config.read_text().splitlines()[(error.line or 0) - 1]


@pytest.fixture
def translated(project: Project) -> Project:
    """The same, with two of its four pages in Portuguese too."""
    config = project.config.read_text()
    project.config.write_text(config.replace("[pt]\n", '[pt]\ndocs = "manual/pt"\n'))
    (project.root / "manual" / "pt").mkdir()
    first = "# O pacote\n\n1. [Usar](use.md)\n2. [Instalar](../install.md#on-windows), em inglês\n"
    (project.root / "manual" / "pt" / "README.md").write_text(first)
    (project.root / "manual" / "pt" / "use.md").write_text("# Usar\n\nEscreva.\n")
    return project


def test_what_is_not_translated_yet_stands_in_the_list_in_its_language(translated: Project) -> None:
    build_site(translated)
    first = page(translated, "pt/docs/index.html")
    listed = [(link.text, link["href"], link.get("lang")) for link in first.select(".toc a")]
    assert listed[:4] == [
        ("O pacote", "./", None),
        ("Usar", "use/", None),
        ("Install (en)", "../../en/docs/install/", "en"),
        ("Appendix (en)", "../../en/docs/appendix/", "en"),
    ]
    assert first.select_one("li a[href='../../en/docs/install/#on-windows']")
    use = page(translated, "pt/docs/use/index.html")
    around = {link["rel"][0]: link["href"] for link in use.select(".neighbours a")}
    assert around == {"prev": "../", "next": "../../../en/docs/install/"}
    install = page(translated, "en/docs/install/index.html")
    assert install.select_one(".languages a[hreflang=pt]")["href"] == "../../../pt/docs/"
    around = {link["rel"][0]: link["href"] for link in install.select(".neighbours a")}
    assert around == {"prev": "../use/", "next": "../appendix/"}


@pytest.mark.parametrize("english", ["manual", "manual/en"])
def test_languages_share_their_pictures(project: Project, english: str) -> None:
    config = project.config.read_text().replace('docs = "manual"\n', f'docs = "{english}"\n')
    project.config.write_text(config.replace("[pt]\n", '[pt]\ndocs = "manual/pt"\n'))
    manual = project.root / "manual"
    for folder in (manual / "pt", project.root / english):
        folder.mkdir(exist_ok=True)
        (folder / "README.md").write_text("# Use\n\n![A shade](../img/shade.png)\n")
    if english == "manual":
        (manual / "README.md").write_text("# Use\n\n![A shade](img/shade.png)\n")
    build_site(project)
    pictures = [page(project, f"{code}/docs/index.html").select_one(".text img")["src"] for code in ("en", "pt")]
    assert [one.startswith("shade.") for one in pictures] == [True, True]
    for name, told in (("../../content/site.toml", "leads out of manual/"), ("../img/sade.png", "Did you mean")):
        (manual / "pt" / "README.md").write_text(f"# Use\n\n![A shade]({name})\n")
        with pytest.raises(SitegenError, match=told):
            build_site(project)


def test_a_translation_that_falls_behind_is_told(translated: Project) -> None:
    [note] = [one.message for one in check(translated).notes if "manual" in one.message]
    assert note.startswith("whether the original has changed since")
    found = check(translated, translated=["use"])
    assert [one for one in found.done if "manual/pt/use.md follows use.md" in one]
    told = {
        (one.path.name, one.line): one.message
        for one in found.warnings
        if one.path and one.path.parent.name == "manual"
    }
    assert "this code in markdown has no counterpart" in told["use.md", 5]
    text = translated.root / "manual" / "use.md"
    text.write_text(text.read_text().replace("or {{< nothing >}} at all", "or nothing"))
    [behind] = [one for one in check(translated).warnings if "was changed since" in one.message]
    assert (behind.path, behind.line) == (text, 3)
