"""The shortcodes that an author may write, by name."""

from builder.rendering.fragments import Shortcode
from builder.rendering.handlers.admonition import admonition
from builder.rendering.handlers.citations import cite
from builder.rendering.handlers.claims import claim
from builder.rendering.handlers.drawn import chart, echarts
from builder.rendering.handlers.figure import figure
from builder.rendering.handlers.images import image
from builder.rendering.handlers.listing import code
from builder.rendering.handlers.mermaid import mermaid
from builder.rendering.handlers.numbers import table, value
from builder.rendering.handlers.references import ref

SHORTCODES = {
    "admonition": Shortcode(admonition, "markdown"),
    "chart": Shortcode(chart),
    "cite": Shortcode(cite),
    "claim": Shortcode(claim, "markdown"),
    "code": Shortcode(code),
    "echarts": Shortcode(echarts, "text"),
    "figure": Shortcode(figure),
    "image": Shortcode(image),
    "mermaid": Shortcode(mermaid, "text"),
    "ref": Shortcode(ref),
    "relref": Shortcode(ref),
    "series": Shortcode(table),
    "table": Shortcode(table),
    "value": Shortcode(value),
}
