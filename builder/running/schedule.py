"""What runs when: each experiment after those that it uses, and side by side what does not wait for each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from builder.errors import SitegenError
from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.longer import count_of, ended, lay_out
from builder.experiments.needs import Needs
from builder.experiments.plan import short
from builder.experiments.several import Several
from builder.experiments.status import Status, judge, judge_one
from builder.project import Project
from builder.results import Point, Record, Store
from builder.results.point import matches
from builder.running.dispatch import Dispatch
from builder.running.execution import unkept
from builder.running.kept import Shelf
from builder.running.order import Order, Outcome, Used
from builder.running.tidying import tidy, tidy_in_turn
from builder.running.turns import TOLD, Going, Turn
from builder.running.unkept import taken_up

_AGAIN = 0.2
"""Seconds after which a turn that another process has is asked for again."""


@dataclass
class Schedule:
    """The runs of one post, handed to workers; `who` is what other processes are told of this one.

    Of the experiments in `only`, no more runs than the points that have one of the settings there.
    """

    project: Project
    post: PostExperiments
    dispatch: Dispatch
    who: str
    quick: bool = False
    only: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    device: str = "auto"
    failed: set[str] = field(default_factory=set)  # what is of no use to others; of other posts, under `post:name`
    errors: list[SitegenError] = field(default_factory=list)
    _statuses: dict[str, Status] = field(default_factory=dict)
    _turns: dict[str, Turn] = field(default_factory=dict)
    _going: dict[str, Going] = field(default_factory=dict)
    _forced: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.store = Store(self.project.results(self.post.slug, quick=self.quick))
        waiting = self.post.waiting[self.quick]
        self._shelf = Shelf(self.store, waiting, self.project.set_aside(self.post.slug), self._statuses)

    def run(self, names: Sequence[str] = (), *, force: bool = False) -> list[SitegenError]:
        """Run what is missing or stale of `names` and of what they use; of the whole post where none is named.

        With `force`, `names` (or all) run even when they are fresh. A failure leaves out only what uses the failed
        experiment; the errors are returned.
        """
        later = self._wanted(names, force)
        for name in filter(self._may_run, later):
            self.store.check_writable(name)
        try:
            while later or self._going:
                blocked = False
                for name in list(later):
                    if not {*later, *self._going} & set(self._statuses[name].declaration.uses):
                        if self._begins(name):
                            later.remove(name)
                        else:
                            blocked = True
                for order, outcome in self.dispatch.ended(_AGAIN if blocked else None):
                    self._ended(order, outcome)
        finally:
            for going in self._going.values():
                going.turn.end()
        return self.errors

    def foresee(self, names: Sequence[str] = (), *, force: bool = False) -> None:
        """Say which of those that `run` would run can never run here: at once, not when all that they use has run."""
        for name in filter(self._may_run, self._wanted(names, force)):
            if refusal := self._refusal(name):
                self.dispatch.display.say(refusal.message)

    def _wanted(self, names: Sequence[str], force: bool) -> list[str]:
        self._statuses.update(judge(self.post, self.store, quick=self.quick))
        wanted = self.post.needed(names or self._statuses)
        self._forced = set(names or self._statuses) if force else set()
        return [name for name in self._statuses if name in wanted]

    def _may_run(self, name: str) -> bool:
        status = self._statuses[name]
        return name in self._forced or status.status != "fresh" or bool(status.after)

    def _begins(self, name: str) -> bool:
        """Let an experiment begin whose turn has come; False where another process has the turn."""
        declaration = self._statuses[name].declaration
        if missing := self.failed & set(declaration.uses):
            self.failed.add(name)
            self.dispatch.display.say(f"{self.post.called(name)} left out: it uses {', '.join(sorted(missing))}")
            return True
        if name not in self._turns:
            # Judged again, now that what it uses has run: the same outputs as before stop the wave here.
            self._judge(name)
            if self._is_fresh(name):
                tidy(self.project, self.post.slug, self._statuses[name], quick=self.quick)
                if name not in self._forced:
                    return True
            folder = self.project.locks(self.post.slug, quick=self.quick)
            self._turns[name] = Turn(folder, name, self.who, self.post.called(name), self.dispatch.display.say)
        turn = self._turns[name]
        before = self._statuses[name].record
        try:
            if not turn.take():
                return False
        except SitegenError as error:
            self._refuse(name, [error])
            return True
        self._judge(name)
        record = self._statuses[name].record
        changed = record is not None and (before is None or before.when != record.when)
        if self._is_fresh(name) and (changed or name not in self._forced):  # another process did it
            tidy_in_turn(self.project, self.post.slug, self._statuses[name], quick=self.quick)
            turn.end()
            return True
        orders = self._orders(name)
        self._going[name] = Going(turn, len(orders))
        if orders:
            self.dispatch.display.several(name, self.post.called(name), len(orders), orders[0].why)
        self.dispatch.add(orders)
        if not orders:
            self._close(name)
        return True

    def _is_fresh(self, name: str) -> bool:
        """Whether there is nothing to do."""
        status = self._statuses[name]
        return status.record is not None and status.status == "fresh"

    def _orders(self, name: str) -> list[Order]:
        """The runs that an experiment still needs; nothing where all that it gives is there."""
        status = self._statuses[name]
        several = status.several
        assert several is not None
        due = several.points if name in self._forced or several.alone else several.due
        points = [point for point in due if self._asked(name, point)]
        for caution in status.cautions if points else ():
            self.dispatch.display.say(f"{self.post.called(name)}: {caution.message}")
        used = Used(status.used)
        orders, needs = [], self._needs(name)
        folder = self.project.checkpoints(self.post.slug, quick=self.quick)
        aside = self._shelf.aside.is_dir()
        count = "" if self.quick else count_of(self.post, status.declaration)
        for point in points:
            order = self._longer(
                Order(
                    name=name,
                    point=point,
                    fingerprint=several.of(point),
                    used=used,
                    called=self.post.called(name, point),
                    why=short(status.reasons) or "asked for",
                    checkpoints=folder / point.file(name),
                    results=self.store.folder,
                    needs=needs,
                ),
                count,
            )
            if not (aside and self._took_up(order, status.declaration)):
                orders.append(order)
        if orders and (refusal := self._refusal(name)):
            self._refuse(name, [refusal])
            return []
        return orders

    def _longer(self, order: Order, count: str) -> Order:
        """The same order, which goes on from the state in which the last run ended where it only got more passes."""
        if not count:
            return order
        place = self.project.ended(self.post.slug) / order.point.file(order.name)
        said = ended(place, count, order.fingerprint)
        if said and order.name not in self._forced:
            lay_out(place, order.checkpoints, said)
        return replace(order, count=count, ended=place, more=said["digest"] if said else "")

    def _needs(self, name: str) -> Needs:
        return self._statuses[name].declaration.needs.asked(quick=self.quick, device=self.device)

    def _refusal(self, name: str) -> SitegenError | None:
        """Why an experiment can never run here; None where it can."""
        return self.dispatch.refusal(self._statuses[name].declaration, self._needs(name), self.post.called(name))

    def _asked(self, name: str, point: Point) -> bool:
        """Whether a run is one of those that the author named."""
        wanted = self.only.get(name)
        return wanted is None or any(matches(point.changed(), one) for one in wanted)

    def _took_up(self, order: Order, declaration: Declaration) -> bool:
        """Keep what an earlier run of this very source gave and could not keep, where that can be kept now."""
        aside = self._shelf.set_aside(order.point)
        if not aside.folder.is_dir() or not (kept := taken_up(aside, declaration, order.fingerprint)):
            return False
        say = self.dispatch.display.say
        say(f"{order.called}: kept from the run that ended {kept[0].when}; nothing is computed")
        made = self._shelf.keep(order, Outcome(*kept))
        if not isinstance(made, Record):
            self._refuse(order.name, made)
        return True

    def _ended(self, order: Order, outcome: Outcome) -> None:
        going = self._going[order.name]
        going.left -= 1
        kept = self._shelf.keep(order, outcome)
        display = self.dispatch.display
        if isinstance(kept, Record):
            display.finish(order, kept)
        else:
            display.fail(order)
            going.failed.append(order.point.label(""))
            if len(going.failed) <= TOLD:
                self.errors += kept
        if not going.left:
            self._close(order.name)

    def _close(self, name: str) -> None:
        """All runs of an experiment ended: make one record of several, and let others have the turn."""
        going, several = self._going[name], self._several(name)
        if going.failed:
            self.failed.add(name)
            if not several.alone:
                self.dispatch.display.say(f"{self.post.called(name)}: {going.told()}")
        elif name not in self.failed and not several.alone:
            self._combine(several)
        if name not in self.failed:
            self._judge(name)
        going.turn.end()
        del self._going[name]

    def _combine(self, several: Several) -> None:
        """Make one record of several runs, once all of them are there."""
        name = several.declaration.name
        if several.due:
            self.failed.add(name)  # what uses it waits for the others
            count = f"{len(several.due)} of {len(several.points)}"
            self.dispatch.display.say(f"{self.post.called(name)}: {count} runs are missing yet")
            return
        try:
            self.store.write(*several.together())
        except SitegenError as error:
            error.path, error.line = error.path or several.declaration.path, error.line or several.declaration.line
            self._refuse(name, [error])
        except OSError as error:
            self._refuse(name, [unkept(error, self.store.folder, name)])
        else:
            self._shelf.waiting(name).clear()

    def _refuse(self, name: str, errors: list[SitegenError]) -> None:
        self.errors += errors
        self.failed.add(name)

    def _several(self, name: str) -> Several:
        status = self._statuses[name]
        assert status.fingerprint is not None
        return Several(self.post, status.declaration, status.fingerprint, status.record, self.quick)

    def _judge(self, name: str) -> None:
        declaration = self._statuses[name].declaration
        self._statuses[name] = judge_one(self.post, declaration, self.store, self._statuses, quick=self.quick)
