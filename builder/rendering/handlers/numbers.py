"""`value` and `table`: the numbers of records."""

from __future__ import annotations

import json

from markupsafe import Markup

from builder.errors import SitegenError, nearest
from builder.rendering import markdown
from builder.rendering.context import Context
from builder.rendering.fragments import Fragment
from builder.rendering.tables import series_table


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
    html = context.render("value.html", value=found, text=text, origins=context.origins([record]))
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
        "table.html", data=data, caption=Markup(markdown.inline(caption)), origins=context.origins([record])
    )
    return Fragment(html, caption, block=True)
