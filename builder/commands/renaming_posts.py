"""Another name for a post: its folder, its files, all that is kept aside of it; its old address leads to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from builder.commands.alone import alone, journal_of, undone
from builder.commands.renaming_elsewhere import elsewhere
from builder.config import Language, SiteConfig, read_config
from builder.content.aliasing import with_alias
from builder.content.frontmatter import FrontMatter, split
from builder.content.posts import names_of_texts
from builder.content.slugs import SLUG, SLUG_RULE, address_of
from builder.errors import SitegenError, nearest, reason, shown
from builder.experiments.discovery import PostExperiments, discover, discover_post
from builder.experiments.status import judge
from builder.files import write_atomic
from builder.project import Project
from builder.reading import read_text
from builder.results import Store
from builder.site.urls import post_url


@dataclass(frozen=True)
class Text:
    """A text of a post."""

    path: Path
    """Its file."""
    language: str
    """Its code."""
    text: str
    """All that it holds."""
    front: FrontMatter
    """What its head says."""


@dataclass
class Moving:
    """What is to be written and moved, and what is told of it."""

    project: Project
    name: str
    """What the post is called by its files."""
    slug: str
    """Its part of the address."""
    new: str
    """What it is to be called."""
    texts: list[Text]
    experiments: PostExperiments | None
    """What it declares, where it declares anything."""
    written: dict[Path, str] = field(default_factory=dict)
    elsewhere: dict[Path, bytes] = field(default_factory=dict)
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def names_post(project: Project, name: str) -> bool:
    """Whether a post is called so, by its folder, its file or its address."""
    if name in names_of_texts(project):
        return True
    return any(name == slug for _, slug, _ in _posts(project, read_config(project.config), name))


def plan_of(project: Project, old: str, new: str) -> Moving:
    """What a post's new name changes. Raises SitegenError where there is no such post, or it cannot be called so."""
    config = read_config(project.config)
    posts = list(_posts(project, config, old))
    found = next((one for one in posts if old in one[:2]), None)
    if found is None:
        raise SitegenError(f"no post is called '{old}'", hint=nearest(old, {name for name, *_ in posts}))
    name, slug, texts = found
    if not SLUG.fullmatch(new):
        raise SitegenError(f"a post cannot be called '{new}'", hint=f"Its name is its address: {SLUG_RULE}")
    for other, its, _ in posts:
        if new in (other, its) and other != name:
            raise SitegenError(f"'{new}' is another post", path=project.post(other), hint="Choose another name.")
    experiments = next((one for one in discover(project) if one.slug == name), None)
    plan = Moving(project, name, slug, new, texts, experiments)
    _edit(plan, config)
    _move(plan)
    if experiments and name != new:
        names = {f"{name}:{one}": f"{new}:{one}" for one in experiments.declarations}
        plan.elsewhere, lines = elsewhere(project, name, names)
        plan.lines += lines
    return plan


def _posts(project: Project, config: SiteConfig, wanted: str) -> Iterator[tuple[str, str, list[Text]]]:
    """Every post: the name of its files, its part of the address, its texts. Another with mistakes is left out."""
    first = config.languages[0].code
    for name, files in names_of_texts(project).items():
        try:
            texts = [_text(path, language or first) for path, language in files]
        except SitegenError:
            if name == wanted:
                raise
            continue
        if texts:
            yield name, next((one.front.slug for one in texts if one.front.slug), address_of(name)), texts


def _text(path: Path, language: str) -> Text:
    text = read_text(path)
    return Text(path, language, text, split(path, text)[0])


def _edit(plan: Moving, config: SiteConfig) -> None:
    """Find what is to be written in the texts: their old addresses, and their slug where they name one."""
    shown_texts = {one.language: one for one in plan.texts if not one.front.draft}
    order = [language for language in config.languages if language.code in shown_texts]
    for text in plan.texts:
        plan.written[text.path] = _with_slug(text, plan.new)
    for language in config.languages if order and plan.slug != plan.new else ():
        stands_for = language if language in order else order[0]  # whose text is shown there
        path = shown_texts[stands_for.code].path
        alias = f"/{post_url(language, plan.slug)}"
        plan.written[path] = with_alias(path, plan.written[path], alias)
        plan.lines.append(f"{alias} leads to {_address(stands_for, plan.new)}")
    plan.written = {one.path: plan.written[one.path] for one in plan.texts if plan.written[one.path] != one.text}


