"""What all pages have in common: the templates with the interface's words, and the styles."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.errors import SitegenError
from builder.look.interface import lacking
from builder.look.styles import formula_styles, stylesheet
from builder.look.templates import environment
from builder.project import Project
from builder.tool import files_digest

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True, eq=False)  # one that was read again is another one
class Theme:
    """The templates of a site by language, with the digest of those that are its `own`.

    `styles` are the stylesheet, `math_styles` what pages with formulas need besides. `warnings` tell in which
    languages the interface lacks words.
    """

    envs: Mapping[str, jinja2.Environment]
    own: str
    styles: str
    math_styles: str
    warnings: tuple[SitegenError, ...]


def read_theme(project: Project, codes: Collection[str]) -> Theme:
    """The theme for some languages. Raises SitegenError where the words of the interface are malformed."""
    envs = {code: environment(project, code) for code in codes}
    warnings = tuple(warning for code in codes for warning in lacking(project, code))
    return Theme(envs, files_digest(project.templates), stylesheet(project), formula_styles(), warnings)
