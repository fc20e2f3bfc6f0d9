"""Texts that mean more than anybody wrote, or are nested deeper than anybody reads: each with a word and its place."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from rendering_texts import Texts

from builder.content.frontmatter import split
from builder.content.hugo import read_hugo
from builder.content.notebook import read_notebook
from builder.errors import SitegenError
from builder.rendering.expressions import evaluate
from builder.rendering.records import Records
from builder.results import Store
from builder.toml import forbidden, read_toml

LETTERS = "abcdefghij"
ALIASES = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in itertools.pairwise(LETTERS)
)
"""Ten lines that unfold to four hundred million letters."""
MERGED = "a: &a {x: 1}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n" for before, name in itertools.pairwise(LETTERS)
)
CYCLE = "a: &a [*a]\n"
DEEP = 100_000


def brackets(count: int) -> str:
    return "[" * count + "]" * count


def told(path: Path, text: str) -> str:
    """What is said of a text with this head."""
    with pytest.raises(SitegenError) as caught:
        split(path, text)
    return f"{caught.value.path}:{caught.value.line}: {caught.value.message}"


@pytest.mark.parametrize("bomb", [ALIASES, MERGED, f"params:\n  {CYCLE}", f"title: {CYCLE[3:]}"])
def test_yaml_that_unfolds_is_refused(bomb: str) -> None:
    said = told(Path("a.md"), f"---\ntitle: T\n{bomb}---\n" if "title" not in bomb else f"---\n{bomb}---\n")
    assert said.startswith("a.md:")
    assert "unfold to too much" in said or "nested too deeply" in said


def test_yaml_that_says_something_twice_is_read() -> None:
    head = "---\ntitle: &t T\nsubtitle: *t\nparams:\n  a: &a {x: 1}\n  b: {<<: *a, y: 2}\n---\n"
    front = split(Path("a.md"), head)[0]
    assert (front.subtitle, front.given["params"]["b"]) == ("T", {"x": 1, "y": 2})


@pytest.mark.parametrize(
    "text",
    [
        *(f"---\ntitle: T\nparams: {brackets(count)}\n---\n" for count in (200, DEEP)),
        *(f"+++\ntitle = 'T'\nparams = {brackets(count)}\n+++\n" for count in (200, DEEP)),
        f"+++\ntitle = 'T'\n{'.'.join(['a'] * 3000)} = 1\n+++\n",
        *(f'{{\n"title": "T",\n"params": {brackets(count)}\n}}\n' for count in (200, DEEP)),
    ],
    ids=["yaml", "yaml of brackets", "toml", "toml of brackets", "dots", "json", "json of brackets"],
)
def test_a_deep_head_is_refused(text: str) -> None:
    assert "nested too deeply" in told(Path("a.md"), text)


@pytest.mark.parametrize("fence", ["---\na: {}\n---\n", "+++\na = {}\n+++\n", '{{\n"a": {}\n}}\n'])
def test_a_number_of_too_many_digits_is_refused(fence: str) -> None:
    assert "Exceeds the limit (4300 digits)" in told(Path("a.md"), fence.format("1" * 5000))


@pytest.mark.parametrize(
    "text", [f"a = {brackets(200)}", f"a = {brackets(DEEP)}", ".".join(["a"] * 3000) + " = 1", "a = " + "1" * 5000]
)
def test_toml_that_nobody_can_follow_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "words.toml").write_text(f"[en]\n{text}\n")
    with pytest.raises(SitegenError, match=r"words\.toml.*: is not TOML: "):
        read_toml(tmp_path / "words.toml")


def test_data_that_holds_itself_many_times_over_is_looked_through_once() -> None:
    deep: object = "\b"
    for _ in range(5000):
        deep = [deep]
    assert "U+0008" in forbidden(deep)


@pytest.mark.parametrize("text", [ALIASES, MERGED, CYCLE, f"a: {brackets(200)}", f"a: {brackets(DEEP)}"])
def test_the_config_of_a_hugo_site_is_read_with_the_same_care(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(SitegenError, match=r"unfold to too much|nested too deeply"):
        read_hugo(tmp_path)


@pytest.mark.parametrize("text", [brackets(DEEP), '{"nbformat": 4, "cells": ' + brackets(DEEP) + "}", "1" * 5000])
def test_a_notebook_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ipynb").write_text(text)
    with pytest.raises(SitegenError, match="is no notebook"):
        read_notebook(tmp_path / "a.ipynb")


@pytest.mark.parametrize("body", [ALIASES, MERGED, CYCLE, f"a: {brackets(200)}", brackets(DEEP), "a = " + "1" * 5000])
def test_the_option_of_a_chart(texts: Texts, body: str) -> None:
    (told,) = texts.told(f'{{{{< echarts alt="a" >}}}}\n{body}\n{{{{< /echarts >}}}}\n')
    assert told[0] == 4
    assert told[1].startswith("the option of this chart ")


@pytest.mark.parametrize("digits", [99_999_999_999, -99_999_999_999])
def test_no_expression_computes_for_ever(texts: Texts, digits: int) -> None:
    records = Records(Store(texts.folder / "results"), {"cnn": ""})
    assert evaluate(f"round(cnn.accuracy, {digits})", records).value in (0, 0.9651)
    assert evaluate(f"round(cnn.epochs, {digits})", records).value in (0, 3)
