"""What screen readers hear of a chart: made of its numbers alone, as a person would say it, in each language."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from rendering_texts import Texts

LINE = {"xAxis": {"name": "epoch", "data": ["1", "2", "3", "4", "5", "6"]}, "yAxis": {"name": "loss"}}


def lines(**series: list[Any]) -> dict[str, Any]:
    return LINE | {"series": [{"type": "line", "name": name, "data": data} for name, data in series.items()]}


BARS = {
    "xAxis": {"data": ["Jan", "Feb"]},
    "yAxis": {},
    "series": [{"type": "bar", "name": "rain", "data": [2.5, 10]}, {"type": "bar", "name": "sun", "data": [3, 3]}],
}
POINTS = {
    "xAxis": {"type": "value", "name": "x"},
    "yAxis": {},
    "series": [{"type": "scatter", "data": [[3, -0.5], [1.5, 2]]}],
}
SLICES = [{"name": "rain", "value": 3}, {"name": "sun", "value": 1}]
CELLS = {
    "xAxis": {"data": ["a", "b"]},
    "yAxis": {"data": ["c"]},
    "series": [{"type": "heatmap", "name": "n", "data": [[0, 0, 1.5], [1, 0, 2]]}],
}
SAID: dict[str, tuple[str, dict[str, Any], str]] = {
    "two curves": (
        "en",
        lines(a=[0.5, 0.25, 0.125, 0.1, 0.1, 0.1], b=[1, 2, 3, 4, 5, 6]),
        "2 curves over epoch, from 1 to 6. “b” ends highest, at 6, “a” lowest, at 0.100. "
        "“a” falls from 0.500 to 0.100, most of it until 3. “b” rises from 1 to 6.",
    ),
    "a peak, in Portuguese": (
        "pt",
        lines(a=[0.5, 1, 1.25, 1, 0.75, 0.5]),
        "Uma curva ao longo de epoch, de 1 a 6. “a” sobe de 0,50 a 1,25 em 3 e cai a 0,50.",
    ),
    "a dip with a gap": ("en", lines(a=[5, None, 1, 2, 3, 4]), "“a” falls from 5 to 1 at 3 and rises to 4."),
    "a plain": ("en", lines(a=[2, 2, 2]), "“a” stays at 2."),
    "up and down": (
        "en",
        lines(a=[5, 9, 1, 9, 1, 5]),
        "“a” goes up and down between 1 at 3 and 9 at 2, and ends at 5.",
    ),
    "many curves": (
        "en",
        lines(**{f"s{number}": [number, -number] for number in range(40)}),
        "40 curves over epoch, from 1 to 6. “s0” ends highest, at 0, “s39” lowest, at −39. "
        "The highest of all is 39, of “s39” at 1; the lowest −39, of “s39” at 2.",
    ),
    "bars": (
        "en",
        BARS,
        "Bars at 2 places along the horizontal axis, from Jan to Feb. "
        "“rain”: highest at Feb, with 10.0, lowest at Jan, with 2.5. “sun”: everywhere 3.",
    ),
    "points": (
        "pt",
        POINTS,
        "Pontos ao longo de x, de 1,5 a 3. Os valores: o maior valor em 1,5, com 2,0, o menor em 3, com −0,5.",
    ),
    "a pie": (
        "en",
        {"series": [{"type": "pie", "name": "weather", "data": SLICES}]},
        "A pie of 2 parts. “weather”: highest at rain, with 3, lowest at sun, with 1.",
    ),
    "a grid": ("en", CELLS, "A grid of 2 cells. “n”: highest at b, c, with 2.0, lowest at a, c, with 1.5."),
}


def shown(texts: Texts, language: str, option: dict[str, Any], alt: str = ' alt="A chart."') -> str:
    texts.language = language
    return texts.html(f"{{{{< echarts{alt} >}}}}{json.dumps(option)}{{{{< /echarts >}}}}")


@pytest.mark.parametrize(("language", "option", "said"), SAID.values(), ids=SAID)
def test_a_chart_is_described(texts: Texts, language: str, option: dict[str, Any], said: str) -> None:
    [found] = re.findall(r'class="unseen" id="chart-echarts-said">([^<]*)<', shown(texts, language, option))
    assert said in found


def test_a_chart_without_words_is_called_by_its_description(texts: Texts) -> None:
    html = shown(texts, "en", BARS, "")
    assert 'aria-label="Bars at 2 places along the horizontal axis, from Jan to Feb.' in html
    assert "aria-describedby" not in html, "nobody hears it twice"


@pytest.mark.parametrize("series", [[], [{"type": "line", "name": "s", "data": []}]], ids=["no series", "no points"])
def test_of_nothing_nothing_is_said(texts: Texts, series: list[Any]) -> None:
    assert "aria-describedby" not in shown(texts, "en", LINE | {"series": series})


def test_names_are_text(texts: Texts) -> None:
    html = shown(texts, "en", lines(**{'<b>"a" & b</b> %(x)s': [1, 2], "שלום": [2, 1]}))
    assert "“&lt;b&gt;&#34;a&#34; &amp; b&lt;/b&gt; %(x)s” rises from 1 to 2. “שלום” falls from 2 to 1." in html
