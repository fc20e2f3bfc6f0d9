"""Which commit holds which record and which text: asked of git, once a build."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from builder.evidence.provenance import Version
from builder.git import asked
from builder.ledger import state_of
from builder.project import MARKDOWN, Project

_POSTS = ("content", "posts")


@dataclass(frozen=True)
class History:
    """What git knows of the files of a site, each relative to its folder.

    `commits` are those of records, and `versions` those of texts.
    """

    commits: Mapping[str, str]
    versions: Mapping[str, Version]


def history(project: Project, docs: Iterable[str] = ()) -> History:
    """The last commit of every record and of every text, of which some lie in folders of `docs`.

    Without those that differ from what is committed; nothing where there is no git, no repository, or one that was
    cloned without its history, in which every file seems to be of the last commit.
    """
    changed = asked(project.root, "diff", "--relative", "--name-only", "--ignore-submodules", "HEAD")
    if changed is None or asked(project.root, "rev-parse", "--is-shallow-repository") != ["false"]:
        return History({}, {})
    paths = ["content", *docs]
    log = asked(project.root, "log", "--relative", "--format=commit %H %cs", "--name-only", "--", *paths) or []
    files: dict[str, Version] = {}  # the latest commit comes first
    folders: dict[str, Version] = {}
    version = None
    for line in log:
        if line.startswith("commit "):
            _, commit, day = line.split()
            version = Version(commit, datetime.date.fromisoformat(day))
        elif line and version:
            files.setdefault(line, version)
            folders.setdefault(_whole(line), version)
    changed_wholes = {_whole(path) for path in changed}
    there = [path for path in files if path not in changed and (project.root / path).is_file()]
    return History(
        {path: files[path].commit for path in there if _is_record(path)},
        {
            path: folders[whole]
            for path in there
            if path.endswith(MARKDOWN) and (whole := _whole(path)) not in changed_wholes
        },
    )


def _whole(path: str) -> str:
    """What a file is a part of: the folder of a post, or itself."""
    parts = PurePosixPath(path).parts
    return "/".join(parts[:3]) if parts[:2] == _POSTS and len(parts) > 3 else path


def _is_record(path: str) -> bool:
    return PurePosixPath(path).match("content/posts/*/results/*/record.json")


def asked_at(project: Project) -> object:
    """What is another thing after each commit, checkout or `git add`: until then git would say the same of all files
    that are the same. Never the same where git keeps no log of that.
    """
    root = project.root.resolve()
    found = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if found is None:
        return None
    if found.is_file():  # of a worktree or a submodule: it names the folder
        found = found.parent / found.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    if not (found / "logs" / "HEAD").is_file():
        return object()
    files = [found / name for name in ("HEAD", "index", "logs/HEAD", "shallow")]
    return [state_of(file.stat()) for file in files if file.exists()]


def prefix(project: Project) -> str:
    """The path of the site's folder in its repository: "" at its root, and where there is none."""
    return "".join((asked(project.root, "rev-parse", "--show-prefix") or [])[:1])
