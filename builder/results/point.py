"""One run of several: the combination of settings that a sweep gives it, and its seed."""

from __future__ import annotations

import ast
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from builder.errors import SitegenError
from builder.files import canonical_json, sha256

OVER = "over"
SEEDS = "seeds"
"""Under these names a fingerprint keeps what a sweep goes over, and its seeds, among the settings."""

_SHOWN = 6
"""Values that a message names of those that there are."""


@dataclass(frozen=True, eq=False)
class Point:
    """The settings that a sweep gives one run (none where only seeds differ), and its seed (None where there are none).

    Two are equal where they say the same as JSON: a tuple is a list.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None

    @cached_property
    def key(self) -> bytes:
        return canonical_json([plain(self.settings), self.seed])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def changed(self) -> dict[str, Any]:
        """All that it sets, as JSON holds it, its seed too."""
        return {**plain(self.settings), **({} if self.seed is None else {"seed": self.seed})}

    @property
    def alone(self) -> bool:
        """Whether the run is the only one of its experiment."""
        return not self.settings and self.seed is None

    def label(self, name: str) -> str:
        """What the run of an experiment is called: `cnn-seed-3`, `capacity[width=64, seed=3]`."""
        if not self.settings:
            return name if self.seed is None else f"{name}-seed-{self.seed}"
        return f"{name}[{in_words(self.changed())}]"

    def file(self, name: str) -> str:
        """The same as the name of a file."""
        return name if self.alone else f"{name}-{self.folder}"

    @property
    def folder(self) -> str:
        """What a folder is called that holds what is of this point, of any experiment."""
        if self.settings:
            return f"point-{self.digest}"
        return "once" if self.seed is None else f"seed-{self.seed}"

    @cached_property
    def digest(self) -> str:
        return sha256(self.key)[:12]


ALONE = Point()
"""What the run of an experiment is of that runs once."""


def plain(value: Any) -> Any:
    """A setting's value as it comes back from a record: tuples and sets become lists."""
    if isinstance(value, str | int | float | None):  # nearly all; to ask for a Mapping takes longer
        return value
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def in_words(settings: Mapping[str, Any]) -> str:
    """Settings as they are written between brackets: `width=64, activation=relu`."""
    return ", ".join(f"{name}={_word(value)}" for name, value in settings.items())


def _word(value: Any) -> str:
    if isinstance(value, str) and value.isidentifier() and value not in ("None", "True", "False"):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def combinations(over: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The points that `over` names: each value with each of the others, the last changing first, or those of a list."""
    if isinstance(over, Mapping):
        return [dict(zip(over, values, strict=True)) for values in itertools.product(*over.values())]
    return [dict(one) for one in over]


def selected(text: str) -> tuple[str, dict[str, Any]]:
    """The name and the settings of `capacity[width=64, activation=relu]`; no settings where there are no brackets.

    Raises SitegenError where it cannot be read.
    """
    name, bracket, rest = text.partition("[")
    if not bracket:
        return text, {}
    hint = f"Write {name}[width=64]."
    try:
        call = ast.parse(f"f({rest.removesuffix(']')})", mode="eval").body
        if not rest.endswith("]") or not isinstance(call, ast.Call) or call.args or not call.keywords:
            raise ValueError
        return name, {word.arg or "**": written(word.value) for word in call.keywords}
    except (SyntaxError, ValueError):
        raise SitegenError(f"'{text}' names no point of a sweep", hint=hint) from None


def written(node: ast.expr) -> Any:
    """A value as it is written out; a word needs no quotes. Raises ValueError for anything else."""
    return node.id if isinstance(node, ast.Name) else ast.literal_eval(node)


def matches(settings: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether settings have the wanted values; 1 and 1.0 are the same."""
    return all(name in settings and _same(plain(settings[name]), plain(value)) for name, value in wanted.items())


def no_point(name: str, points: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any]) -> SitegenError:
    """The error where none of some points of an experiment, by their settings, has what is wanted: it names the first
    value that none has, and those that there are.
    """
    for setting, value in wanted.items():
        if not any(matches(point, {setting: value}) for point in points):
            known = list(dict.fromkeys(in_words({setting: point[setting]}) for point in points))
            more = ", …" if len(known) > _SHOWN else ""
            hint = f"There are {', '.join(known[:_SHOWN])}{more}."
            return SitegenError(f"'{name}' has no point with {in_words({setting: value})}", hint=hint)
    return SitegenError(f"'{name}' has no point with all of {in_words(wanted)}", hint="Each of them is there.")


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
