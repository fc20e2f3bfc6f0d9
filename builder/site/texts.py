"""The texts of posts and pages to HTML, with all that is wrong or odd about them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cache import Cache
from builder.content.posts import Post
from builder.drawing.engine import Engine
from builder.drawing.functions import Drawings
from builder.errors import SitegenError, collect
from builder.evidence.provenance import Repository
from builder.evidence.records import Records
from builder.project import Project
from builder.shortcodes.context import PostContext
from builder.site.changes import ELSEWHERE
from builder.site.folders import Experiments, Folder, Folders
from builder.text.body import Body
from builder.text.cached import body_of

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True)
class Rendered:
    """The texts of a post by language, and what is odd about them."""

    bodies: Mapping[str, Body]
    warnings: tuple[SitegenError, ...]


@dataclass
class Texts:
    """Renders texts one after the other, and keeps what is to be told of them."""

    project: Project
    envs: Mapping[str, jinja2.Environment]
    """The templates by language."""
    experiments: Experiments
    """What the records of a post are worth."""
    engine: Engine
    cache: Cache
    repository: Repository
    quick: bool
    templates: str
    """The digest of the templates that are the site's own."""
    errors: list[SitegenError] = field(default_factory=list)
    """The mistakes that stop a build."""
    warnings: list[SitegenError] = field(default_factory=list)
    """What is odd."""
    left_out: list[SitegenError] = field(default_factory=list)
    """Why texts without experiments are not shown."""
    lenient: set[Path] = field(default_factory=set)
    """The files of texts without experiments."""
    folders: Folders = field(init=False)
    """What there is besides texts."""

    def __post_init__(self) -> None:
        self.folders = Folders(self.project, self.cache, self.repository, self.experiments, self.quick)

    def post(self, post: Post) -> dict[str, Body]:
        """The texts of a post by language; those with mistakes are left out."""
        files = self.cache.ledger.version(ELSEWHERE, post.folder)
        self.lenient.update(text.path for text in post.translations.values() if not post.strict)
        name, wrong = ("texts", post.folder, post.slug), len(self.errors) + len(self.left_out)
        others, known = self.folders.others(post), self.experiments.get(post.folder.name)
        made_from = (post, files, known, self.repository, self.templates, others)
        rendered = self.cache.get_or_make(name, made_from, partial(self._post, post, others))
        if len(self.errors) + len(self.left_out) > wrong:  # to be told until they are mended
            self.cache.forget(name, parts=False)
        self.warnings += rendered.warnings
        return dict(rendered.bodies)

    def _post(self, post: Post, others: Mapping[str, Folder]) -> Rendered:
        """The texts of a post; those with mistakes are left out."""
        folder = self.folders.of(post, others)
        bodies = self._bodies(post, folder)
        # What is told of a line of figures.py is the same in each language.
        warnings = {str(warning): warning for body in bodies.values() for warning in body.warnings}
        return Rendered(bodies, (*warnings.values(), *_out_of_date(post, folder.records, bodies)))

    def page(self, page: Post) -> dict[str, Body]:
        """The texts of a plain page by language. It has no records of its own."""
        self.lenient.update(text.path for text in page.translations.values() if not page.strict)
        bodies = self._bodies(page, self.folders.of(page, self.folders.others(page), records=False))
        self.warnings += [warning for body in bodies.values() for warning in body.warnings]
        return bodies

    def _bodies(self, post: Post, folder: Folder) -> dict[str, Body]:
        shared = PostContext(
            post,
            folder.records,
            Drawings(post.folder),
            self.engine,
            folder.code,
            self.cache,
            folder.made_from,
            self.project.static,
        )
        bodies = {}
        elsewhere = self.cache.ledger.version(ELSEWHERE)
        for language, text in post.translations.items():
            with collect(self.errors if post.strict else self.left_out):
                made_from = [text, folder, self.templates, elsewhere]
                render = partial(body_of, text, shared, self.envs[language], made_from)
                bodies[language] = self.cache.get_or_make(("body", text.path), made_from, render)
        return bodies


def _out_of_date(post: Post, records: Records, bodies: Mapping[str, Body]) -> Iterable[SitegenError]:
    """A warning for each experiment that the post shows something of although its record is out of date."""
    used = sorted({name for body in bodies.values() for name in body.used})
    for name in used:
        if reason := records.why(name):
            short = textwrap.shorten(reason, 120, placeholder=" …")
            message = f"shows results of '{name}' that are out of date: {short}"
            yield SitegenError(message, path=post.folder, hint=f"Run `sitegen run {name}`.")
