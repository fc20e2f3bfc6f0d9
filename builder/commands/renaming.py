"""What a renaming writes and moves: the code, the texts and the folders that name an experiment."""

from __future__ import annotations

import ast
import keyword
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from builder.errors import SitegenError, nearest, shown
from builder.experiments.carried import checkpoints, stores
from builder.experiments.discovery import PostExperiments, discover
from builder.experiments.plan import orphans
from builder.experiments.selection import chosen
from builder.files import passing
from builder.project import EXPERIMENTS, FIGURES, RESULTS, Project
from builder.results import FAILURE
from builder.shortcodes.mentions import rename_in_text
from builder.source.references import References, named_in, replaced

TAKEN = ("settings", "words", "language")
"""Names of parameters that mean something else."""


@dataclass
class Renaming:
    """What is to be written and moved, and what is told of it."""

    project: Project
    post: PostExperiments
    old: str
    new: str
    by_hand: bool  # the code says the new name already, and only the results lag behind
    written: dict[Path, bytes] = field(default_factory=dict)
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.project.post(self.post.slug)


def plan_of(project: Project, slug: str | None, old: str, new: str) -> Renaming:
    """Whose experiment it is. Raises SitegenError where it cannot be, or cannot be called so."""
    if not new.isidentifier() or keyword.iskeyword(new) or new in TAKEN:
        hint = "A name is letters, digits and _, and is no word of Python, nor " + ", ".join(TAKEN) + "."
        raise SitegenError(f"an experiment cannot be called '{new}'", hint=hint)
    posts = discover(project)
    for post in posts:
        unowned = orphans(project.results(post.slug), post.declarations)
        if slug in (None, post.slug) and new in post.declarations and old in unowned:
            return Renaming(project, post, old, new, by_hand=True)
    known = {name for post in posts for name in (*post.declarations, *orphans(project.results(post.slug), ()))}
    if old not in known:
        raise SitegenError(f"no experiment is called '{old}'", hint=nearest(old, known))
    post = chosen(project, slug, [old])[0]
    if new in post.declarations:
        declaration = post.declarations[new]
        message = f"'{new}' is another experiment of this post"
        raise SitegenError(message, path=declaration.path, line=declaration.line, hint="Choose another name.")
    return Renaming(project, post, old, new, by_hand=False)


def edit(plan: Renaming) -> None:
    """Find what is to be written: the code, the texts."""
    home = plan.folder / EXPERIMENTS
    for path in files_of(plan.folder, ".py"):
        if plan.by_hand and path == home:
            continue
        found, after = references_in(plan, path, path.read_bytes(), plan.old, plan.new)
        where = shown(path)
        plan.lines += [f'Left as it is: {where}:{line}: "{plan.old}", which may mean it' for line in found.left]
        if found.places:
            plan.written[path] = after
            plan.lines.append(f"{where}: {_places(len(found.places))}")
    for path in sorted(plan.folder.glob("*.md")):
        text_of, count = rename_in_text(path.read_bytes().decode(errors="surrogateescape"), plan.old, plan.new)
        if count:
            plan.written[path] = text_of.encode(errors="surrogateescape")
            plan.lines.append(f"{shown(path)}: {_places(count)}")


def references_in(plan: Renaming, path: Path, text: bytes, name: str, other: str) -> tuple[References, bytes]:
    """Where a file of Python names an experiment, and the file with the other name there.

    Raises SitegenError where nobody can tell, and where the other name means something else already.
    """
    home = path == plan.folder / EXPERIMENTS
    try:
        found = References(name, partial(_receives, plan, path, name), home).find(text)
        after = replaced(text, found.places, name, other)
        again = References(other, lambda function: function.name in found.receivers, home).find(after)
        if found.places and replaced(after, again.places, other, name) != text:
            line = named_in(text, other) or min(found.places)[0]
            raise SitegenError(f"'{other}' is a name here already", line=line, hint="Choose another name.")
    except SitegenError as error:
        error.path, error.hint = path, error.hint or "Change that first."
        raise
    except (SyntaxError, ValueError) as error:
        raise SitegenError(f"not valid Python: {error}", path=path) from None
    return found, after


def _receives(plan: Renaming, path: Path, name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function gets the record of the experiment by its name: one that uses it, or a drawing."""
    if path.name == FIGURES and path.parent == plan.folder:
        arguments = function.args
        required = arguments.args[: len(arguments.args) - len(arguments.defaults)]
        required += [
            one for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if not default
        ]
        return any(one.arg == name for one in required)
    declaration = plan.post.declarations.get(function.name)
    uses = declaration.uses if declaration and path == declaration.path else ()
    return name in uses


def files_of(folder: Path, ending: str) -> list[Path]:
    """The files of a post that its author wrote."""
    found = (path for path in folder.rglob(f"*{ending}") if path.is_file() and not path.is_symlink())
    inner = ((path, path.relative_to(folder).parts) for path in found)
    return sorted(path for path, parts in inner if parts[0] != RESULTS and not any(map(passing, parts)))


def move(plan: Renaming) -> None:
    """Find the folders of results, published and aside, and what interrupted runs have left."""
    slug, project = plan.post.slug, plan.project
    for folder, _ in stores(project, slug):
        before, after = folder / plan.old, folder / plan.new
        if before.is_dir() and after.exists() and {one.name for one in after.iterdir()} - {FAILURE}:
            hint = "Delete the one that is of no use, then rename."
            raise SitegenError(f"is there already, beside that of '{plan.old}'", path=after, hint=hint)
        if before.is_dir():
            plan.moves.append((before, after))
    declaration = plan.post.declarations[plan.new if plan.by_hand else plan.old]
    for kind in ("published", "quick", "apart"):
        for point in declaration.points(quick=kind == "quick"):
            before, after = (checkpoints(project, slug, kind, name, point) for name in (plan.old, plan.new))
            if before.is_dir() and not after.exists():
                plan.moves.append((before, after))
    if plan.moves and plan.moves[0][0] == project.results(slug) / plan.old:
        plan.lines.append(f"{shown(plan.moves[0][0])} -> {plan.new}")


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"
