"""Whether the record of an experiment is fresh, stale or missing, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from builder.errors import SitegenError
from builder.experiments.cautions import cautions
from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.fingerprint import closure_of, fingerprint
from builder.experiments.longer import goes_on
from builder.experiments.packages import newer, recorded, versions
from builder.experiments.plan import Row
from builder.experiments.seen import seen_now
from builder.experiments.several import Several
from builder.project import Project
from builder.results import Fingerprint, MissingRecord, Record, Store
from builder.results.elsewhere import from_elsewhere, is_elsewhere, parted


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
    several: Several | None = None  # its runs; None as the fingerprint is
    used: Mapping[str, Record] = field(default_factory=dict)  # by parameter, the records that a run would start from

    @property
    def name(self) -> str:
        return self.declaration.name

    def digest(self) -> str:
        """The digest of what determines it by its source, without what a run was seen to do; "" where nobody knows."""
        return replace(self.fingerprint, seen={}).digest() if self.fingerprint else ""

    def row(self) -> Row:
        """What there is to tell of it."""
        seconds, diverged = (self.record.seconds, self.record.diverged) if self.record else (None, "")
        runs = self.several if self.several and not (self.several.quick or self.several.alone) else None
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
            runs.seconds() if runs else None,
            runs.lines() if runs else (),
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
    """The status of one experiment, given that of the experiments it uses, and its own as it was, where it is known."""
    used = {one: _elsewhere(post, one, quick) if is_elsewhere(one) else known[one] for one in declaration.uses}
    after = tuple(name for name, one in used.items() if one.status != "fresh" or one.after)
    records = {name: one.record for name, one in used.items() if one.record is not None}
    outputs = {name: record.outputs() for name, record in records.items()}
    current = None
    if len(outputs) == len(used):
        current = fingerprint(post, declaration, outputs, quick=quick)
    failure = store.failure(declaration.name)
    failed = failure.told(current.digest() if current else None) if failure else ""
    warned = tuple(cautions(closure_of(post, declaration)))
    given = {parameter: records[one] for parameter, one in declaration.receives.items() if one in records}
    try:
        record = store.read(declaration.name)
    except MissingRecord as error:
        several = _several(post, declaration, current, None, quick, known)
        reasons = [_reason(error, failed), *_due(several)]
        return Status(declaration, "missing", tuple(reasons), after, None, current, failed, warned, several, given)
    if current is None:
        reasons = [f"{name} is missing" for name in used if name not in records]
    else:
        current = replace(current, seen=seen_now(post, declaration.name, record.fingerprint.seen))
        reasons = current.differences(record.fingerprint)
    reasons += newer(declaration.versions, record.environment)
    if record.quick and not quick:
        reasons.append("made by a quick run")
    several = _several(post, declaration, current, record, quick, known)
    if len(reasons) == 1 and current is not None and not quick and (passes := goes_on(post, declaration, current)):
        reasons = [f"{reasons[0]}, goes on at {passes}"]
    if reasons:
        reasons += _due(several)
    status = "stale" if reasons else "fresh"
    return Status(declaration, status, tuple(reasons), after, record, current, failed, warned, several, given)


def _elsewhere(post: PostExperiments, name: str, quick: bool) -> Status:
    """The status of an experiment of another post, and its record as this post sees it."""
    slug, experiment = parted(name)
    status = judge_for(post.others[slug], experiment, quick=quick)
    return replace(status, record=status.record and from_elsewhere(status.record, slug))


def judge_for(post: PostExperiments, name: str, *, quick: bool = False) -> Status:
    """The status of one experiment of a post, for which no more of it is judged than that uses."""
    known: dict[str, Status] = {}
    wanted, store = post.needed([name]), Store(post.results[quick])
    for declaration in post.declarations.values():
        if declaration.name in wanted:
            known[declaration.name] = judge_one(post, declaration, store, known, quick=quick)
    return known[name]


def _several(
    post: PostExperiments,
    declaration: Declaration,
    current: Fingerprint | None,
    record: Record | None,
    quick: bool,
    known: Mapping[str, Status],
) -> Several | None:
    """The runs of an experiment; None where nobody knows what determines them."""
    if current is None:
        return None
    before = known[declaration.name].several if declaration.name in known else None
    return Several(post, declaration, current, record, quick).or_before(before)


def _due(several: Several | None) -> list[str]:
    """How many runs are due where not all are."""
    if several is None or several.quick or several.alone:
        return []
    due, number = len(several.due), len(several.points)
    return [f"{due} of {number} runs are due"] if due < number else []


def _reason(error: MissingRecord, failed: str) -> str:
    if error.path is None:
        return failed or "never ran"
    place = error.path.name + (f":{error.line}" if error.line else "")
    return f"{place} {error.message}"


def judge_all(
    project: Project, posts: Iterable[PostExperiments], *, quick: bool = False
) -> dict[str, dict[str, Status]]:
    """By post, the status of each of its experiments."""
    return {post.slug: judge(post, Store(project.results(post.slug, quick=quick)), quick=quick) for post in posts}


def out_of_date(statuses: Mapping[str, Mapping[str, Status]]) -> dict[str, dict[str, str]]:
    """By post and experiment, why the record may not be shown without a word; "" where it may."""
    return {slug: {one.name: _out_of_date(one) for one in known.values()} for slug, known in statuses.items()}


def _out_of_date(status: Status) -> str:
    """Why the record may not be shown without a word, or not at all; "" where it may.

    A page that was kept since it could be shown must not stand, so that a missing record counts as well.
    """
    return "; ".join(status.reasons) if status.status != "fresh" else ""


def no_record(status: Status) -> SitegenError:
    """The error of an experiment of which there is nothing to compare with."""
    declaration = status.declaration
    message = f"'{status.name}' has no fresh record to compare with: {'; '.join(status.reasons)}"
    return SitegenError(message, path=declaration.path, line=declaration.line, hint=f"Run `sitegen run {status.name}`.")
