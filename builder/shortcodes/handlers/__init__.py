"""The shortcodes that an author may write, by name."""

from builder.shortcodes.declaration import Shortcode
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

CAPTIONED = ("alt", "caption")

SHORTCODES = {
    "admonition": Shortcode(admonition, ("title",), "markdown"),
    "bilibili": Shortcode(bilibili, ()),
    "chart": Shortcode(chart, CAPTIONED, alone=True, counted={"chart": "figure"}),
    "cite": Shortcode(cite, (), kind="citation"),
    "claim": Shortcode(claim, (), "markdown", alone=True, names=("condition", "expression")),
    "code": Shortcode(code, ("caption",), alone=True, kind="listing", names=("of", "definition")),
    "details": Shortcode(details, ("summary",), "markdown"),
    "echarts": Shortcode(echarts, CAPTIONED, "text", alone=True, counted={"chart": "figure"}),
    "figure": Shortcode(figure, (*CAPTIONED, "title", "attr"), alone=True, counted={"picture": "figure"}),
    "gist": Shortcode(gist, ()),
    "highlight": Shortcode(highlight, (), "text"),
    "image": Shortcode(image, (*CAPTIONED, "title"), counted={"picture": "figure"}),
    "instagram": Shortcode(instagram, ()),
    "interactive": Shortcode(interactive, CAPTIONED, "markdown", alone=True, counted={"interactive": "figure"}),
    "link": Shortcode(link, ("content", "title")),
    "mapbox": Shortcode(mapbox, ()),
    "mermaid": Shortcode(mermaid, CAPTIONED, "text", counted={"diagram": "figure"}),
    "music": Shortcode(music, ()),
    "output": Shortcode(output, ("caption",), alone=True, names=("name", "experiment")),
    "param": Shortcode(param, ()),
    "person": Shortcode(person, ("text",)),
    "raw": Shortcode(raw, ("body",), "text"),
    "ref": Shortcode(ref, (), kind="reference"),
    "relref": Shortcode(ref, (), kind="reference"),
    "script": Shortcode(script, (), "text"),
    "see": Shortcode(see, ()),
    "series": Shortcode(table, ("caption",), alone=True, kind="table", names=("name", "experiment")),
    "style": Shortcode(style, (), "markdown"),
    "table": Shortcode(table, ("caption",), alone=True, names=("name", "experiment")),
    "tweet": Shortcode(tweet, ()),
    "typeit": Shortcode(typeit, ("body",), "text"),
    "value": Shortcode(value, (), alone=True, names=("of", "expression")),
    "version": Shortcode(version, ()),
    "vimeo": Shortcode(vimeo, ("title",)),
    "x": Shortcode(tweet, ()),
    "youtube": Shortcode(youtube, ("title",)),
}
