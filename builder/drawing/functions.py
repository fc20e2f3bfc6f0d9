"""Calling the functions of a post's `figures.py`: each gets by name what it asks for, and returns a drawing.

None of them knows of the others: each is called in the file newly executed, with records and words of its own, in a
style and with random numbers that begin anew. What it draws then depends neither on the order of the text nor on what
was taken from the cache.
"""

from __future__ import annotations

import inspect
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from builder.content.words import Words
from builder.drawing.explored import POINT, STEP, Spot
from builder.drawing.guarded import guard, unlike
from builder.drawing.library_warnings import catch_warnings
from builder.drawing.narrow import WIDE
from builder.drawing.pairing import warn_of_unpaired
from builder.errors import SitegenError, nearest, shown
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.loading import author_error, author_line, load_post_module
from builder.project import FIGURES, WORDS
from builder.results import MissingRecord, Other, Record
from builder.results.elsewhere import is_elsewhere

STYLE: dict[str, Any] = {
    "backend": "agg",
    "svg.fonttype": "none",  # text stays text: smaller, and drawn by the reader's own fonts
    "svg.hashsalt": "sitegen",  # or else the ids in an SVG differ from build to build
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
}
"""What figures look like unless their post says otherwise. The author's own matplotlibrc plays no part."""


WIDTH = "width"
"""The parameter of a function that draws by the room that it has."""


@dataclass(frozen=True)
class Drawing:
    """What a function of `figures.py` returned."""

    name: str
    """The name of the function."""
    result: Any
    """What it returned."""
    used: list[Record]
    """The records that it got."""
    path: Path
    """The file in which it stands."""
    line: int
    """Its line there."""
    width: float | None = None
    """The room in inches that it asked for; None where it did not ask."""
    explored: bool = False
    """Whether it is one of several, between which readers move: all of them are as large as their figure."""
    warnings: list[SitegenError] = field(default_factory=list)
    """What its author is told of it; they are complete when the drawing is written."""

    def warn(self, message: str, hint: str, path: Path | None = None, line: int | None = None) -> None:
        """Tell the author something, once; at the function itself unless another place is known."""
        told = SitegenError(message, path=path or self.path, line=line or self.line, hint=hint)
        if str(told) not in map(str, self.warnings):
            self.warnings.append(told)


class Drawings:
    """The public functions of a post's `figures.py`, which is executed whenever one of them is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._wrong: SitegenError | None = None

    @contextmanager
    def drawn(
        self,
        name: str,
        words: Words,
        locale: Locale,
        records: Records,
        width: float = WIDE,
        spot: Spot | None = None,
    ) -> Iterator[Drawing]:
        """Call a function by its name; write what it drew within the block, in which the style that it set holds.

        `width` is the room that it has, in inches, and `spot` what is told of one that readers explore.

        Raises SitegenError: there is no such function, it asks for what there is not, it raises.
        """
        if not (self.folder / FIGURES).is_file():
            raise SitegenError("this post has no figures.py", hint="It holds a function for each figure and chart.")
        import matplotlib  # takes longer than all else in a post without figures

        with matplotlib.rc_context(), _closed(), catch_warnings(self.folder.resolve()) as heard:
            function = self._function(name)
            path, line = _begins(function)
            at = _at(spot, records)
            given = _given(function, words, locale, records, width, at)
            used = [one for key, one in given.items() if isinstance(one, Record) and key not in at]
            if spot:
                _check_asked(name, at, given, path, line)
                used += [] if spot.whole in used else [spot.whole]
            room = width if given.get(WIDTH) is width else None
            drawing = Drawing(name, None, used, path, line, room, spot is not None)
            changes: list[str] = []
            changed = partial(self._changed, drawing, changes)
            own = {key: guard(value, key, changed) for key, value in given.items()}
            with self._told(name, path, line, [*drawing.used, *([spot.point] if spot else [])]):
                yield replace(drawing, result=function(**own))
            for key in unlike(own, given) if not changes else ():
                changed(key, f"copy.deepcopy({key}), and change that")
        for message, hint, place in heard.told():
            drawing.warn(f"'{name}' was drawn with a warning, {message}", hint, *(place or ()))

    def _changed(self, drawing: Drawing, changes: list[str], what: str, instead: str) -> None:
        """Tell that a drawing changes what it was given, at the line of the author that does."""
        changes.append(what)
        path, line = author_line(self.folder) or (drawing.path, drawing.line)
        source = "words.toml says" if what.startswith("words") else "was recorded"
        message = f"'{drawing.name}' changes {what}, which {source}"
        hint = f"It is a copy: the rest of the page does not follow. Write {instead}."
        drawing.warn(message, hint, path, line)

    @contextmanager
    def _told(self, name: str, path: Path, line: int, used: Sequence[Record]) -> Iterator[None]:
        """Tell what the author's function raises, and what shows only when its drawing is written."""
        try:
            yield
        except SitegenError as error:
            asked = author_error(error, self.folder, "")
            if error.path and error.path.name == WORDS and asked.path and asked.line:
                error.hint = f"{error.hint} {shown(asked.path)}:{asked.line} asks for it.".lstrip()
            raise
        except (Exception, SystemExit) as error:
            told = author_error(error, self.folder, f"'{name}' failed")
            if told.line is None:
                told.path, told.line = path, line
            if isinstance(error, KeyError) and error.args:  # of a record, as a rule
                told.hint = nearest(str(error.args[0]), {name for one in used for name in _names(one)})
            raise told from error

    def _function(self, name: str) -> Callable[..., Any]:
        """The public function of a name. Raises SitegenError where there is none."""
        module = self._loaded()
        known = {
            key: value
            for key, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not key.startswith("_")
        }
        if name not in known:
            raise SitegenError(f"figures.py has no function '{name}'", hint=nearest(name, known))
        return known[name]

    def _loaded(self) -> ModuleType:
        """`figures.py` newly executed; what is wrong with it is the same for every figure."""
        if self._wrong is not None:
            raise self._wrong.with_traceback(None)
        _begin_anew()
        try:
            module = load_post_module(self.folder, "figures")
        except SitegenError as error:
            self._wrong = error
            raise
        # Some import it within a function, which must find it prepared.
        if "pyecharts.charts" in sys.modules or "pyecharts" in (self.folder / FIGURES).read_text("utf-8"):
            warn_of_unpaired()
        return module


