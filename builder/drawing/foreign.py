"""Charts of Altair and figures of plotly as stills: each is drawn by its own exporter, for light and for dark."""

from __future__ import annotations

import base64
import importlib.util
import io
import re
import zlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import babel

from builder.drawing.narrow import CSS_PIXELS, PHONE, READABLE, WIDE
from builder.drawing.pictures import HEAVY, Picture
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.reading import FORBIDDEN_HINT, forbidden

if TYPE_CHECKING:
    from builder.drawing.functions import Drawing

Drawn = tuple[list[Picture], list[list[Any]]]
"""The picture for light and that for dark, and the data as rows below their header."""
_WORDS, _LINES, _FRAME = "#e3e3e3", "#8c8c8c", "#444"
_DARK = {
    "background": "transparent",
    "axis": {"domainColor": _LINES, "tickColor": _LINES, "gridColor": _FRAME},
    "view": {"stroke": _FRAME},
    "title": {"color": _WORDS, "subtitleColor": _WORDS},
    "text": {"color": _WORDS},
    "rule": {"color": _WORDS},
    "style": {name: {"fill": _WORDS} for name in ("guide-label", "guide-title", "group-title", "group-subtitle")},
}
"""What Vega draws black or nearly so, on a dark page."""
_LIGHT = {"background": "transparent"}
_MARKS = re.compile(r"""\b(fill|stroke)="(?:black|#000|#000000)\"""")


def exporter_of(value: Any) -> Callable[[Drawing, Locale], Drawn] | None:
    """What draws it; None where it is nothing of these libraries, or their exporter is not installed."""
    packages = {kind.__module__.partition(".")[0] for kind in type(value).__mro__}
    if "altair" in packages and hasattr(value, "to_dict") and hasattr(value, "to_json"):
        return _altair if _installed("vl_convert") else None
    if "plotly" in packages and hasattr(value, "to_image"):
        return _plotly if _installed("kaleido") else None
    return None


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _altair(drawing: Drawing, locale: Locale) -> Drawn:
    import vl_convert

    written = _described(drawing)
    version = re.search(r"/v(\d+\.\d+)[^/]*$", str(written.get("$schema", "")))
    known = version[1] if version and version[1] in vl_convert.get_vegalite_versions() else None
    pictures = []
    for config in (_LIGHT, _DARK):
        how: dict[str, Any] = {
            "vl_version": known,
            "config": config,
            "allowed_base_urls": [],  # a build asks no other site
            "format_locale": _numbers(locale),
            "time_format_locale": _times(locale),
        }
        try:
            svg = vl_convert.vegalite_to_svg(written, **how)
            light = config is _LIGHT
            svg = re.sub(r"\b(clip|gradient_)\d+\b", _numbered(), svg if light else _MARKS.sub(rf'\1="{_WORDS}"', svg))
            pictures.append(_picture(drawing, svg, partial(vl_convert.vegalite_to_png, written, scale=2, **how)))
        except ValueError as error:
            raise _refused(drawing, str(error)) from None
    return pictures, _rows(written)


def _numbers(locale: Locale) -> dict[str, Any]:
    """How numbers are written, as d3 is told."""
    return {"decimal": locale.decimal_mark, "thousands": locale.group_mark, "grouping": [3], "currency": ["", ""]}


def _times(locale: Locale) -> dict[str, Any]:
    """How days and months are called, as d3 is told: weeks begin on Sunday there."""
    known = babel.Locale.parse(locale.code, sep="-")
    days, months = known.days["format"], known.months["format"]
    return {
        "dateTime": "%x %X",
        "date": "%m/%d/%Y" if known.language == "en" else "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [days["wide"][(day - 1) % 7] for day in range(7)],
        "shortDays": [days["abbreviated"][(day - 1) % 7] for day in range(7)],
        "months": [months["wide"][month] for month in range(1, 13)],
        "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
    }


def _described(drawing: Drawing) -> dict[str, Any]:
    """The chart as Vega-Lite has it, with all its rows."""
    import altair

    with altair.data_transformers.enable("default", max_rows=None):
        described: dict[str, Any] = drawing.result.to_dict()
    return described


