"""The stylesheet. It stands in each page, so that a reader sees the page when two files have come: it, and the theme.

It is put together from `style.css` and `code.css`, the site's own before those of the theme, and the styles of KaTeX.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

from builder.look.highlighting import highlighting_css
from builder.project import THEME, Project
from builder.reading import read_text

SHEETS = ("style.css", "code.css")
"""The files of `static/` that stand in the pages and not beside them."""
KATEX = THEME / "build" / "katex" / "katex.min.css"

_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/\n?""", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_CLASSES = re.compile(r'class="([^"]*)"')
_ADDRESS = re.compile(r"""url\((["']?)(?![a-z]+:|[/#])""")


def stylesheet(project: Project) -> str:
    """The styles that every page needs, without their comments; addresses in it are relative to `static/`."""
    return "\n".join(_COMMENT.sub(r"\1", _sheet(project, name)) for name in SHEETS)


def own_sheets(project: Project) -> tuple[str, ...]:
    """The stylesheets of a site that are none of the theme's, by name."""
    found = sorted(path.name for path in (project.templates / "static").glob("*.css") if path.is_file())
    return tuple(name for name in found if name not in SHEETS and not (THEME / "static" / name).is_file())


def formula_styles() -> str:
    """The styles of formulas, "" where the theme was never built; addresses in it are relative to `static/`."""
    return KATEX.read_text(encoding="utf-8").replace('url("./', 'url("katex/') if KATEX.is_file() else ""


def formula_styles_for(styles: str, html: str) -> str:
    """Of the styles of formulas those for what a page holds: most of them are for what few formulas have."""
    used = {name for attribute in _CLASSES.findall(html) for name in attribute.split()}
    kept = ((",".join(one for one, its in selectors if its <= used), body) for selectors, body in _rules(styles))
    return "".join(f"{selectors}{{{body}}}" for selectors, body in kept if selectors)


@lru_cache(maxsize=1)
def _rules(styles: str) -> list[tuple[list[tuple[str, frozenset[str]]], str]]:
    """The rules of styles: selectors, each with the classes that it names, and what they declare."""
    return [
        ([(one, frozenset(_CLASS.findall(one))) for one in selectors.split(",")], body)
        for selectors, body in _RULE.findall(styles)
    ]


@lru_cache(maxsize=16)  # few folders are so deep, and every page in one asks for the same
def standing_in(css: str, static: str) -> Markup:
    """A stylesheet as it stands in a page, from which `static` leads to the folder that its addresses begin in."""
    return Markup(_ADDRESS.sub(rf"url(\1{static}", css).replace("</", r"<\/"))


def _sheet(project: Project, name: str) -> str:
    path = next((one for one in (project.templates / "static" / name, THEME / "static" / name) if one.is_file()), None)
    return read_text(path) if path else highlighting_css()
