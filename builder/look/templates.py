"""The templates: those of the site before those of the theme, with the interface's words in the page's language."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from builder.content.params import Params
from builder.document.fragments import name_of_place, place_of_number
from builder.document.headings import link_headings
from builder.errors import SitegenError
from builder.look.interface import translations
from builder.project import THEME, Project
from builder.reading import read_text

OF_THEME = "theme/"
"""How a template of a site names one of the theme that it goes before: `{% extends "theme/post.html" %}`."""


class _Compiled(jinja2.BytecodeCache):
    """Templates that were compiled before in this process, for another language or another build.

    In memory only: nothing that lies in a folder is ever run as bytecode.
    """

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._code.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


class _Unsaid(jinja2.ChainableUndefined):
    """A key of the author's own that this text does not have: nothing is shown, and `if` takes it for false."""


class _Environment(jinja2.Environment):
    """Lets be heard what templates ask of things, where `heard` is set: the thing, the name, the answer."""

    heard: Callable[[object, str, object], None] | None = None

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Params):  # `params.items` is the author's key, where there is one
            return obj[attribute] if attribute in obj else getattr(obj, attribute, _Unsaid(obj=obj, name=attribute))
        return self._told(obj, attribute, super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:  # what filters use: posts|map(attribute="title")
        if isinstance(obj, Params):
            return obj.get(argument, _Unsaid(obj=obj, name=argument))
        return self._told(obj, argument, super().getitem(obj, argument))

    def _told(self, thing: object, name: Any, answer: Any) -> Any:
        if self.heard and not isinstance(answer, jinja2.Undefined):
            self.heard(thing, name, answer)
        return answer


@contextmanager
def record_access(env: jinja2.Environment, heard: Callable[[object, str, object], None]) -> Iterator[None]:
    """Hear what templates ask of things within the block."""
    assert isinstance(env, _Environment)
    env.heard = heard
    try:
        yield
    finally:
        env.heard = None


def environment(project: Project, language: str) -> jinja2.Environment:
    """The templates for pages in a language. Raises SitegenError when the file of its words is malformed."""
    folders = [project.templates, THEME]
    env = _Environment(
        loader=_Loader(folders),
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = translations(folders, language)
    env.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    env.globals["interface"] = language
    env.filters["linked_headings"] = link_headings
    env.filters["place_of_number"] = place_of_number
    env.filters["name_of_place"] = name_of_place
    return env


class _Loader(jinja2.FileSystemLoader):
    """Tells a template that is no text with its line; finds what begins with `theme/` in the theme alone."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            if template.startswith(OF_THEME):
                return jinja2.FileSystemLoader(THEME).get_source(environment, template.removeprefix(OF_THEME))
            return super().get_source(environment, template)
        except (PermissionError, UnicodeDecodeError):
            read_text(next(path for folder in self.searchpath if (path := Path(folder, template)).is_file()))
            raise


def render(env: jinja2.Environment, template: str, **values: Any) -> str:
    """Fill a template. Raises SitegenError with file and line when it is malformed or asks for what there is not."""
    try:
        return env.get_template(template).render(**values)
    except SitegenError:
        raise
    except jinja2.TemplateSyntaxError as error:
        path = Path(error.filename) if error.filename else None
        raise SitegenError(f"template: {error.message}", path=path, line=error.lineno) from None
    except Exception as error:  # whatever a template does
        folders = [Path(folder) for folder in env.loader.searchpath] if isinstance(env.loader, _Loader) else []
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_below(frame.filename, folders)]
        path, line = (Path(frames[-1].filename), frames[-1].lineno) if frames else (_found(template, folders), None)
        hint = ""
        if isinstance(error, RecursionError):
            message = "template: extends or includes itself"
            hint = f'The theme\'s own is called "{OF_THEME}{template}".'
        elif isinstance(error, jinja2.TemplateNotFound):
            message = f"there is no template '{error.name}'"
        elif isinstance(error, jinja2.UndefinedError):
            message = f"template: {error.message}"
        else:
            message = f"template: {type(error).__name__}: {error}"
        raise SitegenError(message, path=path, line=line, hint=hint) from error


def _is_below(file: str, folders: Sequence[Path]) -> bool:
    return any(Path(file).is_relative_to(folder) for folder in folders)


def _found(template: str, folders: Sequence[Path]) -> Path | None:
    return next((path for folder in folders if (path := folder / template).is_file()), None)
