"""`sitegen deploy`: builds the site and pushes it to the branch that GitHub Pages serves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ghp_import import GhpError, ghp_import

from builder.config import read_config
from builder.errors import SitegenError, collect, raise_all, shown
from builder.files import is_gone
from builder.git import git, github
from builder.project import Project

BRANCH = "gh-pages"
PUBLISHED = f"refs/heads/{BRANCH}"
# The commit is made on a branch of its own, so that nothing else is touched before the remote has it. Each process has
# another one: what is killed may leave its lock, and nobody has to know of it.
_OWN = "refs/heads/sitegen-deploying-"
MAKING = f"{_OWN}{os.getpid()}"


FEW = 5
"""How many addresses are told one by one."""


class Source(NamedTuple):
    """What is deployed, in words for the commit, and the address where it will live, with where that is written."""

    message: str
    base_url: str
    written: str


def deploy(
    project: Project, build: Callable[[str], Iterator[str]], *, remote: str = "origin", anyway: bool = False
) -> Iterator[str]:
    """Build the site and push it, giving the lines to print as it goes.

    `build` builds it for a base URL and gives lines as well. A domain is lost only where `anyway` says so.

    Raises SitegenError where it may not or cannot be deployed; the branch is then what it was, here and on the remote.
    """
    source = _source(project, remote)
    yield f"Base URL: {source.base_url} (from {source.written})"
    errors: list[SitegenError] = []
    with collect(errors):
        yield from build(source.base_url)
    if errors:
        hint = "Mend that first. `sitegen deploy --anyway` lets warnings pass, but not mistakes."
        raise_all([*errors, SitegenError("nothing was deployed", hint=hint)])
    where, cname = f"{BRANCH} of {remote}", _cname(source.base_url)
    with _fetched(project.root, remote) as tip:
        if tip and not cname and not anyway:
            _keep_domain(project, tip, where)
        _commit(project, source.message, cname)
        if tip and _tree(project.root, tip) == _tree(project.root, MAKING):
            yield f"Nothing to deploy: {where} holds this site already."
            return
        gone = _gone(project.root, tip) if tip else []
        yield from _push(project.root, remote)
    yield f"Deployed to {where}, for {source.base_url}"
    if gone:
        more = f" and {len(gone) - FEW} more" if len(gone) > FEW else ""
        yield f"Note: published before, and at no address now: {', '.join(gone[:FEW])}{more}"
        yield f"  Where one is elsewhere now, let it lead there: aliases: [{gone[0]}] at the head of that text."
    if not tip:
        yield f"Note: the branch is new. On GitHub choose it once: Settings, Pages, Deploy from a branch, {BRANCH}."


def _source(project: Project, remote: str) -> Source:
    """Raises SitegenError, all that is missing together."""
    root, errors = project.root, list[SitegenError]()
    hint = f"Make one: git init, commit the site, git remote add {remote} URL."
    git(root, "rev-parse", "--git-dir", failing="the site lies in no repository of git", hint=hint)
    address, commit, base_url, written = "", "", "", ""
    with collect(errors):
        hint = f"Name one with --remote, or add it: git remote add {remote} URL."
        address = git(root, "remote", "get-url", remote, failing=f"no remote '{remote}' to push to", hint=hint)[0]
    with collect(errors):
        commit = _head(root)
    with collect(errors):
        failing = "git does not know in whose name to commit"
        git(root, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT", failing=failing)
    with collect(errors):
        base_url, written = _base_url(project, remote, address)
    raise_all(errors)
    changed = git(root, "status", "--porcelain", "--", "content", "templates")
    return Source(f"Site of {commit}" + (" with changes that are not committed" if changed else ""), base_url, written)


def _head(root: Path) -> str:
    """The commit that the site is built from."""
    hint = "Commit the site first: what is deployed names the commit that it is built from."
    (commit,) = git(root, "log", "-1", "--format=%H", failing="nothing is committed yet", hint=hint)
    if git(root, "branch", "--show-current") == [BRANCH]:
        hint = "Keep them on another branch: git switch -c main."
        raise SitegenError(f"the sources of the site lie on {BRANCH}, which would hold nothing but the site", hint=hint)
    return commit


def _base_url(project: Project, remote: str, address: str) -> tuple[str, str]:
    """Where the site will live, and where that is written: in its config, else in the address of the remote."""
    written = read_config(project.config).base_url
    if written:
        return written, shown(project.config)
    repository = github(address)
    if repository is None:
        message = f"no base URL is known: there is no base_url, and the remote '{remote}' is not on GitHub"
        raise SitegenError(message, path=project.config, hint='Write base_url = "https://…" above the languages.')
    owner, name = repository[0].lower(), repository[1]
    host = f"{owner}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/", f"the remote '{remote}'"


def _cname(base_url: str) -> str:
    """The domain that the site has for itself: GitHub wants to find it in a file. "" where it has none."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    return host if parts.path == "/" and not parts.port and not host.endswith(".github.io") else ""


