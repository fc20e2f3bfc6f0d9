"""What an author is told whose function returned what cannot be drawn: what it is, and the line that makes it one."""

from __future__ import annotations

import os
import sys
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from builder.drawing.kinds import describe, is_array, is_chart, is_column, is_frame, is_image
from builder.drawing.owners import figures_of
from builder.errors import SitegenError

if TYPE_CHECKING:
    from builder.drawing.functions import Drawing

_OPENED = "Return PIL.Image.open(io.BytesIO({}))"
_LINES = [
    ("plotly", "to_image", "Show it by {{< figure … >}}; it needs `pip install kaleido`, and Chrome or Chromium."),
    ("altair", "to_json", "Show it by {{< figure … >}}; it needs `pip install vl-convert-python`."),
    ("bokeh", "document", "Return bokeh.io.export.get_screenshot_as_png(plot); it needs `pip install selenium`."),
    ("plotnine", "draw", "Return plot.draw()."),
    ("seaborn", "on", "Write figure = Figure(); plot.on(figure).plot(); return figure."),
    ("holoviews", "opts", 'Return holoviews.render(plot, backend="matplotlib").'),
    ("graphviz", "pipe", _OPENED.format('graph.pipe("png")') + "."),
    ("wordcloud", "to_image", "Return cloud.to_image()."),
    ("networkx", "nodes", "Draw it, networkx.draw(graph, ax=axes), and return axes."),
    ("matplotlib", "to_jshtml", "Show it by {{< figure … >}}."),
    ("pandas", "to_latex", "Return styled.data."),
    ("pandas", "agg", "Say what is shown of each group: return groups.mean()."),
]
"""Package, what its objects can be asked, and the line that makes of one what can be drawn."""
_FRAMES = ("to_dataframe", "to_pandas", "toPandas", "df")
"""What gives a frame, of what has frames of its own."""
_LATE = ("collect", "compute")
"""What gives a frame, of one that is computed late."""


def refusal(drawing: Drawing, message: str, otherwise: str) -> SitegenError:
    """The mistake of a function that returned something else; `otherwise` is what to do where no better is known.

    `message` has braces for the name of the function and for what it returned.
    """
    message = message.format(drawing.name, describe(drawing.result))
    return SitegenError(message, path=drawing.path, line=drawing.line, hint=_instead(drawing) or otherwise)


def _instead(drawing: Drawing) -> str:
    """The one line to write, or ""."""
    value, name = drawing.result, drawing.name
    if is_chart(value):
        return f"It is a chart: write {{{{< chart {name} … >}}}}."
    if line := _by_package(value):
        return line
    if figures_of(value):
        return f"It is a figure: write {{{{< figure {name} … >}}}}."
    if is_image(value) or is_array(value):
        return f"It is a picture: write {{{{< figure {name} … >}}}}."
    if is_frame(value) or is_column(value) or _are_rows(value):
        return f"It is a table: write {{{{< table {name} … >}}}}."
    late = hasattr(type(value), "columns")  # not of the frame itself: polars warns whoever asks a lazy one
    asked = (*_FRAMES, *_LATE) if late else _FRAMES
    if given := next((one for one in asked if callable(getattr(value, one, None))), ""):
        return f"Return frame.{given}(), and write {{{{< table {name} … >}}}}."
    return _of_python(value)


def _by_package(value: Any) -> str:
    packages = {kind.__module__.partition(".")[0] for kind in type(value).__mro__}
    if is_frame(value) or is_column(value):
        return ""
    return next((line for package, asked, line in _LINES if package in packages and hasattr(value, asked)), "")


def _of_python(value: Any) -> str:
    """The line for what Python itself has."""
    if value is None and "matplotlib.pyplot" in sys.modules and sys.modules["matplotlib.pyplot"].get_fignums():
        return "It drew with pyplot: end it with return plt.gcf()."
    if isinstance(value, ModuleType):
        return "Return plt.gcf()."
    if isinstance(value, FunctionType):
        return f"Call it: return {value.__name__}()."
    if isinstance(value, str | os.PathLike):
        return f"Where it names a file of the post, show that: ![…]({value}). Else return what it says, drawn."
    if isinstance(value, bytes | bytearray):
        return _OPENED.format("data") + "."
    if isinstance(value, list | tuple) and any(is_image(one) or is_array(one) or figures_of(one) for one in value):
        return "Return one of its parts: a drawing is one figure, or one picture."
    if isinstance(value, dict) and all(isinstance(one, list | tuple) for one in value.values()):
        return "For a table, return [[*columns], *zip(*columns.values())]."
    return ""


def _are_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, list | tuple) for row in value)
