"""One more old address in a head, in whatever form it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.content.aliasing import with_alias
from builder.content.frontmatter import split
from builder.errors import SitegenError

PATH = Path("x.md")


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("---\ntitle: A\n---\n", "---\ntitle: A\naliases: [/old/]\n---\n"),
        ("---\ntitle: A # why\ntags:\n  - x\n---\n", "---\ntitle: A # why\ntags:\n  - x\naliases: [/old/]\n---\n"),
        ("---\naliases: [/a/]\ntitle: A\n---\n", "---\naliases: [/old/, /a/]\ntitle: A\n---\n"),
        ("---\naliases: []\ntitle: A\n---\n", "---\naliases: [/old/]\ntitle: A\n---\n"),
        ("---\naliases: [ '/a/',\n  /b/ ]\ntitle: A\n---\n", "---\naliases: [/old/,  '/a/',\n  /b/ ]\ntitle: A\n---\n"),
        ("---\naliases: [\n  /b/,\n]\ntitle: A\n---\n", "---\naliases: [/old/,\n  /b/,\n]\ntitle: A\n---\n"),
        ("---\naliases:\n- /a/ # once\ntitle: A\n---\n", "---\naliases:\n- /old/\n- /a/ # once\ntitle: A\n---\n"),
        ("---\naliases:\n    - /a/\ntitle: A\n---\n", "---\naliases:\n    - /old/\n    - /a/\ntitle: A\n---\n"),
        ("---\naliases: /a/ # once\ntitle: A\n---\n", "---\naliases: [/a/, /old/] # once\ntitle: A\n---\n"),
        ('---\naliases: "/a/"\ntitle: A\n---\n', '---\naliases: ["/a/", /old/]\ntitle: A\n---\n'),
        ("---\naliases:\ntitle: A\n---\n", "---\naliases: [/old/]\ntitle: A\n---\n"),
        ("---\naliases: [/old/]\ntitle: A\n---\n", "---\naliases: [/old/]\ntitle: A\n---\n"),
        ("+++\ntitle = 'A'\n[params]\nx = 1\n+++\n", "+++\naliases = [\"/old/\"]\ntitle = 'A'\n[params]\nx = 1\n+++\n"),
        ("+++\naliases = ['/a/']\ntitle = 'A'\n+++\n", "+++\naliases = [\"/old/\", '/a/']\ntitle = 'A'\n+++\n"),
        ("+++\naliases = '/a/' # x\ntitle = 'A'\n+++\n", "+++\naliases = ['/a/', \"/old/\"] # x\ntitle = 'A'\n+++\n"),
        ('{\n"title": "A"\n}\n', '{\n  "aliases": ["/old/"],\n"title": "A"\n}\n'),
        ('{\n"aliases": ["/a/"], "title": "A"\n}\n', '{\n"aliases": ["/old/", "/a/"], "title": "A"\n}\n'),
        ('{\n"aliases": "/a/",\n"title": "A"\n}\n', '{\n"aliases": ["/a/", "/old/"],\n"title": "A"\n}\n'),
    ],
)
def test_one_more(head: str, after: str) -> None:
    assert with_alias(PATH, f"{head}Text\n---\n", "/old/") == f"{after}Text\n---\n"
    assert "/old/" in split(PATH, after)[0].aliases


def test_one_that_yaml_would_not_read_as_text_is_in_quotes() -> None:
    assert "aliases: ['/a']" not in with_alias(PATH, "---\ntitle: A\n---\n", "/a: b/")
    assert split(PATH, with_alias(PATH, "---\ntitle: A\n---\n", "/é: [b/"))[0].aliases == ("/é: [b/",)


def test_what_cannot_be_changed_is_told() -> None:
    text = "---\nlists: &a [/a/]\naliases: *a\ntitle: A\n---\n"
    with pytest.raises(SitegenError, match="so that none can be added") as error:
        with_alias(PATH, text, "/old/")
    assert error.value.line == 3
