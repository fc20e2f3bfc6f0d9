"""What all pages have in common: the templates with the interface's words, and the styles."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.errors import SitegenError
from builder.look.interface import missing_words
from builder.look.styles import formula_styles, own_sheets, stylesheet
from builder.look.templates import environment
from builder.project import Project
from builder.tool import files_digest

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True, eq=False)  # one that was read again is another one
class Theme:
    """The look of a site."""

    envs: Mapping[str, jinja2.Environment]
    """By language, what fills its templates."""
    own: str
    """The digest of the templates that are the site's own."""
    styles: str
    """The stylesheet."""
    math_styles: str
    """What pages with formulas need besides."""
    sheets: tuple[str, ...]
    """The stylesheets of the site's own, files of `static/`, which go behind those of the theme."""
    warnings: tuple[SitegenError, ...]
    """In which languages the interface lacks words."""


def read_theme(project: Project, codes: Collection[str]) -> Theme:
    """The theme for some languages. Raises SitegenError where the words of the interface are malformed."""
    envs = {code: environment(project, code) for code in codes}
    warnings = tuple(warning for code in codes for warning in missing_words(project, code))
    return Theme(
        envs, files_digest(project.templates), stylesheet(project), formula_styles(), own_sheets(project), warnings
    )
