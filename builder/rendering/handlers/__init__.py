"""The shortcodes that an author may write, by name."""

from builder.rendering.fragments import Shortcode
from builder.rendering.handlers.admonition import admonition
from builder.rendering.handlers.claims import claim
from builder.rendering.handlers.drawn import chart, echarts
from builder.rendering.handlers.figure import figure
from builder.rendering.handlers.images import image
from builder.rendering.handlers.listing import code
from builder.rendering.handlers.numbers import table, value
from builder.rendering.handlers.references import ref

SHORTCODES = {
    "admonition": Shortcode(admonition, "markdown"),
    "chart": Shortcode(chart),
    "claim": Shortcode(claim, "markdown"),
    "code": Shortcode(code),
    "echarts": Shortcode(echarts, "text"),
    "figure": Shortcode(figure),
    "image": Shortcode(image),
    "ref": Shortcode(ref),
    "relref": Shortcode(ref),
    "series": Shortcode(table),
    "table": Shortcode(table),
    "value": Shortcode(value),
}
