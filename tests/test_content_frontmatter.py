from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.frontmatter import FrontMatter, split
from builder.content.params import Params
from builder.errors import SitegenError, collect
from builder.people import Person

PATH = Path("index.pt.md")


def test_front_matter_body_and_the_line_on_which_it_starts() -> None:
    text = "---\ntitle: Redes\ndate: 2024-03-01\nsummary: Um resumo.\ndraft: true\n---\n\nTexto.\n"
    front, body, line = split(PATH, text)
    assert front == FrontMatter("Redes", date=datetime.date(2024, 3, 1), summary="Um resumo.", draft=True)
    assert (body, line) == ("\nTexto.\n", 7)
    assert text.split("\n")[line] == "Texto."  # the body's second line is the file's eighth


def test_a_time_of_day_is_not_part_of_the_date() -> None:
    front, _, _ = split(PATH, "---\ntitle: x\ndate: 2024-03-01T10:00:00-03:00\n---\n")
    assert front.date == datetime.date(2024, 3, 1)


FULL = FrontMatter(
    title="Redes",
    subtitle="de convolução",
    date=datetime.date(2024, 3, 1),
    lastmod=datetime.date(2024, 3, 2),
    people=(Person("Ana"),),
    summary="Um resumo.",
    tags=("CNN", "MNIST"),
    categories=("Redes",),
    draft=True,
    featured_image="img/x.png",
    math=False,
    slug="redes-2",
)
YAML = """---
title: Redes
subtitle: "de convolução"
date: "2024-03-01"
lastmod: 2024-03-02T10:00:00Z
author: Ana
description: Um resumo.
tags: [CNN, MNIST, CNN, ""]
categories: Redes
draft: true
featuredImage: img/x.png
math:
  enable: false
slug: redes-2
toc: {auto: true}
hiddenfromsearch: true
---
"""
TOML = """+++
title = "Redes"
subtitle = "de convolução"
date = 2024-03-01
lastmod = 2024-03-02T10:00:00Z
author = "Ana"
summary = "Um resumo."
description = "Outro."
tags = ["CNN", "MNIST"]
categories = ["Redes"]
draft = true
featured_image = "img/x.png"
slug = "redes-2"
[math]
enable = false
[[resources]]
src = "x.png"
+++
"""


@pytest.mark.parametrize(("text", "image"), [(YAML, 11), (TOML, 12)], ids=["YAML", "TOML"])
def test_all_that_can_be_said(text: str, image: int) -> None:
    front, body, line = split(PATH, text + "Texto.")
    assert replace(front, params=Params()) == FULL
    assert (body, text.count("\n") + 1) == ("Texto.", line)
    assert front.lines["featured_image"] == image
    assert front.warnings(PATH) == []


def test_what_is_not_said() -> None:
    front = split(PATH, "---\ntitle: x\ntags:\nmath: {}\n---\n")[0]
    assert front == FrontMatter("x")
    assert front.math


def test_a_rule_in_the_text_does_not_end_it() -> None:
    assert split(PATH, "---\ntitle: x\n---\na\n\n---\nb")[1] == "a\n\n---\nb"


