"""Prose in the Markdown of this repository is written in lines of at most 120 characters, which a diff shows whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY

LONGEST = 120
FILES = [path for folder in (".", "benchmarks", "docs") for path in sorted((REPOSITORY / folder).glob("*.md"))]


def too_long(text: str) -> Iterator[int]:
    """The numbers of lines of prose that could end earlier: no code, no row of a table, no long address or code."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r" *(`{3,}|~{3,})", line)
        if fence or mark:
            fence = "" if mark and line.strip() == fence else fence or (mark[1] if mark else "")
            continue
        whole = re.sub(r"(`+).+?\1|\]\([^)]*\)", lambda found: "x" * len(found[0]), line)
        if len(line) > LONGEST and not line.startswith("|") and " " in whole[:LONGEST].lstrip("-* "):
            yield number


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_prose_is_written_in_short_lines(path: Path) -> None:
    assert list(too_long(path.read_text(encoding="utf-8"))) == []


WORDS = "word " * 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WORDS, [1]),
        (f"- {WORDS}", [1]),
        ("word", []),
        (f"```\n{WORDS}\n```\n\n{WORDS}", [5]),
        (f"````markdown\n```\n{WORDS}\n```\n````\n{WORDS}", [6]),
        (f"| {WORDS} |", []),
        (f"`{WORDS}`", []),
        (f"- [a](https://example.org/{'x' * LONGEST})", []),
        (f"see [a](https://example.org/{'x' * LONGEST})", [1]),
    ],
)
def test_what_counts_as_prose(text: str, found: list[int]) -> None:
    assert list(too_long(text)) == found
