"""What a dotted name in an expression stands for: `cnn.accuracy`, `cnn.settings.epochs`, `capacity[width=64].accuracy`,
and `cnns:cnn.accuracy` of another post.

Python's parser reads the expression. It knows no names between brackets, which are given to it as a call, and no name
with a colon or a hyphen in it: letters that nobody types stand for these.
"""

from __future__ import annotations

import ast
import copy
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from builder.errors import SitegenError, nearest
from builder.evidence.records import Records
from builder.results import Record
from builder.results.elsewhere import NAME
from builder.results.point import written

HELP = "Write experiment.value, experiment.series[-1], experiment.settings.name, numbers, + - * / and comparisons."
OVER_SEEDS: dict[str, Callable[[Record, str], Any]] = {
    "highest": lambda record, name: record.range(name)[1],
    "lowest": lambda record, name: record.range(name)[0],
    "spread": Record.spread,
}


@dataclass(frozen=True)
class Named:
    """What a name stands for."""

    value: Any
    """Its value."""
    record: Record
    """The record in which it was found."""
    whole: Record
    """The record of the whole experiment, where that is a point of it."""
    words: str
    """The name as it is written."""
    each: list[Any] = field(default_factory=list)
    """What each seed gave, where there are several."""


_AS_LETTERS = str.maketrans({":": "\u02d0", "-": "\u02c9"})
_AS_WRITTEN = {"\u02d0": ":", "\u02c9": "-"}
_FIRST = "\u02cb"
"""Before the name of a post, which may begin with a digit."""
_ELSEWHERE = re.compile(rf"""(?P<quoted>"[^"]*"|'[^']*')|(?<![\w.]){NAME.pattern}(?=\s*[.\[])""")


def as_python(text: str) -> str:
    """An expression in which names of other posts are names of Python, and points, `capacity[width=64]`, calls.

    One that is no expression stays as it is.
    """
    text = _ELSEWHERE.sub(lambda one: one[0] if one["quoted"] else _FIRST + one[0].translate(_AS_LETTERS), text)
    try:
        tokens = list(tokenize.generate_tokens(iter([text.replace("\n", " ")]).__next__))
    except (tokenize.TokenError, SyntaxError):
        return text
    letters, opened = list(text), list[int | None]()
    for token, (before, *after) in zip(tokens[1:], zip(tokens, tokens[2:], tokens[3:], strict=False), strict=False):
        if token.string in ("(", "[", "{"):
            named = token.string == "[" and before.type == after[0].type == tokenize.NAME and after[1].string == "="
            opened.append(token.start[1] if named else None)
        elif token.string in (")", "]", "}") and opened and (start := opened.pop()) is not None:
            letters[start], letters[token.start[1]] = "(", ")"
    return "".join(letters)


