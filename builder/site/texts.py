"""The texts of posts and pages to HTML, with all that is wrong or odd about them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builder.content.posts import Post
from builder.errors import SitegenError, collect
from builder.ledger import Ledger
from builder.project import Project
from builder.rendering.bodies import body_of
from builder.rendering.cache import Cache, folder_digest, key, tool_digest
from builder.rendering.context import PostContext
from builder.rendering.drawings import Drawings
from builder.rendering.engine import Engine
from builder.rendering.provenance import Code, Repository
from builder.rendering.records import Records
from builder.rendering.text import Body
from builder.results import Store
from builder.site.kept import Kept, Rendered

if TYPE_CHECKING:
    import jinja2

Experiments = Mapping[str, Mapping[str, str]]
"""By post, the names of its experiments and why the record of each is out of date ("" where it is not)."""


@dataclass
class Texts:
    """Renders texts one after the other, and keeps what is to be told of them.

    `envs` are the templates by language, `templates` the digest of those that are the site's own; `experiments` tells
    what the records of a post are worth; what the `ledger` knows is not opened.
    """

    project: Project
    envs: Mapping[str, jinja2.Environment]
    experiments: Experiments
    engine: Engine
    cache: Cache
    repository: Repository
    quick: bool
    templates: str
    kept: Kept
    ledger: Ledger
    errors: list[SitegenError] = field(default_factory=list)
    warnings: list[SitegenError] = field(default_factory=list)

    def post(self, post: Post) -> dict[str, Body]:
        """The texts of a post by language; those with mistakes are left out."""
        store = Store(self.project.results(post.folder.name, quick=self.quick))
        known = self.experiments.get(post.folder.name)
        if known is None:
            known = {path.parent.name: "" for path in sorted(store.folder.glob("*/record.json"))}
        made_from = (post, known, self.repository, self.templates)
        rendered = self.kept.texts.get(post.folder)
        if rendered is None or rendered.made_from != made_from:
            rendered = self._post(post, Records(store, known), made_from)
        self.warnings += rendered.warnings
        return dict(rendered.bodies)

    def _post(self, post: Post, records: Records, made_from: object) -> Rendered:
        """The texts of a post, kept where they are without a mistake."""
        warned, wrong = len(self.warnings), len(self.errors)
        bodies = self._bodies(post, records)
        warnings = (*self.warnings[warned:], *_out_of_date(post, records, bodies))
        del self.warnings[warned:]
        rendered = Rendered(made_from, bodies, warnings)
        if len(self.errors) == wrong:
            self.kept.texts[post.folder] = rendered
        return rendered

    def page(self, page: Post) -> dict[str, Body]:
        """The texts of a plain page by language. It has no records: a shortcode that asks for one is a mistake."""
        return self._bodies(page, Records(Store(page.folder / "results"), {}))

    def _bodies(self, post: Post, records: Records) -> dict[str, Body]:
        made_from = key(tool_digest(), folder_digest(post.folder, records.store, self.ledger))
        drawings, code = Drawings(post.folder), Code(post.folder, self.repository)
        static = self.project.static
        shared = PostContext(post, records, drawings, self.engine, code, self.cache, made_from, static)
        bodies = {}
        for language, translation in post.translations.items():
            with collect(self.errors):
                bodies[language] = body_of(translation, shared, self.envs[language], self.templates, self.ledger)
        self.warnings += [warning for body in bodies.values() for warning in body.warnings]
        return bodies


def _out_of_date(post: Post, records: Records, bodies: Mapping[str, Body]) -> Iterable[SitegenError]:
    """A warning for each experiment that the post shows something of although its record is out of date."""
    used = sorted({name for body in bodies.values() for name in body.used})
    for name in used:
        if reason := records.experiments[name]:
            short = textwrap.shorten(reason, 120, placeholder=" …")
            message = f"shows results of '{name}' that are out of date: {short}"
            yield SitegenError(message, path=post.folder, hint=f"Run `sitegen run {name}`.")
