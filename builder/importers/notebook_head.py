"""The head of a notebook that is a post of a blog: what its first cell says of it, or its name."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_LISTED = re.compile(
    r"\A\s*(?:#[ \t]+(?P<title>[^\n]+)\n+)?(?P<summary>(?:[ ]{0,3}>[^\n]*\n+)*)"
    r"(?P<keys>(?:[ ]{0,3}[-*][ \t]+[\w-]+[ \t]*:[^\n]*(?:\n+|\Z))+)"
)
"""As blogs of fastpages and nbdev have it: a heading, a quotation, and a list of keys."""
_RULED = re.compile(r"\A\s*---[ \t]*\n(?P<keys>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KNOWN = (
    "badges",
    "branch",
    "categories",
    "comments",
    "date",
    "description",
    "draft",
    "image",
    "layout",
    "title",
    "toc",
)
"""Keys of which one at least stands in such a list, which is else a list like any other."""
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_ ]+(?=\S)")
_SAME = {"description": "summary", "last_modified_at": "lastmod", "date-modified": "lastmod", "permalink": "aliases"}
"""Keys by what they are called here."""
_KEPT = ("title", "subtitle", "date", "lastmod", "author", "summary", "tags", "categories", "draft", "aliases")
_QUIET = ("format", "jupyter", "kernelspec", "layout")
"""Keys that say how the file is to be read, which nobody misses."""


@dataclass
class Head:
    """What a notebook says of itself."""

    keys: dict[str, Any] = field(default_factory=dict)
    """Front matter."""
    picture: str = ""
    """The picture at its head, as it is named there; "" where it names none."""
    left: list[str] = field(default_factory=list)
    """Keys that mean nothing here."""

    def text(self) -> str:
        """The lines of the front matter; JSON's values are a part of YAML's."""
        lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in self.keys.items())
        return "---\n" + "".join(re.sub(r'^(date|lastmod): "(.*)"$', r"\1: \2", line) for line in lines) + "---\n\n"


def head_of(source: str, *, raw: bool = False) -> tuple[Head, str]:
    """What the first cell of a notebook says of it, and what else stands in that cell."""
    if found := _RULED.match(source):
        keys = _loaded(found["keys"])
        return (_head(keys), source[found.end() :]) if keys else (Head(), source)
    found = None if raw else _LISTED.match(source)
    if not found:
        return Head(), source
    keys = {}
    for line in filter(None, map(str.strip, found["keys"].split("\n"))):
        key, _, value = line.lstrip("-* \t").partition(":")
        keys[key.strip()] = _value(value)
    if not any(key in _KNOWN for key in keys):
        return Head(), source
    said = " ".join(line.strip().lstrip("> ").strip() for line in found["summary"].split("\n")).strip()
    for key, written in (("title", found["title"]), ("summary", said)):
        if written:
            keys = {key: str(_value(written)), **keys}
    return _head(keys), source[found.end() :]


def dated(name: str) -> tuple[str, str]:
    """The day that the name of a file begins with, as blogs have it, and the rest; "" where it begins with none."""
    found = _DATED.match(name)
    try:
        return (datetime.date.fromisoformat(found[1]).isoformat(), name[found.end() :]) if found else ("", name)
    except ValueError:
        return "", name


def _loaded(text: str) -> dict[str, Any]:
    try:
        keys = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return {str(key): value for key, value in keys.items()} if isinstance(keys, dict) else {}


def _value(text: str) -> Any:
    """A value as YAML reads it, or the text itself where it cannot."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text.strip().strip("\"'")
    return text.strip() if isinstance(value, dict) else value


def _head(keys: Mapping[str, Any]) -> Head:
    head = Head()
    for key, value in keys.items():
        name = _SAME.get(key, key)
        if key == "image":
            head.picture = str(value or "")
        elif value is None or key in _QUIET:
            continue
        elif name in _KEPT and (plain := _plain(name, value)) not in (None, "", []):
            head.keys.setdefault(name, plain)
        else:
            head.left.append(key)
    return head


def _plain(key: str, value: Any) -> Any:
    """A value as front matter here may have it; None where it may not."""
    if key == "draft":
        return value if isinstance(value, bool) else None
    if key in ("tags", "categories", "aliases"):
        items = value if isinstance(value, list) else re.split(r",\s*", str(value))
        return [str(item).strip() for item in items if str(item).strip()]
    if key in ("date", "lastmod"):
        found = re.match(r"\d{4}-\d{2}-\d{2}", str(value))
        return found[0] if found else None
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(key, one) for one in value)))
    if isinstance(value, dict):  # an author with an address
        return str(value.get("name") or "") or None
    return re.sub(r"<[a-zA-Z/][^<>]*>", "", str(value)).strip()
