"""What runs when: each experiment after those that it uses, and side by side what does not wait for each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from builder.errors import SitegenError
from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.execution import unkept
from builder.experiments.packages import newer
from builder.experiments.plan import labelled
from builder.experiments.seen import seen_now
from builder.experiments.status import Status, judge, judge_one, needed
from builder.experiments.workers import Event, Job, Workers
from builder.project import Project
from builder.results import Failure, Record, Store, alone, combined

Report = Callable[[int, int, Mapping[str, float]], None]


class Display(Protocol):
    """Where a run shows how far it is."""

    def start(self, name: str, why: str) -> Report:
        """An experiment begins; what is returned is called with (done, total, numbers) after each step."""

    def finish(self, name: str, seconds: float) -> None:
        """The experiment ended well, after so many seconds of computing."""

    def say(self, text: str) -> None:
        """A line for the author."""


def dispatch(
    display: Display, called: Callable[[str, int | None], str]
) -> Callable[[Job, Event], list[SitegenError] | None]:
    """What shows the events of workers, each job as it is called; it gives the errors of a job with its last event, and
    before that None."""
    reports: dict[Job, Report] = {}

    def told(job: Job, event: Event) -> list[SitegenError] | None:
        kind, parts = event
        if kind == "start":
            reports[job] = display.start(called(*job), *parts)
        elif kind == "report":
            reports[job](*parts)
        elif kind == "say":
            display.say(*parts)
        elif kind == "finish":
            display.finish(called(*job), *parts)
        else:
            return [SitegenError(text, path=path, line=line, hint=hint) for text, path, line, hint in parts[0]]
        return None

    return told


@dataclass
class Schedule:
    """The runs of one post, handed to workers."""

    project: Project
    post: PostExperiments
    workers: Workers
    display: Display
    quick: bool = False
    errors: list[SitegenError] = field(default_factory=list)
    begun: int = 0  # how many runs
    _statuses: dict[str, Status] = field(default_factory=dict)
    _waiting: list[Job] = field(default_factory=list)  # their turn has come, but no worker was free
    _running: set[Job] = field(default_factory=set)
    _forced: set[str] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)
    _failures: dict[Job, Failure | None] = field(default_factory=dict)  # what was kept before a run began

    @property
    def store(self) -> Store:
        return Store(self.project.results(self.post.slug, quick=self.quick))

    def run(self, names: Sequence[str] = (), *, force: bool = False) -> list[SitegenError]:
        """Run what is missing or stale of `names` and of what they use; of the whole post where none is named.

        With `force`, `names` (or all) run even when they are fresh. A failure leaves out only what uses the failed
        experiment; the errors are returned.
        """
        self._statuses = judge(self.post, self.store, quick=self.quick)
        wanted = needed(self._statuses, names or self._statuses)
        self._forced = set(names or self._statuses) if force else set()
        later = [name for name in self._statuses if name in wanted]
        for name in later:
            if name in self._forced or self._statuses[name].status != "fresh" or self._statuses[name].after:
                self.store.check_writable(name)
        told = dispatch(self.display, self.post.called)
        while later or self._waiting or self._running:
            for name in list(later):
                unfinished = {*later, *(one for one, _ in (*self._waiting, *self._running))}
                if not unfinished & set(self._statuses[name].declaration.uses):
                    later.remove(name)
                    self._waiting += self._jobs(name)
            while self._waiting and self.workers.free:
                self._begin(self._waiting.pop(0))
            if self._running:
                for job, event in self.workers.events():
                    if event[0] == "start":
                        self._failures[job] = self.store.failure(job[0])
                    if (errors := told(job, event)) is not None:
                        self._ended(job, errors)
        return self.errors

    def _jobs(self, name: str) -> list[Job]:
        """What is to be done for an experiment whose turn has come; nothing where it is fresh after all."""
        declaration = self._statuses[name].declaration
        if missing := self._failed & set(declaration.uses):
            self._failed.add(name)
            self.display.say(f"{self.post.called(name)} left out: it uses {', '.join(sorted(missing))}")
            return []
        # Judged again, now that what it uses has run: the same outputs as before stop the wave here.
        self._statuses[name] = self._judged((name, None))
        if (record := self._statuses[name].record) and self._statuses[name].status == "fresh":
            self.store.tidy(record)
            self._tidy_checkpoints(declaration, record)
            if name not in self._forced:
                return []
        if not declaration.seeds or self.quick:
            return [(name, None)]
        jobs: list[Job] = [(name, seed) for seed in declaration.seeds]
        due = [job for job in jobs if name in self._forced or not self._done(job)]
        if not due:
            self._combine(name)
        return due

    def _tidy_checkpoints(self, declaration: Declaration, record: Record) -> None:
        """Remove the checkpoints that a run left which was killed once its record was kept; a later run's stay."""
        folder = self.project.scratch / "checkpoints" / ("quick" if self.quick else "published") / self.post.slug
        with suppress(OSError):
            kept = (record.folder / "record.json").stat().st_mtime
            for seed in (None, *declaration.seeds):
                left = folder / labelled(declaration.name, seed)
                if left.is_dir() and all(one.is_dir() or one.stat().st_mtime <= kept for one in left.rglob("*")):
                    shutil.rmtree(left, ignore_errors=True)

    def _done(self, job: Job) -> bool:
        """Whether a seed was run already: its own record waits for the others, or stands in the one of several."""
        name, seed = job
        assert seed is not None
        status, record = self._judged(job), self._statuses[name].record
        if status.record and status.status == "fresh":
            Store(self.project.seed_results(self.post.slug, seed)).tidy(status.record)
            return True
        if record is None or status.fingerprint is None or newer(status.declaration.versions, record.environment):
            return False
        current = replace(status.fingerprint, seen=seen_now(self.post, name, record.fingerprint.seen))
        if (run := alone(record, seed, current)) is None:
            return False
        try:
            Store(self.project.seed_results(self.post.slug, seed)).write(*run)
        except OSError:  # to be run again then, which tells why it cannot be kept
            return False
        return True

    def _begin(self, job: Job) -> None:
        record = self._judged(job).record
        self._running.add(job)
        self.begun += 1
        self.workers.begin(job, forced=job[0] in self._forced, when=record.when if record else "")

    def _ended(self, job: Job, errors: Sequence[SitegenError]) -> None:
        name, seed = job
        self._running.remove(job)
        if errors:
            self.errors += errors
            self._failed.add(name)
            self._keep_failure(job, errors)
        elif seed is None:
            self._statuses[name] = self._judged(job)
        if seed is not None and name not in {one for one, _ in (*self._waiting, *self._running)} - self._failed:
            self._combine(name)

    def _keep_failure(self, job: Job, errors: Sequence[SitegenError]) -> None:
        """Keep that a run failed where it began and did not do so itself: its process was killed, say."""
        name, _ = job
        if name not in self._forced and self._judged(job).status == "fresh":
            return  # it was killed after its result was kept
        if job in self._failures and self.store.failure(name) == self._failures.pop(job):
            text = "\n".join(map(str, errors)) + "\n"
            with suppress(OSError, SitegenError):
                self.store.write_failure(name, self._statuses[name].digest(), text)

    def _combine(self, name: str) -> None:
        """Make one record of the runs with every seed, once all of them are there."""
        if name in self._failed:
            return
        status = self._judged((name, None))
        assert status.fingerprint is not None
        stores = {seed: Store(self.project.seed_results(self.post.slug, seed)) for seed in status.declaration.seeds}
        try:
            runs = {seed: store.read(name) for seed, store in stores.items()}
            self.store.write(*combined(runs, status.fingerprint))
        except SitegenError as error:
            error.path, error.line = error.path or status.declaration.path, error.line or status.declaration.line
            self.errors.append(error)
            self._failed.add(name)
        except OSError as error:
            self.errors.append(unkept(error, self.store, name))
            self._failed.add(name)
        self._statuses[name] = self._judged((name, None))

    def _judged(self, job: Job) -> Status:
        name, seed = job
        store = self.store if seed is None else Store(self.project.seed_results(self.post.slug, seed))
        declaration = self._statuses[name].declaration
        return judge_one(self.post, declaration, store, self._statuses, quick=self.quick, seed=seed)
