"""What the last build of this process made, for the next to take what no change has touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.content.posts import Posts
from builder.errors import SitegenError
from builder.rendering.text import Body
from builder.site.links import Links


@dataclass(frozen=True)
class Written:
    """The HTML of a page, and its links."""

    html: bytes
    links: Links


@dataclass(frozen=True)
class Rendered:
    """The texts of a post by language, and what they were `made_from` besides the other files of its folder."""

    made_from: object
    bodies: Mapping[str, Body]
    warnings: tuple[SitegenError, ...]


@dataclass
class Kept:
    """Of the last build of this process, so that the next need not look at what no change has touched.

    By folder, the posts that were read and their texts; by address, the pages, each with the digest of what it is made
    from.
    """

    posts: dict[Path, Posts] = field(default_factory=dict)
    texts: dict[Path, Rendered] = field(default_factory=dict)
    pages: dict[str, tuple[str, Written]] = field(default_factory=dict)

    def forget(self, posts: Path, changed: Iterable[Path]) -> None:
        """Forget all that these files may matter to; `posts` is the folder that those of each post lie below.

        A post is made of its own folder; a file elsewhere may matter to every post.
        """
        for path in changed:
            inside = path.relative_to(posts).parts if path.is_relative_to(posts) else ()
            if len(inside) < 2:
                self.posts.clear()
                self.texts.clear()
                return
            self.posts.pop(posts / inside[0], None)
            self.texts.pop(posts / inside[0], None)
