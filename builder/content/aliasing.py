"""One more old address in the head of a text; all else of the file stays as its author wrote it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from builder.content.frontmatter import split
from builder.errors import SitegenError

_ITEM = re.compile(r"[\w/.~-]+")
"""What YAML reads as text without quotes."""


def with_alias(path: Path, text: str, alias: str) -> str:
    """The text of a file with one more of its `aliases`. Raises SitegenError where nobody can tell where it belongs."""
    front, body, _ = split(path, text)
    if alias in front.aliases:
        return text
    lines = text.split("\n")
    number, said = front.lines.get("aliases", 0), json.dumps(alias, ensure_ascii=False)
    change = {"---": _yaml, "+++": _toml, "{": _json}[lines[0].rstrip()]
    change(lines, number - 1, said)
    changed = "\n".join(lines)
    try:
        after, same, _ = split(path, changed)
    except SitegenError:
        after, same = front, ""
    if {*after.aliases} != {*front.aliases, alias} or same != body or after.title != front.title:
        hint = f"Add {said} to it yourself, then rename again."
        raise SitegenError("aliases are written so that none can be added", path=path, line=number or 1, hint=hint)
    return changed


def _yaml(lines: list[str], number: int, said: str) -> None:
    said = said[1:-1] if _ITEM.fullmatch(said[1:-1]) else said
    end = _end(lines, "---")
    if number < 0 and (nothing := [line for line in range(end) if re.match(r"aliases:\s*(#|$)", lines[line])]):
        lines[nothing[0]] = f"aliases: [{said}]"
        return
    if number < 0:
        lines.insert(end, f"aliases: [{said}]")
        return
    head = lines[1:end]
    node = yaml.compose("\n".join(head), Loader=yaml.SafeLoader)
    value = next(value for key, value in node.value if key.value == "aliases")  # type: ignore[union-attr]
    line, column = value.start_mark.line + 1, value.start_mark.column
    if isinstance(value, yaml.SequenceNode) and not value.flow_style:
        lines.insert(line, f"{lines[line][:column]}- {said}")
    elif isinstance(value, yaml.SequenceNode):
        _into_brackets(lines, line, column, said)
    else:
        end = value.end_mark.column
        lines[line] = f"{lines[line][:column]}[{lines[line][column:end]}, {said}]{lines[line][end:]}"


def _toml(lines: list[str], number: int, said: str) -> None:
    if number < 0:
        lines.insert(1, f"aliases = [{said}]")
    else:
        _after_sign(lines, number, "=", said)


def _json(lines: list[str], number: int, said: str) -> None:
    if number < 0:
        lines.insert(1, f'  "aliases": [{said}],')
    else:
        _after_sign(lines, number, ":", said)


def _after_sign(lines: list[str], number: int, sign: str, said: str) -> None:
    """Put one more into a list that begins behind a sign, or make a list of the one text that stands there."""
    start = lines[number].index(sign, lines[number].index("aliases")) + 1
    start += len(lines[number][start:]) - len(lines[number][start:].lstrip())
    if lines[number][start : start + 1] == "[":
        _into_brackets(lines, number, start, said)
    else:
        there = re.sub(r"\"[^\"]*\"|'[^']*'", lambda one: f"[{one[0]}, {said}]", lines[number][start:], count=1)
        lines[number] = lines[number][:start] + there


def _into_brackets(lines: list[str], number: int, column: int, said: str) -> None:
    """Put a text first into the list that begins with the bracket at a place."""
    before, after = lines[number][: column + 1], lines[number][column + 1 :]
    rest = "\n".join([after, *lines[number + 1 :]]).lstrip()
    lines[number] = before + said + ("" if rest.startswith("]") else ", " if after.strip() else ",") + after


def _end(lines: list[str], fence: str) -> int:
    """The line on which the head ends."""
    return next(number for number, line in enumerate(lines) if number and line.rstrip() == fence)
