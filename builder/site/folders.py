"""What lies in the folders of posts besides texts, and which posts name others: what is made from all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from builder.cache import SMALL, Cache, key
from builder.content.posts import Post
from builder.errors import SitegenError
from builder.evidence.provenance import Code, Repository
from builder.evidence.records import Home, Records
from builder.ledger import Ledger
from builder.project import FIGURES, RESULTS, Project, is_text
from builder.results import RECORD, Store
from builder.results.elsewhere import no_post, posts_in
from builder.site.changes import ELSEWHERE, LISTED
from builder.tool import digests, tool_digest

Experiments = Mapping[str, Mapping[str, str]]
"""By post, the names of its experiments and why the record of each is out of date ("" where it is not)."""


@dataclass(frozen=True, eq=False)  # one that was looked at again is another one
class Folder:
    """All of a post's folder but its texts."""

    made_from: str
    """The digest of all that drawings may be made from."""
    records: Records
    code: Code
    others: Mapping[str, Folder] = field(default_factory=dict)
    """Those of the posts that its texts and drawings name."""

    @cached_property
    def digest(self) -> str:
        """The same with what a page says of records that they do not say: why they are out of date, their commits; and
        where the posts are that others are of.
        """
        repository, records = self.code.repository, self.records
        place = records.store.folder.relative_to(repository.root).as_posix()
        worth = [dict(records.experiments), list(records.experiments)]
        code = [repository.address, repository.branch, repository.prefix, repository.below.get(place, {})]
        data = [vars(one) for one in repository.data.values()]
        past = [repository.past.below.get(place.rpartition("/")[0], []), repository.past.cut]
        home = [records.home.address, dict(records.home.titles), records.home.why]
        return key(self.made_from, worth, code, data, past, home, dict(self.others))


@dataclass
class Folders:
    """The folders of a site, each looked at again where a file of it has changed."""

    project: Project
    cache: Cache
    repository: Repository
    experiments: Experiments
    """What the records of a post are worth; of one that is not named, each that there is counts as good."""
    quick: bool
    shown: Mapping[str, Post] = field(default_factory=dict)
    """The posts that readers see, by their folders' names."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Why they do not see another."""

    def of(self, post: Post, others: Mapping[str, Folder], *, records: bool = True) -> Folder:
        """The folder of a post, or of a plain page, which has no records of its own."""
        own = Store(self.project.results(post.folder.name, quick=self.quick) if records else post.folder / RESULTS)
        known = self.experiments.get(post.folder.name) if records else {}
        return self._folder(post.folder, own, known, others)

    def others(self, post: Post) -> dict[str, Folder]:
        """The folders of the posts that the texts and the code of one name."""
        there = self._there
        names = {name for text in self._files(post) for name in text if name in there} - {post.folder.name}
        found = {}
        for name in sorted(names):
            store = Store(self.project.results(name, quick=self.quick), name)
            found[name] = self._folder(self.project.post(name), store, self.experiments.get(name), {}, self._home(name))
        return found

    def _folder(
        self,
        folder: Path,
        store: Store,
        known: Mapping[str, str] | None,
        others: Mapping[str, Folder],
        home: Home | None = None,
    ) -> Folder:
        """A folder; with a `home`, as other posts see it."""

        def looked_at() -> Folder:
            worth = _all_in(store) if known is None else known
            # What is missing is not among the digests: nobody has changed its record, nor need it be read for that.
            files = folder_digest(folder, store, self.cache.ledger)
            theirs = {name: one.made_from for name, one in others.items()}
            given = partial(_of_other, folder, others, there)
            records = Records(store, worth, given, home, self.experiments)
            return Folder(
                key(tool_digest(), files, dict(worth), theirs), records, Code(folder, self.repository), others
            )

        there = self._there if others or home is None else frozenset[str]()
        name = ("folder", folder, home is not None)
        files = self.cache.ledger.version(ELSEWHERE, folder)
        return self.cache.get_or_make(name, (files, known, self.repository, others, home, there), looked_at)

    def _files(self, post: Post) -> Iterator[Collection[str]]:
        """What may be names of posts, text by text, and in each file of code beside them."""
        ledger = self.cache.ledger
        for text in post.translations.values():
            with suppress(SitegenError):  # changed since it was seen, which is told where it is rendered
                yield self._named(text.digest, lambda text=text: f"{text.body} {dict(text.given)}")  # type: ignore[misc]

        def in_code() -> list[Collection[str]]:
            files = map(ledger.see, sorted(post.folder.glob("*.py")))
            return [self._named(one.digest, partial(one.data.decode, errors="replace")) for one in files]

        version = ledger.version(ELSEWHERE, post.folder)
        yield from self.cache.get_or_make(("names in code", post.folder), version, in_code)

    def _named(self, digest: str, read: Callable[[], str]) -> Collection[str]:
        """What may be names of posts in a file of a digest."""
        found: Collection[str] = self.cache.get_or_make(
            ("names of posts", digest), None, lambda: sorted(posts_in(read())), SMALL
        )
        return found

    @property
    def _there(self) -> frozenset[str]:
        """The names of all posts."""
        version = self.cache.ledger.version(ELSEWHERE, LISTED)
        return self.cache.get_or_make(("folders of posts",), version, lambda: frozenset(self.project.slugs()))

    def _home(self, name: str) -> Home:
        """A post as others link to it."""
        if name not in self.shown:
            return Home(why=self.withheld.get(name, "it has no text"))
        post = self.shown[name]
        titles = {code: text.front.title for code, text in post.translations.items() if "{{" not in text.front.title}
        return Home(f"post:{post.slug}", titles)


def _of_other(folder: Path, others: Mapping[str, Folder], there: Collection[str], name: str) -> Records:
    """The records of a post that the one in a folder names. Raises SitegenError where there is none."""
    if name in others:
        return others[name].records
    if name not in there:
        raise no_post(name, there)
    hint = f"Write it there: {name}:… in the text, or other('{name}:…') in {FIGURES}."
    raise SitegenError(f"the files of this post do not name the post '{name}'", path=folder, hint=hint)


def _all_in(store: Store) -> dict[str, str]:
    """The experiments of which there are records, and why one is missing; "" where none is known to be."""
    names = sorted(path.parent.name for path in store.folder.glob(f"*/{RECORD}"))
    return {name: store.missing(name) for name in names}


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
        and not (path.suffix in (".safetensors", ".onnx") and path.is_relative_to(folder / RESULTS))
    )
    records = store.folder.glob(f"*/{RECORD}") if os.path.isdir(store.folder) else ()
    whole = (path for path in records if path.is_file())  # another is missing, as a damaged one is
    return key(digests(folder, own, ledger), digests(store.folder, whole, ledger))
