"""What of a site travels to a node: its code and the inputs of its experiments, but no results and no data set."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.files import passing, sha256
from builder.project import RESULTS, Project
from builder.results import FILE
from builder.source.imports import python_files


@dataclass(frozen=True)
class Source:
    """Files by their paths in the site, and the digest of each."""

    files: dict[str, bytes]
    digests: dict[str, str]

    def unpack(self, folder: Path) -> None:
        """Write all of it below a folder. Raises SitegenError for a file that is not what was sent, OSError."""
        for name, data in self.files.items():
            if sha256(data) != self.digests[name]:
                raise SitegenError(f"{name} was damaged on its way to this node")
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def source(project: Project, post: PostExperiments, seen: Iterable[str] = ()) -> Source:
    """What the experiments of a post need of its site; `seen` are keys of what earlier runs were seen to read.

    Raises SitegenError for a file that cannot be read.
    """
    files = {}
    for path in dict.fromkeys(_paths(project, post, seen)):
        try:
            files[path.relative_to(project.root).as_posix()] = path.read_bytes()
        except OSError as error:
            raise SitegenError(f"cannot be read: {error.strerror}", path=path) from None
        except ValueError:
            raise SitegenError("lies outside the site, and cannot travel to a cluster", path=path) from None
    return Source(files, {name: sha256(data) for name, data in files.items()})


def _paths(project: Project, post: PostExperiments, seen: Iterable[str]) -> Iterator[Path]:
    folder = project.post(post.slug)
    yield project.config
    for root in (folder, *project.shared):
        yield from (file for file in python_files(root) if _is_source(file.relative_to(root).parts))
    for declaration in post.declarations.values():
        yield from (folder / name for names in declaration.inputs.values() for name in names)
    for key in seen:
        path = Path(os.path.normpath(folder / key.removeprefix(FILE)))
        if key.startswith(FILE) and path.is_file() and path.is_relative_to(project.root):
            yield path


def _is_source(parts: tuple[str, ...]) -> bool:
    return parts[0] != RESULTS and not any(part.startswith(".") or passing(part) for part in parts)
