"""`figure`: what a function of `figures.py` drew, or, with `src=`, a picture that lies in the folder of the post."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

from builder.document.fragments import Fragment
from builder.drawing.explored import Spot
from builder.drawing.figures import Plot, plot
from builder.drawing.narrow import PHONE, WIDE
from builder.drawing.pictures import Picture
from builder.drawing.tables import Table, word
from builder.errors import SitegenError
from builder.results import Record
from builder.shortcodes.charted import MOST_ROWS
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.drawn import check_alt, from_figures
from builder.shortcodes.handlers.images import figure_of_file
from builder.shortcodes.inline import inline
from builder.shortcodes.stills import Still


def figure(
    context: Context,
    name: str = "",
    *,
    alt: str | None = None,
    caption: str = "",
    src: str = "",
    title: str = "",
    link: str = "",
    target: str = "",
    rel: str = "",
    class_: str = "",
    height: str = "",
    width: str = "",
    attr: str = "",
    attrlink: str = "",
    loading: str = "",
) -> Fragment:
    """`{{< figure kernels alt="…" >}}` or, with the arguments of Hugo, `{{< figure src="digit.png" alt="…" >}}`."""
    hugo = {
        "title": title, "link": link, "target": target, "rel": rel, "class": class_, "height": height,
        "width": width, "attr": attr, "attrlink": attrlink, "loading": loading,
    }  # fmt: skip
    if src and name:
        raise SitegenError(f"'figure' shows '{name}', which figures.py draws, or the file src=, not both")
    if src:
        return figure_of_file(context, src, alt or "", caption, hugo)
    usage = 'It takes name alt="…" [caption="…"], or src="…" and the arguments of Hugo.'
    if not name or alt is None:
        missing = "alt" if name else "name"
        raise SitegenError(f"'figure': missing a required argument: '{missing}'", hint=usage)
    if given := [key for key, value in hugo.items() if value]:
        raise SitegenError(f"'figure' takes {given[0]}= only with src=", hint=usage)
    return _drawn(context, name, alt, caption)


def _drawn(context: Context, name: str, alt: str, caption: str) -> Fragment:
    """What a function of `figures.py` drew with matplotlib, or a picture."""
    check_alt(alt)
    stills, used, rows = _with_data(context, name)
    data, file = _data(context, name, rows)
    context.pictures.setdefault(stills["light"][0].file, alt)
    html = context.render(
        "figure.html",
        id=context.id(f"figure-{name}"),
        stills=stills,
        data=data,
        more=context.locale.number(len(rows) - 1 - MOST_ROWS) if len(rows) - 1 > MOST_ROWS else "",
        csv=file,
        alt=alt,
        caption=inline(context, caption),
        origins=context.origins(used),
        drawn_by=context.drawn_by(name),
    )
    return Fragment(html, alt, block=True)


def _data(context: Context, name: str, rows: Sequence[Sequence[Any]]) -> tuple[Table | None, str]:
    """The data of a figure as a table and as a CSV, where it says what they are."""
    if not rows:
        return None, ""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    header, *shown = ([word(cell, context.locale) for cell in row] for row in rows[: MOST_ROWS + 1])
    worded = [at for at in range(len(header)) if any(isinstance(row[at], str) for row in rows[1:])]
    return Table(header, shown, worded), context.file(name, "csv", text.getvalue().encode())


def figure_stills(
    context: Context, name: str, spot: Spot | None = None, file: str = ""
) -> tuple[dict[str, list[Still]], list[Record]]:
    """The drawings of a figure as files beside the page, for light and perhaps for dark, and the records that it got.

    Of each the wide one and, where there is one, that for a phone. `file` begins their names, else that of the figure.
    """
    stills, used, _ = _with_data(context, name, spot, file)
    return stills, used


def _with_data(
    context: Context, name: str, spot: Spot | None = None, file: str = ""
) -> tuple[dict[str, list[Still]], list[Record], list[list[Any]]]:
    """The same, and the data that are known of the figure."""
    draw = partial(plot, locale=context.locale)
    drawn, used = from_figures(context, name, draw, Plot.kept, WIDE, spot)
    light, dark, moving = drawn.light, drawn.dark, [drawn.moving]
    if drawn.by_width:
        narrow, _ = from_figures(context, name, draw, Plot.kept, PHONE, spot)
        light, dark = light + narrow.light, dark + narrow.dark if dark and narrow.dark else []
        moving += [narrow.moving]
    schemes = {"light": light, "dark": dark} if dark else {"light": light}
    stills = {
        scheme: _files(context, file or name, scheme, pictures, [one[number] for one in moving if one])
        for number, (scheme, pictures) in enumerate(schemes.items())
    }
    return stills, used, drawn.data


def _files(
    context: Context, name: str, scheme: str, pictures: Sequence[Picture], moving: Sequence[Picture]
) -> list[Still]:
    """The drawings of a figure in one scheme as files beside the page, and the animations that they stand for."""
    colours = "" if scheme == "light" else f"-{scheme}"
    stills = []
    for form, one, moves in zip_longest(("", "-narrow")[: len(pictures)], pictures, moving):
        its = context.file(f"{name}{form}{colours}-moving", moves.ending, moves.data()) if moves else ""
        file = context.file(name + form + colours, one.ending, one.data())
        stills.append(Still(file, one.width, one.height, one.classes, its))
    return stills


SHORTCODES = {
    "figure": Shortcode(figure, (*CAPTIONED, "title", "attr"), alone=True, counted={"picture": "figure"}),
}
