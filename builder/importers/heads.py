"""The head of a text that comes from elsewhere: read as its author meant it, and changed in as few lines as can be."""

from __future__ import annotations

import datetime
import json
import re
import textwrap
import tomllib
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from builder.content.head import AMISS
from builder.content.tree import load
from builder.reading import nested_too_deeply

_Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = re.compile(r"""["']?([\w.-]+)["']?[ \t]*[:=]""")
_PLAIN = re.compile(r"([\w-]+):[ \t]+([^\s\"'\[{|>&*].*|[\[{].*[^\]}\s]|[@`%*&].*)$")


class Unreadable(ValueError):
    """A head that its own program could not read either."""


@dataclass
class Head:
    """What stands at the head of a text, and what is changed in it."""

    form: str
    """How it begins: "---", "+++", "{", or "" where there is none."""
    lines: list[str]
    """Its lines, without those that it begins and ends with."""
    data: dict[str, Any]
    """The values by their keys."""
    places: dict[str, tuple[int, int]]
    """By key, its first line and the one after its last, counted from 0."""
    written: dict[str, str] = field(default_factory=dict)
    """Of a value that is no text, how it is written: "1.10" is no 1.1."""
    changed: bool = False
    """Whether it is other than it was read."""

    def get(self, key: str) -> Any:
        """The value of a key, None where there is none."""
        return self.data.get(key)

    def set(self, key: str, value: Any) -> None:
        """Give a key another value, in its place where it has one, else at the end."""
        self.data[key], self.changed = value, True
        if self.form == "{":
            return
        line = f"{key} = {_plain(value)}" if self.form == "+++" else f"{key}: {_plain(value)}"
        start, end = self.places.get(key) or [max((last for _, last in self.places.values()), default=0)] * 2
        self._put(start, end, [line])
        self.places[key] = (start, start + 1)

    def remove(self, key: str) -> None:
        """Take a key out, with its value."""
        self.data.pop(key, None)
        self.changed = True
        if place := self.places.pop(key, None):
            self._put(*place, [])

    def rename(self, key: str, name: str) -> None:
        """Call a key otherwise."""
        self.data[name] = self.data.pop(key)
        self.changed = True
        if place := self.places.pop(key, None):
            self.lines[place[0]] = self.lines[place[0]].replace(key, name, 1)
            self.places[name] = place
        if key in self.written:
            self.written[name] = self.written.pop(key)

    def text(self) -> str:
        """The head as it is to be written."""
        if self.form == "{":
            return json.dumps(self.data, indent=2, ensure_ascii=False, default=str) + "\n"
        fence = self.form or "---"
        return "\n".join([fence, *self.lines, fence]) + "\n"

    def _put(self, start: int, end: int, lines: list[str]) -> None:
        self.lines[start:end] = lines
        more = len(lines) - (end - start)
        moved = {key: (one + more, two + more) for key, (one, two) in self.places.items() if one >= end and more}
        self.places |= moved


def split(text: str) -> tuple[Head, str]:
    """The head of a text with LF line ends, and the body below it. Raises Unreadable."""
    bare = text.lstrip("\ufeff \t\n")
    first = bare.partition("\n")[0].rstrip()
    if glued := re.match(r"(---|\+\+\+)(?=[\w\"'])", first):  # ---title: x
        bare, first = f"{glued[1]}\n{bare[3:]}", glued[1]
    if first in ("---", "+++"):
        lines = bare.split("\n")
        ends = (first, "...") if first == "---" else (first,)
        end = next((number for number, line in enumerate(lines) if number and line.rstrip() in ends), None)
        if end is None:
            raise Unreadable("its head never ends")
        head = (_yaml if first == "---" else _toml)(lines[1:end])
        head.changed = (bare is not text and bare != text) or lines[end].rstrip() != first
        return head, "\n".join(lines[end + 1 :])
    if bare.startswith("{") and not bare.startswith(("{{", "{%")):
        return _json(bare)
    return Head("", [], {}, {}), text


