"""The head of a text as data: YAML between two lines `---`, TOML between two lines `+++`, or JSON in braces."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from builder.content.tree import load
from builder.errors import SitegenError
from builder.reading import FORBIDDEN_HINT, forbidden, nested_too_deeply, parse_toml

AMISS = (AttributeError, LookupError, TypeError, ValueError)
"""What PyYAML raises besides its own errors: for a date such as 2024-02-31, or for !!timestamp before what is none."""

_Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where PyYAML was built with libyaml


@dataclass(frozen=True)
class Head:
    """What stands at the head of a text."""

    data: dict[str, Any]
    """The values by their keys."""
    lines: dict[str, int]
    """The line in the file of each key."""


def split_head(path: Path, text: str) -> tuple[Head, str, int]:
    """The head of a text, the body below it, and the line on which the body starts (counted from 1).

    Raises SitegenError with a line of the file.
    """
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in _READ:
        hint = "Begin with ---, title: …, --- on three lines."
        raise SitegenError("has no front matter", path=path, line=1, hint=hint)
    end = "}" if fence == "{" else fence
    closing = next((number for number, line in enumerate(lines) if number and line.rstrip() == end), None)
    if closing is None:
        raise SitegenError("the front matter never ends", path=path, line=1, hint=f"Close it with a line {end}.")
    try:
        head = _checked(path, _READ[fence](path, "\n".join(lines[1:closing])))
    except RecursionError:
        raise SitegenError("the front matter is nested too deeply", path=path, line=1) from None
    return head, "\n".join(lines[closing + 1 :]), closing + 2


def _yaml(path: Path, head: str) -> Head:
    try:
        node, data = load(head, _Fast)
    except (yaml.YAMLError, *AMISS):
        node, data = _with_care(path, head)
    if data is None:
        return Head({}, {})
    if not isinstance(data, dict):
        raise SitegenError("the front matter must be lines of the form key: value", path=path, line=2)
    return Head({str(key): value for key, value in data.items()}, _yaml_lines(path, node))


def _with_care(path: Path, head: str) -> tuple[yaml.Node | None, Any]:
    """The same, read by Python alone, which says better what is wrong."""
    try:
        return load(head)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise SitegenError(f"the front matter is not YAML: {error.problem}", path=path, line=line) from None
    except (yaml.YAMLError, *AMISS) as error:
        raise SitegenError(f"the front matter is not YAML: {error}", path=path, line=_amiss(head)) from None


def _amiss(head: str) -> int:
    """The line in the file of the first key whose value PyYAML cannot make anything of; 1 where it cannot even read."""
    try:
        node = yaml.compose(head, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return 1
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        try:
            yaml.SafeLoader("").construct_object(value, deep=True)
        except AMISS:
            return int(key.start_mark.line) + 2
    return 1


def _yaml_lines(path: Path, node: yaml.Node | None) -> dict[str, int]:
    """The line of each key in the file; a key that stands twice is refused, where YAML would take the last."""
    lines: dict[str, int] = {}
    for key, _ in node.value if node else ():
        line = key.start_mark.line + 2  # the mark counts from 0, and from the line after ---
        if key.value in lines:
            raise SitegenError(f"'{key.value}' stands twice in the front matter", path=path, line=line)
        lines[str(key.value)] = line
    return lines


def _toml(path: Path, head: str) -> Head:
    try:
        data = parse_toml(head, path)
    except SitegenError as error:
        message = error.message.removeprefix("is not TOML: ")
        line = (error.line or 0) + 1
        raise SitegenError(f"the front matter is not TOML: {message}", path=path, line=line) from None
    return Head(data, {key: _toml_line(head, key) for key in data})


def _json(path: Path, head: str) -> Head:
    try:
        data = json.loads("{" + head + "}")
        if nested_too_deeply(data):
            raise RecursionError
    except ValueError as error:
        line = (error.lineno if isinstance(error, json.JSONDecodeError) else 0) + 1
        raise SitegenError(f"the front matter is not JSON: {error}", path=path, line=line) from None
    return Head(data, {key: _toml_line(head, key) for key in data})


_READ = {"---": _yaml, "+++": _toml, "{": _json}


def _checked(path: Path, head: Head) -> Head:
    """The same head. Raises SitegenError where an escape such as "\\b" gives what no page may hold."""
    for key, value in head.data.items():
        if found := forbidden([key, value]):
            raise SitegenError(f"{key!r} {found}", path=path, line=head.lines.get(key, 1), hint=FORBIDDEN_HINT)
    return head


def _toml_line(head: str, key: str) -> int:
    """The line on which a key of TOML or JSON, or a table of that name, first stands; their parsers do not tell."""
    found = re.search(rf"""^[ \t]*(?:\[\[?[ \t]*)?["']?{re.escape(key)}["']?[ \t]*[=.:\]]""", head, re.MULTILINE)
    return head.count("\n", 0, found.start()) + 2 if found else 1
