"""Interactive figures: what stands on the page for them, what lies beside it, and the mistakes of an author."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.content.words import Words
from builder.drawing.functions import Drawing
from builder.drawing.interactive_data import data
from builder.site.links import scan
from builder.site.portable import portable

FIGURES = """\
from matplotlib.figure import Figure


def wave(cnn):
    return {"accuracy": cnn.series["test_accuracy"], "mark": "ç"}


def drawn(cnn):
    return Figure()


def array(cnn):
    return {"image": iter(cnn.arrays()["image"])}


def endless():
    return {"loss": float("nan")}
"""
OPEN, CLOSE = '{{< interactive wave alt="A wave" caption="Move *it*." >}}', "{{< /interactive >}}"


@pytest.fixture
def post(texts: Texts) -> Texts:
    """A post with functions that give data, and the script of one of them."""
    (texts.folder / "figures.py").write_text(FIGURES)
    (texts.folder / "wave.js").write_text("export function mount(element, data) {}\n")
    return texts


def test_what_it_encloses_stands_on_the_page_with_the_addresses_of_script_and_data(post: Texts) -> None:
    body = post.body(f"{OPEN}\n\nA **wave**.[^1]\n\n{CLOSE}\n\n[^1]: Still.")
    figure = BeautifulSoup(body.html, "html.parser").find(id="interactive-wave")
    still, live = figure.find_all(recursive=False)
    number, said = still.find_all("p")
    assert number.text == "Figure\xa01. "
    assert said.decode_contents().startswith("A <strong>wave</strong>.<sup")
    assert live.has_attr("hidden")
    assert live.find(role="group")["aria-label"] == "A wave"
    assert live.figcaption.p.decode_contents() == f"{number.decode_contents()}Move <em>it</em>."
    assert body.used == {"cnn"}
    assert body.files[figure["data-module"]] == (post.folder / "wave.js").read_bytes()
    assert json.loads(body.files[figure["data-source"]]) == {"accuracy": [0.8798, 0.94, 0.9651], "mark": "ç"}
    assert {figure["data-module"], figure["data-source"]} <= set(scan(str(body.html)).targets), "links are checked"
    assert not figure.has_attr("data-style")


def test_a_style_sheet_of_the_same_name_comes_along(post: Texts) -> None:
    (post.folder / "wave.css").write_text(".wave { color: red }\n")
    body = post.body(f"{OPEN}\n\nA wave.\n\n{CLOSE}")
    style = BeautifulSoup(body.html, "html.parser").find(id="interactive-wave")["data-style"]
    assert body.files[style] == b".wave { color: red }\n"


def test_it_keeps_room_free_for_what_the_script_makes(post: Texts) -> None:
    opened = OPEN.replace(" >}}", ' height="calc(2rem + 50cqi)" height_on_phones="max(3rem, 10%)" >}}')
    group = BeautifulSoup(post.html(f"{opened}\n\nA wave.\n\n{CLOSE}"), "html.parser").find(role="group")
    assert group["style"] == "--height: calc(2rem + 50cqi);--height-on-phones: max(3rem, 10%);"


def test_a_table_without_a_caption_is_something_too(post: Texts) -> None:
    figure = BeautifulSoup(post.html(f"{OPEN}\n\n{{{{< table cnn series=test_accuracy >}}}}\n\n{CLOSE}"), "html.parser")
    assert figure.select(".still table")


def test_a_feed_has_what_it_encloses_and_nothing_else(post: Texts) -> None:
    html = portable(post.html(f"{OPEN}\n\nA wave.\n\n{CLOSE}"), "https://ana.example/post/")
    assert "A wave." in html
    assert "Move" not in html


def test_a_table_of_words_is_data(tmp_path: Path) -> None:
    words = Words(tmp_path / "words.toml", "pt", {"up": "para cima", "more": {"down": "para baixo"}})
    found = data(Drawing("wave", {"words": words}, [], tmp_path / "figures.py", 1))
    assert found.json == '{"words":{"up":"para cima","more":{"down":"para baixo"}}}'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (f"{OPEN}{CLOSE}", 4, "'interactive' encloses nothing that stands there without JavaScript"),
        (f"{OPEN}\n\nA wave.", 4, "'interactive' is never closed"),
        (f'{{{{< interactive wave alt="x" height="1px;x" >}}}}a{CLOSE}', 4, "'1px;x' is no length of CSS"),
        (f'{{{{< interactive wave alt="" >}}}}a{CLOSE}', 4, 'alt="" says nothing'),
        (f'{{{{< interactive drawn alt="x" >}}}}a{CLOSE}', 8, "what 'drawn' returned is no data for JavaScript"),
        (f'{{{{< interactive array alt="x" >}}}}a{CLOSE}', 12, "what 'array' returned is no data for JavaScript"),
        (f'{{{{< interactive endless alt="x" >}}}}a{CLOSE}', 16, "what 'endless' returned is no data for JavaScript"),
    ],
)
def test_mistakes_are_told_where_they_stand(post: Texts, text: str, line: int, message: str) -> None:
    [told] = post.told(text)
    assert told[0] == line
    assert told[1].startswith(message)


def test_a_script_that_is_not_there_is_told(post: Texts) -> None:
    (post.folder / "wave.js").unlink()
    [told] = post.told(f"{OPEN}\n\nA wave.\n\n{CLOSE}")
    assert told == (4, "this post has no wave.js", "It exports mount(element, data), which fills the figure.")
