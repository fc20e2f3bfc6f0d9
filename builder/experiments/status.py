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
    seed: int | None = None,
) -> Status:
    """The status of one experiment, given that of the experiments it uses; with `seed`, of its run with this one."""
    used = [known[name] for name in declaration.uses]
    after = tuple(one.name for one in used if one.status != "fresh" or one.after)
    outputs = {one.name: one.record.outputs() for one in used if one.record is not None}
    current = None
    if len(outputs) == len(used):
        current = fingerprint(post, declaration, outputs, quick=quick, seed=seed)
    failure = store.failure(declaration.name)
    failed = failure.told(current.digest() if current else None) if failure else ""
    warned = tuple(cautions(closure_of(post, declaration)))
    try:
        record = store.read(declaration.name)
    except MissingRecord as error:
        return Status(declaration, "missing", (_reason(error, failed),), after, None, current, failed, warned)
    if current is None:
        reasons = [f"{one.name} is missing" for one in used if one.record is None]
    else:
        current = replace(current, seen=seen_now(post, declaration.name, record.fingerprint.seen))
        reasons = current.differences(record.fingerprint)
    reasons += newer(declaration.versions, record.environment)
    if record.quick and not quick:
        reasons.append("made by a quick run")
    return Status(declaration, "stale" if reasons else "fresh", tuple(reasons), after, record, current, failed, warned)


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
