"""What a renaming needs around it: nothing runs meanwhile, and what was is put back where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from filelock import FileLock, Timeout

from builder.errors import SitegenError, reason
from builder.journal import Journal
from builder.project import Project


def journal_of(project: Project) -> Journal:
    """What was before a renaming."""
    return Journal(project.root, project.scratch / "rename")


def undone(journal: Journal) -> str:
    """Put back what was changed; in words, whether that could be done."""
    try:
        journal.undo()
    except OSError:  # the disk that is full, say
        return "What was changed is put back by the next command of sitegen that can."
    return "Nothing was changed."


@contextmanager
def alone(project: Project, slug: str, experiments: Iterable[str]) -> Iterator[None]:
    """Let none of a post's experiments run, and nothing rename, meanwhile. Raises SitegenError where something does."""
    locks = project.locks(slug)
    with ExitStack() as held:
        for path in (project.scratch / "rename.lock", *(locks / f"{label}.lock" for label in sorted(experiments))):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                held.enter_context(FileLock(path).acquire(timeout=0))
            except Timeout:
                hint = "Wait until it has ended, then rename."
                raise SitegenError(f"an experiment of '{slug}' is running: {path.stem}", hint=hint) from None
            except OSError as error:
                hint = "Nothing was renamed: make that folder writable first."
                raise SitegenError(f"cannot be locked: {reason(error)}", path=path, hint=hint) from None
        yield
