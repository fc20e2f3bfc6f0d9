"""Small texts as Hugo's authors write them, beside what Hugo made of them (`tests/hugo_oracle.py`)."""

from __future__ import annotations

import json
import re

import pytest
from conftest import REPOSITORY
from hugo_oracle import FOLDER, HUGO, ask_hugo, cases, structure

from builder.document.markdown import to_html

SAID = json.loads((FOLDER / "hugo.json").read_text(encoding="utf-8"))
TEXT = (REPOSITORY / "docs" / "older-posts.md").read_text(encoding="utf-8")
DIFFERS = re.findall(r"^- \*\*(.*?)\*\*", TEXT.partition("## What differs from Hugo")[2].partition("\n## ")[0], re.M)


def test_there_are_fifty_and_at_least_41_are_the_same() -> None:
    assert list(SAID) == list(cases())
    same = [name for name, text in cases().items() if structure(to_html(text)) == SAID[name]]
    assert len(SAID) == 50
    assert len(same) >= 41
    assert set(DIFFERS) == SAID.keys() - {*same}, "docs/older-posts.md lists exactly what differs"


@pytest.mark.parametrize("name", [name for name in SAID if name not in DIFFERS])
def test_the_same_structure_as_in_hugo(name: str) -> None:
    assert structure(to_html(cases()[name])) == SAID[name]


@pytest.mark.skipif(HUGO is None, reason="Hugo is not installed")
def test_hugo_still_says_so() -> None:
    assert ask_hugo() == SAID
