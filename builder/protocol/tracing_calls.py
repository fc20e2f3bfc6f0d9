"""What functions of numpy, pandas, PyTorch and scikit-learn make of examples: statistics, changes, parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from builder.protocol.tracing_values import NOTHING, ROWS, Kin, Statistic, Value, together

_STATISTICS = {
    "mean", "std", "var", "median", "nanmean", "nanstd", "nanvar", "nanmedian", "average", "std_mean", "var_mean",
    "min", "max", "amin", "amax", "nanmin", "nanmax", "ptp", "aminmax", "quantile", "percentile", "nanquantile",
    "nanpercentile", "cov", "corrcoef", "describe", "mode", "agg",
}  # fmt: skip
_ENDS = {"min", "max", "amin", "amax", "nanmin", "nanmax"}
_DECOMPOSED = {"svd", "svd_lowrank", "pca_lowrank"}
_CHANGES = {
    "sub", "sub_", "subtract", "div", "div_", "divide", "true_divide", "mul", "mul_", "multiply", "add", "add_",
    "matmul", "mm", "dot", "fillna", "clip", "clamp", "map", "rsub", "normalize", "einsum", "where", "nan_to_num",
}  # fmt: skip
_JOINS = {"concat", "concatenate", "cat", "vstack", "append", "row_stack"}
_SCORES = {"cross_val_score", "cross_validate", "cross_val_predict"}
APPLIES = {"apply", "transform", "pipe", "applymap"}
_ROWS = {
    "permutation", "randperm", "arange", "rand", "random", "choice", "nonzero", "flatnonzero", "range", "argsort",
    "bernoulli", "randint", "isin", "sample_indices",
}  # fmt: skip
TOOLS = ("Fold", "Split", "Generator", "Scaler", "rng", "seed", "print", "int", "float", "len")
"""Ends of names of what gives no examples."""
ASIDE = {"shape", "dtype", "size", "ndim", "columns", "device", "len"}


class Library:
    """Knows such functions, and which examples are parts of which. `found` are the statistics that were told of."""

    def __init__(self) -> None:
        self.kin = Kin()
        self.found: dict[Statistic, None] = {}
        self.cut = dict[str, set[str]]()

    def known(
        self, node: ast.Call, name: str, owner: Value | None, given: list[Value], named: Mapping[str, Value]
    ) -> Value | None:
        """What a function of numpy, pandas, PyTorch or scikit-learn gives; None of one that is not known."""
        examples = owner if owner is not None and owner.data else given[0] if given else NOTHING
        method = owner is not None and bool(owner.data)
        if name in _DECOMPOSED and examples.data:
            made = frozenset(Statistic(one, node.lineno, ast.unparse(node)) for one in examples.data)
            return Value(examples.data, made, examples.fitted | made)
        if name in _ENDS and any(one.data for one in given[0 if method else 1 :]):  # the greater of each two
            return together([examples, *given]).plain
        if name in _STATISTICS and (method or isinstance(node.func, ast.Attribute)) and examples.data:
            return self._statistic(node, name, examples, method=method)
        if name in _CHANGES and examples.data:
            result = examples
            for other in [*(given if method else given[1:]), *named.values()]:
                result = self.changed(result, other)
            return result
        if name in _JOINS and given and len(given[0].items) > 1 and not _beside(node):
            return self.kin.joined([one for one in given[0].items if one.data]) if given[0].data else NOTHING
        parts = self._parts(node, name, given, examples, method=method)
        return parts if parts is not None or name not in ASIDE else NOTHING

    def _parts(self, node: ast.Call, name: str, given: list[Value], examples: Value, *, method: bool) -> Value | None:
        """What a function gives that parts examples, or says which; None of any other."""
        if name == "train_test_split":
            parts = [self.split(one) for one in given if one.data]
            return Value(items=tuple(self.kin.part(one) for one in parts for _ in range(2)))
        if name == "random_split" and given:
            return self.split(given[0])
        if name in _SCORES and len(given) > 1:
            self._tell(given[1].fitted)
            return NOTHING
        if name == "split" and not method and given:  # KFold().split(x)
            return ROWS
        if name == "Subset" and given and base(node.args[0]) in self.cut.get("Subset", ()):
            return self.split(given[0])
        if name == "drop" and method and given and given[0].rows:
            return self.split(examples)
        if name == "sample" and method and not any(one.arg == "frac" and _is(one.value, 1) for one in node.keywords):
            return self.kin.part(examples)
        if name in _ROWS and not any(one.data for one in given):
            return ROWS
        return None

    def split(self, whole: Value) -> Value:
        """A part of examples: what was fitted to all of them is told."""
        self._tell(whole.fitted)
        return self.kin.part(whole)

    def _tell(self, statistics: Iterable[Statistic]) -> None:
        """Tell of statistics, but for a single end of all numbers: images are divided by 255 so, too."""
        known = list(statistics)
        if {one.end for one in known} in ({"max"}, {"min"}):
            return
        self.found |= dict.fromkeys(sorted(known, key=lambda one: (one.line, one.words, one.end))[:1])

    def changed(self, left: Value, right: Value) -> Value:
        """What becomes of examples by numbers, or of numbers by others."""
        if not left.data and not right.data:
            return together([left, right])
        result = together([left, right])
        for examples, statistics in ((left, right), (right, left)):
            changed, more = self.kin.applied(examples, statistics)
            self._tell(more)
            result = replace(result, fitted=result.fitted | changed.fitted)
        return result

    def _statistic(self, node: ast.Call, name: str, examples: Value, *, method: bool) -> Value:
        axes = [one.value for one in node.keywords if one.arg in ("axis", "dim")]
        axes += node.args[0 if method else 1 :][:1] if not axes and name not in ("quantile", "percentile") else []
        over: Any = None
        with suppress(ValueError):
            over = ast.literal_eval(axes[0]) if axes else None
        if over is not None and over not in (0, "index") and not (isinstance(over, tuple | list) and 0 in over):
            return examples.plain
        end = name.strip("an") if over is None and name in _ENDS else ""
        end = "max" if end.endswith("ax") else "min" if end else ""
        words = ast.unparse(node)
        return Value(made=frozenset(Statistic(one, node.lineno, words, end) for one in examples.data))


def cuts(body: Sequence[ast.stmt]) -> dict[str, set[str]]:
    """By what is cut into parts, the indices of the parts; under "Subset" what several subsets are made of."""
    slices, others, subsets = dict[str, set[tuple[str, str]]](), dict[str, set[str]](), list[str]()
    for node in (inner for one in body for inner in ast.walk(one)):
        if isinstance(node, ast.Subscript):
            first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
            if isinstance(first, ast.Slice) and first.step is None and (first.lower or first.upper):
                low, high = (ast.unparse(one) if one else "" for one in (first.lower, first.upper))
                slices.setdefault(base(node.value), set()).add((low, high))
            elif not isinstance(first, ast.Constant | ast.Slice | ast.Compare) or parts_rows(first):
                others.setdefault(base(node.value), set()).add(ast.unparse(first))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Subset":
            subsets += [base(one) for one in node.args[:1]]
    found = {written: those for written, those in others.items() if len(those) > 1}
    for written, ends in slices.items():
        begins = {low for low, _ in ends}
        if any(high and high in begins for low, high in ends if not low):
            found[written] = found.get(written, set()) | {f"{low}:{high}" for low, high in ends}
    return found | {"Subset": {one for one in subsets if subsets.count(one) > 1}}


def parts_rows(node: ast.expr) -> bool:
    """Whether a condition may part examples, and is not one on their classes: `year < 2015`, `part == "train"`."""
    inner = [one for one in ast.walk(node) if isinstance(one, ast.Compare)]
    words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    ordered = any(isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for compare in inner for one in compare.ops)
    return ordered or any(re.search("train|test|val", word) for word in words)


def base(node: ast.expr) -> str:
    """What is cut, as it is written: `frame.iloc[:9]` and `frame.values[9:]` cut the same."""
    while isinstance(node, ast.Attribute) and node.attr in ("iloc", "loc", "values"):
        node = node.value
    return ast.unparse(node)


def _beside(node: ast.Call) -> bool:
    """Whether columns are joined, and not rows."""
    return any(one.arg in ("axis", "dim") and not _is(one.value, 0) for one in node.keywords) or (
        len(node.args) > 1 and not _is(node.args[1], 0)
    )


def _is(node: ast.expr, number: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == number
