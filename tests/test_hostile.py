"""Texts that mean more than anybody wrote, or are nested deeper than anybody reads: each with a word and its place."""

from __future__ import annotations

import itertools
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Site
from rendering_texts import Texts

from builder.content.frontmatter import split
from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.importers.hugo import read_hugo
from builder.importers.notebook import read_notebook
from builder.reading import forbidden, read_toml
from builder.results import Store
from builder.site.portable import portable

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


@pytest.mark.parametrize(
    ("opens", "named"),
    [
        ("[a ", "["),
        ("![a ", "["),
        (r"\( ", r"\("),
        (r"\[ ", r"\["),
        (r"\begin{align} ", r"\begin{"),
    ],
)
@pytest.mark.parametrize("between", ["", "\n"], ids=["in a line", "in lines"])  # fmt: skip
def test_what_is_opened_too_often_is_told(texts: Texts, opens: str, named: str, between: str) -> None:
    said = f"this paragraph opens more than 300 '{named}' before one is closed"
    line = 4 + 2 + 300 * len(between)
    assert [told[:2] for told in texts.told("a\n\n" + (opens + between) * 5000)] == [(line, said)]


@pytest.mark.parametrize("lines", ["a\n===\n", "# a\n", "***\n", "> a\n> ---\n", "[a](", "[a](<"])
def test_what_once_took_minutes_is_read(texts: Texts, lines: str) -> None:
    assert len(texts.html(lines * 4000)) > 16_000


def test_what_is_nested_too_deeply_is_told(texts: Texts) -> None:
    assert "opens more than 300 '['" in texts.told("[a" * 5000 + "]" * 5000)[0][1]


def test_what_is_closed_or_is_code_may_be_as_long_as_it_likes(texts: Texts) -> None:
    for text in (
        "[a](b.c) " * 400,
        "[a] " * 400,
        "[a\n\n" * 400,
        "```\n" + "[a\n" * 400 + "```",
        "~~~~\n```\n" + "[" * 400 + "\n~~~~",
    ):
        html = texts.html(text.replace("(b.c)", "(#text)"))
        assert html.count("[a") + html.count("<a") + html.count("[") >= 400


def test_a_footnote_that_is_referred_to_too_often(texts: Texts) -> None:
    said = "the footnote 'a' is referred to more than 300 times"
    assert [told[:2] for told in texts.told("a[^a]\n\n" * 5000 + "[^a]: x\n")] == [(4 + 600, said)]


@pytest.mark.parametrize(
    "text",
    [
        (" " * 400 + "\n") * 400, "a" + " " * 50_000 + "b", "\n" * 20_000, "a" + "\t" * 50_000 + "b",
        "a<b " * 10_000, "<a " * 10_000, '<p a="' * 5_000, "<div>\n" * 2_000,
    ],
    ids=["lines of blanks", "blanks", "empty lines", "tabs", "less than", "half tags", "half attributes", "elements"],
)  # fmt: skip
def test_texts_that_took_minutes(texts: Texts, text: str) -> None:
    """Twice as much of them took four times as long, and more."""
    html = texts.html(f"x\n\n{text}\n\nend")
    assert html.startswith("<p>x")
    assert "end" in html
    assert html.count("&lt;") == text.count("<") * (not text.startswith("<div>"))


def test_empty_lines_around_blocks(texts: Texts) -> None:
    block = "{{< admonition >}}\nb\n{{< /admonition >}}"
    plain = texts.html(f"a\n\n{block}\n\n{block}\n\nc {{{{< value cnn.epochs >}}}}")
    for blanks in ("\n\n\n", " \n\n \n", "\n \t\n\n", "\n\n  \n\n"):
        for before in ("", "\n\n\n"):
            text = f"{before}a\n{blanks}{block}\n{blanks}{block}\n{blanks}c {{{{< value cnn.epochs >}}}}"
            assert texts.html(text) == plain


SCRIPTS = {
    '<p onclick="run()">a</p>': "onclick",
    "<details ontoggle=run() open>\n<summary>a</summary>\n</details>": "ontoggle",
    '<img src="a.png" alt="a" onerror="run()">': "onerror",
    "<div><svg/onload=run()></svg>a</div>": "onload",
    "a\n{onclick=run()}": "onclick",
    "[a](javascript:run())": 'href="javascript:run()"',
    '<a href=" java&#9;script:run()">a</a>': 'href=" java&#9;script:run()"',
    "<a href=vbscript:run>a</a>": "href=vbscript:run",
    "[a](data:text/html,run())": 'href="data:text/html,run()"',
    '<iframe srcdoc="run()" title="a"></iframe>': "srcdoc",
    '<form action="javascript:run()">a</form>': 'action="javascript:run()"',
    '<base href="https://run.example/">a': "<base>",
    '<meta http-equiv="refresh" content="0;run()">a': "<meta>",
}


@pytest.mark.parametrize("text", SCRIPTS)
def test_what_would_run_in_prose_is_left_out_and_told(texts: Texts, text: str) -> None:
    texts.picture("a.png")
    body = texts.body(f"x\n\n{text}\n")
    line = 6 + ("{" in text)
    assert [(one.line, one.message.partition(" is left out")[0]) for one in body.warnings] == [(line, SCRIPTS[text])]
    assert "run" not in body.html
    if text.startswith("<"):
        assert "run" not in portable(text, "https://ana.example/"), "nor in a feed"


def test_what_runs_nothing_stays(texts: Texts) -> None:
    assert texts.html("<p onclick=run() \n\n>b").startswith("&lt;p onclick=run()"), "no tag, as it has no end"
    written = '<p title="a onclick=run() b" data-on="javascript:x" aria-label="javascript: a">a</p>'
    html = texts.html(f'{written}\n\n`<p onclick="x">` [b](mailto:a@b.c)')
    assert written in html
    assert "&lt;p onclick=" in html
    assert 'href="mailto:a@b.c"' in html


def test_a_limit_that_would_end_the_process_is_told(site: Site) -> None:
    site.write("index.en.md", "---\ntitle: x\n---\n\n$a^2$\n")
    limited = f"ulimit -v {8 << 20}; exec {shlex.join([sys.executable, '-m', 'builder', 'build', '--no-run'])}"
    done = subprocess.run(["sh", "-c", limited], cwd=site.root, env=site.environment(), capture_output=True, text=True)
    assert done.returncode == 2
    assert "index.en.md:5: no formula can be set and no chart drawn where the addresses of a process are" in done.stderr
    assert "Take the limit away: ulimit -v unlimited." in done.stderr
