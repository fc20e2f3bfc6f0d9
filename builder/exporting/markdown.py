"""A text as one plain Markdown file, with its pictures in a folder beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from builder.document.escaping import plainly
from builder.drawing.pixels import DRAWN, png
from builder.errors import SitegenError
from builder.exporting.article import Article

MOST_TAGS = 4
"""That dev.to takes; it takes letters and digits only."""
_DIGEST = re.compile(r"\.[0-9a-f]{8}(?=\.\w+$)")
"""What the site puts into the names of files, so that browsers may keep them."""


@dataclass
class _Beside:
    """The files that a text shows, under the names that they get."""

    article: Article
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Where a file lies, seen from the text."""
        if name not in self.names:
            self.names[name] = self._added(name)
        return self.names[name]

    def _added(self, name: str) -> str:
        data, drawn = self.article.files[name], name.endswith(DRAWN)
        if name.endswith(".csv") and (whole := self.article.whole(name)):
            return whole
        if drawn:
            try:
                data = png(data)
            except SitegenError as error:
                raise SitegenError(f"{name}: {error.message}", path=self.article.folder, hint=error.hint) from None
        path = PurePosixPath(self.article.name, _DIGEST.sub("", name))
        path, given = path.with_suffix(".png") if drawn else path, PurePosixPath(self.article.name, name)
        chosen = str(path if str(path) not in self.files else given.with_suffix(path.suffix))
        self.files[chosen] = data
        return chosen


def markdown_files(article: Article) -> Mapping[str, bytes]:
    """The file of a text and those of its pictures, by name. Raises SitegenError where a picture cannot be made."""
    beside = _Beside(article)
    texts = [article.markdown(block, beside.place) for block in article.blocks()]
    subtitle = f"*{plainly(article.subtitle)}*" if article.subtitle else ""
    text = "\n\n".join([_head(article), *filter(None, [subtitle, *texts])]) + "\n"
    return {f"{article.name}.md": text.encode(), **beside.files}


def _head(article: Article) -> str:
    """The front matter as dev.to and Hashnode read it."""
    tags = list(dict.fromkeys(filter(None, (re.sub(r"[\W_]+", "", tag).lower() for tag in article.tags))))
    told = {
        "title": article.title,
        "published": False,  # nobody wants it online before they have looked at it
        "description": " ".join(article.summary.split()),
        "tags": ", ".join(tags[:MOST_TAGS]),
        "canonical_url": article.address,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items() if value != ""]
    return "\n".join(["---", *lines, "---"])
