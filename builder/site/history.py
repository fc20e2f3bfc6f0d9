"""Which commit holds which record: asked of git, once a build."""

from __future__ import annotations

from builder.git import asked
from builder.ledger import state_of
from builder.project import Project


def commits(project: Project) -> dict[str, str]:
    """The last commit of every record below `content/posts/`, by its file relative to the site's folder.

    Without those that differ from what is committed; nothing where there is no git, no repository, or one that was
    cloned without its history, in which every file seems to be of the last commit.
    """
    changed = asked(project.root, "diff", "--relative", "--name-only", "--ignore-submodules", "HEAD")
    if changed is None or asked(project.root, "rev-parse", "--is-shallow-repository") != ["false"]:
        return {}
    log = asked(project.root, "log", "--relative", "--format=commit %H", "--name-only", "--", _RECORDS) or []
    found: dict[str, str] = {}
    commit = ""
    for line in log:
        if line.startswith("commit "):
            commit = line.removeprefix("commit ")
        elif line:
            found.setdefault(line, commit)
    return {path: commit for path, commit in found.items() if path not in changed and (project.root / path).is_file()}


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


_RECORDS = ":(glob)content/posts/*/results/*/record.json"
