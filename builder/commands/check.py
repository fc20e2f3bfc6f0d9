"""`sitegen check`: all that is wrong or odd about a site, told without writing it and without running anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.checking.drift import drift
from builder.checking.external import external
from builder.checking.findings import FORMATS, Finding, in_order
from builder.checking.followed import accepted_in, changed, keep
from builder.checking.hosting import hosting
from builder.checking.listings import long_lines
from builder.checking.localize import localize as copy_pictures
from builder.checking.markers import markers
from builder.checking.names import names
from builder.checking.photographs import photographs
from builder.checking.prose import prose
from builder.checking.protocol import comparisons
from builder.checking.side_by_side import SideBySide, side_by_side
from builder.config import SiteConfig, read_config
from builder.content.docs import in_languages, read_all_docs
from builder.content.pages import read_pages
from builder.content.posts import Post, read_posts
from builder.content.withheld import Showing, Withheld, today
from builder.datasets.telling import amiss, unsaid
from builder.drawing.engine import Engine
from builder.errors import SitegenError, collect, nearest, shown
from builder.experiments.discovery import discover
from builder.experiments.packages import told as told_packages
from builder.experiments.plan import orphans, several, told_of
from builder.experiments.status import Status, judge_all, out_of_date
from builder.project import Project
from builder.protocol.answers import asked
from builder.protocol.doubts import is_seedless
from builder.results.attestation import attestations
from builder.site.build import compose
from builder.site.outputs import Output


@dataclass
class Check:
    """What a check found, and what it did, as lines to tell."""

    errors: list[SitegenError] = field(default_factory=list)
    warnings: list[SitegenError] = field(default_factory=list)
    notes: list[SitegenError] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """All of it, by file and line."""
        return in_order(
            [
                *(Finding("error", one) for one in self.errors),
                *(Finding("warning", one) for one in self.warnings),
                *(Finding("note", one) for one in self.notes),
            ]
        )

    @property
    def failed(self) -> bool:
        """Whether there is anything that a strict build would not take. Notes are nobody's mistakes."""
        return bool(self.errors or self.warnings)


def check(
    project: Project,
    *,
    translated: Sequence[str] = (),
    follow: bool = False,
    localize: bool = False,
    write: bool = False,
) -> Check:
    """Check the site.

    Before that, with `localize`, pictures of other sites are copied, and the translations in `translated` (named by the
    slug of their post or page, or by their file) are taken for up to date. With `write`, numbers in other files are
    written as the records have them. With `follow`, links to other sites are followed.
    """
    found = Check()
    with collect(found.errors):
        config = read_config(project.config)
        if localize:
            copied = copy_pictures(_posts(project, config)[0])
            found.done += copied.copied
            found.errors += copied.errors
        wrong, wrote = markers(project, config, write=write)
        found.warnings += wrong
        found.done += wrote
        output = _build(found, project)
        posts, withheld = _posts(project, config)
        found.notes += comparisons(project, posts)
        _texts(found, posts, in_languages(read_all_docs(project, config)), translated)
        for is_untrue, one in prose(project, config, posts):
            (found.warnings if is_untrue else found.notes).append(one)
        found.warnings += hosting(output)
        if follow:
            _follow(found, output, config)
        _withheld(found, project, withheld)
    found.warnings += names(project)
    found.notes += photographs(project)
    with suppress(SitegenError):  # of site.toml, which is told above
        found.notes += [*amiss(project), *unsaid(project)]
    return found


def told(found: Check, project: Project, form: str) -> str:
    """What a check found, as `text`, `json` or `github`."""
    return FORMATS[form](found.findings, project)


def _posts(project: Project, config: SiteConfig) -> tuple[list[Post], list[Withheld]]:
    """Every post and page that can be read, and what is withheld; what is wrong with the others the build tells."""
    codes = tuple(language.code for language in config.languages)
    posts, pages = read_posts(project, codes), read_pages(project, codes)
    return [*posts.posts, *pages.posts], [*posts.withheld, *pages.withheld]


def _texts(found: Check, posts: Iterable[Post], docs: Iterable[Post], translated: Sequence[str]) -> None:
    """Look at each text, and compare its languages, also of `docs`, after keeping which are up to date."""
    pairs: list[SideBySide] = []
    for page in docs:
        with collect(found.errors):
            pairs += side_by_side(page)
    for post in posts:
        with collect(found.errors):
            pairs += side_by_side(post)
            found.notes += long_lines(post)
    for name in translated:
        with collect(found.errors):
            for texts in _named(name, pairs):
                with collect(found.errors):
                    _keep(found, texts)
    for texts in pairs:
        found.warnings += drift(texts)
        with collect(found.errors):
            found.warnings += changed(texts)
    if unknown := [shown(texts.translation.path) for texts in pairs if not accepted_in(texts.translation).is_file()]:
        which = unknown[0] if len(unknown) == 1 else f"{unknown[0]} and {len(unknown) - 1} more"
        message = f"whether the original has changed since {which} last followed it, nobody can tell"
        hint = "Where a translation is up to date, keep that: sitegen check --translated SLUG"
        found.notes.append(SitegenError(message, hint=hint))


