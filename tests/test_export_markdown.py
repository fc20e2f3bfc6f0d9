"""Posts as Markdown for other places: numbers filled in, pictures as pixels, links that lead back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from PIL import Image
from small_sites import copy_site

from builder.commands.export import export
from builder.drawing.pixels import png
from builder.errors import SitegenError
from builder.project import Project

BASE = 'base_url = "https://ana.example/repo"\n'
EXPERIMENTS = "from builder import Result, experiment\n\n" + "".join(
    f"@experiment\ndef {name}() -> Result:\n    return Result()\n\n" for name in ("cnn", "linear")
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    project.config.write_text(BASE + project.config.read_text())
    (project.post("digits") / "experiments.py").write_text(EXPERIMENTS)
    return project


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def exported(project: Project, name: str = "digits") -> Mapping[str, bytes]:
    list(export(project, [name], ["markdown"], None))
    return written(project.root / "export" / name)


def add(project: Project, text: str, name: str = "digits/index.en.md") -> None:
    path = project.posts / name
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "---\ntitle: More\ndate: 2024-01-01\n---\n") + text)


def test_a_post_is_one_file_a_language_with_its_pictures_beside(project: Project) -> None:
    files = exported(project)
    assert sorted(name for name in files if "/" not in name) == ["digits.en.md", "digits.pt.md"]
    text = files["digits.en.md"].decode()
    head = yaml.safe_load(text.split("---\n")[1])
    assert head == {
        "title": "Digits",
        "published": False,
        "description": "A small network and what it measures.",
        "tags": "neuralnetworks, mnist",
        "canonical_url": "https://ana.example/repo/en/posts/digits/",
    }
    assert "The network gets 0.9651 of the digits right, that is 96.5%, after 3 epochs." in text
    assert "![A digit of eight by eight pixels.](digits.en/digit.png)" in text
    assert "Figure\u00a01. The digit and its *shadow*." in text
    assert "0,9651" in files["digits.pt.md"].decode()
    assert "[CSV](https://ana.example/repo/en/posts/digits/accuracy." in text
    for name in ("digit", "accuracy", "confusion"):
        with Image.open(io.BytesIO(files[f"digits.en/{name}.png"])) as picture:
            assert picture.format == "PNG"
            assert picture.mode in ("RGB", "RGBA")
            assert picture.getpixel((0, 0))[-1] == 255, "dark pages shine through"  # type: ignore[index]
    assert {name for name in files if name.startswith("digits.en/")} == {
        f"digits.en/{name}.png" for name in ("digit", "accuracy", "confusion")
    }


def test_the_same_again_is_the_same_bytes(project: Project) -> None:
    assert exported(project) == exported(project)


def test_links_lead_to_the_site_and_are_words_where_nobody_knows_its_address(project: Project) -> None:
    add(
        project,
        "\n\nSee [this](../so-em-portugues/), [there](https://a.test/b), [above](#a-convolution-is-no-magic).\n",
    )
    text = exported(project)["digits.en.md"].decode()
    assert "See [this](https://ana.example/repo/en/posts/so-em-portugues/), [there](https://a.test/b), above." in text
    project.config.write_text(project.config.read_text().replace(BASE, ""))
    files = exported(project)
    text = files["digits.en.md"].decode()
    assert "See this, [there](https://a.test/b), above." in text
    assert "canonical_url" not in text
    assert "[CSV](digits.en/accuracy.csv)" in text
    assert files["digits.en/accuracy.csv"].startswith(b"\xef\xbb\xbf") or b"," in files["digits.en/accuracy.csv"]


def test_what_a_text_may_hold(project: Project) -> None:
    """Photographs as they are, code with its language, footnotes, formulas, tables, boxes, lists."""
    add(
        project,
        "\n\n![A shade](shade.png)\n\n```python\nx = {'a': [1](2)}\n```\n\nA note.[^1]\n\n[^1]: What it says.\n\n"
        "$a_1 < b$ and\n\n$$\n\\sum_i x_i\n$$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "> [!NOTE]\n> In a box.\n\n- one\n\n  two\n\n<details><summary>More</summary>\n\nInside.\n\n</details>\n",
    )
    files = exported(project)
    text = files["digits.en.md"].decode()
    for words in (
        "![A shade](digits.en/shade.png)",
        "```python\nx = {'a': [1](2)}\n```",
        "A note.[^1]",
        "[^1]: What it says.",
        "$a_1 < b$ and",
        "$$ \\sum_i x_i $$",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> In a box.",
        "- one\n\n  two",
        "**More**\n\nInside.",
    ):
        assert words in text, text
    assert files["digits.en/shade.png"] == (project.post("digits") / "shade.png").read_bytes()


def test_html_of_the_author_that_never_ends_loses_nothing(project: Project) -> None:
    add(project, "\n\n<div><p>One\n\nTwo <b>three\n\n## Four\n\nFive.\n")
    text = exported(project)["digits.en.md"].decode()
    for word in ("One\n", "Two **", "three**", "Four", "Five."):
        assert text.count(word) == 1, text


def test_a_draft_and_a_text_in_one_language_only(project: Project) -> None:
    add(project, "\nWords.\n", "second/index.pt.md")
    path = project.posts / "second" / "index.pt.md"
    path.write_text(path.read_text().replace("date:", "draft: true\ndate:"))
    lines = list(export(project, ["second"], ["markdown"], None))
    assert [line for line in lines if "is a draft, which this site does not publish" in line]
    assert set(written(project.root / "export" / "second")) == {"second.pt.md"}


@pytest.mark.parametrize("name", ["single", "content/posts/single.en.md", "elsewhere"])
def test_a_post_that_is_a_single_file_is_named_by_it(project: Project, name: str) -> None:
    (project.posts / "single.en.md").write_text("---\ntitle: Single\nslug: elsewhere\n---\nWords.\n")
    list(export(project, [name], ["markdown"], project.root / "out"))
    assert set(written(project.root / "out")) == {"elsewhere.en.md"}
    with pytest.raises(SitegenError, match="no post or page 'posts'"):
        list(export(project, ["content/posts"], ["markdown"], None))


def test_a_page_is_taken_too(project: Project) -> None:
    assert set(exported(project, "about")) == {"about.en.md", "about.pt.md"}


def test_what_there_is_not_is_told(project: Project) -> None:
    with pytest.raises(SitegenError, match="there is no post or page 'digit'") as raised:
        exported(project, "digit")
    assert "digits" in raised.value.hint
    with pytest.raises(SitegenError, match="no form is named"):
        list(export(project, ["digits"], [], None))
    add(project, "\n\n{{< value cnn.nothing >}}\n")
    with pytest.raises(SitegenError, match="nothing") as raised:
        exported(project)
    assert raised.value.path == project.post("digits") / "index.en.md"
    assert exported(project, "about"), "the mistake of another text is none of this"


def test_results_that_are_out_of_date_are_told(project: Project) -> None:
    lines = list(export(project, ["content/posts/digits/index.en.md"], ["markdown"], None))
    assert [line for line in lines if line.startswith("Warning: ") and "out of date" in line]


def test_letters_that_the_fonts_of_matplotlib_lack_are_taken_from_the_machine() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15">{}</text></svg>'
    blank = png(drawing.format("").encode())
    assert png(drawing.format("a").encode()) not in (blank, png(drawing.format("b").encode()))
    with pytest.raises(SitegenError, match="cannot be drawn"):
        png(b"<svg")
