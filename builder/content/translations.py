"""The text of a post in one language, a file: its head is always read, the rest of it where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.cache import Cache, Codec
from builder.content.frontmatter import FrontMatter, split
from builder.errors import SitegenError, reason
from builder.reading import text_of

Text = tuple[FrontMatter, str, int]
"""The front matter of a text, its body, and the line on which that starts."""


@dataclass(frozen=True)
class Translation:
    """One language's text of a post."""

    language: str
    """Its code, such as "pt"."""
    path: Path
    """Its file."""
    front: FrontMatter
    """What its head says."""
    line: int
    """The line of the file on which the body starts."""
    digest: str
    """The digest of the file."""
    read: Callable[[], Text] = field(compare=False, repr=False)
    """Gives all of it: a file that did not change may not have been opened yet."""

    @cached_property
    def _text(self) -> Text:
        return self.read()

    def release(self) -> None:
        """Let go of what was read: it is read again when it is asked for again."""
        self.__dict__.pop("_text", None)

    @property
    def body(self) -> str:
        """What stands below the front matter. Raises SitegenError where the file was changed since it was seen."""
        return self._text[1]

    @property
    def given(self) -> Mapping[str, Any]:
        """All that the front matter says, as it is written. Raises as `body` does."""
        return self._text[0].given


def read_translation(path: Path, language: str, cache: Cache) -> Translation:
    """The text of a file. Raises SitegenError, or several at once, where it cannot be read or its head is amiss."""
    try:
        seen = cache.ledger.see(path)
    except OSError as error:
        raise SitegenError(f"cannot be read: {reason(error)}", path=path) from None

    texts: list[Text] = []  # none is in memory for longer than it takes to render it

    def read() -> Text:
        return texts.pop() if texts else split(path, text_of(path, seen.data))

    def head() -> Head:
        texts.append(read())
        front, _, line = texts[0]
        return front, line

    name = ("front matter", seen.digest, *path.parts[-2:])  # what has no title is called as its file
    front, line = cache.get_or_make(name, None, head, _HEAD)
    return Translation(language, path, front, line, seen.digest, read)


Head = tuple[FrontMatter, int]
"""A front matter, and the line on which the body starts."""
_HEAD: Codec[Head] = Codec(
    lambda head: {"front": head[0].to_json(), "line": head[1]},
    lambda fact: (FrontMatter.from_json(fact["front"]), fact["line"]),
    small=True,
)