def _address(language: Language, slug: str) -> str:
    return f"/{post_url(language, slug)}"


def _with_slug(text: Text, new: str) -> str:
    """A text whose head, where it names a slug, names the new one."""
    slug = text.front.slug
    if not slug or slug == new:
        return text.text
    lines = text.text.split("\n")
    number = text.front.lines["slug"] - 1
    before, _, after = lines[number].rpartition(slug)
    lines[number] = before + new + after
    changed = "\n".join(lines)
    if split(text.path, changed)[0].slug != new:
        hint = f"Write slug: {new} in it yourself, then rename again."
        raise SitegenError(
            "the slug is written so that it cannot be changed", path=text.path, line=number + 1, hint=hint
        )
    return changed


def _move(plan: Moving) -> None:
    """Find what is to be moved: the folder, single files, and what is kept aside."""
    project, old, new = plan.project, plan.name, plan.new
    if old == new:
        return
    pairs = [(project.post(old), project.post(new))]
    for path in [one.path for one in plan.texts if one.path.parent == project.posts]:
        followed = path.with_suffix(".followed")
        pairs += [(one, one.with_name(new + one.name.removeprefix(old))) for one in (path, followed)]
        if followed.is_file():  # which says of which files it tells
            plan.written[followed] = read_text(followed).replace(f"{old}.", f"{new}.", 2)
    pairs += [(project.scratch / "quick" / old, project.scratch / "quick" / new)]
    for of in (project.waiting, project.checkpoints):
        pairs += [(of(old, quick=quick), of(new, quick=quick)) for quick in (False, True)]
    pairs += [(of(old), of(new)) for of in (project.set_aside, project.verified)]
    for before, after in pairs:
        if not before.exists():
            continue
        if after.exists():
            raise SitegenError("is there already", path=after, hint="Move it away, or choose another name.")
        plan.moves.append((before, after))
    own = [(before, after) for before, after in plan.moves if project.scratch not in before.parents]
    plan.lines[:0] = [f"{shown(before)} -> {after.name}" for before, after in own]


def rename_post(project: Project, old: str, new: str) -> Iterator[str]:
    """Rename a post, giving the lines to print. Raises SitegenError, and has then changed nothing."""
    plan = plan_of(project, old, new)
    with alone(project, plan.name, plan.experiments.declarations if plan.experiments else ()):
        _apply(plan)
    yield from plan.lines
    yield f"Renamed {plan.name} to {plan.new}; nothing has to run again for it"


def _apply(plan: Moving) -> None:
    """Write and move all of it, or nothing."""
    journal, before = journal_of(plan.project), _fresh(plan.project, plan.name)
    try:
        journal.begin([*plan.written, *plan.elsewhere], plan.moves)
        for path, text in plan.written.items():
            write_atomic(path, _as_before(path.read_bytes(), text))
        for path, data in plan.elsewhere.items():
            write_atomic(path, data)
        for start, end in plan.moves:
            os.rename(start, end)
        if lost := before - _fresh(plan.project, plan.new):
            raise SitegenError(f"{', '.join(sorted(lost))} would have to run again", hint="Nothing was renamed.")
        journal.end()
    except OSError as error:
        hint = undone(journal)
        path = Path(error.filename) if isinstance(error.filename, str) else plan.project.post(plan.name)
        raise SitegenError(f"cannot be renamed: {reason(error)}", path=path, hint=hint) from None
    except BaseException:
        undone(journal)
        raise


def _fresh(project: Project, name: str) -> set[str]:
    """The experiments of a post whose results are what their code gives."""
    statuses = judge(discover_post(project, name), Store(project.results(name)))
    return {name for name, one in statuses.items() if one.status == "fresh"}


def _as_before(data: bytes, text: str) -> bytes:
    """A text as bytes, with the ends of lines that the file had, and its mark at the beginning."""
    lines = text.replace("\n", "\r\n") if b"\r\n" in data else text
    return b"\xef\xbb\xbf" * data.startswith(b"\xef\xbb\xbf") + lines.encode()