def _refused(drawing: Drawing, said: str) -> SitegenError:
    """What Vega says of a chart that it does not draw."""
    if found := re.search(r"External data url not allowed: (\S+)|data url not allowed", said):
        message = f"'{drawing.name}' takes its data from {found[1] or 'an address'}, and a build asks no other site"
        hint = "Bring the file along, and hand on what it holds: alt.Chart(pandas.read_csv(…))."
    else:
        first = next((line for line in said.splitlines()[1:] if line.strip()), said)
        message, hint = f"Vega cannot draw '{drawing.name}': {first.strip()}", ""
    return SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)


def _rows(written: dict[str, Any]) -> list[list[Any]]:
    """The data of a chart that has one set of them, as rows of plain values; nothing where there are several."""
    sets = [one for one in (written.get("datasets") or {}).values() if isinstance(one, list)]
    rows = [row for row in sets[0] if isinstance(row, dict)] if len(sets) == 1 else []
    names = list(dict.fromkeys(name for row in rows for name in row))
    midnight = "T00:00:00"
    days = {
        name for name in names if all(str(row.get(name) or midnight).endswith(midnight) for row in rows)
    }  # a frame has times where there are days only

    def cell(row: dict[str, Any], name: str) -> Any:
        value = row.get(name)
        if isinstance(value, str):
            return value.removesuffix(midnight) if name in days else value
        return (
            value if value is None or (isinstance(value, int | float) and not isinstance(value, bool)) else str(value)
        )

    return [names, *([cell(row, name) for name in names] for row in rows)] if names else []


def _plotly(drawing: Drawing, locale: Locale) -> Drawn:
    import plotly.graph_objects as go
    import plotly.io as pio

    pictures = []
    for template in ("plotly_white", "plotly_dark"):
        figure = go.Figure(drawing.result)
        if figure.layout.template == pio.templates[pio.templates.default or "none"]:
            figure.update_layout(template=template)
        for ground in ("paper_bgcolor", "plot_bgcolor"):
            if figure.layout[ground] is None:
                figure.layout[ground] = "rgba(0,0,0,0)"
        if figure.layout.separators is None:
            figure.layout.separators = locale.decimal_mark + locale.group_mark
        if figure.layout.width is None:
            figure.update_layout(width=round((drawing.width or WIDE) * CSS_PIXELS), height=figure.layout.height or 400)
        svg = figure.to_image(format="svg").decode()
        if found := re.search(r'id="(?:topdefs|defs)-(\w+)"', svg):
            svg = svg.replace(found[1], "0")  # drawn by lot
        pictures.append(_picture(drawing, svg, partial(figure.to_image, format="png", scale=2)))
    return pictures, []


def _numbered() -> Callable[[re.Match[str]], str]:
    """Numbers ids anew, which the exporter counts on from chart to chart."""
    ids: dict[str, str] = {}
    return lambda found: ids.setdefault(found[0], f"{found[1]}{len(ids)}")


def _picture(drawing: Drawing, svg: str, png: Callable[[], bytes]) -> Picture:
    """An SVG as a picture, or as pixels where these are lighter."""
    from PIL import Image

    if found := forbidden(svg):
        raise SitegenError(f"'{drawing.name}' {found}", path=drawing.path, line=drawing.line, hint=FORBIDDEN_HINT)
    width, height = (round(float(side)) for side in re.findall(r'\s(?:width|height)="([\d.]+)"', svg)[:2])
    _tell_small(drawing, svg, width)
    data, ending = svg.encode(), "svg"
    if (sent := len(zlib.compress(data))) > HEAVY:
        buffer = io.BytesIO()
        with Image.open(io.BytesIO(png())) as image:
            image.save(buffer, "WEBP")
        if len(buffer.getvalue()) < sent:
            data, ending = buffer.getvalue(), "webp"
    return Picture(base64.b64encode(data).decode(), ending, width, height)


def _tell_small(drawing: Drawing, svg: str, width: int) -> None:
    """Tell of letters that nobody can read on a phone."""
    shrunk = min(1.0, PHONE * CSS_PIXELS / width)
    sizes = [float(size) for size in re.findall(r'font-size(?:="|: )([\d.]+)px', svg)]
    if drawing.width != WIDE and (smallest := min(sizes, default=READABLE) * shrunk) < READABLE:
        message = f"the smallest letters of '{drawing.name}' are {smallest:.1f} pixels high on a phone, of {READABLE}"
        hint = f"Let it take `width`, the inches that it has, and be as wide: {CSS_PIXELS} * width less its margins."
        drawing.warn(f"{message} or more", hint)
