"""The shortcodes that an author may write, by name."""

from builder.document.fragments import Shortcode
from builder.shortcodes.handlers.admonition import admonition, details
from builder.shortcodes.handlers.citations import cite
from builder.shortcodes.handlers.claims import claim
from builder.shortcodes.handlers.drawn import chart, echarts
from builder.shortcodes.handlers.embeds import bilibili, gist, instagram, mapbox, music, tweet, vimeo, youtube
from builder.shortcodes.handlers.figure import figure
from builder.shortcodes.handlers.images import image
from builder.shortcodes.handlers.interactive import interactive
from builder.shortcodes.handlers.links import link, person
from builder.shortcodes.handlers.listing import code, highlight
from builder.shortcodes.handlers.loveit import raw, script, style, typeit
from builder.shortcodes.handlers.mermaid import mermaid
from builder.shortcodes.handlers.output import output
from builder.shortcodes.handlers.params import param, version
from builder.shortcodes.handlers.references import ref, see
from builder.shortcodes.handlers.values import table, value

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
