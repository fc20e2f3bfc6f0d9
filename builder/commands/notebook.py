"""`sitegen import NOTEBOOK …`: notebooks of Jupyter as posts; nothing is ever overwritten."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from builder.config import read_config
from builder.content.slugs import address_of
from builder.document import markdown
from builder.errors import Incomplete, SitegenError, reason, shown
from builder.files import sweep, write_atomic
from builder.importers.notebook import Notebook, read_notebook
from builder.importers.notebook_head import dated
from builder.importers.remote import offered, remote_pictures
from builder.making import whole
from builder.project import START, Project, text_file

_TO_HEADING = re.compile(
    r"""(\]\(<?|\shref\s*=\s*(?P<quote>["']?))#((?(quote)[^\s<>"']+|[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*))"""
)
_TO_NOTEBOOK = re.compile(r"""(\]\(<?|\shref\s*=\s*["'])([^\s()<>"'#:]+\.ipynb)(?=[)>"'#\s])""")


@dataclass(frozen=True)
class _Post:
    """The post that a notebook becomes."""

    source: Path
    """The file of the notebook."""
    slug: str
    """Its address."""
    language: str
    """The language of its text."""
    date: str
    """The day that its name begins with; "" where it begins with none."""
    name: str
    """What it is called where nothing in it says so."""


def import_notebooks(sources: Sequence[Path], here: Path, today: datetime.date) -> Iterator[str]:
    """Make posts of notebooks in the site that `here` lies in, or in a new one there; gives the lines to print.

    Raises SitegenError when one is none, or when its post is there already; the others are made.
    """
    project = _site(here)
    known = project.config.exists()
    languages = [language.code for language in read_config(project.config).languages] if known else ["en"]
    errors: list[SitegenError] = []
    posts = {}
    for source in sources:
        try:
            posts[source.resolve()] = _post(source, languages)
        except SitegenError as error:
            errors.append(error)
    pasted = remote = 0
    for post in posts.values():
        try:
            notebook = read_notebook(post.source)
            if not project.config.exists():
                yield _begun(project)
            folder, files = _made(project, notebook, post, posts, today)
        except SitegenError as error:
            errors.append(error)
            continue
        pasted += notebook.pasted
        remote += remote_pictures(notebook.text)
        yield f"Made a post in {shown(folder)}/: {_counted(files, 'file')} beside its text"
        if notebook.left:
            yield "Not carried:"
            yield from (f"  {line}" for line in dict.fromkeys(notebook.left))
    yield from _ended(errors, len(sources), pasted)
    if remote:
        yield offered(remote)


def _ended(errors: Sequence[SitegenError], count: int, pasted: int) -> Iterator[str]:
    """What is told when all are made that can be."""
    if len(errors) == count == 1:
        raise errors[0]
    if pasted:
        stand = "stands" if pasted == 1 else "stand"
        yield f"Note: {_counted(pasted, 'output')} {stand} here as pasted, and no record bears them out."
        yield "  Make experiments of what gave them: docs/experiments.md of sitegen."
    if errors:
        yield from (f"Not made: {error}" for error in errors)
        raise Incomplete(f"{_counted(len(errors), 'notebook')} of {count} could not be imported", hint="See above why.")
    yield "Next: sitegen serve"


def _site(here: Path) -> Project:
    """The site that a folder lies in; where it lies in none, and nothing of one is there, the one that it will be."""
    try:
        return Project.find(here)
    except SitegenError:
        if any(os.path.lexists(here / name) for name in ("content", "static", "site")):
            raise
        return Project(here)


def _begun(project: Project) -> str:
    """Begin a site in English that is called as its folder; the line that tells it."""
    title = json.dumps(project.root.name, ensure_ascii=False)
    text = f'title = {title}\nlanguages = ["en"]\n\n[en]\ntitle = {title}\nname = "English"\n'
    try:
        write_atomic(project.config, text.encode())
        if not os.path.lexists(project.root / ".gitignore"):
            write_atomic(project.root / ".gitignore", (START / "gitignore").read_bytes())
    except OSError as error:
        hint = "Nothing was made."
        raise SitegenError(f"cannot be written: {reason(error)}", path=project.config, hint=hint) from None
    return f"Made a site: its title and languages stand in {shown(project.config)}"


def _post(source: Path, languages: Sequence[str]) -> _Post:
    name, _, ending = source.stem.rpartition(".")
    name, language = (name, ending.lower()) if name and ending.lower() in languages else (source.stem, languages[0])
    date, name = dated(name)
    slug = address_of(name)
    if not slug:
        raise SitegenError(f"no address can be made of '{name}'", path=source, hint="Give the notebook another name.")
    return _Post(source, slug, language, date, name)


def _made(
    project: Project, notebook: Notebook, post: _Post, posts: Mapping[Path, _Post], today: datetime.date
) -> tuple[Path, int]:
    """Make the post of a notebook; its folder, and how many files lie in it besides its text."""
    folder = project.post(post.slug)
    sweep(folder.parent)
    if os.path.lexists(folder):
        hint = "Give the notebook another name, or remove the post."
        raise SitegenError("is there already", path=folder, hint=hint)
    head = notebook.head
    head.keys = {"title": notebook.title or post.name, "date": post.date or today.isoformat(), **head.keys}
    text = _to_headings(_to_posts(notebook.text, post, posts))
    files, place = dict(notebook.files), folder
    try:
        for name, path in notebook.beside.items():
            place = path
            if path not in posts:  # to which a link leads
                files[name] = path.read_bytes()
        place = folder
        with whole(folder) as made:
            for file, data in {**files, text_file(post.language): (head.text() + text).encode()}.items():
                write_atomic(made / file, data)
    except OSError as error:
        raise SitegenError(f"cannot be copied: {reason(error)}", path=place, hint="Nothing was made.") from None
    return folder, len(files)


def _to_posts(text: str, post: _Post, posts: Mapping[Path, _Post]) -> str:
    """A text whose links to notebooks that are imported with it lead to their posts."""

    def led(found: re.Match[str]) -> str:
        other = posts.get((post.source.parent / unquote(found[2])).resolve())
        return f"{found[1]}/posts/{other.slug}/" if other else found[0]

    return _TO_NOTEBOOK.sub(led, text)


def _to_headings(text: str) -> str:
    """A text whose links to headings, as Jupyter names them (`#Two-Words`), lead to where these stand here."""
    if not _TO_HEADING.search(text):
        return text
    _, headings = markdown.convert(text)
    anchors = {_letters(heading.html): heading.id for heading in reversed(headings)}
    known = {heading.id for heading in headings}

    def led(found: re.Match[str]) -> str:
        name = unquote(found[3])
        anchor = name if name in known or f'"{name}"' in text else anchors.get(_letters(name), name)
        return f"{found[1]}#{anchor if anchor != name else found[3]}"

    return _TO_HEADING.sub(led, text)


def _letters(html: str) -> str:
    """What a heading has in common with all that it may be called."""
    return re.sub(r"[\W_]+", "", unescape(re.sub(r"<[^<>]*>", "", html))).casefold()


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"
