"""`sitegen init` and `sitegen new`: a site and a post that build at once."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from builder.commands.skeleton import experiment_name, skeleton
from builder.config import read_config
from builder.content.slugs import SLUG, SLUG_RULE
from builder.errors import SitegenError, nearest, raise_all, reason, shown
from builder.files import sweep, write_atomic
from builder.making import finish, whole, whole_within
from builder.origin import requirement
from builder.project import START, Project
from builder.reading import line_of

FIRST_POST, REQUIREMENTS = "coin", "requirements.txt"
UNKNOWN = "# sitegen @ git+https://… (from where GitHub can get it: the sitegen of this machine has no address)"
MADE = ("content", ".gitignore", ".github", "requirements.txt")


def init(folder: Path, today: datetime.date) -> list[str]:
    """Make a site with one post in a folder that is empty or does not exist; returns the lines to print.

    Raises SitegenError when something is in the way. The site is there whole or not at all.
    """
    sweep(folder.absolute().parent)  # what a killed one left, though this one should do nothing; that of "." is itself
    with _written(folder):
        if not finish(folder, MADE):
            if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
                hint = "Name a folder that does not exist yet; for one more post in a site there is `sitegen new`."
                raise SitegenError("is not an empty folder", path=folder, hint=hint)
            with (whole_within if folder.exists() else whole)(folder) as place:
                _site(place, folder.resolve().name, today)
    lines = [f"Made a site in {shown(folder)}/", f"Made a post in {shown(Project(folder).post(FIRST_POST))}/"]
    if not requirement():
        path = shown(folder / REQUIREMENTS)
        lines.append(f"Note: before GitHub can publish the site, write to {path} where it gets sitegen from.")
    return [*lines, f"Next: cd {shown(folder)} && sitegen build"]


def _site(folder: Path, name: str, today: datetime.date) -> None:
    """Fill a folder: a post, and the workflow by which GitHub publishes the site, with what it installs."""
    project = Project(folder)
    title = name.replace('"', "'").replace("\\", "")
    installed = (START / REQUIREMENTS).read_text(encoding="utf-8").replace("SITEGEN", requirement() or UNKNOWN)
    files = {
        project.config: (START / "site.toml").read_text(encoding="utf-8").replace("TITLE", title),
        folder / ".gitignore": (START / "gitignore").read_text(encoding="utf-8"),
        folder / ".github" / "workflows" / "publish.yml": (START / "publish.yml").read_text(encoding="utf-8"),
        folder / ".github" / "workflows" / "repeat.yml": (START / "repeat.yml").read_text(encoding="utf-8"),
        folder / REQUIREMENTS: installed,
    }
    for path in filter(Path.is_file, sorted((START / "post").iterdir())):  # pip adds a folder __pycache__
        text = path.read_text(encoding="utf-8").replace("TODAY", today.isoformat())
        files[project.post(FIRST_POST) / path.name] = text
    _write(files)


def new(
    project: Project, slug: str, today: datetime.date, *, languages: Sequence[str] = (), notebook: bool = False
) -> list[str]:
    """Add a post with one small experiment; returns the lines to print.

    It has a text in each of `languages`, or of the site where none is named, and with `notebook` one of Jupyter to
    work the experiment out. Raises SitegenError when it cannot be called so, when there is one of this name, or when
    the site has no such language. It is there whole or not at all.
    """
    if not SLUG.fullmatch(slug):
        hint = f"Its name becomes its address: {SLUG_RULE}"
        if slug.endswith(".ipynb"):
            hint = f"To make a post of a notebook: sitegen import {slug}"
        raise SitegenError(f"a post cannot be called '{slug}'", hint=hint)
    codes = [language.code for language in read_config(project.config).languages]
    raise_all([_no_language(project, code, codes) for code in languages if code not in codes])
    folder = project.post(slug)
    sweep(folder.parent)  # what a killed one left, though this one should do nothing
    if os.path.lexists(folder):
        raise SitegenError("is there already", path=folder, hint="Choose another name.")
    name = experiment_name(project, slug)
    files = skeleton(slug, name, today, texts=languages or codes, codes=codes, notebook=notebook)
    with _written(folder), whole(folder) as place:
        _write({place / file: text for file, text in files.items()})
    return [f"Made a post in {shown(folder)}/", f"Next: sitegen run {name} && sitegen serve"]


def _no_language(project: Project, code: str, codes: Sequence[str]) -> SitegenError:
    hint = f"{nearest(code, codes)} Or add it to `languages`, with a table [{code}]."
    line = line_of(project.config, "languages")
    return SitegenError(f"the site has no language '{code}'", path=project.config, line=line, hint=hint.lstrip())


def _write(files: dict[Path, str]) -> None:
    for path, text in files.items():
        write_atomic(path, text.encode())


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raises SitegenError where the disk refuses."""
    try:
        yield
    except OSError as error:
        hint = "Nothing was made."
        raise SitegenError(f"cannot be written: {reason(error)}", path=folder, hint=hint) from None
