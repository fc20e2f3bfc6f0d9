"""The files of a site of Quarto: texts wherever they lie, lists, what their code gave, and all other files."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import posixpath
import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from builder.importers.dates import date_of
from builder.importers.elsewhere import Aim, OldSite, OldText
from builder.importers.heads import Unreadable, split
from builder.importers.hugo_config import table
from builder.importers.old_notebooks import read_old_notebook
from builder.importers.old_texts import read_old_text, texts_of
from builder.importers.quarto_texts import Quarto

TEXTS = (".qmd", ".md", ".ipynb", ".rmd", ".rmarkdown")
NO_TEXTS = ("README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "AGENT*", "CLAUDE*", "404.*")
NO_FILES = (
    "renv", "node_modules", "docs", "venv", "*.Rproj", "*.lock", "*.code-workspace", "requirements*.txt", "*.R", "*.py",
    "*.toml", "Makefile", "Dockerfile*", "environment.yml", "*.scss", "*.lua", "*.ejs", "*.sh",
)  # fmt: skip
"""At the top, what belongs to the repository; in the folder of a text all stays."""
_LINK = re.compile(r"""(\]\(\s*<?|\b(?:src|href)=["'])((?!/|#|[a-zA-Z][\w+.-]*:)[^)"'\s<>#]+)""")
FEW = 60
"""With at most so many words a text that lists others is no more than their list."""
DEEPEST = 5
"""How many texts may stand in each other."""


@dataclass
class Walk:
    """What was found on the way through the folders."""

    site: OldSite
    """What is found."""
    config: dict[str, Any]
    """What the config says."""
    language: str
    """The language of all texts."""
    addresses: dict[Path, str] = field(default_factory=dict)
    """Where each text was."""
    bundles: set[Path] = field(default_factory=set)
    """The folders that belong to one text."""
    placed: dict[str, Path] = field(default_factory=dict)
    """By where they will lie, the other files."""

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.site.root

    def all(self) -> None:
        """Add all texts and files, then say what the texts mean."""
        self.folder(self.root)
        self.site.lists.setdefault("/", Aim("home", self.language))
        for text in self.site.texts:
            place = self.site.name(text.path)
            quarto = Quarto(
                partial(self.site.meant_nothing, place=place), partial(self.included, text.path.parent), text.head.data
            )
            plain = text.body if text.path.suffix == ".ipynb" else quarto.plain(text.body)
            plain = _LINK.sub(partial(self.linked, text), plain)
            if plain != text.body:
                text.body, text.changed = plain, True

    def folder(self, folder: Path) -> None:
        """Add what lies in a folder and below it."""
        paths = [path for path in sorted(folder.iterdir()) if not self.left_out(path)]
        texts = [path for path in paths if path.is_file() and path.suffix.lower() in TEXTS and self.rendered(path)]
        bundle = folder if folder != self.root and "index" in [path.stem for path in texts] else None
        for path in texts:
            self.text(path, bundle if path.stem == "index" else None)
        if bundle and bundle.resolve() not in self.bundles:  # it lists others, and has no folder of its own here
            bundle = None
        for path in paths:
            if path.is_symlink() and path.is_dir():
                self.site.leave(path, "is a link to a folder")
            elif path.is_dir():
                self.folder(path)
            elif path not in texts and not bundle:
                self.file(path, bool(texts))

    def left_out(self, path: Path) -> bool:
        """Whether a file or a folder is no part of the site."""
        output = str(table(self.config, "project").get("output-dir") or "_site").strip("/")
        top = path.parent == self.root
        beside = top and any(fnmatch.fnmatch(path.name, one) for one in (*NO_FILES, output))
        return beside or path.name.startswith((".", "_")) or any(fnmatch.fnmatch(path.name, one) for one in NO_TEXTS)

    def rendered(self, path: Path) -> bool:
        """Whether the config has a text made a page: `render: ["*.qmd", "!drafts/"]`."""
        name = path.relative_to(self.root).as_posix()
        patterns = texts_of(table(self.config, "project").get("render"))
        shown = not any(not one.startswith("!") for one in patterns)
        for one in patterns:
            bare = one.lstrip("!").strip("/")
            if fnmatch.fnmatch(name, bare) or fnmatch.fnmatch(path.name, bare) or name.startswith(f"{bare}/"):
                shown = not one.startswith("!")
        return shown

    def text(self, path: Path, bundle: Path | None) -> None:
        """Add a text, or the address of one that lists others."""
        if self.site.leads_out(path):
            self.site.leave(path, "leads out of the site of Quarto")
            return
        name = path.parent.name if path.stem == "index" and path.parent != self.root else path.stem
        name = "home" if path.stem == "index" and path.parent == self.root else name
        text = (
            read_old_notebook(self.site, path, name, self.language)
            if path.suffix == ".ipynb"
            else read_old_text(self.site, path, name, self.language)
        )
        if text is None:
            return
        inner = path.relative_to(self.root).with_suffix("").as_posix()
        address = f"/{inner}.html" if path.stem != "index" else f"/{inner.removesuffix('index')}"
        if self.is_list(text, address):
            return
        parts = inner.split("/")[:-1]
        if bundle:
            self.bundles.add(bundle.resolve())
        text.section, text.post, text.folder = "/".join(parts[:-1] if bundle else parts), inner, bundle
        day = date_of(text.head.get("date"))
        text.page = not parts or (len(parts) == 1 and path.stem == "index" and not day)
        text.tags = tuple(texts_of(text.head.get("categories")))
        self.site.texts.append(text)
        self.frozen(text)
        if str(text.head.get("draft")).lower() == "true":
            return
        text.address = self.addresses[path.resolve()] = address
        text.aliases = self.aliases(text, address)

    def is_list(self, text: OldText, address: str) -> bool:
        """Whether a text lists others: then its address, and that of its feed, lead to ours."""
        listing = text.head.get("listing")
        if not listing:
            return False
        aim = Aim("home" if address == "/" else "archive", self.language)
        listed = listing if isinstance(listing, list) else [listing]
        if any(isinstance(one, dict) and one.get("feed") for one in listed):
            inner = text.path.relative_to(self.root).with_suffix(".xml").as_posix()
            self.site.lists.setdefault(f"/{inner}", Aim("feed", self.language))
        words = len(text.body.split())
        if words > FEW and address != "/":
            self.site.leave(text.path, "lists other texts below its own, and that list is left out")
            return False
        if words > 5:
            self.site.leave(text.path, "lists other texts, and has a list of sitegen in its place")
        self.site.lists |= dict.fromkeys((address, *self.aliases(text, address)), aim)
        return True

    def aliases(self, text: OldText, address: str) -> tuple[str, ...]:
        """The addresses that led to a text, which may be told from where it was."""
        beside = posixpath.dirname(address)
        return tuple(
            "/" + posixpath.normpath(one if one.startswith("/") else f"{beside}/{one}").strip("/")
            + ("" if one.endswith(".html") else "/")
            for one in texts_of(text.head.get("aliases"))
        )  # fmt: skip

    def frozen(self, text: OldText) -> None:
        """Take what the code of a text gave when Quarto last ran it, where that is kept, and of the same text."""
        inner = text.path.relative_to(self.root).with_suffix("")
        folder = self.root / "_freeze" / inner
        path = folder / "execute-results" / "html.json"
        if not path.is_file() or self.site.leads_out(path):
            return
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            _, body = split(data["result"]["markdown"])
        except (OSError, ValueError, KeyError, TypeError, Unreadable):
            self.site.meant_nothing("a kept output that cannot be read", self.site.name(text.path))
            return
        same = data.get("hash") == hashlib.md5(text.raw, usedforsecurity=False).hexdigest()
        if not same and not _holds(body, text.body):
            self.site.meant_nothing("a kept output of another text than there is now", self.site.name(text.path))
            return
        text.body, text.changed = body, True
        named = f"{inner.name}_files"
        for figure in sorted(folder.rglob("*.*")):
            if figure.is_file() and "execute-results" not in figure.parts and not self.site.leads_out(figure):
                text.files[f"{named}/{figure.relative_to(folder).as_posix()}"] = figure.read_bytes()

    def file(self, path: Path, beside: bool) -> None:
        """Add a file: beside the single texts of its folder, or where Quarto has it."""
        inner = path.relative_to(self.root).as_posix()
        target = f"content/posts/{path.name}" if beside and path.parent != self.root else f"static/{inner}"
        if self.placed.setdefault(target, path) != path:
            target = f"static/{inner}"
        self.site.files.append((path, target))

    def included(self, folder: Path, name: str, depth: int = 0) -> str | None:
        """The text of a file that another text has at some place."""
        path = self.root / name.lstrip("/") if name.startswith("/") else folder / name
        if depth > DEEPEST or not path.is_file() or self.site.leads_out(path):
            return None
        try:
            body = split(path.read_text(encoding="utf-8-sig"))[1]
        except (OSError, ValueError):
            return None
        return re.sub(
            r"\{\{<\s*include\s+(\S+)\s*>\}\}",
            lambda found: self.included(path.parent, found[1].strip("\"'"), depth + 1) or found[0],
            body,
        )

    def linked(self, text: OldText, found: re.Match[str]) -> str:
        """A link to another text or to a file that lies elsewhere in the site, from the root."""
        path = text.path.parent / unquote(found[2])
        try:
            resolved = path.resolve()
            inside = resolved.is_relative_to(self.root.resolve())
        except (OSError, ValueError):
            return found[0]
        source = resolved.with_suffix(".qmd") if resolved.suffix == ".html" and not resolved.is_file() else resolved
        if source in self.addresses:
            return found[1] + self.addresses[source].replace(" ", "%20")
        if not inside or not resolved.is_file():
            return found[0]
        own = text.folder.resolve() if text.folder else text.path.parent.resolve()
        if own in self.bundles and not text.folder:  # the files beside it go with the post whose folder it is
            inner = resolved.relative_to(self.root.resolve()).as_posix()
            self.site.files.append((resolved, f"static/{inner}"))
        elif resolved.is_relative_to(own) and (text.folder or resolved.parent == own):
            return found[0]
        return f"{found[1]}/{resolved.relative_to(self.root.resolve()).as_posix()}".replace(" ", "%20")


def _holds(kept: str, body: str) -> bool:
    """Whether the lines of prose of a text stand in what Quarto made of it."""
    bare = re.sub(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1[ \t]*$", "", body, flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip() for line in bare.split("\n") if len(line.split()) > 2 and "`r " not in line]
    there = {line.strip() for line in kept.split("\n")}
    return sum(line not in there for line in lines) <= len(lines) * 0.02
