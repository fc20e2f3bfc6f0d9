"""`sitegen import NOTEBOOK`: a notebook of Jupyter as a post; nothing is ever overwritten."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from pathlib import Path

from builder.config import read_config
from builder.content.notebook import Notebook, read_notebook
from builder.content.posts import address_of
from builder.errors import SitegenError, reason, shown
from builder.files import sweep, write_atomic
from builder.making import whole
from builder.project import Project, text_file


def import_notebook(source: Path, here: Path, today: datetime.date) -> Iterator[str]:
    """Make a post of a notebook in the site that `here` lies in; gives the lines to print.

    Raises SitegenError when it is none, or when the post is there already.
    """
    project = Project.find(here)
    notebook = read_notebook(source)
    languages = [language.code for language in read_config(project.config).languages]
    name, _, ending = source.stem.rpartition(".")
    name, language = (name, ending.lower()) if name and ending.lower() in languages else (source.stem, languages[0])
    slug = address_of(name)
    if not slug:
        raise SitegenError(f"no address can be made of '{name}'", path=source, hint="Give the notebook another name.")
    folder = project.post(slug)
    sweep(folder.parent)
    if os.path.lexists(folder):
        raise SitegenError("is there already", path=folder, hint="Give the notebook another name, or remove the post.")
    title = json.dumps(notebook.title or name, ensure_ascii=False)  # JSON's quotes are a part of YAML's
    head = f"---\ntitle: {title}\ndate: {today.isoformat()}\n---\n\n"
    files = dict(notebook.files)
    place = folder
    try:
        for path in notebook.beside:
            place = source.parent / path
            files[path.as_posix()] = place.read_bytes()
        place = folder
        with whole(folder) as made:
            for file, data in {**files, text_file(language): (head + notebook.text).encode()}.items():
                write_atomic(made / file, data)
    except OSError as error:
        raise SitegenError(f"cannot be copied: {reason(error)}", path=place, hint="Nothing was made.") from None
    yield from _told(notebook, folder, len(files))


def _told(notebook: Notebook, folder: Path, files: int) -> Iterator[str]:
    yield f"Made a post in {shown(folder)}/: {_counted(files, 'file')} beside its text"
    if notebook.pasted:
        stand = "stands" if notebook.pasted == 1 else "stand"
        yield f"Note: {_counted(notebook.pasted, 'output')} {stand} in it as pasted, and no record bears them out."
        yield "  Make experiments of what gave them: docs/experiments.md of sitegen."
    if notebook.left:
        yield "Not carried:"
        yield from (f"  {line}" for line in dict.fromkeys(notebook.left))
    yield "Next: sitegen serve"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"
