"""`chart` and `echarts`: what the functions of a post's `figures.py` draw, and options in the text itself."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from builder.cache import JSON, key
from builder.content.head import AMISS
from builder.content.tree import load
from builder.document.fragments import Fragment
from builder.drawing.chart_checks import amiss, dropped
from builder.drawing.chart_maps import maps_of
from builder.drawing.chart_seeds import check_curve
from builder.drawing.charts import SIZE, Chart, Charts, charts
from builder.drawing.explored import Spot
from builder.drawing.figures import Plot
from builder.drawing.functions import Drawing
from builder.drawing.interactive_data import Data
from builder.drawing.narrow import WIDE
from builder.drawing.tables import Table, table_of_rows
from builder.errors import SitegenError
from builder.evidence.provenance import Place
from builder.reading import FORBIDDEN_HINT, forbidden, nested_too_deeply
from builder.results import Record
from builder.shortcodes.charted import chart_figure, said_of
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.inline import inline
from builder.shortcodes.numbering import refuse_reference

Drawn = TypeVar("Drawn", Plot, Charts, Table, Data)


def chart(context: Context, name: str, *, alt: str, caption: str = "", draw: str = "") -> Fragment:
    """`{{< chart accuracy alt="…" >}}`: what a function of `figures.py` described with pyecharts.

    Readers draw the curve that `draw` names before they see it.
    """
    check_alt(alt)
    described, used = from_figures(context, name, charts, Charts.kept)
    if draw:
        check_curve(described.charts, draw)
    return chart_figure(context, name, described.charts, alt, caption, used, draw)


def table_of(context: Context, name: str, caption: str) -> Fragment:
    """What a function of `figures.py` put together as rows."""
    data, used = from_figures(context, name, partial(table_of_rows, locale=context.locale), Table)
    return table_fragment(context, name, data, caption, used, context.drawn_by(name))


def table_fragment(
    context: Context, name: str, data: Table, caption: str, used: Sequence[Record], drawn_by: Place | None = None
) -> Fragment:
    """A table with its caption and where it comes from."""
    html = context.render(
        "table.html",
        id=context.id(f"table-{name}"),
        data=data,
        caption=inline(context, caption),
        origins=context.origins(list(used)),
        drawn_by=drawn_by,
    )
    return Fragment(html, caption or " ".join(data.header), block=True)


def echarts(
    context: Context, width: str = "100%", height: str = "30rem", *, alt: str = "", caption: str = "", body: str
) -> Fragment:
    """`{{< echarts >}}{"xAxis": …}{{< /echarts >}}`: an option of ECharts as JSON, YAML or TOML in the text itself."""
    refuse_reference(body)
    option = _option(body)
    title = option.get("title")
    alt = alt or str(title.get("text") or "" if isinstance(title, dict) else "") or said_of(context, option)
    if not alt:
        context.warn("this chart says nothing to those who cannot see it", 'Add alt="…", or a title to the option.')
    for message, hint in amiss(option):
        context.warn(f"this chart {message}", hint)
    try:
        maps = maps_of(option, context.shared.post.folder)
    except SitegenError as error:
        raise SitegenError(f"this chart {error.message}", path=error.path, hint=error.hint) from None
    described = Chart(option, _pixels(width, SIZE[0]), _pixels(height, SIZE[1]), maps=maps)
    return chart_figure(context, "echarts", [described], alt, caption, ())


def from_figures(
    context: Context,
    name: str,
    draw: Callable[[Drawing], Drawn],
    kept: Callable[..., Drawn],
    width: float = WIDE,
    spot: Spot | None = None,
) -> tuple[Drawn, list[Record]]:
    """What a function of `figures.py` draws and the records that it got, from the cache where it was drawn before.

    `kept` makes it again of its fields, `width` is the room that it has, in inches, and `spot` what is told of one that
    readers explore.
    """
    shared = context.shared

    def drawn() -> dict[str, Any]:
        with shared.drawings.drawn(name, context.words, context.locale, shared.records, width, spot) as drawing:
            its = asdict(draw(drawing))
        warnings = [[one.message, _in(one.path, drawing.path.parent), one.line, one.hint] for one in drawing.warnings]
        return {"drawn": its, "used": [record.name for record in drawing.used], "warnings": warnings}

    at = key(spot.whole.name, spot.point.settings, spot.step) if spot else ""
    which = ("drawing", kept.__qualname__, name, width, context.locale.code, shared.made_from, at)
    data = shared.cache.get_or_make(which, None, drawn, JSON)
    _warn(context, data["warnings"])
    return kept(**data["drawn"]), [shared.records.read(one) for one in data["used"]]


def _warn(context: Context, told: Sequence[Sequence[Any]]) -> None:
    """Tell what was warned of while something was drawn, now or when it was kept."""
    for message, file, line, hint in told:
        context.warn_at(SitegenError(message, path=context.shared.drawings.folder / file, line=line, hint=hint))


def _in(path: Path | None, folder: Path) -> str:
    """A file of a post as the cache names it: the site may be moved with its cache."""
    return os.path.relpath(path or folder, folder.resolve())


def _option(body: str) -> dict[str, Any]:
    """The option in a body. Raises SitegenError without a place."""
    try:
        option = _read(body)
        if nested_too_deeply(option):
            raise RecursionError
    except RecursionError:
        raise SitegenError("the option of this chart is nested too deeply") from None
    if not isinstance(option, dict):
        raise SitegenError("the option of this chart is empty or no object", hint='Write {"xAxis": …, "series": […]}.')
    try:
        plain: dict[str, Any] = json.loads(json.dumps(option, allow_nan=False))  # halves of one letter are joined
    except (RecursionError, TypeError, ValueError) as error:
        raise SitegenError(f"the option of this chart cannot be written as JSON: {error}") from None
    if found := forbidden(plain):
        raise SitegenError(f"the option of this chart {found}", hint=FORBIDDEN_HINT)
    if amiss := dropped(plain):
        raise SitegenError(f"this chart {amiss[0]}", hint=amiss[1])
    return plain


def _read(body: str) -> Any:
    """The data in a body: JSON, else TOML, of which much would be one word of YAML, else YAML."""
    for loads in (json.loads, tomllib.loads):
        with suppress(ValueError):
            if found := loads(body):
                return found
    try:
        return load(body)[1]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in its line {mark.line + 1}" if mark else ""
        message = f"the option of this chart is neither JSON nor YAML nor TOML: {getattr(error, 'problem', error)}"
        raise SitegenError(message + where, hint="Functions of JavaScript are not data.") from None
    except AMISS as error:
        raise SitegenError(f"the option of this chart is neither JSON nor YAML nor TOML: {error}") from None


def _pixels(length: str, whole: int) -> int:
    """A length of CSS in pixels: `480px`, `30rem`, `80%` of the whole, or a plain number."""
    for unit, size in (("px", 1.0), ("rem", 16.0), ("em", 16.0), ("%", whole / 100), ("", 1.0)):
        number = length.removesuffix(unit)
        if length.endswith(unit) and number.replace(".", "", 1).isdecimal() and 0 < float(number) * size < 10_000:
            return round(float(number) * size)
    raise SitegenError(f"'{length}' is not a length", hint="Write 480px, 30rem or 80%.")


def check_alt(alt: str) -> None:
    if not alt.strip():
        raise SitegenError('alt="" says nothing', hint="Say what is to be seen, for those who cannot see it.")


SHORTCODES = {
    "chart": Shortcode(chart, CAPTIONED, alone=True, counted={"chart": "figure"}),
    "echarts": Shortcode(echarts, CAPTIONED, "text", alone=True, counted={"chart": "figure"}),
}
