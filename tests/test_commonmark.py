"""Small texts as Hugo's authors write them, and the examples of CommonMark's specification, beside what Hugo made of
them (`tests/hugo_oracle.py`)."""

from __future__ import annotations

import json
import re

import pytest
from conftest import REPOSITORY
from hugo_oracle import FOLDER, HUGO, ask_for_cases, ask_for_spec, cases, spec, structure
from rendering_texts import Texts

from builder.document.markdown import to_html

SAID = json.loads((FOLDER / "hugo.json").read_text(encoding="utf-8"))
TEXT = (REPOSITORY / "docs" / "older-posts.md").read_text(encoding="utf-8")
DIFFERS = re.findall(r"^- \*\*(.*?)\*\*", TEXT.partition("## What differs from Hugo")[2].partition("\n## ")[0], re.M)


def test_there_are_fifty_and_at_least_48_are_the_same() -> None:
    assert list(SAID) == list(cases())
    same = [name for name, text in cases().items() if structure(to_html(text)) == SAID[name]]
    assert len(SAID) == 50
    assert len(same) >= 48
    assert set(DIFFERS) == SAID.keys() - {*same}, "docs/older-posts.md lists exactly what differs"


@pytest.mark.parametrize("name", [name for name in SAID if name not in DIFFERS])
def test_the_same_structure_as_in_hugo(name: str) -> None:
    assert structure(to_html(cases()[name])) == SAID[name]


def test_the_examples_of_the_specification() -> None:
    """Those that differ are named in `differs.json`, each with its reason: none may join them or leave them untold."""
    hugo = json.loads((FOLDER / "spec_hugo.json").read_text(encoding="utf-8"))
    known = json.loads((FOLDER / "differs.json").read_text(encoding="utf-8"))
    differs = []
    for number, one in spec().items():
        ours = structure(to_html(one["markdown"]), straight=True)
        if ours not in (structure(one["html"], straight=True), hugo.get(str(number))):
            differs.append(str(number))
    assert differs == list(known)
    assert all(known.values())


def test_no_example_stops_the_build_of_an_older_text(texts: Texts) -> None:
    texts.strict = False
    assert [number for number, one in spec().items() if texts.told(one["markdown"])] == []


@pytest.mark.skipif(HUGO is None, reason="Hugo is not installed")
def test_hugo_still_says_so() -> None:
    assert ask_for_cases() == SAID
    assert ask_for_spec() == json.loads((FOLDER / "spec_hugo.json").read_text(encoding="utf-8"))
