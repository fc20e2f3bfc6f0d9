"""Whether what `status` says of an edit is what the experiment then really gives."""

from __future__ import annotations

import shutil
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import discover_post
from builder.experiments.fingerprint import fingerprint
from builder.experiments.status import judge
from builder.project import Project
from builder.results import Fingerprint, Store

from .table import Case, Edit, Files
from .truth import Answer, kept, truth

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


def verdicts(case: Case, folder: Path, *, reading_alone: bool = False) -> Iterator[Verdict]:
    """A verdict for each edit of a case; `folder` is empty, and is used for the posts.

    With `reading_alone`, what the run was seen to do is taken out of its record.
    """
    project = Project(folder)
    write_post(project, case.files)
    before = kept(project, SLUG)
    try:
        reasons(project)
        wrong = "" if before[0] == "gives" else "does not run"
        detail = before[1]
    except (Refused, Broken) as error:
        wrong, detail = type(error).__name__.lower(), str(error)
    if not wrong and (alike := truth(project, SLUG)) != before:
        wrong, detail = "wrong table", f"gives {before[1]} when run, then {alike[1]}"
    if wrong:
        yield from (Verdict(edit, wrong, detail) for edit in case.edits)
        return
    if reading_alone:
        _forget_seen(Store(project.results(SLUG)))
    for edit in case.edits:
        write_post(project, edit.files)
        yield _verdict(edit, before, truth(project, SLUG), project)


def _verdict(edit: Edit, before: Answer, after: Answer, project: Project) -> Verdict:
    if (before == after) == (edit.expected == "result"):
        return Verdict(edit, "wrong table", f"{before[1]} -> {after[1]}")
    try:
        told = reasons(project)
    except (Refused, Broken) as error:
        # An edit that breaks the post may well be refused: nothing is published.
        refused = isinstance(error, Refused) and after[0] == "fails"
        return Verdict(edit, "right" if refused else type(error).__name__.lower(), str(error))
    if edit.expected == "result":
        return Verdict(edit, "right" if told else "missed", f"{before[1]} -> {after[1]}; fresh")
    return Verdict(edit, "needless" if told else "right", "; ".join(told))


def _forget_seen(store: Store) -> None:
    record = store.read("e")
    store.write(replace(record, fingerprint=replace(record.fingerprint, seen={})), {})


def reasons(project: Project) -> list[str]:
    """Why the experiment is not fresh, as `status` says it; empty when it is. Raises Refused or Broken."""
    with _asking():
        status = judge(discover_post(project, SLUG), Store(project.results(SLUG)))["e"]
        return [] if status.status == "fresh" else [*status.reasons] or [status.status]


def read(project: Project) -> Fingerprint:
    """The fingerprint of the experiment by reading alone. Raises Refused or Broken."""
    with _asking():
        post = discover_post(project, SLUG)
        return fingerprint(post, post.declarations["e"], {})


@contextmanager
def _asking() -> Iterator[None]:
    """Raises Refused for a SitegenError, Broken for any other exception and for a hang."""

    def stop(*_: object) -> None:
        raise TimeoutError("still reading")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    except SitegenError as error:
        raise Refused(str(error)) from None
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        raise Broken(f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})") from None
    finally:
        signal.alarm(0)


def write_post(project: Project, files: Files) -> None:
    """Make the post's folder hold these files and nothing else but its results."""
    post = project.post(SLUG)
    post.mkdir(parents=True, exist_ok=True)
    for path in (*(project.root / "content").iterdir(), *post.iterdir()):
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path not in (project.posts, project.results(SLUG)):
            shutil.rmtree(path)
    project.config.write_text('title = "Site"\nbase_url = "https://example.test"\n')
    for name, text in files.items():
        path = project.root / "content" / name[1:] if name.startswith("/") else post / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text.removeprefix("-> ").strip())
        else:
            path.write_text(text, encoding="utf-8", newline="")
