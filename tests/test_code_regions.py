"""What is code is read in one way: what looks for shortcodes leaves alone what the converter shows as code."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hugo_oracle import spec

from builder.document.code_regions import FENCE, fence_end, in_indented_code, without_code
from builder.document.markdown import to_html
from builder.document.reading import blocks_of

TEXTS = [
    "```\ncode\n```\nword",
    "```\ncode\n`````\nword",
    "~~~~   ruby startline=3 $%@#$\ncode\n~~~~~~~\n\nword",
    "````\ncode\n```\ncode\n````\nword",
    "```\ncode\n    ```\ncode\n```\nword",
    "> ```\n> code\nword",
    "> ```\n> code\n\nword\n\n> word",
    "- ```\n  code\n  ```\n- word",
    "- a\n\n  ```\n  code\nword",
    "1. a\n   ~~~\n   code\n   ~~~\n   word",
    "- > ```\n  > code\n  > ```\n  > word",
    "a[^1]\n\n[^1]: word\n\n    ```\n    code\n    ```\n\n    word",
    "[^1]: ```\n    code\n    ```\n\na[^1] word",
    "word\n:   word\n\n    ```\n    code\n    ```\n",
    "word\n\n    ```\n    code\n    ```\n\nword",
    "<!--\n```\n-->\n\nword `code`\n\n<!--\n```\n-->",
    "word `code`\n    ```\n    word",
    "`` code `\ncode `` word",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_looks_for_shortcodes_leaves_alone_what_is_shown_as_code(text: str) -> None:
    page = BeautifulSoup(to_html(text), "html.parser")
    shown = [word for tag in page.find_all("code") for word in re.findall("code|word", tag.text)]
    assert shown == ["code"] * text.count("code")
    lines = without_code(text)
    left = [
        found
        for found in re.finditer("code|word", text)
        if lines[found.start()] != " " and not in_indented_code(text, found.start())
    ]
    assert [found[0] for found in left] == ["word"] * text.count("word")


def test_no_fence_of_the_specification_is_overlooked() -> None:
    for number, one in spec().items():
        text = one["markdown"]
        begins = {text.count("\n", 0, found.start("fence")): found for found in re.finditer(FENCE, text, re.MULTILINE)}
        lines = text.split("\n")
        for token in blocks_of(text):
            if token.type != "fence":
                continue
            assert token.map
            found = begins[token.map[0]]
            end = fence_end(text, found)
            assert text.count("\n", 0, end) + 1 == token.map[1] if end else token.map[1] >= len(lines) - 1, number


@pytest.mark.parametrize("text", ["```\na", "a\n\n~~~\nb\n~~", "- ```\n  a", "> ```\n> a\n> ``"])
def test_code_that_never_ends_is_known(text: str) -> None:
    found = re.search(FENCE, text, re.MULTILINE)
    assert found
    assert fence_end(text, found) is None
