"""What a shortcode encloses begins and ends in one element."""

from __future__ import annotations

import pytest
from rendering_texts import Texts

CLAIM, ENDED = '{{< claim "cnn.accuracy > 0" >}}', "{{< /claim >}}"
NOTE, CLOSED = "{{< admonition >}}", "{{< /admonition >}}"


@pytest.mark.parametrize(
    ("text", "line", "name", "inside"),
    [
        (f"- {CLAIM}a\n- b{ENDED}", 4, "claim", "a list item"),
        (f"|a|b|\n|-|-|\n|{CLAIM}c|d{ENDED}|", 6, "claim", "a cell"),
        (f"*a {CLAIM}b* c{ENDED}", 4, "claim", "emphasis"),
        (f"{CLAIM}a **b{ENDED} c**", 4, "claim", "emphasis"),
        (f"[a {CLAIM}b](https://a.b) c{ENDED}", 4, "claim", "a link"),
        (f"## A {CLAIM}b\nc{ENDED}", 4, "claim", "a heading"),
        (f"> {CLAIM}a\n## b{ENDED}", 4, "claim", "a paragraph"),
        (f'[a](https://a.b "{CLAIM}c") d{ENDED}', 4, "claim", "an attribute"),
        (f"- a\n\n    {NOTE}\n    b\n\n{CLOSED}", 6, "admonition", "a list item"),
        (f"{NOTE}\n- a\n\n    {CLOSED}\n\nb", 4, "admonition", "a list item"),
    ],
)
def test_what_begins_in_one_element_ends_in_it(texts: Texts, text: str, line: int, name: str, inside: str) -> None:
    [told] = texts.told(text)
    message = f"'{name}' begins and ends in different elements: only one of its ends is in {inside}"
    assert told[:2] == (line, message)


@pytest.mark.parametrize(
    "text",
    [
        f"**a {CLAIM}b *c* d{ENDED}**",
        f"- {CLAIM}a{ENDED}\n- {CLAIM}*b* [c](https://a.b){ENDED}",
        f"|a|\n|-|\n|{CLAIM}c{ENDED}|",
        f"a[^1]\n\n[^1]: {CLAIM}b{ENDED}",
        f"## A {CLAIM}b{ENDED}\n\n{NOTE}\n<p>c\n\n<br>\n{CLOSED}",
        f"{NOTE}\n- a\n\n    {NOTE}\n    {CLAIM}b{ENDED}\n    {CLOSED}\n{CLOSED}",
        f"<details><summary>a</summary>\n\n{CLAIM}b{ENDED}\n\n</details>",
    ],
)
def test_what_is_put_well_is_left_alone(texts: Texts, text: str) -> None:
    html = texts.html(text)
    assert html.count('<span class="claim">') == text.count(CLAIM)
    assert html.count('<details class="admonition') == text.count(NOTE)


def test_a_claim_in_a_link_is_marked_without_a_link_of_its_own(texts: Texts) -> None:
    html = texts.html(f"x [{CLAIM}good{ENDED}](https://a.b) y")
    assert html.startswith('<p>x <a href="https://a.b"><span class="claim">good</span></a> y</p>')
