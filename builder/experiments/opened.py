"""A site for notebooks and scripts: the records of its posts, to be read and nothing else."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from builder.errors import SitegenError, nearest
from builder.experiments.discovery import PostExperiments, discover_post
from builder.experiments.status import judge_for
from builder.project import EXPERIMENTS, Project
from builder.results import RECORD, Record, Store
from builder.results.elsewhere import no_post, parted
from builder.results.point import selected


@dataclass(frozen=True)
class OpenPost:
    """A post, with what its experiments gave."""

    project: Project = field(repr=False)
    slug: str
    """The name of its folder."""
    quick: bool = False
    """Whether its quick results are read."""
    _read: dict[str, Record] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _store(self) -> Store:
        return Store(self.project.results(self.slug, quick=self.quick))

    @cached_property
    def experiments(self) -> list[str]:
        """The names of the experiments that have a record, sorted."""
        return sorted(path.parent.name for path in self._store.folder.glob(f"*/{RECORD}"))

    def record(self, name: str) -> Record:
        """The record of an experiment, or of a point of a sweep, `capacity[width=64]`; each is read once.

        One that is not fresh is warned of. Raises SitegenError where there is none that can be trusted.
        """
        return self._record(name)

    def _record(self, name: str) -> Record:
        experiment, settings = selected(name)
        if experiment not in self._read:
            declared = self._declared.declarations if isinstance(self._declared, PostExperiments) else {}
            known = {*self.experiments, *declared}
            if experiment not in known:
                message = f"the post '{self.slug}' has no experiment '{experiment}'"
                raise SitegenError(message, hint=nearest(experiment, known) or "It has none.")
            self._read[experiment] = self._store.read(experiment)
            if told := self._amiss(experiment):
                warnings.warn(f"{self.slug}:{experiment} {told}", stacklevel=3)  # at the line that asks for it
        record = self._read[experiment]
        return record.at(**settings) if settings else record

    @cached_property
    def _declared(self) -> PostExperiments | SitegenError | None:
        """What its code declares; None where it has no code, and what is wrong where it cannot be read."""
        try:
            has_code = (self.project.post(self.slug) / EXPERIMENTS).is_file()
            return discover_post(self.project, self.slug) if has_code else None
        except SitegenError as error:
            return error

    def _amiss(self, name: str) -> str:
        """Why a record may not be what the source gives; "" where it is, or where there is no source."""
        declared = self._declared
        if declared is None:
            return ""
        if isinstance(declared, SitegenError):
            return f"may be out of date, nobody can tell: {declared}"
        if name not in declared.declarations:
            return "is of an experiment that is no more"
        status = judge_for(declared, name, quick=self.quick)
        if status.reasons:
            return f"is out of date: {'; '.join(status.reasons)}"
        return f"may change: it uses {', '.join(status.after)}" if status.after else ""


@dataclass(frozen=True)
class OpenSite:
    """A site, with its posts."""

    project: Project
    quick: bool = False
    """Whether quick results are read."""
    _posts: dict[str, OpenPost] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def posts(self) -> list[str]:
        """The names of the folders of its posts, sorted."""
        return self.project.slugs()

    def post(self, slug: str) -> OpenPost:
        """A post by the name of its folder. Raises SitegenError where there is none."""
        if slug not in self.posts:
            raise no_post(slug, self.posts)
        return self._posts.setdefault(slug, OpenPost(self.project, slug, self.quick))

    def record(self, name: str) -> Record:
        """A record by its full name, `cnns:cnn`, `cnns:capacity[width=64]`. Raises as `OpenPost.record` does."""
        called, bracket, point = name.partition("[")
        slug, experiment = parted(called)
        return self.post(slug)._record(experiment + bracket + point)


def open_site(path: str | os.PathLike[str] | None = None, *, quick: bool = False) -> OpenSite:
    """The site that a path lies in, or the current folder, for reading: it needs no PyTorch, and runs nothing.

    What is asked for is read once: open the site again to see a new run. With `quick`, the quick results are read.
    Raises SitegenError where there is no site.
    """
    start = Path.cwd() if path is None else Path(path).expanduser().resolve()
    try:
        return OpenSite(Project.find(start), quick)
    except SitegenError as error:
        hint = "Name its folder, or a file in it: open_site('path/to/site'), open_site(__file__)."
        raise SitegenError(error.message, hint=hint) from None
