"""What a run prints: passed through, kept as a terminal shows it, and shown on the page."""

from __future__ import annotations

import logging
import sys

import pytest
from conftest import Site

from builder.running import printed as module
from builder.running.printed import Printed, listening


def read(*pieces: str) -> str:
    printed = Printed()
    for piece in pieces:
        printed.write(piece)
    return printed.text()


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["one\n", "two\n"], "one\ntwo\n"),
        (["one"], "one\n"),
        ([""], ""),
        (["\n\n"], ""),
        (["\r 0%|   |", "\r50%|#  |", "\r100%|###|", "\n"], "100%|###|\n"),
        (["long line\rshort"], "shortline\n"),
        (["long line\r\x1b[Kshort"], "short\n"),
        (["\x1b[31mred\x1b[0m plain"], "red plain\n"),
        (["\x1b[3", "1mred\x1b", "[0m"], "red\n"),  # a write may end anywhere
        (["a\nb\x1b[A\rc\n"], "c\nb\n"),  # two bars above one another
        (["abc\b\bx"], "axc\n"),
        (["\x1b]0;title\x07text"], "text\n"),
        (["a\x00b\x07\tc"], "ab\tc\n"),
        (["windows\r\nlines\r\n"], "windows\nlines\n"),
        (["é 日本 ✓\n"], "é 日本 ✓\n"),
        (["x" * 600], "x" * 499 + "…\n"),
        (["\x1b[999999999999B\x1b[999999999A\x1b[9999Cfar"], " " * 500 + "\n"),
    ],
)
def test_text_is_reduced_as_a_terminal_would_show_it(pieces: list[str], text: str) -> None:
    if "far" in pieces[0]:
        assert len(read(*pieces)) < 600  # and takes no time or memory
    else:
        assert read(*pieces) == text


def test_of_a_long_text_the_first_and_the_last_lines_are_kept() -> None:
    lines = read(*(f"line {number}\n" for number in range(10_000))).splitlines()
    assert lines[0] == "line 0"
    assert lines[199] == "line 199"
    assert lines[-1] == "line 9999"
    assert len(lines) < 500
    left_out = next(line for line in lines if "left out" in line)
    kept = [line for line in lines if line.startswith("line")]
    assert left_out == f"… {10_000 - len(kept)} lines left out …"


def test_what_is_printed_is_still_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))  # to be put back
    module.install()
    handler = logging.StreamHandler()  # keeps the stream that it finds
    printed = Printed()
    with listening(printed):
        print("to out")
        handler.emit(logging.LogRecord("a", 20, "", 0, "to a log", None, None))
    print("after")
    assert printed.text() == "to out\nto a log\n"
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("to out\nafter\n", "to a log\n")


CODE = """\
import sys
from dataclasses import dataclass

from builder.experiments import Result, experiment
from builder.results import Record


@dataclass(frozen=True)
class Seeded:
    seed: int = 0


@experiment
def said() -> Result:
    print("epoch 1 <b>\\x1b[32mgood\\x1b[0m</b>")
    print("\\r10%", end="\\r100%\\n", file=sys.stderr)
    return Result(values={"x": 1})


@experiment(uses=[said])
def after(said: Record) -> Result:
    return Result(values={"x": said.values["x"]})


@experiment(seeds=[0, 1, 2])
def seeded(settings: Seeded) -> Result:
    if settings.seed:
        print("seed", settings.seed)
    return Result(values={"x": 1})


@experiment
def broken() -> Result:
    print("before it broke")
    raise RuntimeError("boom")
"""
TEXT = """\
---
title: Said
date: 2024-01-01
---

{{< output said caption="It said." >}}

{{< output seeded seed=2 >}}
"""


def test_output_is_kept_beside_the_record_and_shown(site: Site) -> None:
    site.write("experiments.py", CODE)
    site.write("index.en.md", TEXT)
    told = site.sitegen("run", code=2)
    assert "epoch 1 <b>" in told.stdout + told.stderr
    record = site.record("said")
    path = site.post / "results" / "said" / record["artifacts"]["output"]["file"]
    assert path.read_text() == "epoch 1 <b>good</b>\n100%\n"
    assert "artifacts" not in site.record("after") or not site.record("after")["artifacts"]
    assert site.record("seeded")["artifacts"].keys() == {"output_seed_1", "output_seed_2"}
    assert "before it broke" in (site.post / "results" / "broken" / "failure.txt").read_text()
    site.sitegen("build", "--no-run")
    page = next((site.root / "site").rglob("posts/counting/index.html")).read_text()
    assert "epoch 1 &lt;b&gt;good&lt;/b&gt;\n100%" in page
    assert "seed 2" in page
    assert "It said." in page

    # Other words are no other result.
    site.edit("experiments.py", "epoch 1", "epoch one")
    assert "after: runs" not in site.sitegen("run", "after").stderr
    assert site.status()["after"]["status"] == "fresh"
    site.edit("experiments.py", "seeds=[0, 1, 2]", "seeds=[0, 1, 2, 3]")
    assert "seeded-seed-1: runs" not in site.sitegen("run", "seeded").stderr
    assert site.record("seeded")["artifacts"].keys() == {"output_seed_1", "output_seed_2", "output_seed_3"}

    path = site.post / "results" / "said" / site.record("said")["artifacts"]["output"]["file"]
    path.write_text("epoch 1 perfect\n")
    assert "is damaged" in site.status()["said"]["reasons"][0]
    assert "is damaged" in site.sitegen("build", "--no-run", code=2).stderr


def test_output_that_is_not_there_is_told(site: Site) -> None:
    quiet = "\n\ndef quiet(*words: object, **more: object) -> None:\n    pass\n"
    site.write("experiments.py", CODE.replace("print(", "quiet(") + quiet)
    site.write("index.en.md", TEXT)
    site.sitegen("run", code=2)
    told = site.sitegen("build", "--no-run", code=2).stderr
    assert "index.en.md:6: 'said' printed nothing that was kept" in told
    site.write("index.en.md", TEXT.replace("seed=2", "seed=7"))
    assert "'seeded' did not run with seed 7\n  Seeds: 0, 1, 2." in site.sitegen("build", "--no-run", code=2).stderr
