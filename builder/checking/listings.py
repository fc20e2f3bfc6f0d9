"""Code in a text whose lines are too long for a page, so that a reader has to push them to and fro."""

from __future__ import annotations

from collections.abc import Iterator

from builder.content.posts import Post
from builder.document.reading import blocks_of
from builder.errors import SitegenError

BROAD = 98
"""Letters of code that a page of 1,440 pixels shows in a line, with the margin."""


def long_lines(post: Post) -> Iterator[SitegenError]:
    """A note for each fenced code of a post that has such lines, at the first of them."""
    for translation in post.translations.values():
        for token in blocks_of(translation.body):
            if token.type != "fence" or token.map is None:
                continue
            lines = token.content.splitlines()
            if (longest := max(map(len, lines), default=0)) <= BROAD:
                continue
            first = next(number for number, line in enumerate(lines, start=1) if len(line) > BROAD)
            line = translation.line + token.map[0] + first
            message = f"lines of this code have up to {longest} letters, and a page shows {BROAD} side by side"
            yield SitegenError(message, path=translation.path, line=line, hint="Break them where they can be read.")
