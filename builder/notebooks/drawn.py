"""What a function of a post draws, as a notebook shows it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from builder.content.words import Words
from builder.drawing.charts import chart, svg
from builder.drawing.colours import standalone, variables
from builder.drawing.engine import Engine
from builder.drawing.figures import plot
from builder.drawing.functions import Drawings
from builder.drawing.kinds import is_chart
from builder.drawing.pixels import as_png
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.look.templates import environment
from builder.project import Project


@dataclass(frozen=True)
class Drawn:
    """A picture."""

    name: str
    """The name of its function."""
    data: bytes
    """As PNG."""

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def _repr_png_(self) -> str:
        return base64.b64encode(self.data).decode()


def drawn(project: Project, drawings: Drawings, name: str, words: Words, locale: Locale, records: Records) -> Drawn:
    """Call a function of `figures.py`. Raises SitegenError for what it gets wrong."""
    with drawings.drawn(name, words, locale, records) as drawing:
        if not is_chart(drawing.result):
            picture = plot(drawing).light[0]
            return Drawn(name, as_png(picture.data(), picture.ending))
        described = chart(drawing)
    with Engine() as engine:
        lines = svg(engine, described, locale)
    colours = variables(environment(project, locale.code), "light")
    return Drawn(name, as_png(standalone(lines, colours).encode(), "svg"))
