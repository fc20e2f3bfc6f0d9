"""What shortcodes may know of the text that they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from builder.content.posts import Post
from builder.content.words import Words
from builder.files import sha256
from builder.rendering.drawings import Drawings
from builder.rendering.jinja import render
from builder.rendering.numbers import Locale
from builder.rendering.records import Records

if TYPE_CHECKING:
    import jinja2

    from builder.rendering.charts import Engine


@dataclass(frozen=True)
class PostContext:
    """What all translations of a post share: its records, its drawings, and the engine that draws charts."""

    post: Post
    records: Records
    drawings: Drawings
    engine: Engine


@dataclass
class Context:
    """One translation while it is rendered. Shortcodes read it, and leave files and the names of records in it.

    `files` are written beside the page; `used` are the experiments that it shows something of.
    """

    shared: PostContext
    locale: Locale
    env: jinja2.Environment
    files: dict[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)

    @property
    def words(self) -> Words:
        return self.shared.post.words[self.locale.code]

    def render(self, template: str, **values: Any) -> Markup:
        """The HTML of a template, in the page's language."""
        return Markup(render(self.env, template, locale=self.locale, **values))

    def file(self, name: str, ending: str, data: bytes) -> str:
        """Write a file beside the page. Returns its name, with a digest in it: one address never shows two pictures."""
        name = f"{name}.{sha256(data)[:8]}.{ending}"
        self.files[name] = data
        return name

    def id(self, name: str) -> str:
        """An id for an element that no other element of this text has."""
        number, free = 1, name
        while free in self._ids:
            number += 1
            free = f"{name}-{number}"
        self._ids.add(free)
        return free
