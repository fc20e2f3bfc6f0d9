"""A post as a notebook: its text, its code by symbol, its results as they were recorded; it runs from top to bottom."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder.document.escaping import plainly
from builder.drawing.pixels import as_png
from builder.errors import SitegenError
from builder.evidence.definitions import Definition, definitions
from builder.exporting.article import Article
from builder.exporting.cells import ASIDE, DRAWING, FOLDED, Cells, printed, shown
from builder.exporting.packing import packed
from builder.exporting.reached import sources
from builder.notebooks.telling import told
from builder.project import EXPERIMENTS, FIGURES, Project
from builder.results import Record

MOST = 1_000_000
"""Bytes of a picture in the text; a larger one is left to the page."""
_FROM = re.compile(r'href="#from:([A-Za-z_]\w*)"')
_DRAWN = re.compile(r'<(?:figure class="(?:figure|chart)|div class="interactive")')
_PICTURE = re.compile(r'data-picture="([^"]+)"|<img class="(?:light|)" loading="lazy" src="([^"]+)"')
_PLACE = re.compile(r'<footer class="place">.*?<code>([^<]+)</code>.*?</footer>', re.DOTALL)
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_NOTE = re.compile(r"\[\^([\w-]+)\](:?)")


@dataclass(frozen=True)
class Workshop:
    """What stands behind a text."""

    project: Project
    folder: Path
    """That of the post."""
    records: Sequence[Record]
    """Those of its experiments."""
    requirement: str
    """What pip installs this sitegen from; "" where only this machine can get at it."""
    intro: str
    """What is told of the notebook below its title, as Markdown."""
    earlier: Sequence[Record] = ()
    """The records of other posts that it shows or starts from."""

    @cached_property
    def sources(self) -> list[Path]:
        """The Python files that its experiments and figures reach, of what is shared and of posts it starts from."""
        inside = [folder for folder in self.project.shared if folder.is_relative_to(self.project.root)]
        found: list[Path] = []
        for folder in dict.fromkeys(record.folder.parents[1] for record in self.earlier):
            found += sources([folder / name for name in _ran(folder, self.earlier)], [folder, *inside])
        own = [self.folder / name for name in (FIGURES, *_ran(None, self.records))]
        return list(dict.fromkeys([*found, *sources(own, [self.folder, *inside])]))

    @cached_property
    def drawing(self) -> Mapping[str, Definition]:
        """The functions of figures.py by name."""
        return definitions(self.folder / FIGURES) if (self.folder / FIGURES).is_file() else {}


def _ran(post: Path | None, records: Sequence[Record]) -> list[str]:
    """The files of code that records were made by, those of one post or of all."""
    its = [record for record in records if post is None or record.folder.parents[1] == post]
    return [EXPERIMENTS, *sorted({part.partition(":")[0] for record in its for part in record.fingerprint.code})]


def notebook_file(article: Article, workshop: Workshop) -> Mapping[str, bytes]:
    """The file of a text, by name. Raises SitegenError where a picture cannot be made."""
    cells = Cells()
    about = [article.author, article.date.isoformat() if article.date else "", article.address]
    subtitle = f"*{plainly(article.subtitle)}*" if article.subtitle else ""
    head = [f"# {plainly(article.title)}", subtitle, " · ".join(filter(None, about))]
    has_code = bool(workshop.records)
    cells.text("\n\n".join(filter(None, head)))
    if has_code:
        cells.text(workshop.intro, ASIDE)
        _begin(cells, article, workshop)
    seen: set[str] = set()
    for block in article.blocks():
        _Block(article, workshop, block).add(cells, seen)
    return {f"{article.name}.ipynb": cells.to_json()}


def _begin(cells: Cells, article: Article, workshop: Workshop) -> None:
    """What makes the notebook run: the tool, the post's code, its recorded results."""
    needed = workshop.requirement or "sitegen"
    cells.code(f"try:\n    import builder\nexcept ImportError:\n    %pip install --quiet '{needed}'", metadata=FOLDED)
    cells.code(
        "from builder.notebooks import Post\n\n"
        'RUN = ""  # "quick": compute with quick settings; "whole": as published\n'
        f'post = Post("{workshop.folder.name}", "{article.language}", run=RUN)',
        metadata=ASIDE,
    )
    for path in workshop.sources:
        name = Path(os.path.relpath(path, workshop.folder)).as_posix()
        cells.code(f"%%source {name}\n{path.read_text(encoding='utf-8')}", metadata=FOLDED)
    letters = packed(workshop.project, workshop.folder, [*workshop.records, *workshop.earlier], workshop.sources)
    cells.code(f'post.unpack("""\n{letters}\n""")', metadata=FOLDED)


