from __future__ import annotations

import json
import re
from typing import Any

import pytest

from builder.drawing.covers import cover


def line(*data: Any, **more: Any) -> dict[str, Any]:
    return {"type": "line", "data": list(data), **more}


def drawn(option: dict[str, Any]) -> list[str]:
    """The colours of the lines on the cover of a text whose only chart has this option."""
    svg = cover(["a%20b.json"], {"a b.json": json.dumps(option).encode()})
    return re.findall(r'<path [^>]*stroke="([^"]+)"', svg)


DASHED = {"lineStyle": {"type": "dashed"}}


@pytest.mark.parametrize(
    ("option", "colours"),
    [
        ({"series": [line(1, 2), line(2, 1)]}, ["var(--c1)", "var(--c2)"]),
        ({"series": line(1, 2)}, ["var(--c1)"]),
        ({"series": [line([0, 1], [1, 2])]}, ["var(--c1)"]),
        ({"series": [line({"value": 1}, {"value": 2})]}, ["var(--c1)"]),
        ({"series": [line(1, 2)], "color": ["var(--c4)"]}, ["var(--c4)"]),
        ({"series": [line(1, 2)], "color": ["red; x"]}, ["var(--c1)"]),
        ({"series": [line(1, 2), line(2, 1)], "color": ["#ff0000", "var(--c4)"]}, ["var(--c1)", "var(--c4)"]),
        ({"series": [line(1, 2, **DASHED), line(1, 2)]}, ["var(--c2)"]),
        ({"series": [line(1, 2, **DASHED)]}, ["var(--c1)"]),
        ({"series": [{"type": "custom", "data": [1, 2]}, line(1, 2, **DASHED)]}, ["var(--c2)"]),
        ({"series": [line(1), line(None, "-", True)]}, []),
        ({"series": [{"type": "sankey", "data": [1, 2]}]}, []),
        ({}, []),
    ],
)
def test_the_lines_of_the_first_chart_in_its_colours(option: dict[str, Any], colours: list[str]) -> None:
    assert drawn(option) == colours


def test_a_text_without_charts_has_none() -> None:
    assert cover([], {}) == ""


PAIRS = [[1, 2], [3.5, 4], ["a", 1]]


@pytest.mark.parametrize(
    ("kind", "data", "shapes"),
    [
        ("bar", [3, {"value": -1}, None], "rect" * 3),
        ("pictorialBar", [1], "rect"),
        ("scatter", PAIRS, "circle" * 3),
        ("effectScatter", PAIRS, "circle" * 3),
        ("scatter", [[1, 2]], ""),
        ("heatmap", [[0, 0, 1], [0, 1, 2], ["a", 1, None]], "rect" * 2),
        ("boxplot", [[1, 2, 3, 4, 5], [1]], "pathrect"),
        ("pie", [{"name": "a", "value": 1}, {"name": "b", "value": 3}], "circle" * 2),
        ("pie", [0], ""),
        ("bar", [], ""),
    ],
)
def test_charts_without_lines_have_covers_too(kind: str, data: list[Any], shapes: str) -> None:
    option = {"series": [{"type": kind, "data": data}]}
    svg = cover(["a.json"], {"a.json": json.dumps(option).encode()})
    assert "".join(re.findall(r"<(path|rect|circle) ", svg)) == shapes
    assert not re.search("nan|inf", svg)
    lines = {"series": [line(1, 2)]}
    both = {"a.json": json.dumps(option).encode(), "b.json": json.dumps(lines).encode()}
    assert "<path" in cover(both, both), "lines before all else"
