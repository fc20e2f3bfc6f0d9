"""A figure with one chart, or with those that a function returned together: pictures, data, and what makes it live."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from builder.document.fragments import Fragment
from builder.drawing.chart_facts import facts, listed
from builder.drawing.chart_files import chart_csv
from builder.drawing.chart_parts import Option, frame_shown, frames, parts_of
from builder.drawing.chart_points import columns
from builder.drawing.chart_sampling import sample
from builder.drawing.chart_seeds import seeds_shown
from builder.drawing.chart_tables import chart_table
from builder.drawing.chart_types import NAMESPACE
from builder.drawing.charts import Chart
from builder.drawing.decimals import decimals
from builder.drawing.tables import Table
from builder.results import Record
from builder.shortcodes.context import Context
from builder.shortcodes.inline import inline
from builder.shortcodes.stills import stills_of

MOST_ROWS = 500
"""Of the table of a chart. All of them are in its CSV, and a page of 100,000 rows would be 5 MB of HTML."""
SOME_ROWS = 40
"""Of the table of a chart whose rows are numbered, as epochs are: of more each second, fifth, tenth … is shown."""


_NUMBER = re.compile(r"[−-]?\d[\d.,\u00a0\u202f]*")


def chart_figure(
    context: Context,
    name: str,
    described: Sequence[Chart],
    alt: str,
    caption: str,
    used: Sequence[Record],
    draw: str = "",
) -> Fragment:
    """The figure of charts; `name` begins the names of their files, and `used` are the records that they come from.

    `draw` names the curve of its only chart that readers draw first.
    """
    several = len(described) > 1
    names = [f"{name}-{number}" if several else name for number in range(1, len(described) + 1)]
    labels = [f"{alt}, {one.title or number}" if several else alt for number, one in enumerate(described, 1)]
    own_id = context.id(f"chart-{name}")  # headings have ids too
    panels = [_panel(context, *one) for one in zip(names, described, labels, strict=True)]
    for number, panel in enumerate(panels, 1):
        panel["id"], panel["draw"] = f"{own_id}-{number}" if several else own_id, draw
    html = context.render(
        "chart.html",
        id=own_id,
        panels=panels,
        alt=alt,
        caption=inline(context, caption),
        origins=context.origins(list(used)),
        drawn_by=context.drawn_by(name),
    )
    return Fragment(html, alt, block=True)


def _panel(context: Context, name: str, described: Chart, label: str) -> dict[str, Any]:
    """What the template is told of one chart."""
    sampled = sample(described.option)
    drawn = replace(described, option=sampled.option) if sampled else described
    stills = stills_of(context, name, drawn)
    picture = stills["light"][0]
    context.pictures.setdefault(picture.file, label)
    table, data = chart_table(described.option, context.locale), chart_csv(described.option, context.locale)
    said = said_of(context, described.option)
    if table is None:
        hint = "Give each series its data, or all of them one dataset."
        context.warn(f"there is no table of the data of '{name}'", hint)
    option, whole = (context.file(name, "json", one.json().encode()) for one in (drawn, described))
    number = context.locale.number
    return {
        "title": described.title,
        "label": label,
        "stills": stills,
        "picture": picture,
        "option": option,
        "whole": whole,
        "shown_points": number(sampled.shown) if sampled else "",
        "all_points": number(sampled.all) if sampled else "",
        "parts": " ".join([*parts_of(described.option), *([NAMESPACE] if described.code else [])]),
        "code": context.file(name, "js", described.code.encode()) if described.code else "",
        "maps": " ".join(_map(context, *one) for one in described.maps.items()),
        **_rows_shown(table, number),
        "csv": context.file(name, "csv", data.encode()) if data else "",
        "listed": listed(_shown(described.option)),
        "said": said if said != label else "",
        "seeds": seeds_shown(drawn.option),
        "digits": decimals(columns(_shown(described.option)) or []),
    }


def _rows_shown(table: Table | None, number: Callable[[int], str]) -> dict[str, Any]:
    """What the template is told of a table that its CSV holds whole: of many numbered rows some, else the first ones.

    The first row is shown, then each so many, and the last.
    """
    if table is None:
        return {"data": None, "more": "", "all_rows": ""}
    rows, count = table.rows, len(table.rows)
    if count > SOME_ROWS and all(_NUMBER.fullmatch(row[0]) for row in rows):
        step = next(one for ten in range(9) for one in (10**ten, 2 * 10**ten, 5 * 10**ten) if count / one <= SOME_ROWS)
        shown = [rows[0], *rows[step - 1 : -1 : step], rows[-1]]
        return {"data": replace(table, rows=shown), "more": "", "all_rows": number(count)}
    more = number(count - MOST_ROWS) if count > MOST_ROWS else ""
    return {"data": replace(table, rows=rows[:MOST_ROWS]), "more": more, "all_rows": ""}


def _map(context: Context, name: str, text: str) -> str:
    """A map as the page names it, and the file that holds it."""
    file = context.file(name.replace("/", "-").removesuffix(".geojson"), "geojson", text.encode())
    return f"{quote(name, '')}={quote(file)}"


def _shown(option: Option) -> Option:
    """What of an option is seen at first: of a timeline one frame."""
    return frames(option)[frame_shown(option)][1]


def said_of(context: Context, option: Option) -> str:
    """What a chart shows in words, those of its numbers; "" where its data are not known."""
    names, shown = [name for name, _ in frames(option) if name], _shown(option)
    told = {
        "groups": facts(shown, context.locale),
        "listed": listed(shown),
        "frames": names,
        "first": frame_shown(option),
    }
    return " ".join(context.render("said.html", **told).unescape().split())