@dataclass(frozen=True)
class _Block:
    """A block of the text as cells."""

    article: Article
    workshop: Workshop
    html: str

    def add(self, cells: Cells, seen: set[str]) -> None:
        """Add its cells: what it draws or lists as code, its words, and the results that it is the first to show."""
        place = _PLACE.search(self.html)
        named = [] if place else dict.fromkeys(_FROM.findall(self.html))
        kept = {record.name: record for record in self.workshop.records}
        new = [kept[name] for name in named if name in kept and name not in seen]
        seen.update(record.name for record in new)
        drawn = self._drawn()
        if drawn:
            self._add_results(cells, new)
            name, file = drawn
            cells.code(f'post.draw("{name}")', shown(self._png(file), name), metadata=DRAWING)
        code = self._listed(place[1]) if place else ""
        if place and code:
            cells.code(f"%%source {place[1]}\n{code}")
        html = _PRE.sub("", self.html) if code else self.html
        cells.text(self._text(html, drawn[1] if drawn else ""))
        if not drawn:
            self._add_results(cells, new)

    def _add_results(self, cells: Cells, records: Sequence[Record]) -> None:
        if records:
            lines = [f'{_variable(record.name)} = post.record("{record.name}")' for record in records]
            cells.code("\n".join(lines), printed("".join(f"{told(record, 'recorded')}\n" for record in records)))

    def _text(self, html: str, drawn: str) -> str:
        """Its words as Markdown; footnotes, which notebooks do not have, are small numbers."""

        def place(name: str) -> str:
            if name == drawn:
                return ""
            return (
                self._inside(name)
                if name.endswith((".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"))
                else (self.article.whole(name))
            )

        text = self.article.markdown(html, place)
        return _NOTE.sub(r"<sup>\1</sup>", text) if "footnote" in html else text

    def _inside(self, name: str) -> str:
        """A picture as an address that holds it: Colab shows no attachments."""
        data, ending = self.article.files[name], name.rpartition(".")[2].lower()
        if ending == "svg":
            data, ending = self._png(name), "png"
        if len(data) > MOST:
            return self.article.whole(name)
        return f"data:image/{'jpeg' if ending == 'jpg' else ending};base64,{base64.b64encode(data).decode()}"

    def _png(self, file: str) -> bytes:
        try:
            return as_png(self.article.files[file], file.rpartition(".")[2])
        except SitegenError as error:
            raise SitegenError(f"{file}: {error.message}", path=self.article.folder, hint=error.hint) from None

    def _drawn(self) -> tuple[str, str] | None:
        """The function of figures.py that drew it, and the file; None where there is none, or several."""
        if not self.workshop.records or not _DRAWN.match(self.html):
            return None
        files = list(dict.fromkeys(one or other for one, other in _PICTURE.findall(self.html)))
        name = files[0].partition(".")[0] if len(files) == 1 else ""
        return (name, files[0]) if name in self.workshop.drawing and files[0] in self.article.files else None

    def _listed(self, place: str) -> str:
        """The whole definition of a listing, where it can be written in place: one of the top level of a file."""
        file, _, symbol = place.partition("#")
        if not self.workshop.records or "." in symbol or not (path := self.workshop.folder / file).is_file():
            return ""
        found = definitions(path).get(symbol)
        return found.text() if found else ""


def _variable(name: str) -> str:
    """What a record is called in the notebook."""
    return f"{name}_" if name in ("post", "RUN", "Post") else name
