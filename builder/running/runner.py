"""Runs what is ordered, in the process that calls it: what the author's process read is what must run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Protocol

from builder.errors import SitegenError
from builder.experiments.discovery import read_post
from builder.experiments.fingerprint import fingerprint
from builder.loading import load_post_module
from builder.project import Project
from builder.results import Run
from builder.running.execution import execute
from builder.running.observer import Observer
from builder.running.order import Ended, Order, Outcome, failed
from builder.running.printed import install


class Teller(Protocol):
    """Where a run tells how far it is."""

    def report(self, done: int, total: int, numbers: dict[str, float]) -> None:
        """So many of so many steps are done."""

    def say(self, text: str) -> None:
        """A line for the author."""


Work = Callable[[Teller, Order], Outcome]
"""What a worker does with an order."""


def runner(
    project: Project,
    slug: str,
    *,
    data: tuple[Path, ...],
    device: str = "auto",
    quick: bool = False,
    download: Path | None = None,
) -> Work:
    """What a worker does for a post. A data set that is in none of the folders `data` is downloaded to `download`, else
    to the site's own.
    """
    return PostRunner(project, slug, quick, data, download or project.data, device).run


@dataclass
class PostRunner:
    """The experiments of one post, as they stand when the first of them runs."""

    project: Project
    slug: str
    quick: bool
    data: tuple[Path, ...]
    download: Path
    device: str = "auto"
    _module: ModuleType | None = field(default=None, repr=False)
    _same: set[str] = field(default_factory=set)  # the experiments that are what was ordered

    def __post_init__(self) -> None:
        self.post = read_post(self.project, self.slug)
        self._observer = Observer(self.project, self.post, self.data)

    def run(self, teller: Teller, order: Order) -> Outcome:
        """Run what is ordered. Whatever goes wrong is part of what it gives."""
        try:
            self._check(order)
            run = Run(
                data=self.data,
                download=self.download,
                quick=self.quick,
                checkpoints=order.checkpoints,
                report=lambda done, total, numbers: teller.report(done, total, dict(numbers)),
                say=teller.say,
                device=self.device,
            )
            install()
            return execute(self.post.declarations[order.name], self._load(), order, run, self._observer)
        except Ended as ended:
            return ended.outcome
        except SitegenError as error:
            return failed(error)

    def _check(self, order: Order) -> None:
        """Raise SitegenError where the source is not what the author's process read."""
        if order.name in self._same:
            return
        declaration = self.post.declarations.get(order.name)
        here = None
        if declaration and order.point in declaration.points(quick=self.quick):
            here = fingerprint(self.post, declaration, order.fingerprint.uses, quick=self.quick, point=order.point)
        if here != replace(order.fingerprint, seen={}):
            path = self.project.post(self.slug) / "experiments.py"
            raise SitegenError(
                f"'{order.name}' was edited since the run began", path=path, hint="Run again; nothing was computed."
            )
        self._same.add(order.name)

    def _load(self) -> ModuleType:
        """The post's `experiments.py`, executed: imported once, when the first experiment runs."""
        if self._module is None:
            with self._observer.importing():
                self._module = load_post_module(self.project.post(self.slug), "experiments")
            # The record must name the code that ran, so what was judged and what was imported must be the same text.
            for path in self.post.sources.changed():
                raise SitegenError("was edited while the run began", path=path, hint="Run again; nothing was computed.")
        return self._module
