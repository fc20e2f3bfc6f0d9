"""The words of the interface in a language: those of the site before those of the theme, `pt-br` before `pt`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations

from builder.errors import SitegenError, shown
from builder.project import THEME, Project
from builder.reading import line_of

WRITTEN_IN = "en"
"""What the templates themselves are written in: it needs no list of words."""
SHOWN = 5


def translations(folders: Sequence[Path], language: str) -> NullTranslations:
    """The interface's words from all lists that there are for a language: what one does not say the next one does.

    Raises SitegenError when one is malformed.
    """
    lists = [_compiled(path, language, _read(path, language)) for path in _paths(folders, language)]
    for first, then in pairwise(lists):
        first.add_fallback(then)
    return lists[0] if lists else NullTranslations()


def missing_words(project: Project, language: str) -> list[SitegenError]:
    """A warning where the interface of pages in a language is English, or some of it."""
    paths = list(_paths((project.templates, THEME), language))
    if language.partition("-")[0] == WRITTEN_IN or any(path.is_relative_to(THEME) for path in paths):
        return []  # the lists of the theme say all, as a test demands
    said = {message for path in paths for message in _said(path, language)}
    begun = THEME / "locale" / "pt.po"
    missing = [message for message in _said(begun, "pt") if message not in said]
    if not paths:
        file = project.templates / "locale" / f"{language}.po"
        hint = f"Write {shown(file)}: a copy of {shown(begun)} with your words behind each msgstr."
        message = f"language '{language}' has no words of the interface: menus, notices and the like are English in it"
        return [SitegenError(message, path=project.config, line=line_of(project.config, "languages"), hint=hint)]
    if not missing:
        return []
    some = ", ".join(f"'{message}'" for message in missing[:SHOWN]) + (", …" if len(missing) > SHOWN else "")
    message = f"lacks {len(missing)} of the words of the interface, which stay English: {some}"
    hint = f"Each is a msgid with your words behind its msgstr, as in {shown(begun)}."
    return [SitegenError(message, path=paths[0], hint=hint)]


def _paths(folders: Sequence[Path], language: str) -> Iterator[Path]:
    for code in dict.fromkeys((language, language.partition("-")[0])):
        for folder in folders:
            if (path := folder / "locale" / f"{code}.po").is_file():
                yield path


def _said(path: Path, language: str) -> list[str]:
    """What a list has words for, in its order: the English of it."""
    found = []
    for message in _read(path, language):
        said = [message.string] if isinstance(message.string, str) else message.string or [""]
        if message.id and all(said) and not message.fuzzy:
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def _read(path: Path, language: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    except Exception as error:
        raise _malformed(path, error) from None


def _compiled(path: Path, language: str, catalog: Catalog) -> Translations:
    compiled = io.BytesIO()
    try:
        write_mo(compiled, catalog)
        compiled.seek(0)
        made = Translations(compiled)
        for number in range(200):
            made.plural(number)  # what gettext made of Plural-Forms
    except Exception as error:
        raise _malformed(path, error) from None
    _check(path, catalog)
    return made


def _malformed(path: Path, error: Exception) -> SitegenError:
    """Whatever babel stumbled over: dates, charsets, rules of plurals."""
    line = error.lineno + 1 if isinstance(error, PoFileError) else None
    return SitegenError(f"is no list of translations: {error}", path=path, line=line)


def _check(path: Path, catalog: Catalog) -> None:
    """Raise SitegenError for a translation that cannot be filled in: "100% x" is read as a place for a number."""
    for message in catalog:
        said, meant = ([text] if isinstance(text, str) else text or () for text in (message.string, message.id))
        places = dict.fromkeys(re.findall(r"%\((\w+)\)", " ".join(meant)), 1)
        for text in said if message.id and not message.fuzzy else ():
            try:
                _ = text % {**places, "num": 1, "context": ""}
            except (KeyError, TypeError, ValueError) as error:
                hint = "A sign of per cent is written twice: 100%%. Names in %(…)s are those of the msgid."
                told = f"the translation '{text}' cannot be filled in: {error}"
                raise SitegenError(told, path=path, line=message.lineno, hint=hint) from None
