"""The addresses of files, commits and new issues at the services that host repositories."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Forge:
    """How a service forms its addresses, each behind that of the repository."""

    file: str
    """Of a file of a branch."""
    lines: str
    """What leads to lines of it."""
    commit: str
    """Of a commit."""
    issue: str
    """Of the form for a new issue."""


GITHUB = Forge("/blob/{branch}/{path}", "#L{first}-L{last}", "/commit/{commit}", "/issues/new?title={title}")
GITLAB = Forge(
    "/-/blob/{branch}/{path}", "#L{first}-{last}", "/-/commit/{commit}", "/-/issues/new?issue%5Btitle%5D={title}"
)
FORGEJO = Forge("/src/branch/{branch}/{path}", GITHUB.lines, GITHUB.commit, GITHUB.issue)
BITBUCKET = Forge("/src/{branch}/{path}", "#lines-{first}:{last}", "/commits/{commit}", GITHUB.issue)
_BY_HOST = {"gitlab": GITLAB, "codeberg": FORGEJO, "forgejo": FORGEJO, "gitea": FORGEJO, "bitbucket": BITBUCKET}


def forge_of(address: str) -> Forge:
    """The service of a repository, told by a word in its host; GitHub, whose form others understand, where none is."""
    host = urlsplit(address).hostname or ""
    return next((forge for word, forge in _BY_HOST.items() if word in host), GITHUB)


def file_at(address: str, branch: str, path: str) -> str:
    """Where a file of a repository can be read; "" where no repository is known."""
    return address and address + forge_of(address).file.format(branch=quote(branch), path=quote(path))


def lines_at(address: str, branch: str, path: str, first: int, last: int) -> str:
    """Where lines of a file can be read; "" where no repository is known."""
    return address and file_at(address, branch, path) + forge_of(address).lines.format(first=first, last=last)


def commit_at(address: str, commit: str) -> str:
    """Where a commit can be read; "" where there is none, or no repository is known."""
    return address and commit and address + forge_of(address).commit.format(commit=commit)


def issue_at(address: str, title: str) -> str:
    """Where a mistake can be reported under a title; "" where no repository is known."""
    return address and address + forge_of(address).issue.format(title=quote(title, safe=""))
