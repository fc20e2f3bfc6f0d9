"""Runs what must run, in an order in which each experiment comes after those that it uses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Protocol

from filelock import FileLock, Timeout

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.experiments.execution import execute
from builder.experiments.plan import short
from builder.experiments.status import Status, judge, judge_one, needed
from builder.loading import load_post_module
from builder.project import Project
from builder.results import Record, Run, Store


class Display(Protocol):
    """Where a run shows how far it is."""

    def start(self, name: str, why: str) -> Callable[[int, int, Mapping[str, float]], None]:
        """An experiment begins; what is returned is called with (done, total, numbers) after each step."""

    def finish(self, name: str, record: Record) -> None:
        """The experiment ended well."""

    def say(self, text: str) -> None:
        """A line for the author."""


@dataclass
class PostRunner:
    """The runs of one post."""

    project: Project
    post: PostExperiments
    display: Display
    quick: bool = False
    data: tuple[Path, ...] = ()
    _module: ModuleType | None = field(default=None, repr=False)

    @property
    def store(self) -> Store:
        return Store(self.project.results(self.post.slug, quick=self.quick))

    def run(self, names: Sequence[str] = (), *, force: bool = False) -> list[SitegenError]:
        """Run what is missing or stale of `names` and of what they use; of the whole post where none is named.

        With `force`, `names` (or all) run even when they are fresh. A failure leaves out only what uses the failed
        experiment; the errors are returned.
        """
        statuses = judge(self.post, self.store, quick=self.quick)
        wanted = needed(statuses, names or statuses)
        forced = set(names or statuses) if force else set()
        errors: list[SitegenError] = []
        failed: set[str] = set()
        for name in wanted:
            if name in forced or statuses[name].status != "fresh" or statuses[name].after:
                self.store.check_writable(name)
        for name in [name for name in statuses if name in wanted]:
            declaration = statuses[name].declaration
            if failed & set(declaration.uses):
                failed.add(name)
                self.display.say(f"{name} left out: it uses {', '.join(sorted(failed & set(declaration.uses)))}")
                continue
            # Judged again, now that what it uses has run: the same outputs as before stop the wave here.
            statuses[name] = judge_one(self.post, declaration, self.store, statuses, quick=self.quick)
            if statuses[name].status == "fresh" and name not in forced:
                continue
            try:
                statuses[name] = self._run_one(statuses, name, forced=name in forced)
            except SitegenError as error:
                errors.append(error)
                failed.add(name)
        return errors

    def _run_one(self, statuses: dict[str, Status], name: str, *, forced: bool) -> Status:
        declaration = statuses[name].declaration
        before = statuses[name].record
        with self._locked(name):
            # Another process may have run it while this one waited.
            status = judge_one(self.post, declaration, self.store, statuses, quick=self.quick)
            changed = status.record is not None and (before is None or status.record.when != before.when)
            if status.status == "fresh" and (not forced or changed):
                return status
            assert status.fingerprint is not None
            used = {one: statuses[one].record for one in declaration.uses}
            report = self.display.start(name, short(status.reasons) or "asked for")
            run = Run(
                data=self.data,
                download=self.project.data,
                quick=self.quick,
                checkpoints=self._scratch("checkpoints") / name,
                report=report,
                say=self.display.say,
            )
            records = {one: record for one, record in used.items() if record is not None}
            record = execute(declaration, self._load(), status.fingerprint, records, run, self.store)
            self.display.finish(name, record)
        return judge_one(self.post, declaration, self.store, statuses, quick=self.quick)

    def _load(self) -> ModuleType:
        """The post's `experiments.py`, executed: imported once, when the first experiment runs."""
        if self._module is None:
            self._module = load_post_module(self.project.post(self.post.slug), "experiments")
            # The record must name the code that ran, so what was judged and what was imported must be the same text.
            for path in self.post.sources.changed():
                raise SitegenError("was edited while the run began", path=path, hint="Run again; nothing was computed.")
        return self._module

    def _scratch(self, kind: str) -> Path:
        return self.project.scratch / kind / ("quick" if self.quick else "published") / self.post.slug

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        """Let one process at a time run an experiment; the others wait, and say for whom."""
        folder = self._scratch("locks")
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock")
        holder = folder / f"{name}.holder"  # apart, since taking the lock empties the lock's own file
        try:
            lock.acquire(timeout=0)
        except Timeout:
            who = holder.read_text().strip() if holder.is_file() else "another process"
            self.display.say(f"{name}: waiting for {who}, which is running it")
            lock.acquire()
        try:
            holder.write_text(f"process {os.getpid()}")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()
