"""`sitegen init` and `sitegen new`: a site and a post that build at once."""

from __future__ import annotations

import datetime
import json
import keyword
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.config import read_config
from builder.content.slugs import SLUG, SLUG_RULE
from builder.errors import SitegenError, reason, shown
from builder.files import sweep, write_atomic
from builder.making import finish, whole, whole_within
from builder.origin import requirement
from builder.project import EXPERIMENTS, FIGURES, START, Project, text_file
from builder.shortcodes.mentions import rename_in_text

FIRST_POST, REQUIREMENTS = "coin", "requirements.txt"
UNKNOWN = "# sitegen @ git+https://… (from where GitHub can get it: the sitegen of this machine has no address)"


_USED = frozenset(
    """axes count dataclass experiment figure generator heads language random range seed settings shares toss
    words""".split()
)  # fmt: skip
"""Names that the code of a new post has already, or that mean something else there."""
MADE = ("content", ".gitignore", ".github", "requirements.txt")


def init(folder: Path, today: datetime.date) -> list[str]:
    """Make a site with one post in a folder that is empty or does not exist; returns the lines to print.

    Raises SitegenError when something is in the way. The site is there whole or not at all.
    """
    sweep(folder.parent)  # what a killed one left, though this one should do nothing
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
    _write(project.config, (START / "site.toml").read_text(encoding="utf-8").replace("TITLE", title))
    _write(folder / ".gitignore", (START / "gitignore").read_text(encoding="utf-8"))
    _write(folder / ".github" / "workflows" / "publish.yml", (START / "publish.yml").read_text(encoding="utf-8"))
    installed = (START / REQUIREMENTS).read_text(encoding="utf-8").replace("SITEGEN", requirement() or UNKNOWN)
    _write(folder / REQUIREMENTS, installed)
    _post(project.post(FIRST_POST), project, today, FIRST_POST)


def new(project: Project, slug: str, today: datetime.date) -> list[str]:
    """Add a post with one small experiment, a text in each language of the site; returns the lines to print.

    Raises SitegenError when it cannot be called so, or when there is one of this name. It is there whole or not at all.
    """
    if not SLUG.fullmatch(slug):
        raise SitegenError(f"a post cannot be called '{slug}'", hint=f"Its name becomes its address: {SLUG_RULE}")
    folder = project.post(slug)
    sweep(folder.parent)  # what a killed one left, though this one should do nothing
    if os.path.lexists(folder):
        raise SitegenError("is there already", path=folder, hint="Choose another name.")
    with _written(folder), whole(folder) as place:
        _post(place, project, today, _experiment(slug), slug.replace("-", " ").capitalize())
    return [f"Made a post in {shown(folder)}/"]


def _experiment(slug: str) -> str:
    """A name for the experiment of a new post that no other post has: its slug, as Python can have it."""
    name = slug.replace("-", "_")
    return name if name.isidentifier() and not keyword.iskeyword(name) and name not in _USED else f"toss_{name}"


def _post(folder: Path, project: Project, today: datetime.date, name: str, title: str = "") -> None:
    """Fill the folder of a post that tosses a coin; with a `title` of its own in the place of what that says."""
    for file in (EXPERIMENTS, FIGURES):
        code = (START / "post" / file).read_text(encoding="utf-8")
        _write(folder / file, re.sub(r"(?<=def )coin\b|\bcoin(?=\.series|\):$)", name, code, flags=re.MULTILINE))
    for language in read_config(project.config).languages:
        known = START / "post" / text_file(language.code)
        text = known if known.is_file() else START / "post" / text_file("en")
        dated, _ = rename_in_text(
            text.read_text(encoding="utf-8").replace("TODAY", today.isoformat()), FIRST_POST, name
        )
        dated = re.sub("^title: .*$", f"title: {json.dumps(title)}", dated, count=1, flags=re.M) if title else dated
        _write(folder / text_file(language.code), dated)


def _write(path: Path, text: str) -> None:
    write_atomic(path, text.encode())


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raises SitegenError where the disk refuses."""
    try:
        yield
    except OSError as error:
        hint = "Nothing was made."
        raise SitegenError(f"cannot be written: {reason(error)}", path=folder, hint=hint) from None
