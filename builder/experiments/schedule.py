"""What runs when: each experiment after those that it uses, and side by side what does not wait for each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.experiments.status import Status, judge, judge_one, needed
from builder.experiments.workers import Event, Workers
from builder.results import Store

Report = Callable[[int, int, Mapping[str, float]], None]


class Display(Protocol):
    """Where a run shows how far it is."""

    def start(self, name: str, why: str) -> Report:
        """An experiment begins; what is returned is called with (done, total, numbers) after each step."""

    def finish(self, name: str, seconds: float) -> None:
        """The experiment ended well, after so many seconds of computing."""

    def say(self, text: str) -> None:
        """A line for the author."""


@dataclass
class Schedule:
    """The runs of one post, handed to workers."""

    post: PostExperiments
    store: Store
    workers: Workers
    display: Display
    quick: bool = False
    errors: list[SitegenError] = field(default_factory=list)
    _statuses: dict[str, Status] = field(default_factory=dict)
    _reports: dict[str, Report] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)

    def run(self, names: Sequence[str] = (), *, force: bool = False) -> list[SitegenError]:
        """Run what is missing or stale of `names` and of what they use; of the whole post where none is named.

        With `force`, `names` (or all) run even when they are fresh. A failure leaves out only what uses the failed
        experiment; the errors are returned.
        """
        self._statuses = judge(self.post, self.store, quick=self.quick)
        wanted = needed(self._statuses, names or self._statuses)
        forced = set(names or self._statuses) if force else set()
        waiting = [name for name in self._statuses if name in wanted]
        for name in waiting:
            if name in forced or self._statuses[name].status != "fresh" or self._statuses[name].after:
                self.store.check_writable(name)
        while waiting or self._running:
            for name in list(waiting):
                if self._ready(name, waiting) and self._begins(name, forced=name in forced):
                    waiting.remove(name)
            if self._running:
                for name, event in self.workers.events():
                    self._told(name, event)
        return self.errors

    def _ready(self, name: str, waiting: Sequence[str]) -> bool:
        return not {*waiting, *self._running} & set(self._statuses[name].declaration.uses)

    def _begins(self, name: str, *, forced: bool) -> bool:
        """Begin an experiment whose turn it is, or find that it need not run; False where no worker is free."""
        declaration = self._statuses[name].declaration
        if missing := self._failed & set(declaration.uses):
            self._failed.add(name)
            self.display.say(f"{name} left out: it uses {', '.join(sorted(missing))}")
            return True
        # Judged again, now that what it uses has run: the same outputs as before stop the wave here.
        status = self._statuses[name] = self._judged(name)
        if status.status == "fresh" and not forced:
            return True
        if not self.workers.free:
            return False
        self._running.add(name)
        self.workers.begin(name, forced=forced, when=status.record.when if status.record else "")
        return True

    def _told(self, name: str, event: Event) -> None:
        kind, parts = event
        if kind == "start":
            self._reports[name] = self.display.start(name, *parts)
        elif kind == "report":
            self._reports[name](*parts)
        elif kind == "say":
            self.display.say(*parts)
        elif kind == "finish":
            self.display.finish(name, *parts)
        else:
            self._running.remove(name)
            errors = [SitegenError(message, path=path, line=line, hint=hint) for message, path, line, hint in parts[0]]
            if errors:
                self.errors += errors
                self._failed.add(name)
            else:
                self._statuses[name] = self._judged(name)

    def _judged(self, name: str) -> Status:
        declaration = self._statuses[name].declaration
        return judge_one(self.post, declaration, self.store, self._statuses, quick=self.quick)
