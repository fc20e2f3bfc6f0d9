"""Where this sitegen was installed from, so that another machine can install the same."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from builder.errors import SitegenError
from builder.git import git, github


def requirement() -> str:
    """The line of a requirements.txt that installs this very sitegen; "" where only this machine can get at it.

    pip writes down where it got a package from, unless that was an index.
    """
    try:
        installed = distribution("sitegen")
    except PackageNotFoundError:
        return ""
    origin = json.loads(installed.read_text("direct_url.json") or "null")
    if origin is None:
        return f"sitegen=={installed.version}"
    if "vcs_info" in origin:
        return _at(origin["url"], origin["vcs_info"]["commit_id"])
    if not origin["url"].startswith("file:"):
        return f"sitegen @ {origin['url']}"
    folder = Path(url2pathname(urlsplit(origin["url"]).path))
    try:
        return _at(git(folder, "remote", "get-url", "origin")[0], git(folder, "rev-parse", "HEAD")[0])
    except SitegenError:  # a wheel, or a folder that was never cloned
        return ""


def _at(address: str, commit: str) -> str:
    """A commit of a repository that anyone may read: over https, and without a password in its address."""
    repository = github(address)
    if repository is not None:
        address = f"https://github.com/{repository[0]}/{repository[1]}"
    parts = urlsplit(address)
    return f"sitegen @ git+{address}@{commit}" if parts.scheme == "https" and "@" not in parts.netloc else ""
