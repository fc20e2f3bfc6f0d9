"""`figures`: several pictures side by side with one number, each with a letter: Figure 3, and (a), (b) in it."""

from __future__ import annotations

import re

from builder.document.fragments import Enclosure
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.inline import inline

_BODY = "\ue002"
ENDS = "\ue00e"
"""What stands at the end of its parts, until these are numbered."""
MOST = 6
"""Pictures beside each other: more cannot be told apart."""


def figures(context: Context, name: str, *, columns: str = "2", caption: str = "", body: str) -> Enclosure:
    """`{{< figures kinds columns=3 caption="…" >}}…{{< /figures >}}`: what it encloses, in so many columns."""
    if not re.fullmatch(r"[\w-]+", name):
        hint = 'Write {{< figures kinds caption="…" >}}: by its name the text refers to it.'
        raise SitegenError(f"'{name}' is no name", hint=hint)
    if columns not in map(str, range(1, MOST + 1)):
        raise SitegenError(f"columns must be a number from 1 to {MOST}, not '{columns}'")
    if not body:
        raise SitegenError("'figures' encloses nothing", hint="Write figures or pictures before {{< /figures >}}.")
    html = context.render(
        "figures.html",
        id=context.id(f"group-{name}"),
        columns=columns,
        caption=inline(context, caption),
        body=_BODY,
        ends=ENDS,
    ).strip()
    before, _, after = html.partition(_BODY)
    return Enclosure(before, after, block=True)


SHORTCODES = {
    "figures": Shortcode(figures, ("caption",), "markdown", counted={"group": "figure"}),
}