class _Points(ast.NodeTransformer):
    """Writes calls as the points that they stand for."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if node.args or not node.keywords or not isinstance(node.func, ast.Name):
            return self.generic_visit(node)
        settings = ", ".join(f"{word.arg}={ast.unparse(word.value)}" for word in node.keywords)
        return ast.Name(f"{node.func.id}[{settings}]")


def describe_name(node: ast.expr) -> str:
    """A part of an expression as its author writes it."""
    if any(isinstance(one, ast.Call) for one in ast.walk(node)):  # a copy costs more than all else
        node = _Points().visit(copy.deepcopy(node))
    words = ast.unparse(node)
    return _written(words) if _FIRST in words else words


def _written(words: str) -> str:
    """Names as they are written, of what stands for them in Python."""
    return re.sub(rf"{_FIRST}(\w+)", lambda name: "".join(_AS_WRITTEN.get(one, one) for one in name[1]), words)


def read(node: ast.expr, records: Records) -> Named:
    """What a name stands for; a list of what each has, where it names several points of a sweep.

    Raises SitegenError for what there is not.
    """
    words, names = describe_name(node), list[str]()
    root = node
    while isinstance(root, ast.Attribute):
        names.insert(0, root.attr)
        root = root.value
    if isinstance(root, ast.Name):
        record = whole = records.read(_written(root.id))
        return Named(_value(record, names, words), record, whole, words, _each(record, names))
    if not (isinstance(root, ast.Call) and isinstance(root.func, ast.Name) and root.keywords and not root.args):
        raise SitegenError(f"'{words}' means nothing here", hint=HELP)
    whole = records.read(_written(root.func.id))
    points = _points(whole, root, words)
    values = [_value(point, names, words) for point in points]
    diverged = "; ".join(f"{point.name} {point.diverged}" for point in points if point.diverged)
    each = _each(points[0], names) if len(points) == 1 else []
    return Named(values[0] if len(points) == 1 else values, points[0], replace(whole, diverged=diverged), words, each)


def over_seeds(function: str, node: ast.Attribute, records: Records) -> tuple[Named, Any]:
    """The standard deviation over the seeds of an experiment, `spread(cnn.accuracy)`, or an end of their range."""
    named = read(node, records)
    if isinstance(node.value, ast.Attribute):
        raise SitegenError(f"'{named.words}' is the same with every seed")
    if function == "spread" and len(named.record.seeds) < 2:
        hint = "Declare it with @experiment(seeds=[0, 1, 2])."
        raise SitegenError(f"'{named.record.name}' ran with one seed, and has no spread", hint=hint)
    return named, OVER_SEEDS[function](named.record, node.attr)


def _points(whole: Record, call: ast.Call, words: str) -> list[Record]:
    """The points that are named by their settings, or by where a value is `highest` or `lowest` among those."""
    try:
        wanted = {word.arg or "**": written(word.value) for word in call.keywords}
    except ValueError:
        hint = f"Write {whole.name}[width=64], {whole.name}[highest=accuracy]."
        raise SitegenError(f"'{words}' names no point of a sweep", hint=hint) from None
    for extreme, pick in (("highest", whole.highest), ("lowest", whole.lowest)):
        if name := wanted.pop(extreme, None):
            return [pick(str(name), **wanted)]
    return whole.where(**wanted) or [whole.at(**wanted)]  # which tells what there is


def _each(record: Record, names: list[str]) -> list[Any]:
    """What each seed gave for a value or a series; nothing of what is no such, or where there are no seeds."""
    match names:
        case [key] if key in record.values:
            return [one.values.get(key) for one in record.seeds]
        case [key] if key in record.series:
            return [one.series.get(key) for one in record.seeds]
        case ["seconds"]:
            return [one.seconds for one in record.seeds]
    return []


def _value(record: Record, names: list[str], words: str) -> Any:
    value = _part(record, names)
    if value is None:
        raise SitegenError(f"'{words}' is no number: the training diverged", hint=f"{record.name}: {record.diverged}.")
    return value


def _part(record: Record, names: list[str]) -> Any:
    name = record.name
    match names:
        case ["settings", key] if key in record.settings:
            return record.settings[key]
        case ["settings", key]:
            hint = nearest(key, record.settings) or f"'{name}' has no settings."
            raise SitegenError(f"'{name}' has no setting '{key}'", hint=hint)
        case [key] if key in record.values:
            return record.values[key]
        case [key] if key in record.series:
            return record.series[key]
        case ["seconds"]:
            return record.seconds
        case ["when"]:
            return record.when
        case ["seeds"]:
            return max(1, len(record.seeds))
        case [key] if record.points:
            hint = f"It is a sweep: write {record.where()[0].name}.{key}."
            raise SitegenError(f"'{name}' has no value '{key}'", hint=hint)
        case [key]:
            hint = nearest(key, [*record.values, *record.series]) or f"'{name}' kept no values."
            raise SitegenError(f"'{name}' has no value '{key}'", hint=hint)
    raise SitegenError(f"'{'.'.join([name, *names])}' names no value", hint=HELP)
