"""`code`: a definition of the post's files as it ran; and `highlight`, as in Hugo: code in the text itself."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from builder.document import markdown
from builder.document.fragments import Enclosure, Fragment
from builder.document.marked_lines import mark_lines
from builder.errors import SitegenError, nearest
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.inline import inline
from builder.shortcodes.notes import notes_on
from builder.shortcodes.paths import resolve_inside

COLUMN = 66
"""Letters of code in a line of the column. A listing with longer ones takes the margin too."""
MARK = 3
"""Letters of code that the mark of a note takes."""
_BODY = "\ue002"


def code(
    context: Context,
    of: str,
    *,
    elide: str = "",
    docstring: str = "true",
    caption: str = "",
    body: str | None = None,
) -> Fragment | Enclosure:
    """`{{< code models.py#CNN elide="…" docstring=false >}}`: a function, class or constant of the post's Python files.

    Whether it is what ran is asked of the records: a definition that no run reached, or one that has changed since, is
    told to the author and marked. It may enclose a list of notes on its lines.
    """
    name, _, symbol = of.partition("#")
    path = _file(context, name)
    if not symbol:
        raise SitegenError(f"'{of}' names no definition", hint=f"Write {name}#CNN.")
    if docstring not in ("true", "false"):
        raise SitegenError(f"docstring={docstring} is neither true nor false")
    found = context.shared.code.definition(path, symbol)
    text = found.text(
        elide=[words.strip() for words in elide.split("|") if words.strip()], docstring=docstring == "true"
    )
    ran, changed = _ran(context, name, symbol)
    if changed:
        context.warn(f"{of} is not what ran: it changed since", f"Run `sitegen run {changed[0]}`.")
    elif not ran:
        context.warn(f"no run of this post reached {of}", "It is shown as it stands, but no result comes from it.")
    context.used.update(ran)
    id_ = context.id(f"listing-{symbol}")
    notes = [] if body is None else notes_on(text.splitlines(), context, id_, of)
    highlighted = markdown.to_html(f"~~~~~~~~ python\n{text}\n~~~~~~~~")
    html = context.render(
        "code.html",
        id=id_,
        highlighted=Markup(mark_lines(highlighted, [note.line for note in notes])),
        body=_BODY,
        broad=max(map(len, text.splitlines()), default=0) + MARK * bool(notes) > COLUMN,
        name=of,
        place=context.shared.code.place(found),
        ran=ran,
        changed=changed,
        caption=inline(context, caption),
    )
    before, _, after = html.partition(_BODY)
    if body is None:
        return Fragment(before + after, of, block=True)
    return Enclosure(before, after, block=True, notes=tuple(note.item for note in notes))


def highlight(context: Context, lang: str = "text", options: str = "", *, body: str) -> Fragment:
    """`{{< highlight python "hl_lines=1 3-5" >}}…{{< /highlight >}}`: code, the same as in a fence."""
    text = body.strip("\n")
    return Fragment(Markup(markdown.to_html(f"~~~~~~~~ {lang} {{{options}}}\n{text}\n~~~~~~~~")), text, block=True)


def _file(context: Context, name: str) -> Path:
    """A Python file of the post's folder. Raises SitegenError when it lies elsewhere or does not exist."""
    folder = context.shared.post.folder
    known = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    if name not in known:
        raise SitegenError(f"this post has no file '{name}'", hint=nearest(name, known))
    return resolve_inside(folder, name)


def _ran(context: Context, name: str, symbol: str) -> tuple[list[str], list[str]]:
    """The experiments whose records were made by a definition, and those of them in which it has changed since."""
    part = f"{name}:{symbol.partition('.')[0]}"
    records = context.shared.records
    ran = [record.name for record in records.kept() if part in record.fingerprint.code]
    return ran, [one for one in ran if f"{part} changed" in records.experiments[one].split("; ")]


SHORTCODES = {
    "code": Shortcode(
        code, ("caption",), "markdown", bare=True, alone=True, kind="listing", names=("of", "definition")
    ),
    "highlight": Shortcode(highlight, (), "text"),
}
