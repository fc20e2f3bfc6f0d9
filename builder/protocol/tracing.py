"""Statistics of all examples that were taken before these were split, found by reading what an experiment does.

The source is gone through as it would run, calls of the author's own functions and classes too, and nothing of it runs.
Of each value is followed which examples it is made from, and which means, ends and decompositions of them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.protocol.tracing_calls import APPLIES, ASIDE, TOOLS, Library, base, cuts, parts_rows
from builder.protocol.tracing_values import NOTHING, ROWS, Statistic, Value, together

_DEPTH, _CALLS = 8, 400


class Tracing:
    """Goes through a module, and then through one of its functions."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self._library, self._things = Library(), dict[int, tuple[ast.ClassDef, dict[str, Value]]]()
        self._modules, self._depth, self._calls = set[str](), 0, 0
        self._globals: dict[str, Value] = {}
        self._classes = {one.name: one for one in body if isinstance(one, ast.ClassDef)}
        self._run(body, self._globals)

    @property
    def found(self) -> list[Statistic]:
        """The statistics of all examples that were split afterwards."""
        return [*self._library.found]

    def enter(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Go through a function, of whose arguments nothing is known."""
        self._call(function, [], {})

    def _call(
        self, function: Any, given: Sequence[Value], named: Mapping[str, Value], own: Value | None = None
    ) -> Value:
        """What a function gives, or a lambda."""
        self._calls += 1
        if self._depth >= _DEPTH or self._calls > _CALLS:
            return together([*given, *named.values()]).plain
        arguments = function.args
        names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
        values = [own, *given] if own is not None else [*given]
        local = dict(self._globals)
        local |= {name: self._library.kin.new() for name in (*names, *(one.arg for one in arguments.kwonlyargs))}
        local |= dict(zip(names, values, strict=False))
        local |= {name: value for name, value in named.items() if name}
        if arguments.vararg:
            local[arguments.vararg.arg] = together(values)
        self._depth += 1
        try:
            if isinstance(function, ast.Lambda):
                return self._of(function.body, local)
            returned = self._run(function.body, local)
        finally:
            self._depth -= 1
        return returned[0] if len(returned) == 1 else together(returned)

    def _run(self, body: Sequence[ast.stmt], names: dict[str, Value]) -> list[Value]:
        """Go through statements; what they return."""
        before = self._library.cut
        self._library.cut = {**before, **cuts(body)}
        returned: list[Value] = []
        for one in body:
            returned += self._statement(one, names)
        self._library.cut = before
        return returned

    def _statement(self, node: ast.stmt, names: dict[str, Value]) -> list[Value]:
        match node:
            case ast.Import() | ast.ImportFrom():
                if isinstance(node, ast.Import):
                    self._modules |= {one.asname or one.name.partition(".")[0] for one in node.names}
                else:
                    constants = [one.asname or one.name for one in node.names if one.name.isupper()]
                    names |= {one: self._library.kin.new() for one in constants}
                    self._modules |= {one.asname or one.name for one in node.names if one.name.islower()} & {
                        "F", "nn", "linalg", "functional", "stats", "np", "torch",
                    }  # fmt: skip
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                names[node.name] = Value(function=node)
            case ast.Return(value=given) if given is not None:
                return [self._of(given, names)]
            case ast.Assign():
                value = self._of(node.value, names)
                for target in node.targets:
                    self._assign(target, value, names, known=not isinstance(node.value, ast.Call) or bool(value.items))
            case ast.AnnAssign() if node.value is not None:
                self._assign(node.target, self._of(node.value, names), names)
            case ast.AugAssign():
                before, by = self._of(node.target, names), self._of(node.value, names)
                self._assign(node.target, self._library.changed(before, by), names)
            case ast.Expr():
                self._of(node.value, names)
            case ast.For() | ast.AsyncFor():
                items = self._of(node.iter, names)
                if items.rows and isinstance(node.target, ast.Name):
                    items = NOTHING  # one number after the other
                self._assign(node.target, items, names)
                return [*self._inside(node.body, names), *self._inside(node.orelse, names)]
            case ast.If() | ast.While():
                self._of(node.test, names)
                return [*self._inside(node.body, names), *self._inside(node.orelse, names)]
            case ast.With() | ast.AsyncWith():
                return self._inside(node.body, names)
            case ast.Try():
                inner = [*node.body, *(one for handler in node.handlers for one in handler.body), *node.finalbody]
                return self._inside(inner, names)
        return []

    def _inside(self, body: Sequence[ast.stmt], names: dict[str, Value]) -> list[Value]:
        return [value for one in body for value in self._statement(one, names)]

    def _assign(self, target: ast.expr, value: Value, names: dict[str, Value], *, known: bool = True) -> None:
        match target:
            case ast.Name(id=name):
                names[name] = value
            case ast.Tuple(elts=inner) | ast.List(elts=inner):
                for place, one in enumerate(inner):
                    if len(value.items) == len(inner):
                        part = value.items[place]
                    else:  # of a call of others: images and labels, or training and test examples
                        part = value if known or value.rows or value.made else self._library.kin.new()
                        part = replace(part, fitted=part.fitted | value.fitted, items=())
                    self._assign(one, part, names)
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute) if names.get(owner, NOTHING).thing:
                self._things[names[owner].thing][1][attribute] = value
            case ast.Subscript(value=inner) | ast.Attribute(value=inner):
                while isinstance(inner, ast.Subscript | ast.Attribute):
                    inner = inner.value
                if isinstance(inner, ast.Name) and inner.id in names and not names[inner.id].thing:
                    whole = names[inner.id]  # a column of it is changed
                    names[inner.id] = replace(whole, fitted=whole.fitted | value.fitted)

    def _of(self, node: ast.expr | None, names: dict[str, Value]) -> Value:
        match node:
            case ast.Name(id=name):
                return names.get(name, NOTHING)
            case ast.Attribute(value=inner, attr=attribute):
                owner = self._of(inner, names)
                if owner.thing:
                    return self._things[owner.thing][1].setdefault(attribute, self._library.kin.new())
                return NOTHING if attribute in ASIDE else ROWS if attribute == "index" else owner
            case ast.Subscript():
                return self._item(node, names)
            case ast.BinOp():
                return self._library.changed(self._of(node.left, names), self._of(node.right, names))
            case ast.UnaryOp() | ast.Starred() | ast.Await():
                return self._of(node.operand if isinstance(node, ast.UnaryOp) else node.value, names)
            case ast.Compare() | ast.BoolOp():
                for one in ast.iter_child_nodes(node):
                    if isinstance(one, ast.expr):
                        self._of(one, names)
                return ROWS if parts_rows(node) else NOTHING
            case ast.Tuple(elts=inner) | ast.List(elts=inner):
                values = [self._of(one, names) for one in inner]
                return together(values, values)
            case ast.IfExp():
                return together([self._of(node.body, names), self._of(node.orelse, names)])
            case ast.NamedExpr():
                named = self._of(node.value, names)
                self._assign(node.target, named, names)
                return named
            case ast.Lambda():
                return Value(function=node)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                local = dict(names)
                for one in node.generators:
                    self._assign(one.target, self._of(one.iter, local), local)
                return self._of(node.elt, local)
            case ast.Call():
                return self._called(node, names)
        return NOTHING

    def _item(self, node: ast.Subscript, names: dict[str, Value]) -> Value:
        whole, index = self._of(node.value, names), node.slice
        first = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
        if isinstance(first, ast.Constant) and isinstance(first.value, int) and first.value < len(whole.items):
            return whole.items[first.value]
        chosen = self._of(first, names)
        if whole.rows and not whole.data:
            return ROWS
        written = ast.unparse(first)
        if not whole.data or not (chosen.rows or isinstance(first, ast.Slice)) or written == ":":
            return replace(whole, items=())
        if written in self._library.cut.get(base(node.value), ()):
            return self._library.split(whole)
        return replace(self._library.kin.new(), fitted=whole.fitted)  # some rows, a batch or a sample

    def _called(self, node: ast.Call, names: dict[str, Value]) -> Value:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner: Value | None = None
        if isinstance(node.func, ast.Attribute) and not self._is_module(node.func.value):
            owner = self._of(node.func.value, names)
        given = [self._of(one, names) for one in node.args]
        named = {one.arg or "": self._of(one.value, names) for one in node.keywords}
        if owner is not None and owner.thing and (method := self._method(owner, name)):
            return self._call(method, given, named, owner)
        if isinstance(node.func, ast.Name) and name in self._classes and name not in names:
            return self._made(self._classes[name], given, named)
        function = self._of(node.func, names) if owner is None or isinstance(node.func, ast.Name) else NOTHING
        if function.thing and (method := self._method(function, "__call__")):
            return self._call(method, given, named, function)
        if function.function is not None:
            return self._call(function.function, given, named)
        if name in APPLIES and owner is not None and owner.data and given and given[0].function is not None:
            return self._library.changed(owner, self._call(given[0].function, [owner], {}))
        given = [self._whole(one) for one in given]
        if function.made and given and given[0].data:  # Normalize(mean, std)(images)
            return self._library.changed(given[0], function)
        result = self._library.known(node, name, owner, given, named)
        if result is None:
            result = together([*([owner] if owner else []), *given, *named.values()])
            if result == NOTHING and not name.endswith(TOOLS):
                result = self._library.kin.new()
        if (name.endswith("_") or "inplace" in named) and isinstance(node.func, ast.Attribute):
            self._assign(node.func.value, result, names)  # frame["age"].fillna(0, inplace=True)
        return result

    def _whole(self, value: Value) -> Value:
        """An object of the author's as what it holds: a data set."""
        return together(self._things[value.thing][1].values()) if value.thing else value

    def _is_module(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._modules

    def _method(self, thing: Value, name: str) -> ast.FunctionDef | None:
        body = self._things[thing.thing][0].body
        return next((one for one in body if isinstance(one, ast.FunctionDef) and one.name == name), None)

    def _made(self, kind: ast.ClassDef, given: list[Value], named: Mapping[str, Value]) -> Value:
        """An object of a class of the author's."""
        thing = Value(thing=len(self._things) + 1)
        self._things[thing.thing] = kind, {}
        if method := self._method(thing, "__init__"):
            self._call(method, given, named, thing)
        return thing
