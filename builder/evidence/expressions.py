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
from typing import Any

from builder.errors import SitegenError, nearest
from builder.evidence.evaluation import Comparison, Evaluation
from builder.evidence.lookup import HELP, OVER_SEEDS, as_python, describe_name, over_seeds, read
from builder.evidence.records import Records
from builder.evidence.significance import UNDECIDED, exceeds

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
            value = _of(operand, found)
            return value if value is UNDECIDED else not value
        case ast.BoolOp(op=op, values=parts):
            values = [_of(part, found) for part in parts]  # all of them: a misspelt name is always told
            decides = isinstance(op, ast.Or)
            if any(one is not UNDECIDED and bool(one) is decides for one in values):
                return decides
            return UNDECIDED if UNDECIDED in values else not decides
        case ast.Compare():
            return _compare(node, found)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _called(name, arguments, found)
    raise SitegenError(f"'{describe_name(node)}' means nothing here", hint=HELP)


def _called(name: str, arguments: list[ast.expr], found: Evaluation) -> Any:
    match arguments:
        case [ast.Attribute() as part] if name in OVER_SEEDS:
            named, value = over_seeds(name, part, found.records)
            found.note(named, f"{name}({named.words})", value)
            return value
        case _ if name in OVER_SEEDS:
            hint = f"{name}(cnn.accuracy)"
            raise SitegenError(f"{name}() takes one value or series of an experiment", hint=hint)
        case [left, right] if name == "exceeds":
            return _exceeds(left, right, found)
        case [part] if name == "undecided":
            return _of(part, found) is UNDECIDED
    if name not in _FUNCTIONS:
        known = [*_FUNCTIONS, *OVER_SEEDS, "exceeds", "undecided"]
        raise SitegenError(f"there is no function '{name}'", hint=nearest(name, known))
    return _FUNCTIONS[name](*(_of(argument, found) for argument in arguments))


def _exceeds(left: ast.expr, right: ast.expr, found: Evaluation) -> Any:
    """Whether the mean of one value over its seeds lies above that of another by more than chance explains."""
    if found.tolerance:
        hint = "Leave tolerance= away: the test asks what chance explains. For its size write a >= b + 0.01 beside it."
        raise SitegenError("a tolerance means nothing with exceeds(…)", hint=hint)
    values = [_number(part, found) for part in (left, right)]
    (seeds, first), (others, second) = _over_seeds(left, found), _over_seeds(right, found)
    paired = len(seeds) > 1 and set(seeds) == set(others)
    if paired:
        second = [second[others.index(seed)] for seed in seeds]
    test = exceeds(first, second, paired=paired)
    words = describe_name(left), describe_name(right)
    found.compared.append(Comparison(words[0], values[0], "exceeds", words[1], values[1], test.answer, test))
    return test.answer


def _over_seeds(node: ast.expr, found: Evaluation) -> tuple[list[int | None], list[Any]]:
    """The seeds of a value, or of an item of a series, that was evaluated, and what it is with each."""
    words, root = describe_name(node), node
    while isinstance(root, ast.Subscript):
        root = root.value
    seeds = read(root, found.records).record.seeds if isinstance(root, ast.Attribute) else []
    each = found.each.get(words, []) if seeds else [found.read.get(words)]
    if not isinstance(root, ast.Attribute) or isinstance(root.value, ast.Attribute) or len(each) != max(1, len(seeds)):
        hint = "Write exceeds(cnn.accuracy, linear.accuracy)."
        raise SitegenError(f"'{words}' is no value that each seed gives", hint=hint)
    return [one.seed for one in seeds] or [None], each


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
    if UNDECIDED in values:
        hint = "Ask undecided(exceeds(…)) whether there are too few seeds."
        raise SitegenError(f"'{describe_name(node)}' compares with an answer that there is not", hint=hint)
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
