"""The front matter of a translation: YAML between two lines `---` at its head."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from builder.errors import SitegenError, nearest, raise_all

KEYS = ("title", "date", "summary", "draft")


@dataclass(frozen=True)
class FrontMatter:
    """What the head of a translation says. `unknown` maps each key that means nothing here to its line."""

    title: str
    date: datetime.date | None = None
    summary: str = ""
    draft: bool = False
    unknown: dict[str, int] = field(default_factory=dict)

    def warnings(self, path: Path) -> list[SitegenError]:
        """Each unknown key, with the nearest known one."""
        return [
            SitegenError(f"unknown key '{key}' in the front matter", path=path, line=line, hint=nearest(key, KEYS))
            for key, line in self.unknown.items()
        ]


def split(path: Path, text: str) -> tuple[FrontMatter, str, int]:
    """The front matter of a text, the body below it, and the line on which the body starts (counted from 1).

    Raises SitegenError, or several at once, with lines of the file.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise SitegenError(
            "has no front matter", path=path, line=1, hint="Begin with ---, title: …, --- on three lines."
        )
    closing = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), None)
    if closing is None:
        raise SitegenError("the front matter never ends", path=path, line=1, hint="Close it with a line ---.")
    head = "\n".join(lines[1:closing])
    return _parse(path, head), "\n".join(lines[closing + 1 :]), closing + 2


def _parse(path: Path, head: str) -> FrontMatter:
    try:
        node = yaml.compose(head, Loader=yaml.SafeLoader)
        data = yaml.safe_load(head)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise SitegenError(f"the front matter is not YAML: {error.problem}", path=path, line=line) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2024-02-31
        raise SitegenError(f"the front matter is not YAML: {error}", path=path, line=1) from None
    if data is None:
        data, node = {}, None
    if not isinstance(data, dict):
        raise SitegenError("the front matter must be lines of the form key: value", path=path, line=2)
    return _checked(path, data, _lines(path, node))


def _lines(path: Path, node: yaml.Node | None) -> dict[str, int]:
    """The line of each key in the file; a key that stands twice is refused, where YAML would take the last."""
    lines: dict[str, int] = {}
    for key, _ in node.value if node else ():
        line = key.start_mark.line + 2  # the mark counts from 0, and from the line after ---
        if key.value in lines:
            raise SitegenError(f"'{key.value}' stands twice in the front matter", path=path, line=line)
        lines[str(key.value)] = line
    return lines


def _checked(path: Path, data: dict[Any, Any], lines: dict[str, int]) -> FrontMatter:
    errors: list[SitegenError] = []

    def value(key: str, kind: type, what: str, default: Any) -> Any:
        found = data.get(key)
        if found is None:
            return default
        if not isinstance(found, kind):
            errors.append(SitegenError(f"{key} must be {what}, not {found!r}", path=path, line=lines.get(key)))
        return found

    title = value("title", str, "text (put it in quotes)", "")
    if not title and not errors:
        errors.append(SitegenError("the front matter has no title", path=path, line=1, hint="Add a line title: …"))
    date = value("date", datetime.date, "a date such as 2024-03-01", None)
    summary = value("summary", str, "text (put it in quotes)", "")
    draft = value("draft", bool, "true or false", False)
    raise_all(errors)
    if isinstance(date, datetime.datetime):
        date = date.date()
    unknown = {key: line for key, line in lines.items() if key not in KEYS}
    return FrontMatter(title, date, summary.strip(), draft, unknown)
