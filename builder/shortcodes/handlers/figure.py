"""`figure`: what a function of `figures.py` drew, or, with `src=`, a picture that lies in the folder of the post."""

from __future__ import annotations

from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.drawn import figure_drawn
from builder.shortcodes.handlers.images import figure_of_file


def figure(
    context: Context,
    name: str = "",
    *,
    alt: str | None = None,
    caption: str = "",
    src: str = "",
    title: str = "",
    link: str = "",
    target: str = "",
    rel: str = "",
    class_: str = "",
    height: str = "",
    width: str = "",
    attr: str = "",
    attrlink: str = "",
    loading: str = "",
) -> Fragment:
    """`{{< figure kernels alt="…" >}}` or, with the arguments of Hugo, `{{< figure src="digit.png" alt="…" >}}`."""
    hugo = {
        "title": title, "link": link, "target": target, "rel": rel, "class": class_, "height": height,
        "width": width, "attr": attr, "attrlink": attrlink, "loading": loading,
    }  # fmt: skip
    if src and name:
        raise SitegenError(f"'figure' shows '{name}', which figures.py draws, or the file src=, not both")
    if src:
        return figure_of_file(context, src, alt or "", caption, hugo)
    usage = 'It takes name alt="…" [caption="…"], or src="…" and the arguments of Hugo.'
    if not name or alt is None:
        missing = "alt" if name else "name"
        raise SitegenError(f"'figure': missing a required argument: '{missing}'", hint=usage)
    if given := [key for key, value in hugo.items() if value]:
        raise SitegenError(f"'figure' takes {given[0]}= only with src=", hint=usage)
    return figure_drawn(context, name, alt=alt, caption=caption)


SHORTCODES = {
    "figure": Shortcode(figure, (*CAPTIONED, "title", "attr"), alone=True, counted={"picture": "figure"}),
}
