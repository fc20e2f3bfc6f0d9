"""Numbers of records, and of JSON files, in files that are no texts of the site, between comments that name them:

<!-- sitegen cnns:cnn.accuracy percent -->96.2%<!-- /sitegen -->
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from builder.checking.json_values import NAMED, json_value
from builder.config import SiteConfig
from builder.document.code_regions import in_indented_code, without_code
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.evidence.records import Records, read_records
from builder.files import write_atomic
from builder.project import Project
from builder.reading import line_of, read_text
from builder.shortcodes.handlers.values import shown
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call

README = "README.md"
_MARK = re.compile(r"<!--\s*(?P<end>/?)sitegen\b(?P<said>.*?)-->", re.DOTALL)
_HINT = "Write <!-- sitegen cnns:cnn.accuracy percent -->…<!-- /sitegen -->."


@dataclass(frozen=True)
class _Marked:
    """What stands between two comments, and the line on which the first begins."""

    said: str
    start: int
    stop: int
    line: int


def markers(project: Project, config: SiteConfig, *, write: bool = False) -> tuple[list[SitegenError], list[str]]:
    """What is wrong with the numbers between comments; with `write` these are written, and the files told that changed.

    Looked at are README.md beside `content/`, and the files that `numbers` of the config names.
    """
    errors: list[SitegenError] = [*_missing(project, config)]
    done: list[str] = []
    records = read_records(project)
    for path in _files(project, config):
        try:
            text = read_text(path)
        except SitegenError as error:
            errors.append(error)
            continue
        new, place = list[str](), 0
        for one in _marked(text, path, errors):
            try:
                number = _number(one.said, project.root, path, records, _locale(path, config))
            except SitegenError as error:
                error.path, error.line = path, one.line
                errors.append(error)
                continue
            was = text[one.start : one.stop]
            if was.strip() == number.strip():
                continue
            new += [text[place : one.start], number]
            place = one.stop
            if not write:
                hint = "Run `sitegen check --write`, which writes it."
                message = f"{_differing(was.strip(), number.strip())}: {one.said}"
                errors.append(SitegenError(message, path=path, line=one.line, hint=hint))
        if write and new:
            whole = "".join([*new, text[place:]])
            ends = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
            write_atomic(path, whole.replace("\n", ends).encode())
            done.append(f"Wrote the numbers in {path.relative_to(project.root).as_posix()}")
    return errors, done


def _files(project: Project, config: SiteConfig) -> list[Path]:
    """The files in which there may be numbers, each once."""
    named = [path for name in config.numbers for path in sorted(project.root.glob(name)) if path.is_file()]
    readme = project.root / README
    return list(dict.fromkeys([*([readme] if readme.is_file() else []), *named]))


def _missing(project: Project, config: SiteConfig) -> Iterator[SitegenError]:
    """What `numbers` names and is nowhere: told by `check`, since pages need none of it."""
    for name in config.numbers:
        if not any(project.root.glob(name)):
            line = line_of(project.config, "numbers")
            yield SitegenError(f"numbers: there is no file '{name}'", path=project.config, line=line)


def _marked(text: str, path: Path, errors: list[SitegenError]) -> Iterator[_Marked]:
    """What stands between comments outside of code; adds comments that open or close nothing to `errors`."""
    prose, opened = without_code(text), None
    for found in _MARK.finditer(prose):
        if in_indented_code(text, found.start()):
            continue
        line = text.count("\n", 0, found.start()) + 1
        if not found["end"] and opened is None:
            opened = found, line
        elif not found["end"] or opened is None:
            errors.append(_unclosed(path, opened[1]) if opened else _unopened(path, line))
            opened = (found, line) if not found["end"] else None
        else:
            mark, first = opened
            yield _Marked(" ".join(mark["said"].split()), mark.end(), found.start(), first)
            opened = None
    if opened:
        errors.append(_unclosed(path, opened[1]))


def _unclosed(path: Path, line: int) -> SitegenError:
    return SitegenError("this number is never closed", path=path, line=line, hint="Write <!-- /sitegen --> behind it.")


def _unopened(path: Path, line: int) -> SitegenError:
    return SitegenError("this closes no number", path=path, line=line, hint=_HINT)


def _differing(was: str, number: str) -> str:
    """In words, what stands there and what should; of a table its first line that differs."""
    if "\n" not in number:
        return f"says {was!r} where the records say {number!r}"
    lines = zip_longest(was.splitlines(), number.splitlines(), fillvalue="")
    line, other = next((one, new) for one, new in lines if one != new)
    return f"has the row {line!r} where the file says {other!r}"


def _number(said: str, root: Path, path: Path, records: Records, locale: Locale) -> str:
    """The number or the table that a comment in `path` names, as `value` writes it. Raises SitegenError."""
    call = next((one for one in parse(f"{{{{< value {said} >}}}}", Path(), 1, []) if isinstance(one, Call)), None)
    if call is None or not call.arguments:
        raise SitegenError(f"'{said}' names no number", hint=_HINT)
    try:
        if NAMED.fullmatch(call.arguments[0]):
            return _in_json(root, path, locale, *call.arguments, **call.named)
        return shown(records, locale, *call.arguments, **call.named)[0]
    except TypeError:
        raise SitegenError(f"'{said}' is no number as `value` takes it", hint=_HINT) from None


def _in_json(root: Path, path: Path, locale: Locale, of: str, form: str = "", *, digits: str = "") -> str:
    return json_value(root, path, of, form, digits, locale)


def _locale(path: Path, config: SiteConfig) -> Locale:
    """The language of a file: that of its name, README.pt.md, or else English."""
    codes = [language.code for language in config.languages]
    named = path.stem.rpartition(".")[2]
    return Locale(named if named in codes else "en" if "en" in codes else codes[0])
