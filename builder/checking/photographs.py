"""Photographs that name the place where they were taken: pages do not, but a repository that is public does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from builder.errors import SitegenError
from builder.files import passing
from builder.photographs import ENDINGS, names_place
from builder.project import Project

HINT = "Where the repository is public, take it out of the file too: exiftool -gps:all= -xmp:geotag= FILE"


def photographs(project: Project) -> Iterator[SitegenError]:
    """A note for each photograph of the site that names a place."""
    for top in (project.posts, project.pages, project.static):
        for place, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if not passing(name))
            for path in (Path(place, name) for name in sorted(names)):
                if path.suffix.lower() in ENDINGS and path.is_file() and names_place(path.read_bytes()):
                    message = "names the place where it was taken, which is left out of its published copy"
                    yield SitegenError(message, path=path, hint=HINT)
