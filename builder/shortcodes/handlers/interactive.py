"""`interactive`: a figure that JavaScript of the post makes, in the place of what stands there without it."""

from __future__ import annotations

import re

from builder.document.fragments import Enclosure
from builder.drawing.interactive_data import Data, data
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.drawn import check_alt, from_figures
from builder.shortcodes.inline import inline

_BODY = "\ue002"
CAPTIONS = "\ue00d"
"""What stands for the captions of what it encloses, until these are known."""
_LENGTH = re.compile(r"[\w.%+*/(), -]+")


def interactive(
    context: Context, name: str, *, alt: str, caption: str = "", height: str = "", height_on_phones: str = "", body: str
) -> Enclosure:
    """`{{< interactive wave alt="…" >}}…{{< /interactive >}}`: what `wave.js` makes of the data of `wave()`.

    What is enclosed is shown until the reader comes near, and stays where there is no JavaScript or where it fails.
    The page keeps `height`, a length of CSS, free for what the script makes, so that nothing below it moves then.
    """
    check_alt(alt)
    if not body:
        hint = f"Write it before {{{{< /interactive >}}}}: the figure that '{name}' brings to life, say."
        raise SitegenError("'interactive' encloses nothing that stands there without JavaScript", hint=hint)
    found, used = from_figures(context, name, data, Data)
    module, style = (_file(context, name, ending) for ending in ("js", "css"))
    if not module:
        hint = "It exports mount(element, data), which fills the figure."
        raise SitegenError(f"this post has no {name}.js", hint=hint)
    html = context.render(
        "interactive.html",
        id=context.id(f"interactive-{name}"),
        module=module,
        style=style,
        source=context.file(name, "json", found.json.encode()),
        alt=alt,
        heights=_heights(height, height_on_phones),
        caption=inline(context, caption),
        origins=context.origins(used),
        drawn_by=context.drawn_by(name),
        name=name,
        captions=CAPTIONS,
        body=_BODY,
    ).strip()
    before, _, after = html.partition(_BODY)
    return Enclosure(before, after, block=True)


def _heights(height: str, height_on_phones: str) -> dict[str, str]:
    """The lengths as properties of CSS."""
    heights = {"--height": height, "--height-on-phones": height_on_phones}
    for length in filter(None, heights.values()):
        if not _LENGTH.fullmatch(length):
            hint = 'Write height="30rem", or what depends on its width: height="calc(20rem + 50cqi)".'
            raise SitegenError(f"'{length}' is no length of CSS", hint=hint)
    return {name: length for name, length in heights.items() if length}


def _file(context: Context, name: str, ending: str) -> str:
    """Copy a file of the post beside the page. Returns its name there, "" where the post has no such file."""
    path = context.shared.post.folder / f"{name}.{ending}"
    return context.file(name, ending, path.read_bytes()) if path.is_file() else ""


SHORTCODES = {
    "interactive": Shortcode(interactive, CAPTIONED, "markdown", alone=True, counted={"interactive": "figure"}),
}
