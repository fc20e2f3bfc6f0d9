"""What GitHub Pages refuses or leaves out: sites and files that are too large, names that mean something to Jekyll."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from builder.errors import SitegenError
from builder.site.outputs import Output

SITE_LIMIT = 10**9
"""Bytes of a whole site: "Published GitHub Pages sites may be no larger than 1 GB"."""
FILE_LIMIT = 100 * 2**20
"""Bytes of one file: GitHub blocks a push with a larger one."""


def hosting(output: Output) -> Iterator[SitegenError]:
    """A warning for each file of the site that GitHub Pages would not show, and for a site that it would not take."""
    total = sum(map(len, output.files.values()))
    if total > SITE_LIMIT:
        message = f"the site has {total / 10**9:.2f} GB, and GitHub Pages takes no more than 1 GB"
        yield SitegenError(message, hint="Make its pictures smaller, or keep what is large elsewhere and link to it.")
    for path, content in sorted(output.files.items()):
        if len(content) > FILE_LIMIT:
            message = f"'{path}' has {len(content) / 2**20:.1f} MiB, and GitHub takes no file of more than 100 MiB"
            yield SitegenError(message, path=output.owner(path), hint="Keep it elsewhere and link to it.")
        if name := next(filter(_is_left_out, PurePosixPath(path).parts), ""):
            message = f"GitHub Pages may leave out '{path}' because of the name '{name}'"
            hint = (
                "Jekyll passes over what begins with '.', '_' or '#' or ends with '~', and uploads over hidden files."
            )
            yield SitegenError(message, path=output.owner(path), hint=f"{hint} Give it another name.")


def _is_left_out(name: str) -> bool:
    return name.startswith((".", "_", "#")) or name.endswith("~")
