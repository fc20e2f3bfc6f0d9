"""Where links lead that are written as Hugo's authors write them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from builder.errors import SitegenError
from builder.rendering.context import Context
from builder.rendering.handlers.paths import located
from builder.rendering.handlers.pictures import beside
from builder.rendering.handlers.references import slug_of

_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_POST = re.compile(r"(/[a-z]{2,3}(-\w+)?)?/posts?/[^/]+/?|(?!/)[^?]+\.md", re.IGNORECASE)


def destination(context: Context, href: str) -> str:
    """Where a link leads: `/posts/other/` to `post:other`, the name of a file to a copy of it beside the page.

    All else stays as it is.
    """
    address, mark, anchor = href.partition("#")
    name = unquote(address)
    if not address or _ELSEWHERE.match(address):
        return href
    if _POST.fullmatch(name):
        return f"post:{slug_of(name)}{mark}{anchor}"
    try:
        path = located(context, name)
    except SitegenError:
        return href
    return beside(context, path, path.suffix.removeprefix(".").lower() or "txt") + mark + anchor
