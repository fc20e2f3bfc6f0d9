"""A loop that goes on where it was interrupted, and ends with the same bits as if it had not been."""

from __future__ import annotations

import json
import math
import operator
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from builder.errors import SitegenError
from builder.loops import chance
from builder.loops.forgotten import Forgotten
from builder.loops.kinds import class_name, is_constant
from builder.loops.putting_back import Reader
from builder.loops.tensors import Unwritable, is_jax
from builder.loops.writing import Node, Writer, digest
from builder.results import current_run

_SHARE = 20
"""A pass is kept when the loop has computed so many times as long as keeping the last one took: about 5 %."""
_EACH, _SECONDS = 100, 1.0
"""Of a loop with more passes than that, progress is shown once in so many seconds."""


class Loop:
    """Goes over `range(total)`. In a run what its passes end with is kept now and then, and a repeated run goes on from
    there, on the same machine to the same bits:

        loop = Loop(settings.epochs, keep=[model, optimizer])
        for epoch in loop:
            ...
            loop.report(loss=loss)
        return Result(series=loop.series, weights=model)

    `keep` lists all that a pass changes and the next one starts from: models, optimizers, schedules and whatever else
    has a `state_dict`; random generators, also that of a `DataLoader`; arrays and tensors that are changed in place;
    dicts, lists and objects of all of these, of numbers and of arrays of JAX, in which they may also be replaced. The
    generators of torch, numpy and Python that belong to nobody are kept anyway, and so is what was reported.

    Raises SitegenError for what has no state that can be written down, when the loop is made.
    """

    def __init__(self, total: int, keep: Any = ()) -> None:
        self._place = _author(sys._getframe(1))
        try:
            self._total = operator.index(total)
        except TypeError:
            raise self._error(f"a Loop goes round a whole number of times, not {total!r}") from None
        self._keep = list(keep) if isinstance(keep, list | tuple) else [keep]
        self._series: dict[str, list[Any]] = {}
        self._now: dict[str, Any] | None = None  # what this pass has reported; None outside of one
        self._done = 0
        self._begun = self._forgets = False
        self._writer = Writer()
        try:
            for number, one in enumerate(self._keep):
                _refuse_fixed(one, f"keep[{number}]")
            self._start_of_kept = digest(self._writer.begin(self._keep, "keep"), self._writer.arrays)
            self._writer.arrays = {}
        except Unwritable as error:
            path, what, hint = error.args
            raise self._error(f"a Loop cannot keep {path}, {what}", hint=hint) from None

    @property
    def series(self) -> dict[str, list[Any]]:
        """By name, what was reported, an item a pass: those that have ended, and the last where the loop was left."""
        passes = self._done + (self._now is not None and bool(self._now))
        return {name: [*items, *[None] * (passes - len(items))] for name, items in self._series.items()}

    def report(self, **numbers: Any) -> None:
        """Measured in this pass: numbers, or lists of them. They become series with an item a pass, and are shown.

        A pass that leaves one out has None there, a hole. One that is infinite or no number ends the loop after this
        pass, and the run is told that it diverged.
        """
        if self._now is None:
            raise self._error("report() belongs into a pass of its loop", place=_author(sys._getframe(1)))
        for name, value in numbers.items():
            place = _author(sys._getframe(1))
            if name in self._now:
                hint = "Report what stands for all of the pass: a mean, or the last."
                raise self._error(f"'{name}' is reported twice in a pass", hint=hint, place=place)
            self._now[name] = number = _plain(value)
            if number is ...:
                message = f"'{name}' is a {type(value).__name__}: what is reported are numbers, and lists of them"
                raise self._error(message, place=place)
            items = self._series.setdefault(name, [])
            items += [None] * (self._done - len(items)) + [number]

    def __iter__(self) -> Iterator[int]:
        if self._begun:
            raise self._error("a Loop goes round once", hint="Make another for the next round.")
        self._begun = True
        self._run, self._start = current_run(), chance.states()
        self._checkpoint = self._run.next_checkpoint()
        self._trainings = self._run.trainings
        self._restore()
        self._saved = self._shown = -math.inf
        self._cost = 0.0
        forgotten: Forgotten | None = Forgotten(sys._getframe(1), self._writer)
        while self._done < self._total and not self._diverged():
            self._now = {}
            yield self._done
            self._now = None
            self._done += 1
            if forgotten is not None:  # looked for once
                self._tell(forgotten)
                forgotten = None
            self._end_of_pass(last=self._done == self._total or self._diverged())
        if self._diverged():
            self._run.diverged = self._run.diverged or f"the {self._bad()} is no number after pass {self._done}"
        self._writer.begun.clear()

    def _end_of_pass(self, *, last: bool) -> None:
        """Show how far the loop is, and keep it, where it is time to."""
        now = time.perf_counter()
        if last or self._total <= _EACH or now - self._shown >= _SECONDS:
            self._shown = now
            self._run.report(self._done, self._total, self._numbers())
        if self._checkpoint.path is not None and (last or now - self._saved >= _SHARE * self._cost):
            self._save()
            self._saved = time.perf_counter()
            self._cost = self._saved - now

    def _numbers(self) -> Mapping[str, float]:
        latest = {name: items[-1] for name, items in self._series.items() if len(items) == self._done}
        return {name: value for name, value in latest.items() if isinstance(value, int | float)}

    def _written(self) -> Node:
        """What is kept as it is now; its arrays are in the writer."""
        self._writer.arrays, self._writer.replaced = {}, []
        return self._writer.write(self._keep, "keep")

    def _save(self) -> None:
        try:
            kept = self._written()
        except Unwritable as error:
            path, what, hint = error.args
            raise self._error(f"a Loop cannot keep {path}, which has become {what}", hint=hint) from None
        state = {
            "done": self._done,
            "series": list(self._series.items()),
            "kept": kept,
            "replaced": self._writer.replaced,
            "start": self._start_of_kept,
            "forgets": self._forgets,
        }
        state |= {"random": self._writer.write(chance.moved(self._start), "random")}
        self._checkpoint.save(self._writer.arrays, {**state, "trainings": self._run.trainings})
        self._writer.arrays = {}
        # Loops inside the passes that have ended are not needed any more.
        assert self._checkpoint.path is not None
        for number in range(self._trainings + 1, self._run.trainings + 1):
            with suppress(OSError):
                self._checkpoint.path.with_name(f"training-{number}.safetensors").unlink(missing_ok=True)

    def _restore(self) -> None:
        """Take up what was kept, if anything was. What is raised here lets the run begin anew."""
        longer = self._checkpoint.goes_on
        loaded = self._checkpoint.load()
        if loaded is None:
            return
        arrays, state = loaded
        if longer and (state.get("start") != self._start_of_kept or state.get("forgets", True)):
            why = "starts from something else" if state.get("start") != self._start_of_kept else "does not keep all"
            self._run.say(f"with more passes the loop {why}, and begins anew")
            self._checkpoint.leave()
            return
        self._forgets = state.get("forgets", False)
        reader = Reader(arrays, frozenset(state["replaced"]))
        reader.read(state["kept"], self._keep, "keep")
        chance.put_back(reader.read(state["random"], {}, "random"))
        again, found = self._written(), self._writer.arrays
        if json.dumps(again) != json.dumps(state["kept"]) or any(
            array.tobytes() != arrays[name].tobytes() for name, array in found.items()
        ):
            raise ValueError("what is kept does not take its state back as it was")
        self._writer.arrays = {}
        self._done, self._series = state["done"], dict(state["series"])
        self._run.trainings = state["trainings"]

    def _diverged(self) -> bool:
        return bool(self._bad())

    def _bad(self) -> str:
        """The name of what the last pass reported that is no number."""
        latest = {name: items[-1] for name, items in self._series.items() if items and len(items) == self._done}
        return next((name for name, value in latest.items() if not _finite(value)), "")

    def _tell(self, forgotten: Forgotten) -> None:
        with suppress(Exception):  # no fault of this may end a loop
            for name, what in forgotten.found():
                self._forgets = True
                self._run.say(
                    f"{self._place[0].name}:{self._place[1]} the loop changes {name}, {what} that it does not keep: "
                    "after an interruption it is again as before the loop. Name it in keep=, a number inside a dict."
                )
            for path in forgotten.untouched():
                self._forgets = True
                self._run.say(
                    f"{self._place[0].name}:{self._place[1]} the first pass left {path} as it was: `x = x + 1` makes "
                    "another array. Write x += 1, or keep it inside a dict."
                )

    def _error(self, message: str, hint: str = "", place: tuple[Path, int] | None = None) -> SitegenError:
        path, line = place or self._place
        return SitegenError(message, path=path, line=line, hint=hint)


def _refuse_fixed(value: Any, path: str) -> None:
    """Raise Unwritable for what can only be replaced, which nobody would see."""
    fixed = isinstance(value, int | float | str | tuple | np.generic) or is_jax(value)
    if fixed or is_constant(value):
        hint = 'Keep it inside a dict, state = {"x": x}, and write state["x"] = … in the loop.'
        raise Unwritable(path, f"a {class_name(value)}, which does not change", hint)


def _author(frame: FrameType) -> tuple[Path, int]:
    return Path(frame.f_code.co_filename), frame.f_lineno


def _plain(value: Any) -> Any:
    """A number, None, or a list of them, as JSON holds them; `...` for anything else."""
    value = value.detach() if hasattr(value, "detach") else value
    value = value.tolist() if hasattr(value, "tolist") else value  # of a tensor or an array
    if isinstance(value, list | tuple):
        items = [_plain(item) for item in value]
        return ... if any(item is ... for item in items) else items
    return value if value is None or isinstance(value, int | float) else ...


def _finite(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_finite, value))
    return value is None or math.isfinite(value)
