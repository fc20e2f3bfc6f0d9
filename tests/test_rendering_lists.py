"""Lists, quotations and code as authors write them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from builder.document.markdown import to_html


def outline(tag: Tag) -> str:
    """The elements of a page as nested names, paragraphs left out: `ul(li li(pre))`."""
    inner = " ".join(filter(None, (outline(child) for child in tag.children if isinstance(child, Tag))))
    if tag.name in ("[document]", "p", "div"):
        return inner
    return f"{tag.name}({inner})" if inner and tag.name != "pre" else tag.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text\n- a\n- b", "ul(li li)"),
        ("text\n1. a\n2. b", "ol(li li)"),
        ("text\n1998. It was", ""),
        ("- a\n  - b\n    - c\n  - d\n- e", "ul(li(ul(li(ul(li)) li)) li)"),
        ("- a\n    - b\n        - c\n- e", "ul(li(ul(li(ul(li)))) li)"),
        ("-   wide\n-   list\n\n    more", "ul(li li)"),
        ("1) a\n   - b\n2) c", "ol(li(ul(li)) li)"),
        ("1. a\n\n   ```python\n   x\n\n     y\n   ```\n\n2. b", "ol(li(pre) li)"),
        ("1. a\n   ```python\n   x\n   ```\n2. b", "ol(li(pre) li)"),
        ("- ```python\n  x\n\n  y\n  ```\n- b\n\n## H", "ul(li(pre) li) h2"),
        ("2. ~~~\n   x\n   ~~~\n   after\n3. b", "ol(li(pre) li)"),
        ("- a\n  - ```\n    - x\n    ```\n  - c", "ul(li(ul(li(pre) li)))"),
        ("- a\n\n    para\n\n    ```\n    c\n    ```\n- b", "ul(li(pre) li)"),
        ("- a\n\n  ```\n  x\n  ```\n  after\n- b", "ul(li(pre) li)"),
        ("- a\n\n      code\n- b", "ul(li(pre) li)"),
        ("- a\n\n  para\n- b\n- c", "ul(li li li)"),
        ("- a\nlazy\n- b\n\nout", "ul(li li)"),
        ("- a\n## H\ntext\n- b", "ul(li) h2 ul(li)"),
        ("- a\n***\ntext", "ul(li) hr"),
        ("- a\n> q", "ul(li) blockquote"),
        ("- a\n  > q", "ul(li(blockquote))"),
        ("Title\n---\n- a", "h2 ul(li)"),
        ("text\n```\nx\n```\nmore", "pre"),
        ("```\n- a\ntext\n- b\n```", "pre"),
        ("<pre>\n- x\ny\n- z\n</pre>", "pre"),
        ("a\n\n    - code", "pre"),
        ("> q\n> - a\n>   - b\n>\n> ```\n> - x\n> ```\nlazy", "blockquote(ul(li(ul(li))) pre)"),
        ("- a\n- ```\n  x\n  ```\n- b", "ul(li li(pre) li)"),
        ("> - ```\n>   - x\n>   ```\n> - b  \n>   c", "blockquote(ul(li(pre) li(br)))"),
        ("- a\n-\n- b  \n  c", "ul(li li li(br))"),
        ("term\n:   def\n\n    - a", "dl(dt dd(ul(li)))"),
        ("* * *\n* a", "hr ul(li)"),
        ("|a|\n|-|\n|b|\n- c", "table(thead(tr(th)) tbody(tr(td))) ul(li)"),
        ("**R**:\n| a | b |\n|---|:-:|\n| 1 | 2 |", "strong table(thead(tr(th th)) tbody(tr(td td)))"),
        ("- x\n  a | b\n  -|-\n  1 | 2\n- y", "ul(li(table(thead(tr(th th)) tbody(tr(td td)))) li)"),
        ("- a\n\n  - b\n    - c\n- d", "ul(li(ul(li(ul(li)))) li)"),
        ("1. a\n- b\n- c", "ol(li) ul(li li)"),
        ("- a\n  1. b\n  - c\n- d", "ul(li(ol(li) ul(li)) li)"),
        ("- [ ] a\n- [x] b\n  - [ ] c", "ul(li(input) li(input ul(li(input))))"),
    ],
)
def test_lists(text: str, expected: str) -> None:
    assert outline(BeautifulSoup(to_html(text), "html.parser")) == expected


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("10. ten\n11. eleven", ["10"]),
        ("1986. A great year.", ["1986"]),
        ("1. a\n2. b", [None]),
        ("- a\n\n  3) b\n\n2. c", ["3", "2"]),
    ],
)
def test_lists_keep_their_numbers(text: str, starts: list[str | None]) -> None:
    assert [found.get("start") for found in BeautifulSoup(to_html(text), "html.parser").find_all("ol")] == starts


def test_code_keeps_its_own_blanks() -> None:
    code = BeautifulSoup(to_html("1. a\n\n   ```\n   x\n     y\n\n   z\n   ```"), "html.parser").code
    assert code is not None
    assert code.text == "x\n  y\n\nz\n"
    assert "\tx\n  y\n" in to_html("```\n\tx\n  y\n```")


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("python:foo.py", "python"),
        ("python {1,3}", "python"),
        ("rust,no_run", "rust"),
        ("bash session", "bash"),
        ("python title=foo", "python"),
        ("{1,3}", "text"),
        ("{.python .x}", "python"),
        ('python title="a b"', "python"),
        ("python {.x}", "python"),
        (" c++ foo", "c++"),
        ("", "text"),
        ('go {linenos=table,hl_lines=[1,"2-3"]}', "go"),
    ],
)
def test_other_words_behind_the_language_of_code(info: str, language: str) -> None:
    html = to_html(f"```{info}\n*x*\n```")
    assert f'<div class="language-{language} ' in html
    assert "*" in html


@pytest.mark.parametrize(
    ("info", "lines"),
    [
        ('go {linenos=table,hl_lines=[1,"3-4"],linenostart=9}', "acd"),
        ("go {hl_lines=2}", "b"),
        ('go {linenos=inline hl_lines="1 2"}', "ab"),
        ('go hl_lines="3"', "c"),
        ("go {linenos=table}", ""),
    ],
)
def test_lines_that_are_marked_as_in_hugo(info: str, lines: str) -> None:
    page = BeautifulSoup(to_html(f"```{info}\na\nb\nc\nd\n```"), "html.parser")
    assert "".join(line.text.strip() for line in page.select(".hll")) == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b\n* c\n* d", "ul(li li) ul(li li)"),
        ("1. a\n2. b\n1) c", "ol(li li) ol(li)"),
        ("- a\n  - b\n  * c\n- d", "ul(li(ul(li) ul(li)) li)"),
        ("- a\n-\n- c", "ul(li li li)"),
        ("- a\n\ntext\n\n* b", "ul(li) ul(li)"),
        ("> a\n\n\n> b\n>\n> c\n\ntext\n\n> d", "blockquote blockquote blockquote"),
        ("<details>\n<summary>m</summary>\n\n- a\n\n</details>\n\n*b*", "details(summary ul(li)) em"),
        ("<section>\n\n<section>\n\n# a\n\n</section>\n\n</section>\n\n# b", "section(section(h1)) h1"),
        ("<section>\n*a*\n</section>", "section"),
        ("```\n<section>\n\n</section>\n```", "pre"),
        ("<section>\n\n*a*", "section(em)"),
    ],
)
def test_what_stands_apart_or_within(text: str, expected: str) -> None:
    page = to_html(text)
    assert outline(BeautifulSoup(page, "html.parser")) == expected
    assert "markdown=" not in page
