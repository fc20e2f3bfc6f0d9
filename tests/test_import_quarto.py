"""`sitegen import` of a blog of Quarto: a small one, made up here, with texts that were run and texts that were not."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site
from PIL import Image

from builder.importers.quarto import read_quarto
from builder.importers.quarto_texts import Quarto
from builder.project import Project
from builder.site.build import build_site

CELL = "```{python}\n#| label: a\n#| fig-cap: A\nplot(1)\n```\n"
GIVEN = (
    "---\ntitle: Run\n---\n\n## Head\n\nThe words of it stay.\n\n::: {.cell execution_count=1}\n"
    "``` {.python .cell-code}\nplot(1)\n```\n\n::: {.cell-output .cell-output-display}\n"
    "![A](index_files/figure-html/cell-2-output-1.png){width=3 height=2}\n:::\n\n"
    "::: {.cell-output .cell-output-stdout}\n```\n42\n```\n:::\n:::\n\n::: {.callout-note}\nNote.\n:::\n"
)
RUN = f"---\ntitle: Run\n---\n\n## Head\n\nThe words of it stay.\n\n{CELL}\n::: {{.callout-note}}\nNote.\n:::\n"
FILES = {
    "_quarto.yml": "project:\n  type: website\n  render: ['*.qmd', '*.md', '*.ipynb', '!etc/']\n"
    "website:\n  title: Lab\n  site-url: https://own.test\n  description: Of a lab\nlang: en-GB\n",
    "index.qmd": "---\ntitle: Lab\nlisting:\n  contents: posts\n  feed: true\n---\n",
    "about.qmd": "---\ntitle: About\n---\n[run](posts/run/index.qmd) ![me](images/me.png)\n",
    "posts/run/index.qmd": RUN,
    "posts/old/index.qmd": "---\ntitle: Old\ndate: 2020-01-02\ncategories: [Big Things, code]\nimage: a.png\n"
    "aliases: [/older.html, ../oldest/]\nauthor:\n  - name: Ana\n---\n" + CELL + "{{< include ../_part.qmd >}}\n",
    "posts/_part.qmd": "---\ntitle: Part\n---\nA *part*.\n",
    "posts/single.md": "---\ntitle: Single\ndate: last-modified\n---\n"
    "[a](../images/me.png) [b](old/index.html) ![c](c.png)\n",
    "posts/old/part.md": "## A part\n\n![a](a.png) [old](index.qmd)\n",
    "notes/index.qmd": "---\ntitle: Notes\nlisting: {contents: .}\n---\n",
    "notes/n.qmd": "---\ntitle: N\n---\n[d](d.csv)\n",
    "notes/d.csv": "1",
    "posts/draft.qmd": "---\ntitle: Draft\ndraft: true\n---\nx\n",
    "etc/no.qmd": "---\ntitle: No\n---\nx\n",
    "README.md": "# Repository\n",
    "styles.css": "x {}",
    "_metadata.yml": "toc: true\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "quarto"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    kept = root / "_freeze" / "posts" / "run" / "index"
    pictures = [kept / "figure-html" / "cell-2-output-1.png", root / "images/me.png", root / "posts/c.png"]
    for picture in [*pictures, root / "posts/old/a.png"]:
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (3, 2)).save(picture)
    data = {"hash": hashlib.md5(RUN.encode()).hexdigest(), "result": {"markdown": GIVEN}}
    (kept / "execute-results").mkdir()
    (kept / "execute-results" / "html.json").write_text(json.dumps(data))
    notebook = (REPOSITORY / "tests" / "notebooks" / "Learning rates.ipynb").read_bytes()
    (root / "posts" / "rates.ipynb").write_bytes(notebook)
    return root


def imported(tmp_path: Path, source: Path) -> tuple[Path, list[str]]:
    new = tmp_path / "new"
    new.mkdir()
    return new, Site(new).sitegen("import", str(source)).stdout.splitlines()


def test_a_blog_of_quarto_becomes_a_site(tmp_path: Path, source: Path) -> None:
    new, said = imported(tmp_path, source)
    assert said[0].startswith("Copied into ./: 7 posts, 1 page, 8 texts, ")
    config = tomllib.loads((new / "content" / "site.toml").read_text())
    assert (config["title"], config["base_url"], config["languages"]) == ("Lab", "https://own.test/", ["en"])
    assert tomllib.loads((new / "content" / "redirects.toml").read_text()) == {
        "/index.xml": "/feed.xml",
        "/notes/": "/archive/",
    }
    posts = new / "content" / "posts"
    run = (posts / "run" / "index.en.md").read_text()
    assert "```python\nplot(1)\n```\n\n![A](index_files/figure-html/cell-2-output-1.png)\n" in run
    assert "```\n42\n```\n\n\n::: {.callout-note}\nNote.\n:::\n" in run.replace("```\n\n::: {.c", "```\n\n\n::: {.c")
    assert (posts / "run" / "index_files" / "figure-html" / "cell-2-output-1.png").is_file()
    old = (posts / "old" / "index.en.md").read_text()
    assert old.endswith("---\n```python\nplot(1)\n```\nA *part*.\n")
    assert 'aliases: ["/posts/old/", "/older.html", "/posts/oldest/"]' in old
    assert 'tags: ["Big Things", "code"]' in old
    assert 'featured_image: "a.png"' in old
    single = (posts / "single.en.md").read_text()
    assert single.endswith("[a](/images/me.png) [b](/posts/old/) ![c](c.png)\n")
    assert 'aliases: ["/posts/single.html"]' in single
    assert "[run](/posts/run/)" in (new / "content" / "pages" / "about.en.md").read_text()
    assert (posts / "rates" / "index.en.md").is_file()
    assert "styles.css" not in said[0]
    assert (posts / "d.csv").is_file()
    assert (posts / "part.en.md").read_text().endswith("## A part\n\n![a](/posts/old/a.png) [old](/posts/old/)\n")
    assert (new / "static" / "posts" / "old" / "a.png").is_file()


def test_it_builds_and_every_old_address_leads_on(tmp_path: Path, source: Path) -> None:
    new, said = imported(tmp_path, source)
    kept = next(line for line in said if line.startswith("Addresses")).split()
    assert kept[2] == kept[4]
    build_site(Project(new))
    for old in (
        "posts/run/",
        "posts/single.html",
        "older.html",
        "posts/oldest/",
        "index.xml",
        "about.html",
        "posts/rates.html",
    ):
        assert (new / "site" / old).exists(), old


@pytest.mark.parametrize("words", ["The words were changed since then, all of them.", "Other words that are not kept."])
def test_an_output_of_another_text_is_not_taken(tmp_path: Path, source: Path, words: str) -> None:
    text = source / "posts" / "run" / "index.qmd"
    text.write_text(RUN.replace("The words of it stay.", words))
    new, said = imported(tmp_path, source)
    assert "  1 × a kept output of another text than there is now: posts/run/index.qmd" in said
    assert words in (new / "content" / "posts" / "run" / "index.en.md").read_text()


@pytest.mark.parametrize("kept", ["", "{}", "[]", '{"result": 3}', '{"result": {"markdown": "---\\n"}}'])
def test_an_output_that_cannot_be_read(tmp_path: Path, source: Path, kept: str) -> None:
    (source / "_freeze/posts/run/index/execute-results/html.json").write_text(kept)
    site = read_quarto(source)
    assert "a kept output that cannot be read" in site.unknown


def told_and_plain(written: str) -> tuple[str, list[str]]:
    told: list[str] = []
    parts = {"a.qmd": "a {{< meta title >}}\n", "b c.qmd": "b"}
    return Quarto(told.append, lambda name: parts.get(name), {"title": "T"}).plain(written), told


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("```{python}\n#| echo: true\nx\n```", "```python\nx\n```"),
        ("```{r name, fig.width=3}\nx\n```", "```r\nx\n```"),
        ("```{ojs}\n//| a: b\nx\n```", "```javascript\nx\n```"),
        ("```{mermaid}\n%%| fig-cap: a\nx\n```", "```mermaid\nx\n```"),
        ("```{r setup, include=FALSE}\nx\n```\na", "\na"),
        ("```{python}\n#| echo: false\nx\n```\na", "\na"),
        ('```{.bash filename="a.sh"}\n#| x\n```', "```bash\n#| x\n```"),
        ("```{#lst-a .python lst-cap='a'}\nx\n```", "```python\nx\n```"),
        ("```{{r}}\nx\n```", "```r\nx\n```"),
        ("```{=html}\n<b>x</b>\n```", "<b>x</b>"),
        ("```{=latex}\nx\n```\na", "\na"),
        ("````md\n```{python}\nx\n```\n````", "````md\n```{python}\nx\n```\n````"),
        ("  ```{python}\n  x\n  ```", "  ```python\n  x\n  ```"),
        ("a `<br>`{=html} b", "a <br> b"),
        ("{{< include a.qmd >}}", "a T"),
        ("{{< video https://www.youtube.com/embed/abcdefg >}}", "{{< youtube abcdefg >}}"),
        ("{{< video https://youtu.be/abcdefg title='x' >}}", "{{< youtube abcdefg >}}"),
        ("{{< video a/b.mp4 >}}", "[b.mp4](a/b.mp4)"),
        ("{{< fa brands github >}}a", "a"),
        ("{{< kbd Ctrl >}}", "{{</* kbd Ctrl */>}}"),
        ("`{{< kbd Ctrl >}}`", "`{{< kbd Ctrl >}}`"),
        ('![](a.png){fig-alt="An a" width=3}', "![An a](a.png)"),
        ('![A](a.png "t"){#fig-a}', '![A](a.png "t")'),
        ("[a](b){target=_blank} [c]{.smallcaps}", "[a](b) c"),
        ("## A {#sec-a .unnumbered}\n## B {.x}", "## A {#sec-a}\n## B"),
        ("::: {.callout-tip}\na\n:::", "::: {.callout-tip}\na\n:::"),
        ("H~2~O, x^2^ and 10^-3^ ~~a~~ a~b", "H<sub>2</sub>O, x<sup>2</sup> and 10<sup>-3</sup> ~~a~~ a~b"),
        ("$a~b~c$ and $x^2^$ `x^2^` [a](b~1~c)", "$a~b~c$ and $x^2^$ `x^2^` [a](b~1~c)"),
        ("a^[so [b](c)] d ^[two]\n", "a[^note-0-1] d [^note-0-2]\n\n[^note-0-1]: so [b](c)\n\n[^note-0-2]: two\n"),
        ("`a^[so]`", "`a^[so]`"),
        ("$\\frac{a}{b}$ [x]: {y}", "$\\frac{a}{b}$ [x]: {y}"),
    ],
)
def test_texts(written: str, plain: str) -> None:
    assert told_and_plain(written)[0] == plain


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{{< include none.qmd >}}", "the shortcode 'include'; it is shown as it is written"),
        ("{{< fa x >}}", "the shortcode 'fa', which shows no word"),
        ("see @fig-a and a@fig-b.test", "references such as @fig-name, which stay as they are written"),
        ("```{python}\n#| include: false\nx\n```", "code that its author hid, of which no output is kept"),
        ("```{=latex}\nx\n```", "what is for latex only"),
    ],
)
def test_what_means_nothing_is_told(written: str, told: str) -> None:
    assert told_and_plain(written)[1] == [told]


def test_links_lead_nowhere_else(tmp_path: Path, source: Path) -> None:
    (tmp_path / "secret.md").write_text("---\ntitle: SECRET\n---\n")
    (source / "posts" / "s.md").symlink_to(tmp_path / "secret.md")
    (source / "posts" / "old" / "s.txt").symlink_to(tmp_path / "secret.md")
    (source / "posts" / "single.md").write_text(
        "---\ntitle: a\n---\n{{< include ../../secret.md >}} [x](../../secret.md)\n"
    )
    new, _ = imported(tmp_path, source)
    assert not [path for path in new.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]