def _begin_anew() -> None:
    """Forget what another drawing has set in matplotlib, and what random numbers it has taken."""
    import matplotlib
    import numpy as np

    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)  # type: ignore[arg-type] # keys are literals there
    random.seed(0)
    np.random.seed(0)


@contextmanager
def _closed() -> Iterator[None]:
    """Close what pyplot keeps open: the next drawing would go on with it."""
    try:
        yield
    finally:
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")


def _begins(function: Callable[..., Any]) -> tuple[Path, int]:
    """The file and the line at which a function begins."""
    return Path(function.__code__.co_filename), function.__code__.co_firstlineno


def _given(
    function: Callable[..., Any],
    words: Words,
    locale: Locale,
    records: Records,
    width: float,
    at: Mapping[str, Any],
) -> dict[str, Any]:
    """What a function asks for by the names of its parameters; `at` is what it may ask of its place."""
    path, line = _begins(function)
    given: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "words":
            given["words"] = words
        elif parameter.name == "language":
            given["language"] = locale
        elif parameter.name == WIDTH and WIDTH not in records.experiments and parameter.default is parameter.empty:
            given[WIDTH] = width
        elif parameter.name in at and parameter.default is parameter.empty:
            given[parameter.name] = at[parameter.name]
        elif parameter.default is parameter.empty:
            elsewhere = function.__globals__.get(parameter.name)
            name = elsewhere.name if isinstance(elsewhere, Other) else parameter.name
            given[parameter.name] = _record(name, records, path, line)
    return given


def _at(spot: Spot | None, records: Records) -> dict[str, Any]:
    """What a function may ask of where it is drawn; an experiment of the same name goes before it."""
    found = {} if spot is None else {POINT: spot.point, **({} if spot.step is None else {STEP: spot.step})}
    return {name: one for name, one in found.items() if name not in records.experiments}


def _check_asked(name: str, at: Mapping[str, Any], given: Mapping[str, Any], path: Path, line: int) -> None:
    """Raise SitegenError for a function that would draw the same everywhere."""
    wanted = STEP if STEP in at else POINT
    if wanted not in given:
        message = f"'{name}' does not ask for `{wanted}`, and would be the same at each place"
        meant = "the place in the series, from 0" if wanted == STEP else "the record of what ran there"
        raise SitegenError(message, path=path, line=line, hint=f"Let it take `{wanted}`: {meant}.")


def _names(record: Record) -> list[str]:
    """All that may be asked of a record by its name."""
    arrays = record.arrays() if "arrays" in record.artifacts else {}
    return [*record.values, *record.series, *arrays]


def _record(name: str, records: Records, path: Path, line: int) -> Record:
    """The record that a parameter names; an experiment that does not exist is a mistake of `figures.py`."""
    if not is_elsewhere(name) and name not in records.experiments:
        hint = nearest(name, [*records.experiments, "words", "language", WIDTH])
        if name in (POINT, STEP):
            hint = "Show this function by {{< explore … figure=… >}}, which tells it; `step` needs a series in over."
        raise SitegenError(f"the parameter '{name}' names no experiment", path=path, line=line, hint=hint)
    try:
        return records.read(name)
    except SitegenError as error:
        if error.path is None and is_elsewhere(name) and not isinstance(error, MissingRecord):
            error.path, error.line = path, line
        raise
