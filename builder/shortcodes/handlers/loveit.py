"""`typeit`, `style`, `script` and `raw` of the theme LoveIt, without what moves, loads or runs."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup, escape

from builder.document import markdown
from builder.document.fragments import Enclosure, Fragment
from builder.errors import SitegenError, nearest
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.formulas import Formula, formula
from builder.shortcodes.inline import inline
from builder.shortcodes.parse import parse

TAGS = ("blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "span")
_DECLARATION = re.compile(
    r"(?:color|opacity|float|clear|(?:max-|min-)?(?:width|height)|white-space"
    r"|(?:text|font|line|letter|word|margin|padding|border|background|list-style)(?:-[a-z]+)*)"
    r"\s*:\s*(?!.*url\()[\w#%.,()/ +-]+",
)


def typeit(context: Context, *, tag: str = "div", code: str = "", body: str, **looks: str) -> Fragment:
    """`{{< typeit >}}…{{< /typeit >}}`: its text, or with `code=python` its code, all at once."""
    context.warn_once("'typeit' is shown without its animation")
    text = body.strip("\n")
    if code:
        return Fragment(Markup(markdown.to_html(f"~~~~~~~~ {code}\n{text}\n~~~~~~~~")), text, block=True)
    if tag not in TAGS:
        raise SitegenError(f"'typeit' makes no <{tag}>", hint=nearest(tag, TAGS))
    html = Markup(f"<{tag}>{{}}</{tag}>").format(inline(context, text.strip()))
    return Fragment(html, text, block=tag != "span")


def style(context: Context, css: str, tag: str = "div", *, body: str) -> Enclosure:
    """`{{< style "text-align: right" >}}…{{< /style >}}`: text that looks otherwise.

    Of the styles, plain declarations are taken: rules for what is inside could only stand in the head of the page, and
    an address could load something.
    """
    inside = re.findall(r"[^;{}]*\{.*\}", css, flags=re.DOTALL)
    written = [one.strip() for one in re.sub(r"[^;{}]*\{.*\}", "", css, flags=re.DOTALL).split(";") if one.strip()]
    taken = [one for one in written if _DECLARATION.fullmatch(one)]
    for one in [*(rule.strip() for rule in inside), *(one for one in written if one not in taken)]:
        context.warn(
            f"of this style '{one}' is left out", "Plain declarations are taken: text-align: right; color: red"
        )
    tag = "span" if tag in ("span", "strong", "em", "small") else "div"
    before = Markup('<{} style="{}">').format(tag, "; ".join(taken)) if taken else Markup(f"<{tag}>")
    return Enclosure(before, Markup(f"</{tag}>"), block=tag == "div")


def script(context: Context, *, body: str) -> Fragment:
    """`{{< script >}}…{{< /script >}}`: left out, since no script of a text runs here."""
    context.warn("'script' is left out: no script of a text runs here")
    return Fragment(Markup(""), "", block=True)


def raw(context: Context, *, body: str) -> Fragment:
    r"""`{{< raw >}}\(\alpha\){{< /raw >}}`: text that is no Markdown; its formulas are set, all else stays as it is."""
    path, line = context.place or (context.shared.post.path, 1)
    html, tags = Markup(""), False
    for part in parse(body, path, line, [], formulas=context.math, shortcodes=False):
        if isinstance(part, Formula):
            html += formula(context, replace(part, alone=False), part.tex).html
        elif isinstance(part, str):
            html += escape(part)
            tags = tags or bool(re.search(r"</?[a-zA-Z]", part))
    if tags:
        context.warn("'raw' shows its HTML as text", "Write it without 'raw': in Markdown, HTML is HTML.")
    return Fragment(html, body.strip())


SHORTCODES = {
    "raw": Shortcode(raw, ("body",), "text"),
    "script": Shortcode(script, (), "text"),
    "style": Shortcode(style, (), "markdown"),
    "typeit": Shortcode(typeit, ("body",), "text"),
}
