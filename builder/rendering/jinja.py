"""The templates: those of the site before those of the theme, with the interface's words in the page's language."""

from __future__ import annotations

import io
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations

from builder.errors import SitegenError
from builder.project import THEME, Project


def environment(project: Project, language: str) -> jinja2.Environment:
    """The templates for pages in a language. Raises SitegenError when the file of its words is malformed."""
    folders = [project.templates, THEME]
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = _translations(folders, language)
    env.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    env.globals["interface"] = language
    return env


def _translations(folders: Sequence[Path], language: str) -> NullTranslations:
    """The interface's words from `locale/<language>.po`; English, in which the templates are written, needs none."""
    for folder in folders:
        path = folder / "locale" / f"{language}.po"
        if path.is_file():
            compiled = io.BytesIO()
            try:
                with path.open("rb") as file:
                    write_mo(compiled, read_po(file, locale=language.replace("-", "_"), abort_invalid=True))
            except (PoFileError, UnicodeDecodeError) as error:
                raise SitegenError(f"is no list of translations: {error}", path=path) from None
            compiled.seek(0)
            return Translations(compiled)
    return NullTranslations()


def render(env: jinja2.Environment, template: str, **values: Any) -> str:
    """Fill a template. Raises SitegenError with file and line when it is malformed or asks for what there is not."""
    try:
        return env.get_template(template).render(**values)
    except jinja2.TemplateSyntaxError as error:
        path = Path(error.filename) if error.filename else None
        raise SitegenError(f"template: {error.message}", path=path, line=error.lineno) from None
    except jinja2.TemplateNotFound as error:
        raise SitegenError(f"there is no template '{error.name}'") from None
    except jinja2.UndefinedError as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
        path, line = (Path(frames[-1].filename), frames[-1].lineno) if frames else (None, None)
        raise SitegenError(f"template: {error.message}", path=path, line=line) from None
