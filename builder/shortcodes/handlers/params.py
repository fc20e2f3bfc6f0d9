"""`param`, as in Hugo, and `version`, as in the theme LoveIt: words that are written once, or always alike."""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from builder.document.fragments import Fragment
from builder.errors import SitegenError, nearest
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode

KINDS = ("new", "changed", "deleted", "deprecated")


def param(context: Context, name: str) -> Fragment:
    """`{{< param author >}}`: what the front matter says under a key, `a.b` being the key b in the table a."""
    given = context.shared.post.translations[context.locale.code].given
    found = _found(given, name.split("."))
    if found is None:
        found = _found(given.get("params"), name.split("."))
    if found is None:
        raise SitegenError(f"the front matter says no '{name}'", hint=nearest(name, given))
    items = found if isinstance(found, list) else [found]
    text = ", ".join(str(item).lower() if isinstance(item, bool) else str(item) for item in items)
    return Fragment(escape(text), text)


def _found(table: Any, path: list[str]) -> Any:
    """What lies at a path of keys, whatever the size of their letters, as in Hugo."""
    for step in path:
        entries = table.items() if isinstance(table, dict) else ()
        table = next((value for key, value in entries if key.lower() == step.lower()), None)
    return table


def version(context: Context, version: str, kind: str = "new") -> Fragment:
    """`{{< version 0.2.10 changed >}}`: since when something is there, or is not any more."""
    if kind not in KINDS:
        raise SitegenError(f"'{kind}' is nothing that a version brings", hint=nearest(kind, KINDS))
    html = context.render("version.html", version=version, kind=kind).strip()
    return Fragment(html, html.striptags())


SHORTCODES = {
    "param": Shortcode(param, ()),
    "version": Shortcode(version, ()),
}
