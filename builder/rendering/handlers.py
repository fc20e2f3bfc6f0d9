"""The shortcodes: a function each, whose parameters after the context are the arguments that an author may write."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

from markupsafe import Markup

from builder.errors import SitegenError, nearest
from builder.rendering import markdown
from builder.rendering.charts import Chart
from builder.rendering.charts import chart as chart_of
from builder.rendering.context import Context
from builder.rendering.drawings import Drawing
from builder.rendering.expand import Fragment, Shortcode
from builder.rendering.figures import picture
from builder.rendering.records import Provenance, provenance
from builder.rendering.tables import chart_table, series_table
from builder.results import Record


def figure(context: Context, name: str, *, alt: str, caption: str = "") -> Fragment:
    """`{{< figure kernels alt="…" >}}`: what a function of `figures.py` drew with matplotlib."""
    _check_alt(alt)
    with _drawn(context, name) as drawing:
        drawn = picture(drawing)
    source = context.file(name, "svg", drawn.svg)
    html = context.render(
        "figure.html",
        id=context.id(f"figure-{name}"),
        source=source,
        picture=drawn,
        alt=alt,
        caption=Markup(markdown.inline(caption)),
        origins=_origins(context, drawing.used),
    )
    return Fragment(html, alt, block=True)


def chart(context: Context, name: str, *, alt: str, caption: str = "") -> Fragment:
    """`{{< chart accuracy alt="…" >}}`: what a function of `figures.py` described with pyecharts."""
    _check_alt(alt)
    with _drawn(context, name) as drawing:
        described = chart_of(drawing)
    element = context.id(f"chart-{name}")  # headings have ids too
    html = context.render(
        "chart.html",
        id=element,
        drawings=_svgs(context, described, element),
        option=context.file(name, "json", described.json().encode()),
        data=chart_table(described.option, context.locale),
        alt=alt,
        caption=Markup(markdown.inline(caption)),
        origins=_origins(context, drawing.used),
    )
    return Fragment(html, alt, block=True)


def value(context: Context, of: str, percent: str = "", *, digits: str = "") -> Fragment:
    """`{{< value cnn.accuracy >}}`: a number or a word of a record; `percent` and `digits=2` say how it is written."""
    experiment, _, name = of.partition(".")
    record = context.shared.records.read(experiment)
    if name not in record.values:
        hint = nearest(name, record.values) or f"'{experiment}' kept no values."
        raise SitegenError(f"'{experiment}' has no value '{name}'", hint=hint)
    found = record.values[name]
    if percent not in ("", "percent") or (digits and not digits.isdecimal()):
        raise SitegenError(f"a value cannot be written as '{percent or digits}'", hint="Write percent, or digits=2.")
    decimals = int(digits) if digits else None
    if isinstance(found, str) and not percent and not digits:
        text = found
    elif isinstance(found, str | bool):
        raise SitegenError(f"'{of}' is {json.dumps(found, ensure_ascii=False)}, not a number")
    else:
        text = (context.locale.percent if percent else context.locale.number)(found, decimals)
    html = context.render("value.html", value=found, text=text, origins=_origins(context, [record]))
    return Fragment(Markup(html.strip()), text)


def table(context: Context, experiment: str, *, series: str = "", caption: str = "") -> Fragment:
    """`{{< table cnn series="loss, accuracy" >}}`: series of a record side by side; all of them if none is named."""
    record = context.shared.records.read(experiment)
    names = [name.strip() for name in series.split(",")] if series else list(record.series)
    for name in names:
        if name not in record.series:
            raise SitegenError(f"'{experiment}' has no series '{name}'", hint=nearest(name, record.series))
        if any(isinstance(item, list) for item in record.series[name]):
            raise SitegenError(f"the series '{name}' holds rows: it fits no column")
    data = series_table({name: record.series[name] for name in names}, context.locale)
    html = context.render(
        "table.html", data=data, caption=Markup(markdown.inline(caption)), origins=_origins(context, [record])
    )
    return Fragment(html, caption, block=True)


SHORTCODES: dict[str, Shortcode] = {"chart": chart, "figure": figure, "table": table, "value": value}


def _svgs(context: Context, described: Chart, element: str) -> list[Markup]:
    """A chart as SVG, for a wide page and where needed for a phone."""
    engine, locale = context.shared.engine, context.locale
    drawings = [engine.svg(described, element, locale)]
    if narrow := described.narrow():
        drawings.append(engine.svg(narrow, f"{element}-narrow", locale))
    return [Markup(svg) for svg in drawings]


def _check_alt(alt: str) -> None:
    if not alt.strip():
        raise SitegenError('alt="" says nothing', hint="Say what is to be seen, for those who cannot see it.")


def _drawn(context: Context, name: str) -> AbstractContextManager[Drawing]:
    shared = context.shared
    return shared.drawings.drawn(name, context.words, context.locale, shared.records)


def _origins(context: Context, used: list[Record]) -> list[Provenance]:
    context.used.update(record.name for record in used)
    return provenance(used, context.shared.records, context.locale)
