"""Rendering a text as a page's body, for tests: a post of one text in one folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from small_sites import keep_digits

from builder.cache import Cache
from builder.content.frontmatter import split
from builder.content.posts import Post
from builder.content.translations import Translation
from builder.content.words import Words
from builder.drawing.engine import Engine
from builder.drawing.functions import Drawings
from builder.errors import SitegenError
from builder.evidence.provenance import Code, Repository
from builder.evidence.records import Records
from builder.look.templates import environment
from builder.project import Project
from builder.results import Store
from builder.shortcodes.context import PostContext
from builder.text.body import Body
from builder.text.rendering import render_body


@dataclass
class Texts:
    """A post's folder with the records of `digits`, and the engine that its texts are rendered with."""

    folder: Path
    engine: Engine
    language: str = "en"
    cache: Cache = field(default_factory=Cache)
    strict: bool = True

    def __post_init__(self) -> None:
        keep_digits(self.folder / "results")

    def body(self, text: str, head: str = "title: x") -> Body:
        """Render a text below a front matter of YAML: with the head of one line its first line is the file's fourth."""
        path = self.folder / f"index.{self.language}.md"
        front, body, line = split(path, f"---\n{head}\n---\n{text}")
        translation = Translation(self.language, path, front, line, "", lambda: (front, body, line))
        words = {self.language: Words(self.folder / "words.toml", self.language, {})}
        post = Post("digits", self.folder, {self.language: translation}, words, strict=self.strict)
        records = Records(Store(self.folder / "results"), {"cnn": "", "linear": ""})
        code = Code(self.folder, Repository(self.folder))
        shared = PostContext(post, records, Drawings(self.folder), self.engine, code, self.cache, "1")
        return render_body(translation, shared, environment(Project(self.folder), self.language))

    def html(self, text: str, head: str = "title: x") -> str:
        return str(self.body(text, head).html)

    def told(self, text: str, head: str = "title: x") -> list[tuple[int | None, str, str]]:
        """Line, message and hint of all mistakes of a text, in order."""
        try:
            self.body(text, head)
        except SitegenError as error:
            return [(one.line, one.message, one.hint) for one in getattr(error, "errors", (error,))]
        return []

    def picture(self, name: str, width: int = 4, height: int = 3) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (width, height)).save(path)
        return path
