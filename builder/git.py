"""Asking git: a command in a folder, its answer line by line, its own words where it fails."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from builder.errors import SitegenError


def git(folder: Path, *arguments: str, failing: str = "git failed", hint: str = "") -> list[str]:
    """What a command of git says, line by line.

    Raises SitegenError where it fails or there is no git: `failing` is what that means, git's own words follow.
    """
    command = ["git", "-C", str(folder), "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except OSError as error:
        hint = "Install git: https://git-scm.com"
        raise SitegenError(f"git cannot be run: {error.strerror or error}", hint=hint) from None
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SitegenError("\n    ".join([f"{failing}:", *words]), hint=hint) from None
    return done.stdout.decode("utf-8", "replace").splitlines()


def github(address: str) -> tuple[str, str] | None:
    """The owner and the name of a repository on GitHub, from any address that git has for it: https, ssh, git@…"""
    found = re.fullmatch(_GITHUB, address, re.IGNORECASE)
    return (found[1], found[2]) if found else None


_GITHUB = r"(?:\w+://)?(?:[^@/]+@)?(?:www\.|ssh\.)?github\.com(?::\d+(?=/))?[:/]/?([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
