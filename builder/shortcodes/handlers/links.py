"""`link` and `person`, as in the theme LoveIt, and where links lead that are written as Hugo's authors write them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.handlers.references import slug_of
from builder.shortcodes.inline import inline
from builder.shortcodes.paths import is_elsewhere, locate
from builder.shortcodes.pictures import copy_beside, copy_picture

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
POST = re.compile(r"(/[a-z]{2,3}(-\w+)?)?/posts?/([^/]+/)*[^/.]+/?|(?!/)[^?]+\.(md|markdown)", re.IGNORECASE)
"""A name of a post: where it is in some language, or the file of its text."""


def destination(context: Context, href: str) -> str:
    """Where a link leads: `/posts/other/` to `post:other`, the name of a file to a copy of it beside the page.

    All else stays as it is, and so does the name of another text where texts are plain Markdown.
    """
    address, mark, anchor = href.partition("#")
    name = unquote(address)
    if not address or _SCHEME.match(address) or (context.shared.post.plain and name.endswith(".md")):
        return href
    if POST.fullmatch(name):
        return f"post:{slug_of(name)}{mark}{anchor}"
    try:
        path = locate(context, name, told=False)
    except SitegenError:
        named = name.startswith("/") and name.endswith(
            (".md", ".markdown")
        )  # the file of a text, seen from all of them
        return f"post:{slug_of(name)}{mark}{anchor}" if named else href
    return copy_beside(context, path, path.suffix.removeprefix(".").lower() or "txt") + mark + anchor


def link(
    context: Context, href: str, content: str = "", title: str = "", *, class_: str = "", rel: str = "", **looks: str
) -> Fragment:
    """`{{< link "https://x.org" "*words*" "title" >}}`: a link, to another post or to a file too."""
    words = Markup(re.sub(r"</?a\b[^<>]*>", "", inline(context, str(content or href))))  # a link holds no other
    named = {"href": destination(context, href), "title": title, "class": class_, "rel": rel}
    return Fragment(Markup("<a{}>{}</a>").format(_attributes(named), words), content or href)


def person(
    context: Context, url: str, name: str = "", text: str = "", picture: str = "", *, nick: str = "", **looks: str
) -> Fragment:
    """`{{< person "https://ana.example" "Ana" "what she does" ana.png >}}`: a link to somebody, as an h-card."""
    face = Markup("")
    if is_elsewhere(picture):
        context.warn(f"'{picture}' is left out: it lies on another site", "Copy it into the folder of the post.")
    elif picture:
        face = Markup('<img class="u-photo" src="{}" alt="" width="24" height="24"> ').format(
            copy_picture(context, picture).name
        )
    named = {"class": "h-card u-url", "href": url, "title": text}
    said = name or nick or url
    return Fragment(Markup("<a{}>{}{}</a>").format(_attributes(named), face, said), said)


def _attributes(named: dict[str, str]) -> Markup:
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in named.items() if value)


SHORTCODES = {
    "link": Shortcode(link, ("content", "title")),
    "person": Shortcode(person, ("text",)),
}
