"""The files that pages share: scripts, fonts. What no page needs is left out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from builder.cache import Cache
from builder.errors import SitegenError, collect
from builder.files import passing
from builder.look.styles import SHEETS
from builder.project import THEME, Project
from builder.reading import read_text
from builder.shortcodes.handlers.networks import RUNTIME
from builder.site.changes import ELSEWHERE
from builder.site.outputs import Output
from builder.site.pages import TextPage
from builder.site.photographs import published

SCRIPT = "page.js"
PARTS = (
    "search.js", "aim.js", "reading.js", "bar.js", "languages.js", "asking.js", "charts.js", "address.js",
    "interactive.js", "explore.js", "moving.js",
)  # fmt: skip
"""What `page.js` is put together from. Eleven files would each be asked for while a slow network brings the page."""


def add_static(output: Output, project: Project, texts: Iterable[TextPage], cache: Cache, *, searchable: bool) -> None:
    """Add the files of `static/`, the site's own before those of the theme, and what the texts need besides."""
    texts = list(texts)
    needed = Needed(
        any(page.has_charts for page in texts),
        tuple(sorted({part for page in texts for part in page.chart_parts})),
        any(page.has_interactive for page in texts),
        any(page.has_explored for page in texts),
        any(page.has_moving for page in texts),
        any(page.has_networks for page in texts),
        any(page.foreign_networks for page in texts),
        any(page.has_math for page in texts),
        searchable,
    )
    made_from = (needed, cache.ledger.version(ELSEWHERE))
    files = cache.get_or_make(("static",), made_from, lambda: _static(project, needed))
    for name, (path, content) in files.items():
        output.add(f"static/{name}", content, path)


def add_shared(output: Output, project: Project, errors: list[SitegenError]) -> None:
    """Add the files of the site's `static/` at the addresses that they have there, as Hugo does.

    Where a page or another file is already, or where one leads out of the folder, it is left out: that is added to
    `errors`.
    """
    root = project.static.resolve()
    for place, folders, names in os.walk(project.static):
        folders[:] = sorted(name for name in folders if not passing(name))
        for path in (Path(place, name) for name in sorted(names) if not passing(name)):
            with collect(errors):
                if not path.resolve().is_relative_to(root):
                    raise SitegenError(
                        "leads out of static/, and is left out", path=path, hint="Copy the file into it."
                    )
                digest, read = published(path, output.ledger)
                if digest:
                    output.promise(path.relative_to(project.static).as_posix(), digest, read, path)


_COMMENTS = re.compile(r"^[ \t]*(?://.*|/\*\*(?s:.*?)\*/)\n", re.MULTILINE)
"""Whole lines, and whole blocks of them, as the theme's own scripts write comments: never behind code."""


@dataclass(frozen=True)
class Needed:
    """What some text of the site needs, and whether it can be searched."""

    charts: bool
    parts: tuple[str, ...]
    interactive: bool
    explored: bool
    moving: bool
    networks: bool
    runtime: bool
    math: bool
    search: bool


def _static(project: Project, needed: Needed) -> dict[str, tuple[Path, bytes]]:
    """The files by their names, and their bytes."""
    own = _files(THEME / "static")
    if not needed.networks:
        own = {name: path for name, path in own.items() if not name.startswith("network")}
    files = own | _bundles(needed) | _files(project.templates / "static")
    parts = {name: files.pop(name) for name in PARTS}
    some_need = {
        "search.js": needed.search, "charts.js": needed.charts, "interactive.js": needed.interactive,
        "explore.js": needed.explored, "moving.js": needed.moving, "address.js": needed.interactive or needed.explored,
    }  # fmt: skip
    script = _put_together(path for name, path in parts.items() if some_need.get(name, True))
    others = {name: (path, _file(path)) for name, path in sorted(files.items()) if name not in SHEETS}
    return {SCRIPT: (parts["reading.js"], script), **others}


def _put_together(scripts: Iterable[Path]) -> bytes:
    """One script of several, none of which keeps another from running."""
    parts = (f"try {{\n{_script(path).strip()}\n}} catch (error) {{\n  reportError(error);\n}}\n" for path in scripts)
    return ('"use strict";\n' + "\n".join(parts)).encode()


def _script(path: Path) -> str:
    """A script; one of the theme without the lines that are comments, which weigh a fifth of it."""
    text = read_text(path)
    return _COMMENTS.sub("", text) if path.is_relative_to(THEME / "static") else text


def _file(path: Path) -> bytes:
    return _script(path).encode() if path.suffix == ".js" else path.read_bytes()


def _bundles(needed: Needed) -> dict[str, Path]:
    """What was built: the fonts of the text, and what some text needs: ECharts with its parts, KaTeX's fonts."""
    built = THEME / "build"
    files = {f"fonts/{name}": path for name, path in _files(built / "fonts").items()} or {"fonts": built / "fonts"}
    if needed.charts:
        files["live.js"] = built / "live.js"
    if needed.parts:
        known = json.loads(read_text(built / "parts.json"))
        files |= {name: built / name for part in needed.parts for name in known[part]}
    if needed.runtime:
        files |= {f"onnx/{path.name}": path for path in RUNTIME}
    if needed.math:
        fonts = _files(built / "katex" / "fonts")
        files |= {f"katex/fonts/{name}": path for name, path in fonts.items()} or {"katex": built / "katex"}
    for path in files.values():
        if not path.is_file():
            raise SitegenError("is missing: the theme was never built", path=path, hint="Install sitegen again.")
    return files


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {name.as_posix(): path for name, path in files.items() if not any(passing(part) for part in name.parts)}
