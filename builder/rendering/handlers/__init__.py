"""The shortcodes that an author may write, by name."""

from builder.rendering.fragments import Shortcode
from builder.rendering.handlers.drawn import chart, echarts, figure
from builder.rendering.handlers.numbers import table, value

SHORTCODES = {
    "chart": Shortcode(chart),
    "echarts": Shortcode(echarts, "text"),
    "figure": Shortcode(figure),
    "table": Shortcode(table),
    "value": Shortcode(value),
}