def _keep(found: Check, texts: SideBySide) -> None:
    """Keep that a translation is up to date. Raises SitegenError where one of the two texts has mistakes."""
    for path in (texts.translation.path, texts.source.path):
        if any(one.path == path for one in found.errors):
            message = f"{path.name} has mistakes, so that it was not kept that this follows {texts.source.path.name}"
            raise SitegenError(message, path=texts.translation.path, hint="Mend them, then say it again.")
    keep(texts)
    found.done.append(f"Kept that {shown(texts.translation.path)} follows {texts.source.path.name}")


def _named(name: str, pairs: Iterable[SideBySide]) -> list[SideBySide]:
    """The translations that an author means by a slug or a path. Raises SitegenError where there is none."""
    path = Path(name).resolve()
    meant = [one for one in pairs if name == one.post.slug or path in (one.translation.path, one.post.folder)]
    if not meant:
        slugs = {one.post.slug for one in pairs}
        raise SitegenError(f"--translated {name}: there is no translation of this name", hint=nearest(name, slugs))
    return meant


def _withheld(found: Check, project: Project, texts: Sequence[Withheld]) -> None:
    """Note the texts that the published site does not have, and what is wrong with each: nobody has to mend it yet."""
    if not texts:
        return
    wrong: list[SitegenError] = []
    output, showing = Output(project.site, project.scratch), Showing(today(), withheld=True)
    with collect(wrong), Engine() as engine:
        wrong += compose(project, output, engine, warnings=wrong, showing=showing).left_out
    known, why = {str(one) for one in (*found.errors, *found.warnings)}, {text.path: str(text) for text in texts}
    for path, reason in why.items():
        found.notes.append(SitegenError(f"is not published: it is {reason}", path=path))
    for one in {str(one): one for one in wrong if str(one) not in known}.values():
        if one.path in why:
            message = f"{one.message} (in {why[one.path]})"
            found.notes.append(SitegenError(message, path=one.path, line=one.line, hint=one.hint))


def _build(found: Check, project: Project) -> Output:
    """Build the site without writing it, and tell which experiments have to run."""
    statuses: dict[str, dict[str, Status]] = {}
    with collect(found.errors):
        statuses = judge_all(project, discover(project))
    output = Output(project.site, project.scratch)
    with collect(found.errors), Engine() as engine:
        report = compose(project, output, engine, experiments=out_of_date(statuses), warnings=found.warnings)
        found.errors += report.left_out
    found.warnings += list(_to_run(found, project, statuses))
    found.notes += _beside(project, statuses)
    records = [one.record for known in statuses.values() for one in known.values() if one.record]
    found.warnings += [refused for record in records for refused in attestations(record)[1]]
    cautions = {str(one): one for known in statuses.values() for status in known.values() for one in status.cautions}
    for caution in cautions.values():
        (found.warnings if caution.hint else found.notes).append(caution)
    return output


def _to_run(found: Check, project: Project, statuses: Mapping[str, Mapping[str, Status]]) -> Iterator[SitegenError]:
    """A warning for each experiment whose result is not what its code gives, and of which the build told nothing."""
    reasons, shared = out_of_date(statuses), several(statuses.values())
    for slug, known in statuses.items():
        folder = project.post(slug)
        told = [one.hint for one in (*found.errors, *found.warnings) if one.path and one.path.is_relative_to(folder)]
        for name, status in known.items():
            reason = reasons[slug][name] or ("; ".join(status.reasons) if status.record is None else "")
            if reason and not any(f"`sitegen run {name}`" in hint for hint in told):
                message = f"the result of '{name}' is {status.status}: {reason}"
                called = f"{slug}:{name}" if name in shared else name
                yield SitegenError(message, path=folder, hint=f"Run `sitegen run {called}`.")


def _beside(project: Project, statuses: Mapping[str, Mapping[str, Status]]) -> Iterator[SitegenError]:
    """What else lies in the folders of results: a failure after the record was made, and records of no experiment."""
    for slug, known in statuses.items():
        for orphan in orphans(project.results(slug), known):
            what, _, hint = told_of(orphan).partition(": ")
            yield SitegenError(f"no experiment owns {what}", path=project.post(slug), hint=f"{hint}.")
        for note in told_packages({name: status.packages() for name, status in known.items()}):
            message, _, hint = note.partition("; ")
            yield SitegenError(message, path=project.post(slug), hint=f"It makes nothing stale: {hint}.")
        for name, status in known.items():
            if status.failed and status.record is not None:
                message = f"the last run of '{name}' {status.failed}"
                yield SitegenError(message, path=project.post(slug), hint="Its record is of a run before that.")
            for note in status.record.notes if status.record else ():
                if not is_seedless(note):
                    yield SitegenError(f"the run of '{name}' {note}", path=project.post(slug))
            for one in asked(status.record, project.post(slug), name) if status.record else ():
                if not one.answer:
                    message = f"the run of '{name}' {one.doubt.message}"
                    hint = f"{one.doubt.hint} Or say why it is right: # answer {one.doubt.kind}: the reason"
                    yield SitegenError(message, path=one.path, line=one.line, hint=hint)


def _follow(found: Check, output: Output, config: SiteConfig) -> None:
    if not output.files:
        hint = "Mend the mistakes first: links are taken from finished pages."
        found.notes.append(SitegenError("links to other sites were not followed", hint=hint))
        return
    if found.errors:
        hint = "Mend them first: links are taken from finished pages."
        found.notes.append(SitegenError("links to other sites in texts with mistakes were not followed", hint=hint))
    followed = external(output, config)
    found.warnings += followed.dead
    found.notes += followed.unknown
