"""The files that pages share: scripts, fonts. What no page needs is left out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from builder.errors import SitegenError
from builder.files import passing
from builder.project import THEME, Project
from builder.site.outputs import Output
from builder.site.pages import TextPage
from builder.site.styles import SHEETS
from builder.toml import read_text

SCRIPT = "page.js"
PARTS = ("search.js", "reading.js", "languages.js", "charts.js", "interactive.js")
"""What `page.js` is put together from. Five files would each be asked for while a slow network brings the page."""


def add_static(output: Output, project: Project, texts: Iterable[TextPage], *, searchable: bool) -> None:
    """Add the files of `static/`, the site's own before those of the theme, and what the texts need besides."""
    texts = list(texts)
    files = _files(THEME / "static") | _bundles(texts) | _files(project.templates / "static")
    needed = {
        "search.js": searchable,
        "charts.js": any(page.has_charts for page in texts),
        "interactive.js": any(page.has_interactive for page in texts),
    }
    parts = {name: files.pop(name) for name in PARTS}
    script = _put_together(path for name, path in parts.items() if needed.get(name, True))
    output.add(f"static/{SCRIPT}", script, parts["reading.js"])
    for name, path in sorted(files.items()):
        if name not in SHEETS:
            output.add(f"static/{name}", path.read_bytes(), path)


def _put_together(scripts: Iterable[Path]) -> bytes:
    """One script of several, none of which keeps another from running."""
    parts = (f"try {{\n{read_text(path).strip()}\n}} catch (error) {{\n  reportError(error);\n}}\n" for path in scripts)
    return ('"use strict";\n' + "\n".join(parts)).encode()


def _bundles(texts: list[TextPage]) -> dict[str, Path]:
    """What was built: the fonts of the text, ECharts, if there are charts, KaTeX's fonts, if there are formulas."""
    built = THEME / "build"
    files = {f"fonts/{name}": path for name, path in _files(built / "fonts").items()} or {"fonts": built / "fonts"}
    if any(page.has_charts for page in texts):
        files["live.js"] = built / "live.js"
    if any(page.has_math for page in texts):
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
