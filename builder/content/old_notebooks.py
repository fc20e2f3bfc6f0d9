"""Notebooks among the texts of a site from elsewhere: posts as they are, with their pictures as files."""

from __future__ import annotations

from pathlib import Path

from builder.content.elsewhere import OldSite, OldText
from builder.content.heads import Head, Unreadable, split
from builder.content.notebook import read_notebook
from builder.errors import SitegenError


def read_old_notebook(site: OldSite, path: Path, name: str, language: str) -> OldText | None:
    """A notebook as a text, its first cell being its head where it is one; None where it is told why there is none."""
    try:
        notebook = read_notebook(path)
    except SitegenError as error:
        site.leave(path, error.message)
        return None
    text = notebook.text.lstrip("\n")
    try:
        head, body = split(text)
    except Unreadable:
        head, body = Head("", [], {}, {}), text
    if not head.form:
        head = Head("---", [], {}, {}, changed=True)
    if notebook.title and not head.get("title"):
        head.set("title", notebook.title)
    head.changed = True
    for one in dict.fromkeys(notebook.left):
        site.meant_nothing(one.partition(": ")[2] or one, site.name(path))
    files = dict(notebook.files)
    for beside in notebook.beside:
        files[beside.as_posix()] = (path.parent / beside).read_bytes()
    return OldText(path, name, language, head, body, files=files, changed=True)
