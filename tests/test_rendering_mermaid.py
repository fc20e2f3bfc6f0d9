from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.cache import Cache

merman = pytest.importorskip("merman")
GRAPH = "graph LR; A(28 x 28) -->|é| B(.unsqueeze em 0)"


@pytest.mark.parametrize(
    ("text", "alt", "caption", "files"),
    [
        (f"{{{{< mermaid >}}}}\n{GRAPH}\n{{{{< /mermaid >}}}}", "é; 28 x 28; .unsqueeze em 0", "", 2),
        (f'{{{{< mermaid alt="x" caption="*c*" >}}}}{GRAPH}{{{{< /mermaid >}}}}', "x", "Figure\xa01. c", 2),
        (f"```mermaid\n{GRAPH}\n```", "é; 28 x 28; .unsqueeze em 0", "", 2),
        (f'~~~ {{.mermaid alt="x" caption="c"}}\n{GRAPH}\n~~~', "x", "Figure\xa01. c", 2),
        ("```mermaid\nflowchart TD\naccTitle: T\naccDescr: words\nA-->B\n```", "T; words", "", 2),
        ("```mermaid\n---\ntitle: T\n---\nflowchart TD\nA-->B\n```", None, "", 2),
        ('```mermaid\n%%{init: {"theme": "forest"}}%%\nflowchart TD\nA-->B\n```', "A; B", "", 1),
        ("```mermaid\ngraph LR; A({{< value cnn.epochs >}})\n```", "3", "", 2),
    ],
)
def test_diagrams(texts: Texts, text: str, alt: str | None, caption: str, files: int) -> None:
    body = texts.body(f"a\n\n{text}\n\nb")
    page = BeautifulSoup(body.html, "html.parser")
    image, *_ = images = page.find_all("img")
    names = [str(one["src"]) for one in images]
    assert sorted(name for name in body.files if name.endswith(".svg")) == sorted(names)
    assert len(names) == files
    assert alt is None or image["alt"] == alt
    assert int(str(image["width"])) > int(str(image["height"])) / 3 > 3
    assert (page.figcaption.text.strip() if page.figcaption else "") == caption
    assert body.picture == names[0]
    assert b"foreignObject" not in body.files[names[0]]
    assert len({body.files[name] for name in names}) == files


@pytest.mark.parametrize("kind", ["flowchart LR\nA-->B", "sequenceDiagram\nA->>B: hi", "stateDiagram-v2\ns1 --> s2"])
def test_no_box_glows_in_the_dark(texts: Texts, kind: str) -> None:
    body = texts.body(f"```mermaid\n{kind}\n```")
    (dark,) = (data.decode() for name, data in body.files.items() if name.startswith("diagram-dark"))
    assert "rgba(185" not in dark, "the light grey of its shadows"
    assert "stroke:url(" not in dark


def test_a_diagram_in_a_list_belongs_to_its_item(texts: Texts) -> None:
    html = texts.html(f"1. one\n\n    ```mermaid\n    {GRAPH}\n    ```\n\n2. two")
    assert html.count("<ol>") == 1
    assert html.index("<figure") < html.index("two")


def test_code_in_a_quotation_and_other_code_stay(texts: Texts) -> None:
    assert "<img" not in texts.html(f"> ```mermaid\n> {GRAPH}\n> ```\n\n```python\nmermaid\n```\n\n```\nx\n```")
    assert "<img" not in texts.html("```value\ncnn.accuracy\n```")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```mermaid\ngraph LR; A(--> B\n```", "this diagram cannot be drawn: Diagram parse error (flowchart-v2)"),
        ("{{< mermaid >}}\nnonsense\n{{< /mermaid >}}", "this diagram cannot be drawn: No Mermaid diagram type"),
        ("```mermaid\n```", "this diagram cannot be drawn: no Mermaid diagram detected"),
        ('```mermaid {als="x"}\ngraph LR; A-->B\n```', "'mermaid' has no argument als="),
    ],
)
def test_what_an_author_may_get_wrong(texts: Texts, text: str, message: str) -> None:
    [told] = texts.told(f"\n{text}")
    assert told[0] == 5
    assert told[1].startswith(message)


def test_without_merman(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "merman", None)
    body = texts.body(f"```mermaid\n{GRAPH}\n```\n\n```mermaid\n{GRAPH}\n```")
    assert body.html.count("<code>graph LR;") == 2
    assert [(one.line, one.message) for one in body.warnings] == [(4, "diagrams are shown as their source here")]


def test_diagrams_are_kept(texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts.cache = Cache(tmp_path / "cache")
    first = texts.body(f"```mermaid\n{GRAPH}\n```")
    monkeypatch.setattr(merman, "Merman", None)
    assert texts.body(f"```mermaid\n{GRAPH}\n```") == first
