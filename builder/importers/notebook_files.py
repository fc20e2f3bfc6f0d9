"""The files that the text of a notebook names: pictures that are in it, and what lies beside it or above."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes

from builder.importers.notebook_output import PICTURES, picture_of
from builder.importers.notebook_text import in_prose

_ENDINGS = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
_DATA = re.compile(
    r"data:(?P<kind>image/[\w.+-]+)(?P<how>(?:;[\w=.-]+)*),(?P<data><svg.*?</svg>|[^\"'\s)>]+)", re.DOTALL
)
_NAMED = re.compile(
    r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    r"|(?P<before>\]\(\s*<?|\s(?:src|href)\s*=\s*[\"']?|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?)"
    r"(?P<name>(?<=<)[^<>\n]+(?=>)|(?<=[\"'])[^\"'<>\n]+(?=[\"'])|[^\s()<>\"']+(?:\([^\s()<>\"']*\)[^\s()<>\"']*)*)",
    re.DOTALL | re.MULTILINE,
)
"""A file or an address in Markdown and in HTML; code is none."""


class Files:
    """The files that come with a notebook, by the names that they get beside the text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.held: dict[str, bytes] = {}
        """Those that are in it."""
        self.beside: dict[str, Path] = {}
        """Those that lie elsewhere, with their places."""
        self.left: list[str] = []
        """What could not be found, in words."""

    def add(self, name: str, ending: str, data: bytes) -> str:
        """Keep a picture, and say by what name."""
        number = 1 + sum(file.startswith(f"{name}-") for file in self.held)
        file = f"{name}-{number}.{ending}"
        self.held[file] = data
        return file

    def attached(self, text: str, attachments: Mapping[str, Any], cell: int) -> str:
        """The text of a cell with the pictures attached to it."""
        for name, data in attachments.items():
            kind = next((kind for kind in PICTURES if kind in data), "")
            if kind and (content := picture_of(kind, data[kind])):
                file = f"cell-{cell}-{re.sub(r'[^a-zA-Z0-9._-]+', '-', name)}"
                self.held[file] = content
                for written in {name, name.replace(" ", "%20"), quote(name)}:
                    text = text.replace(f"attachment:{written}", file)
        return text

    def named(self, text: str, cell: int) -> str:
        """The text of a cell in which all names are those of files beside it."""

        def written(found: re.Match[str]) -> str:
            return self._written(found, cell)

        def renamed(found: re.Match[str]) -> str:
            return found[0] if found["ticks"] else found["before"] + self._name(found["name"], cell)

        return in_prose(text, lambda prose: _NAMED.sub(renamed, _DATA.sub(written, prose)))

    def picture(self, name: str) -> str:
        """The name beside the text of the picture at the head of a post, which blogs seek from the root; "" of none."""
        places = [self.folder, *self.folder.parents[:2]]
        for place in places:
            if _ending(name) in _ENDINGS and (path := place / name.lstrip("/")).is_file():
                return self._beside(path, name)
        return ""

    def _written(self, found: re.Match[str], cell: int) -> str:
        """A picture that is written into the text, as a file."""
        ending = PICTURES.get(found["kind"].lower())
        if not ending:
            self.left.append(f"cell {cell}: a picture in the text of the kind {found['kind']}")
            return found[0]
        text = found["data"]
        data = picture_of(found["kind"], unquote(text)) if ";base64" in found["how"] else unquote_to_bytes(text)
        if not data:
            self.left.append(f"cell {cell}: a picture in the text that cannot be read")
            return ""
        return self.add(f"cell-{cell}", ending, data)

    def _name(self, name: str, cell: int) -> str:
        """A name in a text, as it is beside it there."""
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#?{]", name):
            if name.startswith("attachment:"):
                self.left.append(f"cell {cell}: the attached picture '{name[11:][:80]}', which is not in the notebook")
            return name
        bare, mark, anchor = name.partition("#")
        plain = unquote(bare)
        path = self._found(plain)
        if path is None and plain.startswith("files/"):  # which was the root of what old Jupyter served
            path, plain = self._found(plain[6:]), plain[6:]
        if path is None:
            if _ending(bare) in _ENDINGS and bare not in self.held:
                self.left.append(f"cell {cell}: the picture '{bare[:80]}', which is not there")
            elif ".." in PurePosixPath(bare).parts and self._found(plain, anything=True):
                self.left.append(f"cell {cell}: the file '{bare[:80]}', which does not lie beside the notebook")
            return name
        kept = self._beside(path, plain)
        return name if kept == unquote(bare) else quote(kept) + mark + anchor

    def _found(self, name: str, *, anything: bool = False) -> Path | None:
        """The file of this name: any that lies below the notebook's folder, and of what lies elsewhere a picture."""
        try:
            path = (self.folder / name).resolve()
            below = path.is_relative_to(self.folder) or anything
            return path if path.is_file() and (below or {_ending(name), path.suffix.lower()} <= _ENDINGS) else None
        except (OSError, ValueError):
            return None

    def _beside(self, path: Path, name: str) -> str:
        """The name that a file gets beside the text: its own, where no other has it, without what leads upwards."""
        kept = "/".join(part for part in normpath(name).split("/") if part not in ("..", "."))
        kept = kept.lstrip("/")
        stem, ending, number = kept[: -len(_ending(kept)) or None], _ending(kept), 1
        while kept in self.held or self.beside.get(kept, path) != path:
            number += 1
            kept = f"{stem}-{number}{ending}"
        self.beside[kept] = path
        return kept


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
