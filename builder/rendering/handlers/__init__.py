"""The shortcodes that an author may write, by name."""

from builder.rendering.fragments import Shortcode
from builder.rendering.handlers.claims import claim
from builder.rendering.handlers.drawn import chart, echarts, figure
from builder.rendering.handlers.listing import code
from builder.rendering.handlers.numbers import table, value

SHORTCODES = {
    "chart": Shortcode(chart),
    "claim": Shortcode(claim, "markdown"),
    "code": Shortcode(code),
    "echarts": Shortcode(echarts, "text"),
    "figure": Shortcode(figure),
    "series": Shortcode(table),
    "table": Shortcode(table),
    "value": Shortcode(value),
}
