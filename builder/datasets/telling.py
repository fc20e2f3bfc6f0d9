"""What is to be told of the data sets of a site, without downloading anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.datasets.declared import MNIST, MNIST_READ, DataSet, declared
from builder.datasets.lying import lacks, place_of, verified
from builder.errors import SitegenError
from builder.licences import Licence, licence
from builder.project import Project
from builder.reading import line_of

_FEW = 4
"""Files of which each digest is told; of more, that of all together."""


def amiss(project: Project) -> Iterator[SitegenError]:
    """What lies in a folder of data here, and is not what is declared. What is not here is no mistake.

    Raises SitegenError where site.toml has mistakes.
    """
    folders = project.data_folders(None)
    for data in declared(project).values():
        root = place_of(data, folders)
        if root is None or lacks(data, root):
            continue
        try:
            verified(data, root, project.scratch)
        except SitegenError as error:
            yield error


def unsaid(project: Project) -> Iterator[SitegenError]:
    """What readers of a page should be told of a data set and nobody says."""
    for data in declared(project).values():
        if not data.license:
            line = line_of(project.config, f"data.{data.name}")
            hint = 'Write license = "CC-BY-4.0", say: the page shows it with what was made from the data.'
            yield SitegenError(f"data set '{data.name}' has no license", path=project.config, line=line, hint=hint)


@dataclass(frozen=True)
class Told:
    """A data set that a record was made from, for the page."""

    title: str
    """What it is called."""
    homepage: str
    """Where there is more about it; "" where nobody says."""
    licence: Licence | None
    """How it may be used; None where nobody says."""
    citation: str
    """How it wants to be cited; "" where nobody says."""
    digests: tuple[str, ...]
    """Its SHA-256, or those of its files."""


def told(code: Iterable[str], data: Mapping[str, str], known: Mapping[str, DataSet]) -> list[Told]:
    """The data sets that a run read: `data` has their digests by name, of the toolkit's own its `code` tells.

    Of one that is not `known` so, being declared otherwise since or no more, there is the name and the digest of then.
    """
    found = [_told(MNIST)] if MNIST_READ in code else []
    for name, digest in data.items():
        same = name in known and known[name].digest == digest
        found.append(_told(known[name] if same else DataSet(name, sha256=digest)))
    return found


def _told(data: DataSet) -> Told:
    each = tuple(data.files.values()) if 0 < len(data.files) <= _FEW else (data.digest,)
    return Told(data.title or data.name, data.homepage, licence(data.license), data.citation, each)