def test_unknown_keys_are_told_with_the_nearest_and_their_line() -> None:
    front, _, _ = split(PATH, "---\ntitle: x\nsumary: y\n---\n")
    [warning] = front.warnings(PATH)
    assert split(PATH, "---\ntitle: x\nTags: y\n---\n")[0].slips == {"Tags": 3}
    assert split(PATH, "+++\ntitle = 'x'\nsumary = 'y'\n+++\n")[0].slips == {"sumary": 3}
    assert str(warning) == (
        "index.pt.md:3: unknown key 'sumary' in the front matter\n"
        "  Did you mean 'summary'? A key of your own that looks like it goes below params:."
    )


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
        ("---\ntitle: x\ndate: 2024-02-31\n---\n", 3, "the front matter is not YAML: day"),
        ("---\n- title\n---\n", 2, "the front matter must be lines of the form key: value"),
        ("---\ntitle: x\ntitle: y\n---\n", 3, "'title' stands twice"),
        ("---\ntitle: 12\n---\n", 2, "title must be text"),
        ("---\ntitle: x\ndate: soon\n---\n", 3, "date must be a date such as 2024-03-01, not 'soon'"),
        ("---\ntitle: x\ndraft: perhaps\n---\n", 3, "draft must be true or false"),
        ("---\ntitle: x\nsubtitle: [y]\n---\n", 3, "subtitle must be text"),
        ("---\ntitle: x\nlastmod: 12\n---\n", 3, "lastmod must be a date"),
        ("---\ntitle: x\ndescription: 12\n---\n", 3, "summary must be text"),
        ("---\ntitle: x\n\ntags: [1.10]\n---\n", 4, "tags must be a list of texts (put numbers in quotes)"),
        ("---\ntitle: x\ncategories: {a: b}\n---\n", 3, "categories must be a list of texts"),
        ("---\ntitle: x\nmath:\n  enable: 1\n---\n", 3, "math must be true or false, not 1"),
        ("---\ntitle: x\nslug: Redes\n---\n", 3, "slug must be an address, not 'Redes'"),
        ("+++\ntitle = 'x'\n", 1, "the front matter never ends"),
        ("+++\ntitle = 'x'\ndate = soon\n+++\n", 3, "the front matter is not TOML: Invalid value"),
        ("+++\ntitle = 'x'\ntitle = 'y'\n+++\n", 3, "the front matter is not TOML: Cannot overwrite a value"),
        ("+++\ntitle = 'x'\n\ntags = 3\n+++\n", 4, "tags must be a list of texts"),
        ("+++\ntitle = 'x'\n\n[math]\nenable = 3\n+++\n", 4, "math must be true or false, not 3"),
        ("+++\ntitle = 'x'\n[tags]\na = 3\n+++\n", 3, "tags must be a list of texts"),
    ],
)
def test_what_an_author_may_get_wrong(text: str, line: int, message: str) -> None:
    assert [(one.path, one.line) for one in wrong(text)] == [(PATH, line)]
    assert wrong(text)[0].message.startswith(message)


def wrong(text: str) -> list[SitegenError]:
    """What is wrong with a head, whether it can be read or not."""
    errors: list[SitegenError] = []
    with collect(errors):
        errors += split(PATH, text)[0].errors(PATH)
    return errors


def test_all_mistakes_are_told() -> None:
    assert [error.line for error in wrong("---\ntitle: 1\ntags: 2\nmath: 3\n---\n")] == [2, 3, 4]


@pytest.mark.parametrize(
    ("head", "key", "meant"),
    [
        ("title: 2024", "title", "2024"),
        ("date: 2024-01-02", "title", "On kernels"),
        ("title: ''", "title", "On kernels"),
        ("title: x\nslug: 2676125676", "slug", "2676125676"),
        ("title: x\nslug: Use-Milvus", "slug", "use-milvus"),
        ("title: x\nslug: Uma Revisão", "slug", "uma-revisao"),
        ('title: x\nmath: "true"', "math", True),
        ('title: x\nmath: "off"', "math", False),
        ("title: x\ndraft: 'yes'", "draft", True),
        ("title: x\ndraft: maybe", "draft", False),
        ("title: x\ntags: [a, null, 1.5]", "tags", ("a", "1.5")),
        ("title: x\ntags: 7", "tags", ("7",)),
        ("title: x\ncategories: {a: b}", "categories", ()),
        ("title: x\ndate: in May", "date", None),
        ("title: x\nsummary: [a]", "summary", ""),
    ],
)
def test_in_the_place_of_a_mistake_stands_what_was_probably_meant(head: str, key: str, meant: object) -> None:
    front, _, _ = split(Path("posts/on-kernels.en.md"), f"---\n{head}\n---\n")
    assert front.mistakes
    assert getattr(front, key) == meant
    assert FrontMatter.from_json(json.loads(json.dumps(front.to_json()))) == front


def test_heads_as_hugo_has_them() -> None:
    front, body, line = split(PATH, '{\n  "title": "x",\n  "date": "2020-01-02 03:04:05 +0100",\n  "odd": 1\n}\nbody\n')
    assert (front.title, front.date, body, line) == ("x", datetime.date(2020, 1, 2), "body\n", 6)
    assert front.params == Params(odd=1)
    resources = "resources:\n- name: other\n  src: a.png\n- {name: featured-image, src: b.png}\n- 3"
    front = split(PATH, f"---\ntitle: x\ntags: [2020, Go]\n{resources}\n---\n")[0]
    assert (front.featured_image, front.tags, front.lines["featured_image"]) == ("b.png", ("2020", "Go"), 4)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n"title": "x",\n}\n', 2, "the front matter is not JSON: "),
        ('{\n"title": "x"\n', 1, "the front matter never ends"),
        ('{\n"title": "x",\n"tags": 3\n}\n', 3, "tags must be a list of texts"),
    ],
)
def test_what_json_may_get_wrong(text: str, line: int, message: str) -> None:
    assert [(one.line, one.message.startswith(message)) for one in wrong(text)] == [(line, True)]
