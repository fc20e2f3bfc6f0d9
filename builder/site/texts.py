"""The texts of posts and pages to HTML, with all that is wrong or odd about them."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cache import Cache, key
from builder.content.posts import Post
from builder.drawing.engine import Engine
from builder.drawing.functions import Drawings
from builder.errors import SitegenError, collect
from builder.evidence.provenance import Code, Repository
from builder.evidence.records import Records
from builder.ledger import Ledger
from builder.project import RESULTS, Project, is_text
from builder.results import RECORD, Store
from builder.shortcodes.context import PostContext
from builder.site.changes import ELSEWHERE
from builder.text.body import Body
from builder.text.cached import body_of
from builder.tool import digests, tool_digest

if TYPE_CHECKING:
    import jinja2

Experiments = Mapping[str, Mapping[str, str]]
"""By post, the names of its experiments and why the record of each is out of date ("" where it is not)."""


@dataclass(frozen=True)
class Rendered:
    """The texts of a post by language, and what is odd about them."""

    bodies: Mapping[str, Body]
    warnings: tuple[SitegenError, ...]


@dataclass(frozen=True, eq=False)  # one that was looked at again is another one
class Folder:
    """All of a post's folder but its texts."""

    made_from: str
    """The digest of all that drawings may be made from."""
    records: Records
    code: Code

    @cached_property
    def digest(self) -> str:
        """The same with what a page says of records that they do not say: why they are out of date, their commits."""
        repository, records = self.code.repository, self.records
        place = records.store.folder.relative_to(repository.root).as_posix()
        worth = [dict(records.experiments), list(records.experiments)]
        code = [repository.address, repository.branch, repository.prefix, repository.below.get(place, {})]
        return key(self.made_from, worth, code)


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

    def post(self, post: Post) -> dict[str, Body]:
        """The texts of a post by language; those with mistakes are left out."""
        known = self.experiments.get(post.folder.name)
        files = self.cache.ledger.version(ELSEWHERE, post.folder)
        self.lenient.update(text.path for text in post.translations.values() if not post.strict)
        name, wrong = ("texts", post.folder, post.slug), len(self.errors) + len(self.left_out)
        made_from = (post, files, known, self.repository, self.templates)
        rendered = self.cache.get_or_make(name, made_from, partial(self._post, post, known))
        if len(self.errors) + len(self.left_out) > wrong:  # to be told until they are mended
            self.cache.forget(name, parts=False)
        self.warnings += rendered.warnings
        return dict(rendered.bodies)

    def _post(self, post: Post, known: Mapping[str, str] | None) -> Rendered:
        """The texts of a post; those with mistakes are left out."""
        store = Store(self.project.results(post.folder.name, quick=self.quick))
        if known is None:
            known = {
                path.parent.name: store.missing(path.parent.name) for path in sorted(store.folder.glob(f"*/{RECORD}"))
            }
        folder = self._folder(post, store, known)
        bodies = self._bodies(post, folder)
        # What is told of a line of figures.py is the same in each language.
        warnings = {str(warning): warning for body in bodies.values() for warning in body.warnings}
        return Rendered(bodies, (*warnings.values(), *_out_of_date(post, folder.records, bodies)))

    def page(self, page: Post) -> dict[str, Body]:
        """The texts of a plain page by language. It has no records: a shortcode that asks for one is a mistake."""
        self.lenient.update(text.path for text in page.translations.values() if not page.strict)
        bodies = self._bodies(page, self._folder(page, Store(page.folder / RESULTS), {}))
        self.warnings += [warning for body in bodies.values() for warning in body.warnings]
        return bodies

    def _folder(self, post: Post, store: Store, known: Mapping[str, str]) -> Folder:
        """What there is in the folder of a post besides texts; looked at again where a file of it has changed."""

        def looked_at() -> Folder:
            # What is missing is not among the digests: nobody has changed its record, nor need it be read for that.
            made_from = key(tool_digest(), folder_digest(post.folder, store, self.cache.ledger), dict(known))
            return Folder(made_from, Records(store, known), Code(post.folder, self.repository))

        files = self.cache.ledger.version(ELSEWHERE, post.folder)
        return self.cache.get_or_make(("folder", post.folder), (files, known, self.repository), looked_at)

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
        if reason := records.experiments[name]:
            short = textwrap.shorten(reason, 120, placeholder=" …")
            message = f"shows results of '{name}' that are out of date: {short}"
            yield SitegenError(message, path=post.folder, hint=f"Run `sitegen run {name}`.")


def folder_digest(folder: Path, store: Store, ledger: Ledger) -> str:
    """The digest of all that a post's drawings may read: every file of its folder but the texts, and its records.

    A record names the digests of its artifacts, so that those need not be read.
    """
    own = (
        path
        for place, _, names in os.walk(folder)
        for path in (Path(place, name) for name in names)
        if not (place == str(folder) and is_text(path))
        and path.is_file()
        and not (path.suffix == ".safetensors" and path.is_relative_to(folder / RESULTS))
    )
    records = store.folder.glob(f"*/{RECORD}") if os.path.isdir(store.folder) else ()
    whole = (path for path in records if path.is_file())  # another is missing, as a damaged one is
    return key(digests(folder, own, ledger), digests(store.folder, whole, ledger))
