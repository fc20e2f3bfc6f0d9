"""`ref` and `relref`: the address of another post, for a link; `see`: a figure of the same text, by its number."""

from __future__ import annotations

import re

from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.numbering import reference


def ref(context: Context, path: str, **looks: str) -> Fragment:
    """`[text]({{< ref other#part >}})`: the address of a post, or of a part of it, whatever the page's language.

    It gives `post:SLUG#part`, which becomes an address when all pages are known.
    """
    page, _, part = path.strip().partition("#")
    slug = slug_of(page)
    if not slug and not part:
        hint = "Write [text]({{< ref other >}}), other being a post's folder."
        raise SitegenError(f"'{path}' names no post", hint=hint)
    address = (f"post:{slug}" if slug else "") + (f"#{part}" if part else "")
    shown = Markup('<a href="{}">{}</a>').format(address, slug or part)  # where it stands in no link
    return Fragment(shown, address)


def see(context: Context, name: str) -> Fragment:
    """`{{< see accuracy >}}`: Figure 2, with a link to it; a table, a listing, or a formula with \\label{accuracy}."""
    assert context.place is not None
    context.referred.setdefault(name, context.place)
    return reference(name)


def slug_of(path: str) -> str:
    """What a path to a post calls it: `posts/other/index.pt.md`, `../other.md` and `/posts/other/` call it `other`."""
    steps = [step for step in path.split("/") if step not in ("", ".", "..")]
    if steps and re.fullmatch(r"_?index(\.[\w-]+)?\.(md|markdown)", steps[-1]):
        steps.pop()
    return re.sub(r"(\.[a-z]{2,3}(-\w+)?)?\.(md|markdown)$", "", steps[-1]) if steps else ""


SHORTCODES = {
    "ref": Shortcode(ref, (), kind="reference"),
    "relref": Shortcode(ref, (), kind="reference"),
    "see": Shortcode(see, ()),
}