@contextmanager
def _fetched(root: Path, remote: str) -> Iterator[str]:
    """The tip of the branch on the remote, "" where there is none: what the new commit is made on top of."""
    failing = f"the remote '{remote}' cannot be reached"
    there = git(root, "ls-remote", remote, PUBLISHED, failing=failing)
    _sweep(root)
    try:
        if there:
            git(root, "fetch", "--no-tags", remote, f"+{PUBLISHED}:{MAKING}", failing=failing)
        else:
            git(root, "update-ref", "-d", MAKING)
        yield git(root, "rev-parse", MAKING)[0] if there else ""
    finally:
        git(root, "update-ref", "-d", MAKING)


def _sweep(root: Path) -> None:
    """Remove the branches, and their locks, of processes that were killed."""
    folder = root / git(root, "rev-parse", "--git-common-dir")[0] / "refs" / "heads"
    for path in folder.glob(f"{_OWN.rpartition('/')[2]}*.lock"):
        if _left(path.stem):
            path.unlink(missing_ok=True)
    for name in git(root, "for-each-ref", "--format=%(refname)", f"{_OWN}*"):
        if _left(name):
            git(root, "update-ref", "-d", name)


def _left(branch: str) -> bool:
    number = branch.rpartition("-")[2]
    return number.isdecimal() and is_gone(int(number))


def _keep_domain(project: Project, tip: str, where: str) -> None:
    """Raise SitegenError where the branch has a domain, as GitHub's settings write it there, and would lose it."""
    if git(project.root, "ls-tree", "--name-only", tip, "CNAME"):
        domain = "".join(git(project.root, "cat-file", "blob", f"{tip}:CNAME")).strip()
        hint = f'Write base_url = "https://{domain}", or give the domain up: sitegen deploy --anyway.'
        raise SitegenError(f"{where} has the domain {domain}, which it would lose", path=project.config, hint=hint)


def _commit(project: Project, message: str, cname: str) -> None:
    """Make the commit, on top of what was fetched."""
    branch = MAKING.removeprefix("refs/heads/")
    try:
        with chdir(project.root):  # ghp-import asks git about the current folder
            ghp_import(str(project.site), branch=branch, mesg=message, nojekyll=True, cname=cname or None)
    except (GhpError, OSError, TypeError):  # where git fails it means to say so, and stumbles: TypeError
        raise SitegenError("the commit could not be made: git says above why") from None


def _tree(root: Path, commit: str) -> str:
    return git(root, "rev-parse", f"{commit}^{{tree}}")[0]


def _gone(root: Path, tip: str) -> list[str]:
    """The addresses of pages that the site on the branch has, and this one has not."""
    names = git(root, "diff", "--name-only", "--no-renames", "--diff-filter=D", tip, MAKING)
    return [f"/{name.removesuffix('index.html')}" for name in names if name.endswith(".html")]


def _push(root: Path, remote: str) -> Iterator[str]:
    """Push what was made, and let the branch of this clone follow where it can."""
    failing = f"{remote} did not take the site, and nothing is changed, there or here"
    hint = "Where somebody else deployed at the same time, deploy again."
    git(root, "push", remote, f"{MAKING}:{PUBLISHED}", failing=failing, hint=hint)
    left: list[SitegenError] = []
    with collect(left):
        git(root, "fetch", ".", f"{MAKING}:{PUBLISHED}")
    if left:
        yield f"Note: your own branch {BRANCH} is left as it was: it is checked out, or has commits of its own."
