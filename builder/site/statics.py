"""The files that pages share: styles, scripts, fonts. What no page needs is left out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from builder.errors import SitegenError
from builder.files import passing
from builder.project import THEME, Project
from builder.rendering.markdown import highlighting_css
from builder.site.outputs import Output
from builder.site.pages import TextPage


def add_static(output: Output, project: Project, texts: Iterable[TextPage]) -> None:
    """Add the files of `static/`, the site's own before those of the theme, and what the texts need besides."""
    texts = list(texts)
    files = _files(THEME / "static") | _bundles(texts) | _files(project.templates / "static")
    for name, path in sorted(files.items()):
        output.add(f"static/{name}", path.read_bytes(), path)
    if "code.css" not in files:
        output.add("static/code.css", highlighting_css())


def _bundles(texts: list[TextPage]) -> dict[str, Path]:
    """What was built of ECharts, if there are charts, and of KaTeX, if there are formulas."""
    built = THEME / "build"
    files = {}
    if any(page.has_charts for page in texts):
        files["live.js"] = built / "live.js"
    if any(page.has_math for page in texts):
        files |= {f"katex/{name}": path for name, path in _files(built / "katex").items()} or {"katex": built / "katex"}
    for path in files.values():
        if not path.is_file():
            raise SitegenError("is missing: the theme was never built", path=path, hint="Install sitegen again.")
    return files


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {name.as_posix(): path for name, path in files.items() if not any(passing(part) for part in name.parts)}
