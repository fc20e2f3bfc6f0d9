"""Runs one experiment, in the process that calls it: no other may run it meanwhile, and what is judged is what runs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import ModuleType

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments, discover_post
from builder.experiments.execution import execute
from builder.experiments.observer import Observer
from builder.experiments.plan import labelled, short
from builder.experiments.printed import install
from builder.experiments.status import judge, judge_one
from builder.experiments.turns import turn
from builder.experiments.unkept import clear, taken_up, unkept
from builder.experiments.workers import Teller, Work
from builder.loading import load_post_module
from builder.project import Project
from builder.results import Run, Store


def runner(
    project: Project,
    slug: str,
    *,
    data: tuple[Path, ...],
    who: str,
    device: str = "auto",
    quick: bool = False,
    apart: bool = False,
    shared: frozenset[str] = frozenset(),
) -> Work:
    """What a worker does for a post, some of whose names other posts have too: see `PostRunner`."""
    post = replace(discover_post(project, slug), shared=shared)
    return PostRunner(project, post, quick, data, who, device, apart).run


@dataclass
class PostRunner:
    """The experiments of one post; `who` stands for the run in what other processes are told.

    With `apart`, they are repeated from the published records, and what they give is kept apart.
    """

    project: Project
    post: PostExperiments
    quick: bool
    data: tuple[Path, ...]
    who: str
    device: str = "auto"
    apart: bool = False
    _module: ModuleType | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._observer = Observer(self.project, self.post, self.data)

    def run(self, display: Teller, name: str, seed: int | None, forced: bool, when: str) -> None:
        """Run an experiment, or with one of its seeds, unless another process did while this one waited for its turn.

        `when` says when the record was made that is to be replaced, "" where there was none. Raises SitegenError.
        """
        store = Store(self.project.results(self.post.slug, quick=self.quick))
        label, called = labelled(name, seed), self.post.called(name, seed)
        with turn(self._scratch("locks"), label, self.who, display.say, called):
            statuses = judge(self.post, store, quick=self.quick)
            status, failures = statuses[name], store
            fingerprint = status.digest()
            if seed is not None:
                store = Store(self.project.seed_results(self.post.slug, seed))
                status = judge_one(self.post, status.declaration, store, statuses, seed=seed)
            changed = status.record is not None and status.record.when != when
            if self.apart:
                store = failures = Store(self.project.verified(self.post.slug, seed))
            elif status.status == "fresh" and (not forced or changed):
                return
            assert status.fingerprint is not None
            used = {one: statuses[one].record for one in status.declaration.uses}
            report = display.start(called, short(status.reasons) or "asked for")
            for caution in status.cautions:
                display.say(f"{called}: {caution.message}")
            run = Run(
                data=self.data,
                download=self.project.data,
                quick=self.quick,
                checkpoints=self._scratch("checkpoints") / label,
                report=report,
                say=display.say,
                device=self.device,
            )
            records = {one: record for one, record in used.items() if record is not None}
            keep_failure = partial(_keep_failure, failures, name, seed, fingerprint)
            aside = unkept(self.project.scratch, self.post.slug, seed)
            if not self.apart and (kept := taken_up(aside, status.declaration, status.fingerprint)):
                display.say(f"{called}: kept from the run that ended {kept[0].when}; nothing is computed")
                display.finish(called, store.write(*kept))
                return clear(aside, name)
            install()
            module, watcher = self._load(), self._observer
            record = execute(
                status.declaration, module, status.fingerprint, records, run, store, aside, keep_failure, watcher, seed
            )
            clear(aside, name)
            display.finish(called, record)
            if record.diverged:
                display.say(f"{called}: DIVERGED: {record.diverged}")

    def _load(self) -> ModuleType:
        """The post's `experiments.py`, executed: imported once, when the first experiment runs."""
        if self._module is None:
            with self._observer.importing():
                self._module = load_post_module(self.project.post(self.post.slug), "experiments")
            # The record must name the code that ran, so what was judged and what was imported must be the same text.
            for path in self.post.sources.changed():
                raise SitegenError("was edited while the run began", path=path, hint="Run again; nothing was computed.")
        return self._module

    def _scratch(self, kind: str) -> Path:
        which = "apart" if self.apart else "quick" if self.quick else "published"
        return self.project.scratch / kind / which / self.post.slug


def _keep_failure(store: Store, name: str, seed: int | None, fingerprint: str, text: str) -> Path:
    return store.write_failure(name, fingerprint, text if seed is None else f"with seed {seed}:\n{text}")
