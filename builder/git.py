"""Asking git: a command in a folder, its answer line by line, its own words where it fails."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from builder.errors import SitegenError, reason

_ASKED = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "log.showSignature=false", "protocol.allow=never")
_ELSEWHERE = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF",
)  # fmt: skip
"""What a hook of git, from which a site may be built, says of its own repository, or what would be run."""


def asked(folder: Path, *arguments: str) -> list[str] | None:
    """What git says of a folder, line by line, when it is only asked; None where it fails.

    Nothing that the configuration of a repository names is executed: that may have come with the folder.
    """
    with suppress(SitegenError):
        filters = _filters(folder) if arguments[0] == "diff" else []  # which reads files
        options = [part for setting in (*_ASKED, *filters) for part in ("-c", setting)]
        return git(folder, *options, *arguments, environment=_environment())
    return None


def contents(folder: Path, objects: Iterable[str]) -> dict[str, bytes]:
    """The bytes of files as commits hold them, by the names of their objects; without those that are not there."""
    names = sorted(set(objects))
    options = [part for setting in _ASKED for part in ("-c", setting)]
    command = ["git", *options, "-C", str(folder), "cat-file", "--batch"]
    try:
        given = "".join(f"{name}\n" for name in names).encode()
        said = subprocess.run(command, input=given, capture_output=True, check=True, env=_environment()).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    found, place = dict[str, bytes](), 0
    for name in names:
        head, begin = said[place : (end := said.index(b"\n", place))].split(), end + 1
        if len(head) != 3:  # "missing": a partial clone has not fetched it
            place = begin
            continue
        place = begin + int(head[2]) + 1
        found[name] = said[begin : place - 1]
    return found


def _filters(folder: Path) -> list[str]:
    """Settings without the filters that a repository has files go through; those of the user stay, such as LFS."""
    options = ("--show-scope", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$")
    with suppress(SitegenError):  # it has none
        found = [line.partition("\t") for line in git(folder, "config", *options, environment=_environment())]
        return [f"{name}=" for scope, _, name in found if scope in ("local", "worktree")]
    return []


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def git(
    folder: Path,
    *arguments: str,
    failing: str = "git failed",
    hint: str = "",
    environment: Mapping[str, str] | None = None,
) -> list[str]:
    """What a command of git says, line by line.

    Raises SitegenError where it fails or there is no git: `failing` is what that means, git's own words follow.
    """
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
    except OSError as error:
        hint = "Install git: https://git-scm.com"
        raise SitegenError(f"git cannot be run: {reason(error)}", hint=hint) from None
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace").strip().splitlines()
        if lock := re.search(r"'([^']+\.lock)': File exists", "\n".join(words)):
            hint = f"A git that was killed may have left it. Where none is running, delete {lock[1]}"
        raise SitegenError("\n    ".join([f"{failing}:", *words]), hint=hint) from None
    return done.stdout.decode("utf-8", "replace").splitlines()


def github(address: str) -> tuple[str, str] | None:
    """The owner and the name of a repository on GitHub, from any address that git has for it: https, ssh, git@…"""
    found = re.fullmatch(_GITHUB, address, re.IGNORECASE)
    return (found[1], found[2]) if found else None


_GITHUB = r"(?:\w+://)?(?:[^@/]+@)?(?:www\.|ssh\.)?github\.com(?::\d+(?=/))?[:/]/?([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
