"""Numbers and tables of JSON files, as other programs write them, for the markers in a README.

`results/speed.json:builds.0.seconds` names the file, from the folder of the text on, and then keys and places in lists.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from builder.errors import SitegenError, nearest, shown
from builder.evidence.locale import Locale
from builder.reading import read_text
from builder.shortcodes.handlers.values import written

NAMED = re.compile(r"(?P<file>[^:]+\.json)(?::(?P<keys>.*))?")
_Row = dict[str, Any]


def json_value(root: Path, text: Path, named: str, form: str, digits: str, locale: Locale) -> str:
    """What stands in a JSON file, as `value` writes it; a list of objects, one of lists, or an object of objects is a
    table.

    `text` is the file in which it is named, by what NAMED matches. Raises SitegenError for a file outside of `root`,
    what is no JSON, and what is neither a number, nor a text, nor a table.
    """
    found = NAMED.fullmatch(named)
    assert found
    path = (text.parent / found["file"]).resolve()
    if not path.is_relative_to(root.resolve()):
        raise SitegenError(f"'{found['file']}' leaves the site's folder")
    value = _at(_read(path), found["keys"] or "", path)
    if (rows := _rows(value)) is None:
        return written(named, value, form, digits, locale)
    return _table(rows, form, digits, locale)


def _read(path: Path) -> Any:
    try:
        return json.loads(read_text(path))
    except SitegenError as error:
        raise SitegenError(f"{shown(path)} {error.message}", hint=error.hint) from None
    except (ValueError, RecursionError) as error:
        raise SitegenError(f"{shown(path)} is not JSON: {error}") from None


def _at(value: Any, keys: str, path: Path) -> Any:
    """What stands below some keys, with dots between them."""
    for key in keys.split(".") if keys else ():
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            known = value if isinstance(value, dict) else map(str, range(len(value))) if isinstance(value, list) else ()
            raise SitegenError(f"{shown(path)} has no '{key}' in '{keys}'", hint=nearest(key, list(known)))
    return value


def _rows(value: Any) -> list[_Row] | None:
    """The rows of a table by their columns; None where the value is no table."""
    if isinstance(value, dict) and value and all(isinstance(one, dict) for one in value.values()):
        return [{"": name, **one} for name, one in value.items()]
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(one, dict) for one in value):
        return value
    if all(isinstance(one, list) for one in value):
        head = [str(name) for name in value[0]]
        return [dict(zip(head, row, strict=False)) for row in value[1:]]
    return None


def _table(rows: list[_Row], form: str, digits: str, locale: Locale) -> str:
    """Rows as a table of Markdown, on lines of its own; columns of numbers end at one line."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    numeric = [all(_is_number(row.get(name)) or row.get(name) is None for row in rows) for name in columns]
    lines = [columns, ["---:" if right else "---" for right in numeric]]
    lines += [[_cell(row.get(name), form, digits, locale) for name in columns] for row in rows]
    return "\n" + "".join(f"| {' | '.join(map(_escaped, line))} |\n" for line in lines)


def _cell(value: Any, form: str, digits: str, locale: Locale) -> str:
    if not _is_number(value):
        return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return written("a cell", value, form, "" if isinstance(value, int) and not form else digits, locale)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _escaped(cell: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(cell.split()))
