"""The settings of an experiment, read from the text of their dataclass."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.errors import SitegenError, nearest
from builder.results.point import plain
from builder.source.modules import Module
from builder.source.sources import Sources


@dataclass(frozen=True)
class Setting:
    """One field. `literal` tells whether its default is written out (`5`, `(4, 16)`) and so `value` is known."""

    name: str
    path: Path
    line: int
    annotation: ast.expr
    literal: bool
    value: Any = None


@dataclass(frozen=True)
class Settings:
    """A settings dataclass: its fields, and the classes (with their bases) that they are written in."""

    fields: Mapping[str, Setting]
    classes: tuple[tuple[Module, str], ...]

    def literals(self) -> dict[str, Any]:
        """The defaults that are written out, as JSON holds them (tuples become lists)."""
        return dict(self._literals)

    @cached_property
    def _literals(self) -> dict[str, Any]:
        return {name: plain(setting.value) for name, setting in self.fields.items() if setting.literal}


NO_SETTINGS = Settings({}, ())


def read_settings(sources: Sources, module: Module, function: ast.FunctionDef) -> Settings:
    """The settings that a function receives. Raises SitegenError when they are not a dataclass that can be read."""
    argument = next((one for one in _arguments(function) if one.arg == "settings"), None)
    if argument is None:
        return NO_SETTINGS
    annotation: ast.expr | None = argument.annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    found = _find_class(sources, module, annotation)
    if found is None:
        raise SitegenError(
            f"the settings of '{function.name}' have no type that can be read",
            path=module.path,
            line=argument.lineno,
            hint="Write `settings: Training`, where Training is a frozen dataclass of this post.",
        )
    classes = tuple(_with_bases(sources, *found))
    fields: dict[str, Setting] = {}
    for owner, node in classes:
        for statement in node.body:
            if is_field(statement):
                setting = _setting(owner, statement, node.name)
                fields[setting.name] = setting
    return Settings(fields, tuple((owner, node.name) for owner, node in classes))


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _find_class(sources: Sources, module: Module, node: ast.expr | None) -> tuple[Module, ast.ClassDef] | None:
    """The class that a name or `module.name` stands for, if it is one of ours."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name, attribute = node.value.id, node.attr
    elif isinstance(node, ast.Name):
        name, attribute = node.id, ""
    else:
        return None
    for statement in module.definitions.get(name, ()):
        if isinstance(statement, ast.ClassDef):
            return module, statement
    for target in module.imports.get(name, ()):
        if target.path is not None and (target.name or attribute):
            inner = ast.Name(target.name or attribute)
            return _find_class(sources, sources.module(target.path), inner)
    return None


def _with_bases(sources: Sources, module: Module, node: ast.ClassDef) -> Iterator[tuple[Module, ast.ClassDef]]:
    """The class and the classes of ours that it derives from, bases first."""
    for base in node.bases:
        found = _find_class(sources, module, base)
        if found is not None and found[1] is not node:
            yield from _with_bases(sources, *found)
    yield module, node


def is_field(statement: ast.stmt) -> bool:
    """Whether a statement of a class declares a field of the dataclass."""
    return (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and "ClassVar" not in ast.unparse(statement.annotation)
    )


def _setting(module: Module, statement: ast.stmt, owner: str) -> Setting:
    assert isinstance(statement, ast.AnnAssign)
    assert isinstance(statement.target, ast.Name)
    name, line = statement.target.id, statement.lineno
    if statement.value is None:
        raise SitegenError(
            f"setting '{name}' of {owner} has no default",
            path=module.path,
            line=line,
            hint="Give every setting a default: it is what `sitegen run` uses.",
        )
    try:
        value = ast.literal_eval(statement.value)
    except (ValueError, TypeError):
        return Setting(name, module.path, line, statement.annotation, literal=False)
    setting = Setting(name, module.path, line, statement.annotation, True, value)
    check_type(setting, value, module.path, line)
    return setting


def check_type(setting: Setting, value: Any, path: Path, line: int) -> None:
    """Raise SitegenError when a value cannot be of the type that the setting declares."""
    if not fits(value, setting.annotation):
        kind = ast.unparse(setting.annotation)
        raise SitegenError(f"setting '{setting.name}' is declared {kind}, but is {value!r}", path=path, line=line)


def fits(value: Any, annotation: ast.expr) -> bool:
    """Whether a literal can be of a type; types other than the simple ones are taken on trust."""
    if isinstance(annotation, ast.BinOp):
        return fits(value, annotation.left) or fits(value, annotation.right)
    if isinstance(annotation, ast.Constant):
        return value is None if annotation.value is None else True
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name):
        inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        items = [part for part in inner if not (isinstance(part, ast.Constant) and part.value is ...)]
        if annotation.value.id == "tuple" and isinstance(value, tuple):
            kinds = items * len(value) if len(items) < len(inner) else items
            return len(kinds) == len(value) and all(map(fits, value, kinds))
        return fits(value, annotation.value)
    if not isinstance(annotation, ast.Name):
        return True
    if isinstance(value, bool):
        return annotation.id not in ("int", "float", "str", "tuple", "list", "dict", "bytes")
    kinds_by_name: dict[str, tuple[type, ...]] = {
        "int": (int,), "float": (int, float), "str": (str,), "bool": (bool,),
        "tuple": (tuple,), "list": (list,), "dict": (dict,), "bytes": (bytes,),
    }  # fmt: skip
    return isinstance(value, kinds_by_name.get(annotation.id, (object,)))


def check_values(what: str, settings: Settings, values: Mapping[str, Any], path: Path, line: int) -> None:
    """Raise SitegenError for a value of what is no setting, or that is of another type."""
    for name, value in values.items():
        if name not in settings.fields:
            hint = nearest(name, settings.fields)
            raise SitegenError(f"{what} sets '{name}', which is no setting", path=path, line=line, hint=hint)
        check_type(settings.fields[name], value, path, line)


def quick_settings(settings: Settings, quick: Mapping[str, Any], path: Path, line: int) -> dict[str, Any]:
    """Check the values that `quick=` gives against the settings. Raises SitegenError."""
    check_values("quick", settings, quick, path, line)
    return {name: plain(value) for name, value in quick.items()}
