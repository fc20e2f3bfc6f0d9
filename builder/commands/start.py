"""`sitegen init` and `sitegen new`: a site and a post that build at once."""

from __future__ import annotations

import datetime
from pathlib import Path

from builder.config import read_config
from builder.content.frontmatter import SLUG, SLUG_RULE
from builder.errors import SitegenError, shown
from builder.files import write_atomic
from builder.origin import requirement
from builder.project import THEME, Project

START = THEME / "start"
FIRST_POST = "coin"
UNKNOWN = "# sitegen @ git+https://… (from where GitHub can get it: the sitegen of this machine has no address)"


def init(folder: Path, today: datetime.date) -> list[str]:
    """Make a site with one post in a folder that is empty or does not exist; returns the lines to print.

    Raises SitegenError when something is in the way.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "Name a folder that does not exist yet; for one more post in a site there is `sitegen new`."
        raise SitegenError("is not an empty folder", path=folder, hint=hint)
    project = Project(folder)
    title = folder.resolve().name.replace('"', "'").replace("\\", "")
    _write(project.config, (START / "site.toml").read_text(encoding="utf-8").replace("TITLE", title))
    _write(folder / ".gitignore", (START / "gitignore").read_text(encoding="utf-8"))
    lines = new(project, FIRST_POST, today) + _publishing(folder)
    return [f"Made a site in {shown(folder)}/", *lines, f"Next: cd {shown(folder)} && sitegen build"]


def _publishing(folder: Path) -> list[str]:
    """Write the workflow by which GitHub publishes the site, and what it installs."""
    _write(folder / ".github" / "workflows" / "publish.yml", (START / "publish.yml").read_text(encoding="utf-8"))
    line, path = requirement(), folder / "requirements.txt"
    _write(path, (START / path.name).read_text(encoding="utf-8").replace("SITEGEN", line or UNKNOWN))
    if line:
        return []
    return [f"Note: before GitHub can publish the site, write to {shown(path)} where it gets sitegen from."]


def new(project: Project, slug: str, today: datetime.date) -> list[str]:
    """Add a post with one small experiment, a text in each language of the site; returns the lines to print.

    Raises SitegenError when it cannot be called so, or when there is one of this name.
    """
    if not SLUG.fullmatch(slug):
        raise SitegenError(f"a post cannot be called '{slug}'", hint=f"Its name becomes its address: {SLUG_RULE}")
    folder = project.post(slug)
    if folder.exists():
        raise SitegenError("is there already", path=folder, hint="Choose another name.")
    languages = [language.code for language in read_config(project.config).languages]
    for name in ("experiments.py", "figures.py"):
        _write(folder / name, (START / "post" / name).read_text(encoding="utf-8"))
    for code in languages:
        known = START / "post" / f"index.{code}.md"
        text = known if known.is_file() else START / "post" / "index.en.md"
        _write(folder / f"index.{code}.md", text.read_text(encoding="utf-8").replace("TODAY", today.isoformat()))
    return [f"Made a post in {shown(folder)}/"]


def _write(path: Path, text: str) -> None:
    try:
        write_atomic(path, text.encode())
    except OSError as error:
        raise SitegenError(f"cannot be written: {error.strerror or error}", path=path) from None
