"""Documentation shows what comes of its examples, made from the records of a post."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import REPOSITORY
from records import rebind
from small_sites import copy_site

from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

PAGE = """\
---
examples: digits
---

# Use

Write {{< value cnn.accuracy >}} for $5 and $6.

```markdown result
The network gets {{< value cnn.accuracy percent >}} right, and $x$ is set.
```

Words[^1].

[^1]: A note.

~~~markdown result
> [!TIP]
> {{< see digit >}}

{{< figure digit alt="A digit." caption="It is drawn." >}}
~~~

```markdown
{{< unknown >}}
```

- An item

  ```markdown result
  {{< unknown >}}
  ```

See [the first](README.md).
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The small site with documentation in English, whose examples are from its post."""
    project = copy_site("good", tmp_path)
    project.config.write_text(project.config.read_text().replace("[en]\n", '[en]\ndocs = "manual"\n'))
    (project.root / "manual").mkdir()
    (project.root / "manual" / "README.md").write_text("# First\n\n[Use](use.md)\n")
    (project.root / "manual" / "use.md").write_text(PAGE)
    return project


def accuracy(project: Project) -> float:
    record = json.loads((project.post("digits") / "results" / "cnn" / "record.json").read_text())
    return record["values"]["accuracy"]


def built(project: Project) -> Tag:
    assert build_site(project).warnings == ()
    page = BeautifulSoup((project.site / "en" / "docs" / "use" / "index.html").read_text(), "html.parser")
    assert page.article
    return page.article


def test_what_comes_of_an_example_stands_below_it(project: Project) -> None:
    article = built(project)
    first, second = article.select(".highlight + .result")
    assert f"{accuracy(project):.2%}" in first.text
    assert first.select_one(".katex")
    assert second.select_one(".admonition.tip").text.split()[-2:] == ["Figure", "1"]
    assert second.select_one("figcaption").text.strip().startswith("Figure\xa01. It is drawn.")
    assert (project.site / "en" / "docs" / "use" / second.select_one("figure img")["src"]).is_file()
    assert first.find_previous_sibling(class_="highlight").text.strip().startswith("The network gets {{<")


def test_all_else_is_left_alone(project: Project) -> None:
    article = built(project)
    assert article.select_one(".text > p").text == "Write {{< value cnn.accuracy >}} for $5 and $6."
    assert [code.text.strip() for code in article.select("pre")][-2:] == ["{{< unknown >}}"] * 2
    assert article.select_one(".footnote").text.strip().startswith("A note.")
    assert article.select_one("p > a[href='../']").text == "the first"


def test_the_run_behind_it_is_named_below(project: Project) -> None:
    assert "cnn" in built(project).select_one(".runs").text


def test_a_changed_record_makes_the_page_anew(project: Project) -> None:
    built(project)
    path = project.post("digits") / "results" / "cnn" / "record.json"
    rebind(path, f'"accuracy": {accuracy(project)}', '"accuracy": 0.125')
    assert "12.5%" in built(project).select_one(".result").text


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("cnn.accuracy percent", "cnn.acuracy percent", 10, "acuracy"),
        ("{{< see digit >}}", "{{< see digits >}}", 19, "digits"),
        ("> [!TIP]\n", "> {{< nothing >}}\n> [!TIP]\n", 18, "unknown shortcode 'nothing'"),
        ("examples: digits", "examples: digit", 2, "there is no post 'digit'"),
        ("examples: digits", "examples: [digits]", 2, "there is no post"),
    ],
)
def test_a_mistake_in_an_example_is_told_at_its_line(
    project: Project, old: str, new: str, line: int, message: str
) -> None:
    path = project.root / "manual" / "use.md"
    assert old in PAGE
    path.write_text(PAGE.replace(old, new, 1))
    with pytest.raises((SitegenError, ExceptionGroup)) as raised:
        build_site(project)
    errors = raised.value.exceptions if isinstance(raised.value, ExceptionGroup) else [raised.value]
    told = [error for error in errors if isinstance(error, SitegenError) and error.path == path]
    assert [(error.line, message in error.message) for error in told] == [(line, True)]


DOCS = [path for path in sorted((REPOSITORY / "docs").rglob("*.md")) if path.read_text().startswith("---\nexamples:")]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_every_example_of_our_own_shows_what_comes_of_it(path: Path, published: Path) -> None:
    language = path.parent.name if path.parent.name != "docs" else "en"
    page = BeautifulSoup((published / language / "docs" / path.stem / "index.html").read_text(), "html.parser")
    examples = re.findall(r"^(`{3,})markdown result\n(.*?)^\1$", path.read_text(), re.MULTILINE | re.DOTALL)
    shown = page.select(".highlight + .result")
    assert len(shown) == len(examples) > 0
    for (_, example), result in zip(examples, shown, strict=True):
        assert result.find_previous_sibling(class_="highlight").pre.text.strip() == example.strip()
        assert result.text.strip() or result.img
        assert not re.search(r"\{\{[<%]", result.text)
