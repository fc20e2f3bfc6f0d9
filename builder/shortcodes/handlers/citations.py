"""`cite`: the works that a text cites, and the list of them at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.evidence.bibliography import FILE, Work, work
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.inline import inline


def cite(context: Context, key: str, locator: str = "") -> Fragment:
    """`{{< cite lecun1998 "p. 3" >}}`: (LeCun et al., 1998, p. 3), with a link to the list of references."""
    cited = work(context.shared.post.folder, key)
    context.cited[key] = cited
    html = context.render("citation.html", work=cited, id=_id(key), locator=inline(context, locator)).strip()
    return Fragment(html, Markup(html).striptags())


def reference_list(context: Context, back: Mapping[str, list[str]]) -> Markup:
    """The works that the text cites, by their authors; nothing where it cites none.

    `back` has the ids of what cites them, by theirs.
    """
    for one in context.cited.values():
        if context.strict and not one.can_be_found:
            message = f"'{one.key}' has neither a DOI nor an address: readers must search for it"
            hint = "Add doi, url or eprint; to a book, its isbn."
            path = context.shared.post.folder / FILE
            context.warn_at(SitegenError(message, path=path, line=one.line, hint=hint))
    entries = cited_works(context)
    return context.render("references.html", entries=entries, back=back) if entries else Markup("")


def cited_works(context: Context) -> list[Entry]:
    """The works that the text cites, by their authors."""
    cited = sorted(context.cited.values(), key=lambda one: (one.label.casefold(), one.year, one.key))
    return [_entry(one) for one in cited]


@dataclass(frozen=True)
class Entry:
    """A work in the list."""

    id: str
    """The id that citations lead to."""
    names: str
    """Its authors."""
    year: str
    """When it appeared."""
    title: str
    """What it is called."""
    container: str
    """The journal or the book that it stands in."""
    where: str
    """Its place there."""
    url: str
    """Where it can be read."""


def _entry(cited: Work) -> Entry:
    fields = cited.fields
    container = fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle", "")
    title = fields.get("title", "")
    return Entry(_id(cited.key), cited.names, cited.year, title, container, _where(cited), cited.url)


def _where(cited: Work) -> str:
    """Where a work was published, such as `Proceedings of the IEEE, 86(11), 2278–2324`, the first part of it apart."""
    fields = cited.fields
    number = f"({fields['number']})" if "number" in fields else ""
    isbn, eprint = fields.get("isbn"), fields.get("eprint")
    parts = [
        fields.get("volume", "") + number,
        fields.get("pages", "").replace("--", "–"),
        *(fields.get(name, "") for name in ("publisher", "school", "institution", "howpublished")),
        f"{fields.get('archiveprefix', 'arXiv')}:{eprint}" if eprint and not cited.url.endswith(eprint) else "",
        f"ISBN {isbn}" if isbn and not cited.url else "",
    ]
    return ", ".join(part for part in parts if part)


def _id(key: str) -> str:
    return f"reference-{key}"


SHORTCODES = {
    "cite": Shortcode(cite, (), kind="citation"),
}
