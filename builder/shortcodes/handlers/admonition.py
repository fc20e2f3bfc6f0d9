"""`admonition`, as in the theme LoveIt, and `details`, as in Hugo: boxes for what stands beside the argument."""

from __future__ import annotations

from builder.document.fragments import Enclosure
from builder.errors import SitegenError, nearest
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.inline import inline

TYPES = (
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example", "quote",
)  # fmt: skip
ALIKE = {"important": "info", "caution": "warning", "hint": "tip", "attention": "warning", "error": "danger"}
"""What others call these."""
_BODY = "\ue002"


def admonition(context: Context, type: str = "note", title: str = "", open: str = "true", *, body: str) -> Enclosure:
    """`{{< admonition tip "Title" >}}…{{< /admonition >}}`: a box with text; `open=false` shows its title only."""
    if type not in TYPES:
        context.warn(f"there is no admonition of type '{type}': it is shown as a note", nearest(type, TYPES))
    return _box(context, type if type in TYPES else "note", title, open)


def details(
    context: Context, *, summary: str = "", open: str = "false", class_: str = "", body: str, **looks: str
) -> Enclosure:
    """`{{< details summary="Title" >}}…{{< /details >}}`: text that is shown when its title is clicked on."""
    return _box(context, "", summary, open)


def _box(context: Context, type: str, title: str, open: str) -> Enclosure:
    if open not in ("true", "false"):
        raise SitegenError(f"open must be true or false, not '{open}'")
    html = context.render(
        "admonition.html", type=type, title=inline(context, title), open=open == "true", body=_BODY
    ).strip()
    before, _, after = html.partition(_BODY)
    return Enclosure(before, after, block=True)


SHORTCODES = {
    "admonition": Shortcode(admonition, ("title",), "markdown"),
    "details": Shortcode(details, ("summary",), "markdown"),
}
