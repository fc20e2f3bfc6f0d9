"""What the last build of this process made, for the next to take what no change has touched."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from builder.content.posts import Posts
from builder.errors import SitegenError
from builder.evidence.provenance import Code, Provenance
from builder.evidence.records import Records
from builder.project import is_text
from builder.shortcodes.context import Remembered
from builder.site.dependencies import Dependencies
from builder.site.links import Checker, Links
from builder.text.body import Body

Made = TypeVar("Made")


@dataclass(frozen=True)
class Written:
    """The HTML of a page, and its links."""

    html: bytes
    links: Links


@dataclass(frozen=True)
class KeptPage:
    """A page as it was written, and what it was made from: the things themselves, and their digest.

    `dependencies` are what it asked of other pages; None where it was not rendered in this process.
    """

    written: Written
    made_from: object
    digest: str
    dependencies: Dependencies | None


@dataclass(frozen=True)
class Rendered:
    """The texts of a post by language, and what they were `made_from` besides the other files of its folder."""

    made_from: object
    bodies: Mapping[str, Body]
    warnings: tuple[SitegenError, ...]


@dataclass(frozen=True, eq=False)  # one that was looked at again is another one
class Folder:
    """All of a post's folder but its texts: the digest of all that drawings may be made from, its records, its code.

    And what was made of these alone: what the shortcodes of its texts gave, and what is told of its records.
    """

    made_from: str
    records: Records
    code: Code
    remembered: dict[str, Remembered] = field(default_factory=dict)
    origins: dict[tuple[str, str, str], Provenance] = field(default_factory=dict)


@dataclass
class Kept:
    """Of the last build of this process, so that the next need not look at what no change has touched.

    By name, the posts that were read; by folder, their texts; by address, the pages; all else that was `made`, by its
    name, with what it is made from besides files; and the links of the last site that had none that leads nowhere.
    Where no build will come after this one it is not `lasting`, and what only that would ask for is not found out.
    """

    posts: dict[str, Posts] = field(default_factory=dict)
    texts: dict[Path, Rendered] = field(default_factory=dict)
    pages: dict[str, KeptPage] = field(default_factory=dict)
    made: dict[Hashable, tuple[object, Any]] = field(default_factory=dict)
    checked: Checker | None = None
    lasting: bool = True

    def once(self, name: Hashable, made_from: object, make: Callable[[], Made]) -> Made:
        """What was made under a name of the same before, or else is made now."""
        before = self.made.get(name)
        if before is None or before[0] != made_from:
            before = self.made[name] = made_from, make()
        made: Made = before[1]
        return made

    def same(self, name: Hashable, value: Made) -> Made:
        """The value, as the very object that it was before where the two are equal: that is compared at once."""
        return self.once(name, value, lambda: value)

    def forget(self, posts: Path, changed: Iterable[Path]) -> None:
        """Forget all that these files may matter to; `posts` is the folder that those of each post lie below.

        A text matters to its own page; another file of a post's folder to that post; any other may matter to all.
        """
        for path in changed:
            inside = path.relative_to(posts).parts if path.is_relative_to(posts) else ()
            if len(inside) < 2:
                self.posts.clear()
                self.texts.clear()
                self.made.clear()
                return
            folder = posts / inside[0]
            self.posts.pop(inside[0], None)
            self.texts.pop(folder, None)
            known = self.made.pop(("body", path), None)
            if not (known and path.is_file()):
                self.made.pop("names", None)
            if not (len(inside) == 2 and is_text(path)):
                self.made.pop(("folder", folder), None)
                self.made.pop("repository", None)  # a record may no longer be the one that was committed
