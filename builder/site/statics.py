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


def add_static(output: Output, project: Project, texts: Iterable[TextPage]) -> None:
    """Add the files of `static/`, the site's own before those of the theme, and what the texts need besides."""
    texts = list(texts)
    files = _files(THEME / "static") | _bundles(texts) | _files(project.templates / "static")
    for name, path in sorted(files.items()):
        if name not in SHEETS:
            output.add(f"static/{name}", path.read_bytes(), path)


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
