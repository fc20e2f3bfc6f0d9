"""Whether the record of an experiment is fresh, stale or missing, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from builder.errors import SitegenError
from builder.experiments.cautions import cautions
from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.fingerprint import closure_of, fingerprint
from builder.experiments.packages import newer, recorded, versions
from builder.experiments.plan import Row
from builder.experiments.seen import seen_now
from builder.experiments.several import Several
from builder.results import Fingerprint, MissingRecord, Record, Store


@dataclass(frozen=True)
class Status:
    """How one experiment stands.

    `reasons` say why it is not fresh. `after` names the experiments it uses that will run before it: when they give
    something else it will run too, when they give the same it will not.
    """

    declaration: Declaration
    status: str  # "fresh", "stale" or "missing"
    reasons: tuple[str, ...]
    after: tuple[str, ...]
    record: Record | None
    fingerprint: Fingerprint | None  # None while an experiment it uses has no record
    failed: str = ""  # what is told of its last run, where that failed
    cautions: tuple[SitegenError, ...] = ()  # what "fresh" does not say of it
    left: float | None = None  # seconds that those of several runs take that are due
    runs: tuple[str, ...] = ()  # a line for each of several runs

    @property
    def name(self) -> str:
        return self.declaration.name

    def digest(self) -> str:
        """The digest of what determines it by its source, without what a run was seen to do; "" where nobody knows."""
        return replace(self.fingerprint, seen={}).digest() if self.fingerprint else ""

    def row(self) -> Row:
        """What there is to tell of it."""
        seconds, diverged = (self.record.seconds, self.record.diverged) if self.record else (None, "")
        return Row(
            self.name,
            self.status,
            self.reasons,
            self.after,
            seconds,
            diverged,
            self.failed,
            self.packages(),
            [one.message for one in self.cautions],
            versions(self.declaration.versions),
            self.record.notes if self.record else (),
            self.left,
            self.runs,
        )

    def packages(self) -> dict[str, str]:
        """The versions of packages that a fresh record was made with."""
        return recorded(self.record.environment) if self.record and self.status == "fresh" else {}


def judge(post: PostExperiments, store: Store, *, quick: bool = False) -> dict[str, Status]:
    """The status of every experiment of a post, in an order in which they can run."""
    known: dict[str, Status] = {}
    for declaration in post.declarations.values():
        known[declaration.name] = judge_one(post, declaration, store, known, quick=quick)
    return known


def judge_one(
    post: PostExperiments,
    declaration: Declaration,
    store: Store,
    known: dict[str, Status],
    *,
    quick: bool = False,
) -> Status:
    """The status of one experiment, given that of the experiments it uses."""
    used = [known[name] for name in declaration.uses]
    after = tuple(one.name for one in used if one.status != "fresh" or one.after)
    outputs = {one.name: one.record.outputs() for one in used if one.record is not None}
    current = None
    if len(outputs) == len(used):
        current = fingerprint(post, declaration, outputs, quick=quick)
    failure = store.failure(declaration.name)
    failed = failure.told(current.digest() if current else None) if failure else ""
    warned = tuple(cautions(closure_of(post, declaration)))
    try:
        record = store.read(declaration.name)
    except MissingRecord as error:
        reasons, seconds, lines = _of_several(post, declaration, current, None, quick=quick)
        reasons = [_reason(error, failed), *reasons]
        return Status(
            declaration, "missing", tuple(reasons), after, None, current, failed, warned, seconds, tuple(lines)
        )
    if current is None:
        reasons = [f"{one.name} is missing" for one in used if one.record is None]
    else:
        current = replace(current, seen=seen_now(post, declaration.name, record.fingerprint.seen))
        reasons = current.differences(record.fingerprint)
    reasons += newer(declaration.versions, record.environment)
    if record.quick and not quick:
        reasons.append("made by a quick run")
    more, seconds, lines = _of_several(post, declaration, current, record, quick=quick)
    if reasons:
        reasons += more
    status = "stale" if reasons else "fresh"
    return Status(declaration, status, tuple(reasons), after, record, current, failed, warned, seconds, tuple(lines))


def _of_several(
    post: PostExperiments,
    declaration: Declaration,
    current: Fingerprint | None,
    record: Record | None,
    *,
    quick: bool,
) -> tuple[list[str], float | None, list[str]]:
    """What there is to say of several runs: how many are due where not all are, how long they take, a line for each."""
    if quick or current is None or not (declaration.over or declaration.seeds):
        return [], None, []
    several = Several(post, declaration, current, record, post.waiting)
    due, number = len(several.due), len(several.points)
    some = [f"{due} of {number} runs are due"] if due < number else []
    return some, several.seconds(), several.lines()


def _reason(error: MissingRecord, failed: str) -> str:
    if error.path is None:
        return failed or "never ran"
    place = error.path.name + (f":{error.line}" if error.line else "")
    return f"{place} {error.message}"


def needed(statuses: dict[str, Status], names: Iterable[str]) -> set[str]:
    """The experiments `names`, and all that they use, directly or not."""
    wanted: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            queue.extend(statuses[name].declaration.uses)
    return wanted
