"""Tables and listings as a reader has them: whole values, groups, an edge that tells of more, long lines of code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import Opener, opener
from serving import serving
from small_sites import copy_site

from builder.checking.listings import BROAD, long_lines
from builder.content.posts import read_posts
from builder.project import Project
from builder.shortcodes.handlers.listing import COLUMN
from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LONG = "value = " + " + ".join(f"number_{n}" for n in range(40))
TEXT = f"""
```python
short = 1
{LONG}
```

```text
short
```

| a | b |
|---|---|
| 1 | 2 |
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = copy_site("good", tmp_path_factory.mktemp("tables"))
    with (project.posts / "digits" / "index.en.md").open("a") as text:
        text.write(TEXT)
    build_site(project)
    return project


@pytest.fixture
def visit(browser: Browser, project: Project) -> Iterator[Opener]:
    with serving(project.site) as address, opener(browser, address) as visit:
        yield visit


@pytest.fixture
def visit_published(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address) as visit:
        yield visit


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "pt"])
def test_values_and_ranges_of_a_table_stand_on_one_line(
    visit_published: Opener, viewport: dict[str, int], language: str
) -> None:
    page = visit_published(f"{language}/posts/cnns/index.html", viewport=viewport)
    lines = """cells => cells.filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size > 1;
    }).map((cell) => cell.textContent)"""
    cells = page.locator("figure.table td:not(.word)")
    assert cells.count() > 30
    assert cells.evaluate_all(lines) == []


def test_rows_that_begin_alike_are_a_group(visit_published: Opener) -> None:
    page = visit_published("en/posts/cnns/index.html", viewport=DESK)
    heads = page.locator("#table-roll_first tbody th")
    assert heads.all_inner_texts() == ["fully connected", "convolutional"]
    assert [head.get_attribute("rowspan") for head in heads.all()] == ["3", "3"]
    assert [head.get_attribute("scope") for head in heads.all()] == ["rowgroup", "rowgroup"]
    rows = page.locator("#table-roll_first tbody tr")
    assert rows.count() == 6
    assert len({row.locator("td").count() for row in rows.all()}) == 1


def test_on_a_desk_a_long_line_takes_the_margin_and_can_be_broken(visit: Opener) -> None:
    page = visit("en/posts/digits/index.html", viewport=DESK)
    long = page.locator(".highlight", has_text="number_39")
    column, box = page.locator(".text > p").first.bounding_box(), long.bounding_box()
    assert column is not None
    assert box is not None
    assert box["width"] > 1.3 * column["width"]
    code = long.locator("pre")
    assert code.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    long.hover()
    wrap = long.get_by_role("button", name="Wrap lines")
    assert wrap.get_attribute("aria-pressed") == "false"
    height = code.evaluate("pre => pre.clientHeight")
    wrap.click()
    assert wrap.get_attribute("aria-pressed") == "true"
    assert code.evaluate("pre => pre.scrollWidth <= pre.clientWidth && pre.clientHeight") > height
    wrap.press("Enter")
    assert code.evaluate("pre => pre.clientHeight") == height
    short = page.locator(".highlight", has_text="short").last
    assert short.get_by_role("button", name="Copy").count() == 1
    assert short.get_by_role("button", name="Wrap lines").count() == 0, "where all can be seen"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_edge_behind_which_there_is_more_is_in_shade(visit: Opener, scheme: str) -> None:
    """Seen in the pixels: the right edge before scrolling, and no more at the end."""
    import io

    import numpy as np
    from PIL import Image

    page = visit("en/posts/digits/index.html", viewport=PHONE, color_scheme=scheme)
    code = page.locator(".highlight", has_text="number_39").locator("pre")

    def edges() -> tuple[float, float]:
        """The mean brightness of the left and of the right edge."""
        pixels = np.asarray(Image.open(io.BytesIO(code.screenshot())).convert("L"), dtype=float)
        below = pixels[-14:-6]  # no letters stand there
        return float(below[:, 4:7].mean()), float(below[:, -7:-4].mean())

    left, right = edges()
    assert right < left - 3
    code.evaluate("pre => pre.scrollTo(1e6, 0)")
    left, right = edges()
    assert left < right - 3


def test_a_listing_of_a_definition_takes_the_margin_where_it_is_broad(visit_published: Opener) -> None:
    page = visit_published("en/posts/cnns/index.html", viewport=DESK)
    for listing in page.locator("figure.listing").all():
        longest = max(map(len, listing.locator("pre").inner_text().splitlines()))
        assert ("broad" in (listing.get_attribute("class") or "").split()) == (longest > COLUMN)
        fits = listing.locator("pre").evaluate("pre => pre.scrollWidth <= pre.clientWidth")
        assert fits == (longest <= BROAD), longest


def test_check_tells_of_lines_that_are_too_long_for_a_page(project: Project) -> None:
    (post,) = (one for one in read_posts(project, ("pt", "en")).posts if one.slug == "digits")
    (note,) = long_lines(post)
    assert note.path == project.posts / "digits" / "index.en.md"
    assert note.line is not None
    assert note.path.read_text().splitlines()[note.line - 1] == LONG
    assert f"up to {len(LONG)} letters, and a page shows {BROAD}" in note.message


WORDS = "bar here cite tools paper screen back card contents seeds dots wrap wrapped small about name".split()
"""Names of classes that anybody's own elements may have, and the theme's have too."""
SAME = """words => words.filter((word) => {
    const [plain, named] = [document.createElement("div"), document.createElement("div")];
    named.className = word;
    for (const one of [plain, named]) one.append("words");
    document.querySelector("article").append(plain, named);
    const [one, other] = [plain, named].map((element) => getComputedStyle(element));
    const differs = [...one].filter((property) => one[property] !== other[property]);
    const shown = ["::before", "::after"].some((part) => getComputedStyle(named, part).content !== "none");
    plain.remove();
    named.remove();
    return differs.length || shown;
})"""


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_theme_leaves_what_others_name_alone(visit: Opener, viewport: dict[str, int], media: str) -> None:
    page = visit("en/posts/digits/index.html", viewport=viewport)
    page.emulate_media(media="print" if media == "print" else "screen")
    assert page.evaluate(SAME, WORDS) == []
