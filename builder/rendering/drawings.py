"""Calling the functions of a post's `figures.py`: each gets by name what it asks for, and returns a drawing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from builder.content.words import Words
from builder.errors import SitegenError, nearest
from builder.loading import author_error, load_post_module
from builder.rendering.numbers import Locale
from builder.rendering.records import Records
from builder.results import Record

STYLE: dict[str, Any] = {
    "backend": "agg",
    "svg.fonttype": "none",  # text stays text: smaller, and drawn by the reader's own fonts
    "svg.hashsalt": "sitegen",  # or else the ids in an SVG differ from build to build
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
}
"""What figures look like unless their post says otherwise. The author's own matplotlibrc plays no part."""


@dataclass(frozen=True)
class Drawing:
    """What a function of `figures.py` returned, the records that it got, and where it stands."""

    name: str
    result: Any
    used: list[Record]
    path: Path
    line: int


class Drawings:
    """The public functions of a post's `figures.py`, which is imported when the first of them is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._module: ModuleType | SitegenError | None = None

    @contextmanager
    def drawn(self, name: str, words: Words, locale: Locale, records: Records) -> Iterator[Drawing]:
        """Call a function by its name; write what it drew within the block, in which the style that it set holds.

        Raises SitegenError: there is no such function, it asks for what there is not, it raises.
        """
        function = self._function(name)
        path, line = Path(function.__code__.co_filename), function.__code__.co_firstlineno
        arguments: dict[str, Any] = {}
        for parameter in inspect.signature(function).parameters.values():
            if parameter.name == "words":
                arguments["words"] = words
            elif parameter.name == "language":
                arguments["language"] = locale
            elif parameter.default is parameter.empty:
                arguments[parameter.name] = _record(parameter.name, records, path, line)
        used = [argument for argument in arguments.values() if isinstance(argument, Record)]
        import matplotlib

        with matplotlib.rc_context(), self._told(name, path, line, used):
            yield Drawing(name, function(**arguments), used, path, line)

    @contextmanager
    def _told(self, name: str, path: Path, line: int, used: Sequence[Record]) -> Iterator[None]:
        """Tell what the author's function raises, and what shows only when its drawing is written."""
        try:
            yield
        except SitegenError:
            raise
        except (Exception, SystemExit) as error:
            told = author_error(error, self.folder, f"'{name}' failed")
            if told.line is None:
                told.path, told.line = path, line
            if isinstance(error, KeyError) and error.args:  # of a record, as a rule
                told.hint = nearest(str(error.args[0]), {name for one in used for name in _names(one)})
            raise told from error

    def _function(self, name: str) -> Callable[..., Any]:
        if self._module is None:
            self._module = self._load()
        module = self._module
        if isinstance(module, SitegenError):
            raise module.with_traceback(None)
        known = {
            key: value
            for key, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not key.startswith("_")
        }
        if name not in known:
            raise SitegenError(f"figures.py has no function '{name}'", hint=nearest(name, known))
        return known[name]

    def _load(self) -> ModuleType | SitegenError:
        """Import `figures.py`, once: what is wrong with it is the same for every figure."""
        if not (self.folder / "figures.py").is_file():
            return SitegenError("this post has no figures.py", hint="It holds a function for each figure and chart.")
        import matplotlib  # takes longer than all else in a post without figures

        matplotlib.rcdefaults()  # forget what the post before has set
        matplotlib.rcParams.update(STYLE)  # type: ignore[arg-type] # keys are literals there
        try:
            return load_post_module(self.folder, "figures")
        except SitegenError as error:
            return error


def _names(record: Record) -> list[str]:
    """All that may be asked of a record by its name."""
    arrays = record.arrays() if "arrays" in record.artifacts else {}
    return [*record.values, *record.series, *arrays]


def _record(name: str, records: Records, path: Path, line: int) -> Record:
    """The record that a parameter names; an experiment that does not exist is a mistake of `figures.py`."""
    if name not in records.experiments:
        hint = nearest(name, [*records.experiments, "words", "language"])
        raise SitegenError(f"the parameter '{name}' names no experiment", path=path, line=line, hint=hint)
    return records.read(name)
