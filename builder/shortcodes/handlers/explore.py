"""`explore`: what a function of `figures.py` draws at each point of a sweep, between which readers move."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from builder.document.fragments import Fragment
from builder.drawing.explored import Spot, places
from builder.errors import SitegenError
from builder.results import Record
from builder.results.point import selected
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.drawn import check_alt
from builder.shortcodes.handlers.figure import figure_stills
from builder.shortcodes.inline import inline
from builder.shortcodes.stills import Still

STRIP = 6
"""The most drawings that stand on paper, in feeds and where there is no JavaScript."""
HEAVY = 3_000_000
"""Bytes of all drawings together, for light or for dark, of which their author is told."""


@dataclass(frozen=True)
class Axis:
    """What readers change."""

    key: str
    """As it is called in addresses."""
    label: str
    """What it is called on the page."""
    values: list[tuple[str, str]]
    """Its values, each as addresses and as readers have it."""

    @property
    def json(self) -> str:
        """The values for a script."""
        return json.dumps(self.values, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class View:
    """The drawing at one place."""

    stills: dict[str, list[Still]]
    """Its files."""
    alt: str
    """What is to be seen."""
    label: str
    """Where it is."""
    at: str
    """The same by the numbers of the values: `0,2`."""
    strip: bool
    """Whether it stands on paper too."""


def explore(context: Context, name: str, *, over: str, figure: str, alt: str, caption: str = "") -> Fragment:
    """`{{< explore capacity over="width" figure=curve alt="…" >}}`: the drawing for each width of a sweep."""
    check_alt(alt)
    names = [one.strip() for one in over.split(",") if one.strip()]
    if not names:
        raise SitegenError('over="" names nothing to explore', hint='Name a setting of the sweep: over="width".')
    experiment, fixed = selected(name)
    spots = places(context.shared.records.read(experiment), fixed, names)
    axes = [_axis(context, one, spots) for one in names]
    views, used = list[View](), dict[str, Record]()
    shown = _strip(len(spots))
    for number, spot in enumerate(spots):
        stills, records = figure_stills(context, figure, spot, f"{figure}-{number + 1}")
        used |= {record.name: record for record in records}
        views.append(_view(axes, spot, stills, alt, strip=number in shown))
    _match(context, views)
    _weigh(context, figure, views)
    context.pictures.setdefault(views[0].stills["light"][0].file, views[0].alt)
    html = context.render(
        "explore.html",
        id=context.id(f"explore-{figure}"),
        name=figure,
        axes=axes,
        views=views,
        rooms=[_room([view.stills["light"][form] for view in views]) for form in (0, -1)],
        alt=alt,
        caption=inline(context, caption),
        origins=context.origins(list(used.values())),
        drawn_by=context.drawn_by(figure),
    )
    return Fragment(html, alt, block=True)


def _axis(context: Context, name: str, spots: Sequence[Spot]) -> Axis:
    """What a name of `over` is on the page: `words.toml` may say how it is called there."""
    said = context.words[name] if name in context.words else name  # noqa: SIM401 # words have no `get`
    values = list({_written(spot.values[name]): _said(context, spot.values[name]) for spot in spots}.items())
    return Axis(name, said if isinstance(said, str) and said != name else name.replace("_", " "), values)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _said(context: Context, value: Any) -> str:
    """A value as readers have it."""
    if isinstance(value, list):
        return " × ".join(_said(context, one) for one in value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return context.locale.number(value) if is_number else str(value)


def _view(axes: Sequence[Axis], spot: Spot, stills: dict[str, list[Still]], alt: str, *, strip: bool) -> View:
    keys = [_written(spot.values[axis.key]) for axis in axes]
    numbers = [[key for key, _ in axis.values].index(key) for axis, key in zip(axes, keys, strict=True)]
    label = ", ".join(f"{axis.label}: {axis.values[at][1]}" for axis, at in zip(axes, numbers, strict=True))
    return View(stills, f"{alt} ({label})", label, ",".join(map(str, numbers)), strip)


def _strip(number: int) -> set[int]:
    """Which of so many views stand on paper: evenly chosen, the first and the last among them."""
    most = min(number, STRIP)
    return {round(one * (number - 1) / max(1, most - 1)) for one in range(most)}


def _match(context: Context, views: Sequence[View]) -> None:
    """Leave the drawings for phones out where some places have none: a figure has one form at all its places."""
    forms = {len(stills) for view in views for stills in view.stills.values()}
    for stills in (stills for view in views for stills in view.stills.values() if len(forms) > 1):
        for still in stills[1:]:
            context.files.pop(still.file, None)
        del stills[1:]


def _room(stills: Sequence[Still]) -> tuple[int, int]:
    """The room that the largest of some drawings takes, so that nothing moves when another is shown."""
    return max(one.width for one in stills), max(one.height for one in stills)


def _weigh(context: Context, name: str, views: Sequence[View]) -> None:
    """Tell of drawings that are heavy together: those for light or for dark, wide or for a phone."""
    forms = {(scheme, form) for view in views for scheme, its in view.stills.items() for form in range(len(its))}
    drawn = ([one for view in views for one in view.stills.get(scheme, [])[form : form + 1]] for scheme, form in forms)
    sent = ({one.moving or one.file for one in stills} for stills in drawn)
    if (size := max(sum(len(context.files[file]) for file in files) for files in sent)) > HEAVY:
        message = f"the {len(views)} drawings of '{name}' are {context.locale.number(size / 1e6, 1)} MB together"
        context.warn(message, "Readers fetch those that they ask for. Draw less in each, or at fewer places.")


SHORTCODES = {
    "explore": Shortcode(explore, CAPTIONED, alone=True, counted={"explore": "figure"}, names=("name", "experiment")),
}
