"""Small expressions over records, which `value` shows and `claim` checks: `cnn.accuracy - printed.cnn_accuracy`.

Read by Python's own parser and evaluated node by node; what is not listed here does not exist, and nothing is executed.
"""

from __future__ import annotations

import ast
import math
import operator
import reprlib
import statistics
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from builder.errors import SitegenError, nearest
from builder.evidence.lookup import HELP, OVER_SEEDS, Named, as_python, describe_name, over_seeds, read
from builder.evidence.records import Records
from builder.results import Record

LONGEST = 500
"""Characters. A longer expression is a program, which belongs in an experiment."""
FAR = 400
"""Digits from the point beyond which no number has any; `round` would count to them."""

_ARITHMETIC: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: lambda base, exponent: float(base) ** float(exponent),  # whole numbers could grow without end
}
_COMPARISONS: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "argmax": lambda series: max(range(len(series)), key=series.__getitem__),
    "len": len,
    "max": max,
    "mean": lambda *numbers: statistics.fmean(numbers[0] if len(numbers) == 1 else numbers),
    "min": min,
    "round": lambda number, digits=None: round(number, digits and max(-FAR, min(digits, FAR))),
    "sum": sum,
}


_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@dataclass(frozen=True)
class Comparison:
    """Two things that a condition compares."""

    left: str
    """The one as it is written."""
    value: Any
    """What it came to."""
    sign: str
    """How they are compared."""
    right: str
    """The other as it is written."""
    other: Any
    """What that came to."""
    holds: bool
    """Whether it is so."""


@dataclass
class Evaluation:
    """What an expression came to."""

    records: Records
    """The records that it may name."""
    tolerance: float = 0.0
    """How far numbers may lie apart for `==` and `!=`, and by how much `<=` and `>=` may fail."""
    value: Any = None
    """What it came to."""
    used: list[Record] = field(default_factory=list)
    """The records that it read."""
    read: dict[str, Any] = field(default_factory=dict)
    """Each number that it read, by its name."""
    run_of: dict[str, str] = field(default_factory=dict)
    """By the same names, and those of series, the experiment that it comes from."""
    each: dict[str, list[Any]] = field(default_factory=dict)
    """By the same names what each seed gave, where there are several."""
    compared: list[Comparison] = field(default_factory=list)
    """What it compares, in its order."""

    def note(self, named: Named, words: str, value: Any) -> None:
        """Remember what was read, and from which record."""
        if named.whole not in self.used:
            self.used.append(named.whole)
        self.run_of[words], self.each[words] = named.whole.name, named.each
        if not isinstance(value, list):
            self.read[words] = value

    def note_item(self, series: str, words: str, place: int | slice, value: Any) -> None:
        """Remember an item of a series that was read."""
        self.read[words] = value
        self.run_of[words] = self.run_of.get(series) or next(iter(self.run_of.values()), "")
        with suppress(LookupError, TypeError):  # of another length with some seed
            self.each[words] = [one[place] for one in self.each.get(series, [])]


def evaluate(text: str, records: Records, tolerance: float = 0.0) -> Evaluation:
    """The value of an expression over the records of a post.

    Raises SitegenError without a place: it does not parse, names what there is not, or divides by zero.
    """
    if len(text) > LONGEST:
        raise SitegenError("this expression is too long", hint="Let an experiment compute it, and show its value.")
    deep = SitegenError("this expression is nested too deeply")
    try:
        tree = ast.parse(as_python(text.strip()), mode="eval").body
    except (RecursionError, MemoryError):
        raise deep from None
    except (SyntaxError, ValueError) as error:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        raise SitegenError(f"'{text}' cannot be read as an expression: {message}", hint=HELP) from None
    found = Evaluation(records, tolerance)
    try:
        found.value = _of(tree, found)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise SitegenError(f"'{text}' cannot be computed: {error}", hint=HELP) from None
    except RecursionError:
        raise deep from None
    return found


def _of(node: ast.expr, found: Evaluation) -> Any:
    """The value of a part. No part may be complex, infinite or no number, whatever becomes of it."""
    value = _computed(node, found)
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        raise SitegenError(f"'{describe_name(node)}' is not a real number")
    return value


def _computed(node: ast.expr, found: Evaluation) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return constant
        case ast.Name() | ast.Attribute():
            return _read(node, found)
        case ast.Call(args=[], keywords=[_, *_]):
            return _read(node, found)
        case ast.Subscript(value=inner, slice=index):
            series = _of(inner, found)
            place = _index(index, found)
            found.note_item(describe_name(inner), describe_name(node), place, series[place])
            return series[place]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](_number(left, found), _number(right, found))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, found)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _of(operand, found)
        case ast.BoolOp(op=op, values=parts):
            values = [bool(_of(part, found)) for part in parts]  # all of them: a misspelt name is always told
            return all(values) if isinstance(op, ast.And) else any(values)
        case ast.Compare():
            return _compare(node, found)
        case ast.Call(func=ast.Name(id=name), args=[ast.Attribute() as part], keywords=[]) if name in OVER_SEEDS:
            named, value = over_seeds(name, part, found.records)
            found.note(named, f"{name}({named.words})", value)
            return value
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name in OVER_SEEDS:
                hint = f"{name}(cnn.accuracy)"
                raise SitegenError(f"{name}() takes one value or series of an experiment", hint=hint)
            if name not in _FUNCTIONS:
                raise SitegenError(f"there is no function '{name}'", hint=nearest(name, [*_FUNCTIONS, *OVER_SEEDS]))
            return _FUNCTIONS[name](*(_of(argument, found) for argument in arguments))
    raise SitegenError(f"'{describe_name(node)}' means nothing here", hint=HELP)


def _number(node: ast.expr, found: Evaluation) -> int | float:
    value = _of(node, found)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SitegenError(f"'{describe_name(node)}' is {reprlib.repr(value)}, not a number")
    return value


def _index(node: ast.expr, found: Evaluation) -> int | slice:
    if isinstance(node, ast.Slice):
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if end is None else _index(end, found) for end in ends))
    value = _of(node, found)
    if not isinstance(value, int):
        raise SitegenError(f"'{describe_name(node)}' is no place in a series", hint="Write series[0] or series[-1].")
    return value


def _compare(node: ast.Compare, found: Evaluation) -> bool:
    values = [_of(part, found) for part in (node.left, *node.comparators)]
    words = [describe_name(part) for part in (node.left, *node.comparators)]
    results: list[bool] = []
    for place, (op, left, right) in enumerate(zip(node.ops, values, values[1:], strict=False)):
        if type(op) not in _COMPARISONS:
            raise SitegenError(f"'{describe_name(node)}' means nothing here", hint="Compare with < <= == != >= >.")
        near = found.tolerance and _apart(left, right) <= found.tolerance
        if found.tolerance and isinstance(op, ast.Lt | ast.Gt):
            raise SitegenError("a tolerance means nothing with < or >", hint="Write <= or >=, or add it: a > b + 0.01.")
        results.append(not isinstance(op, ast.NotEq) if near else _COMPARISONS[type(op)](left, right))
        told = (words[place], left, _SIGNS[type(op)], words[place + 1], right)
        found.compared.append(Comparison(*told, bool(results[-1])))
    return all(results)


def _apart(left: Any, right: Any) -> float:
    """How far two numbers are apart; rounding errors of the last digits are none."""
    return (
        round(abs(left - right), 12) if isinstance(left, int | float) and isinstance(right, int | float) else math.inf
    )


def _read(node: ast.expr, found: Evaluation) -> Any:
    named = read(node, found.records)
    found.note(named, named.words, named.value)
    return named.value