def _json(text: str) -> tuple[Head, str]:
    try:
        data, end = json.JSONDecoder().raw_decode(text)
        if nested_too_deeply(data):
            raise Unreadable("its head is nested too deeply")
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"its head is no JSON: {error}") from None
    body = text[end:].lstrip(" \t")
    ours = re.match(r"\{[ \t]*\n", text) and text[:end].endswith("\n}") and body.startswith("\n")
    return Head("{", text[2 : end - 1].strip("\n").split("\n"), data, {}, changed=not ours), body.removeprefix("\n")


def _toml(lines: list[str]) -> Head:
    try:
        data = tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"its head is no TOML: {error}") from None
    if nested_too_deeply(data):
        raise Unreadable("its head is nested too deeply")
    head, number = Head("+++", lines, data, {}), 0
    while number < len(lines) and not lines[number].lstrip().startswith("["):
        end = number + 1
        if key := _KEY.match(lines[number].lstrip()):
            end = next((last for last in range(end, len(lines) + 1) if _is_toml(lines[number:last])), end)
            head.places[key[1]] = (number, end)
            head.written[key[1]] = lines[number].partition("=")[2].partition("#")[0].strip().strip("\"'")
        number = end
    return head


def _is_toml(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except ValueError:
        return False
    return True


def _yaml(lines: list[str]) -> Head:
    """A head in YAML; values that YAML does not read as they stand are put in quotes, which is what was meant."""
    indented = any(lines) and next(filter(None, lines))[0] in " \t"
    plain = textwrap.dedent("\n".join(lines)).split("\n") if indented else lines
    try:
        head = _read_yaml(plain)
        head.changed = head.changed or plain != lines
        return head
    except (yaml.YAMLError, RecursionError, *AMISS) as error:
        quoted = [_quoted(line) for line in lines]
        try:
            head = _read_yaml(quoted)
        except (yaml.YAMLError, RecursionError, *AMISS):
            said = " ".join(str(getattr(error, "problem", None) or error).split())
            raise Unreadable(f"its head is no YAML: {said}") from None
        head.changed = True
        return head


def _quoted(line: str) -> str:
    line = line.replace("\t", "  ")
    found = _PLAIN.match(line)
    return f"{found[1]}: {json.dumps(found[2].strip(), ensure_ascii=False)}" if found and _odd(found[2]) else line


def _odd(value: str) -> bool:
    """Whether YAML reads a value otherwise than as a text in one line, or cannot read it."""
    try:
        return isinstance(yaml.safe_load(f"x: {value}"), dict) is False
    except (yaml.YAMLError, *AMISS):
        return True


def _read_yaml(lines: list[str]) -> Head:
    node, data = load("\n".join(lines), _Fast)
    if data is None:
        return Head("---", lines, {}, {})
    if not isinstance(data, dict) or node is None:
        raise ValueError("it has no keys")
    if isinstance(node, yaml.MappingNode) and node.flow_style:  # {title: x}
        return replace(_read_yaml(_dumped(data)), changed=True) if data else Head("---", [], {}, {}, changed=True)
    head = Head("---", list(lines), {str(key): value for key, value in data.items()}, {})
    starts = [(str(key.value), key.start_mark.line, value) for key, value in node.value]
    for number, (key, start, value) in enumerate(starts):
        end = starts[number + 1][1] if number + 1 < len(starts) else len(lines)
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        if end <= start:  # several keys in one line
            head = _read_yaml(_dumped(head.data))
            head.changed = True
            return head
        if key in head.places:  # the last counts
            return _read_yaml([line for place, line in enumerate(lines) if not _within(place, head.places[key])])
        head.places[key] = (start, end)
        if isinstance(value, yaml.ScalarNode):
            head.written[key] = str(value.value)
    return head


def _within(number: int, place: tuple[int, int]) -> bool:
    return place[0] <= number < place[1]


def _dumped(data: dict[str, Any]) -> list[str]:
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False)).rstrip("\n").split("\n")


def _plain(value: Any) -> str:
    """A value in a line, as both YAML and TOML read it; JSON's texts and lists are a part of theirs."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)
