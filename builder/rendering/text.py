"""A translation's text to the HTML of its page: shortcodes, Markdown, then what the shortcodes gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.content.posts import Translation
from builder.errors import raise_all
from builder.rendering import markdown
from builder.rendering.context import Context, PostContext
from builder.rendering.expand import Source, expand, fill
from builder.rendering.handlers import SHORTCODES
from builder.rendering.numbers import Locale
from builder.rendering.typed import typed

if TYPE_CHECKING:
    import jinja2

    from builder.errors import SitegenError


@dataclass(frozen=True)
class Body:
    """A text as HTML, the files that it needs beside it, and the experiments that it shows something of."""

    html: Markup
    files: dict[str, bytes]
    used: frozenset[str]
    warnings: tuple[SitegenError, ...] = ()


def render_body(translation: Translation, shared: PostContext, env: jinja2.Environment) -> Body:
    """Render a translation; `env` has the interface's words in its language. Raises all its mistakes at once."""
    context = Context(shared, Locale(translation.language), env)
    errors: list[SitegenError] = []
    source = Source(translation.body, translation.path, translation.line)
    text, fragments = expand(source, SHORTCODES, context, errors)
    if (shared.post.folder / "experiments.py").is_file():
        verbatim = [name for name, shortcode in SHORTCODES.items() if shortcode.body == "text"]
        context.warnings += typed(source, verbatim)
    raise_all(sorted(errors, key=lambda error: (str(error.path), error.line or 0)))
    html = Markup(fill(markdown.to_html(text), fragments)) + _colophon(context)
    return Body(html, context.files, frozenset(context.used), tuple(context.warnings))


def _colophon(context: Context) -> Markup:
    """What ran for this page: every record that it shows something of, and those that these started from."""
    records = context.shared.records
    if not context.used:
        return Markup()
    while more := {name for used in context.used for name in records.read(used).fingerprint.uses} - context.used:
        context.used |= more
    shown = [records.read(name) for name in records.experiments if name in context.used]
    files = {record.name: context.file(f"{record.name}.record", "json", record.to_json().encode()) for record in shown}
    return context.render("colophon.html", origins=context.origins(shown), files=files)
