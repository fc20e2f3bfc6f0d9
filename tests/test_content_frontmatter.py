from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from builder.content.frontmatter import FrontMatter, split
from builder.errors import SitegenError

PATH = Path("index.pt.md")


def test_front_matter_body_and_the_line_on_which_it_starts() -> None:
    text = "---\ntitle: Redes\ndate: 2024-03-01\nsummary: Um resumo.\ndraft: true\n---\n\nTexto.\n"
    front, body, line = split(PATH, text)
    assert front == FrontMatter("Redes", datetime.date(2024, 3, 1), "Um resumo.", True)
    assert (body, line) == ("\nTexto.\n", 7)
    assert text.split("\n")[line] == "Texto."  # the body's second line is the file's eighth


def test_a_time_of_day_is_not_part_of_the_date() -> None:
    front, _, _ = split(PATH, "---\ntitle: x\ndate: 2024-03-01T10:00:00-03:00\n---\n")
    assert front.date == datetime.date(2024, 3, 1)


def test_a_rule_in_the_text_does_not_end_it() -> None:
    assert split(PATH, "---\ntitle: x\n---\na\n\n---\nb")[1] == "a\n\n---\nb"


def test_unknown_keys_are_told_with_the_nearest_and_their_line() -> None:
    front, _, _ = split(PATH, "---\ntitle: x\nsumary: y\n---\n")
    [warning] = front.warnings(PATH)
    assert str(warning) == "index.pt.md:3: unknown key 'sumary' in the front matter\n  Did you mean 'summary'?"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Texto.", 1, "has no front matter"),
        ("", 1, "has no front matter"),
        ("---\ntitle: x\n", 1, "the front matter never ends"),
        ("---\n---\n", 1, "the front matter has no title"),
        ("---\ndate: 2024-03-01\n---\n", 1, "the front matter has no title"),
        ("---\ntitle: a: b\n---\n", 2, "the front matter is not YAML: mapping values are not allowed here"),
        ("---\ntitle: x\ndate: [\n---\n", 3, "the front matter is not YAML"),
        ("---\ntitle: x\ndate: 2024-02-31\n---\n", 1, "the front matter is not YAML: day"),
        ("---\n- title\n---\n", 2, "the front matter must be lines of the form key: value"),
        ("---\ntitle: x\ntitle: y\n---\n", 3, "'title' stands twice"),
        ("---\ntitle: 12\n---\n", 2, "title must be text"),
        ("---\ntitle: x\ndate: soon\n---\n", 3, "date must be a date such as 2024-03-01, not 'soon'"),
        ("---\ntitle: x\ndraft: perhaps\n---\n", 3, "draft must be true or false"),
    ],
)
def test_what_an_author_may_get_wrong(text: str, line: int, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        split(PATH, text)
    assert caught.value.message.startswith(message)
    assert (caught.value.path, caught.value.line) == (PATH, line)
