"""Notebooks among the texts of a site from elsewhere: posts as they are, with their pictures as files."""

from __future__ import annotations

from pathlib import Path

from builder.errors import SitegenError
from builder.importers.elsewhere import OldSite, OldText
from builder.importers.heads import Head
from builder.importers.notebook import read_notebook


def read_old_notebook(site: OldSite, path: Path, name: str, language: str) -> OldText | None:
    """A notebook as a text; None where it is told why there is none."""
    try:
        notebook = read_notebook(path)
    except SitegenError as error:
        site.leave(path, error.message)
        return None
    head = Head("---", [], {}, {}, changed=True)
    for key, value in {"title": notebook.title, **notebook.head.keys}.items():
        if value:
            head.set(key, value)
    for one in dict.fromkeys(notebook.left):
        site.meant_nothing(one.partition(": ")[2] or one, site.name(path))
    files = notebook.files | {beside: place.read_bytes() for beside, place in notebook.beside.items()}
    return OldText(path, name, language, head, notebook.text, files=files, changed=True)
