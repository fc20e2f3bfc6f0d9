"""The shortcodes that an author may write, by name."""

from builder.rendering.fragments import Shortcode
from builder.rendering.handlers.admonition import admonition, details
from builder.rendering.handlers.citations import cite
from builder.rendering.handlers.claims import claim
from builder.rendering.handlers.drawn import chart, echarts
from builder.rendering.handlers.elsewhere import bilibili, gist, instagram, mapbox, music, tweet, vimeo, youtube
from builder.rendering.handlers.figure import figure
from builder.rendering.handlers.images import image
from builder.rendering.handlers.interactive import interactive
from builder.rendering.handlers.links import link, person
from builder.rendering.handlers.listing import code, highlight
from builder.rendering.handlers.mermaid import mermaid
from builder.rendering.handlers.numbers import table, value
from builder.rendering.handlers.output import output
from builder.rendering.handlers.params import param, version
from builder.rendering.handlers.plain import raw, script, style, typeit
from builder.rendering.handlers.references import ref, see

SHORTCODES = {
    "admonition": Shortcode(admonition, "markdown"),
    "bilibili": Shortcode(bilibili),
    "chart": Shortcode(chart, alone=True),
    "cite": Shortcode(cite),
    "claim": Shortcode(claim, "markdown", alone=True),
    "code": Shortcode(code, alone=True),
    "details": Shortcode(details, "markdown"),
    "echarts": Shortcode(echarts, "text", alone=True),
    "figure": Shortcode(figure, alone=True),
    "gist": Shortcode(gist),
    "highlight": Shortcode(highlight, "text"),
    "image": Shortcode(image),
    "instagram": Shortcode(instagram),
    "interactive": Shortcode(interactive, "markdown", alone=True),
    "link": Shortcode(link),
    "mapbox": Shortcode(mapbox),
    "mermaid": Shortcode(mermaid, "text"),
    "music": Shortcode(music),
    "output": Shortcode(output, alone=True),
    "param": Shortcode(param),
    "person": Shortcode(person),
    "raw": Shortcode(raw, "text"),
    "ref": Shortcode(ref),
    "relref": Shortcode(ref),
    "script": Shortcode(script, "text"),
    "see": Shortcode(see),
    "series": Shortcode(table, alone=True),
    "style": Shortcode(style, "markdown"),
    "table": Shortcode(table, alone=True),
    "tweet": Shortcode(tweet),
    "typeit": Shortcode(typeit, "text"),
    "value": Shortcode(value, alone=True),
    "version": Shortcode(version),
    "vimeo": Shortcode(vimeo),
    "x": Shortcode(tweet),
    "youtube": Shortcode(youtube),
}
