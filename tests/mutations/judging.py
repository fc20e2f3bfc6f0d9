"""Whether what `status` would say of an edit is what the experiment then really gives."""

from __future__ import annotations

import shutil
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import discover_post
from builder.experiments.fingerprint import fingerprint
from builder.project import Project
from builder.results import Fingerprint

from .table import Case, Edit, Files
from .truth import truth

SLUG = "post"
SECONDS = 10  # to read a post of a few lines: a hang, not a time that is measured


@dataclass(frozen=True)
class Verdict:
    """How it went with one edit. `what` is "right", or what is wrong with the tool, or "wrong table"."""

    edit: Edit
    what: str
    detail: str = ""


class Refused(Exception):
    """The tool told a mistake where there is none."""


class Broken(Exception):
    """The tool ended in a traceback, or not at all."""


def verdicts(case: Case, folder: Path) -> Iterator[Verdict]:
    """A verdict for each edit of a case; `folder` is empty, and is used for the posts."""
    project = Project(folder)
    write_post(project, case.files)
    before = truth(project, SLUG)
    try:
        first = seen(project)
    except (Refused, Broken) as error:
        yield from (Verdict(edit, type(error).__name__.lower(), str(error)) for edit in case.edits)
        return
    if before[0] != "gives":
        yield from (Verdict(edit, "does not run", before[1]) for edit in case.edits)
        return
    for edit in case.edits:
        write_post(project, edit.files)
        after = truth(project, SLUG)
        try:
            reasons = seen(project).differences(first)
        except (Refused, Broken) as error:
            # An edit that breaks the post may well be refused: nothing is published.
            refused = isinstance(error, Refused) and after[0] == "fails"
            yield Verdict(edit, "right" if refused else type(error).__name__.lower(), str(error))
            continue
        yield _verdict(edit, before, after, reasons)


def _verdict(edit: Edit, before: tuple[str, str], after: tuple[str, str], reasons: list[str]) -> Verdict:
    if (before == after) == (edit.expected == "result"):
        return Verdict(edit, "wrong table", f"{before[1]} -> {after[1]}")
    if edit.expected == "result":
        return Verdict(edit, "right" if reasons else "missed", f"{before[1]} -> {after[1]}; fresh")
    return Verdict(edit, "needless" if reasons else "right", "; ".join(reasons))


def seen(project: Project) -> Fingerprint:
    """The fingerprint of the experiment as `status` reads it: the one place that asks the tool.

    Raises Refused for a SitegenError, Broken for any other exception and for a hang.
    """
    try:
        with _in_time():
            post = discover_post(project, SLUG)
            return fingerprint(post, post.declarations["e"], {})
    except SitegenError as error:
        raise Refused(str(error)) from None
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        raise Broken(f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})") from None


@contextmanager
def _in_time() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError("still reading")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def write_post(project: Project, files: Files) -> None:
    """Make the post's folder hold these files and nothing else."""
    shutil.rmtree(project.root / "content", ignore_errors=True)
    project.post(SLUG).mkdir(parents=True)
    project.config.write_text('title = "Site"\nbase_url = "https://example.test"\n')
    for name, text in files.items():
        path = project.root / "content" / name[1:] if name.startswith("/") else project.post(SLUG) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text.removeprefix("-> ").strip())
        else:
            path.write_text(text, encoding="utf-8", newline="")
