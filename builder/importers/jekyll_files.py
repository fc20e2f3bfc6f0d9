"""The files of a site of Jekyll: posts, drafts, documents of collections, pages wherever they lie, and all others."""

from __future__ import annotations

import datetime
import fnmatch
import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from builder.importers.dates import date_of
from builder.importers.elsewhere import Aim, OldSite, OldText
from builder.importers.jekyll_addresses import (
    STYLES,
    OldDocument,
    address_of_document,
    address_of_page,
    default_of,
    suffix_of,
)
from builder.importers.jekyll_lists import add_lists, is_made, meant_by
from builder.importers.jekyll_texts import Liquid
from builder.importers.old_notebooks import read_old_notebook
from builder.importers.old_texts import read_old_text, texts_of
from builder.importers.raw_html import ENDINGS, as_block

MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown")
DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.*)")
NO_PAGES = (
    "Gemfile*", "Rakefile", "Makefile", "Dockerfile*", "docker-compose*", "*.gemspec", "*.lock", "package*.json",
    "README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "AGENTS*", "CLAUDE*", "node_modules",
    "vendor", "bin", "tools", "gulpfile.js", "netlify.toml", "staticman.yml", "*.rb", "*.sh", "*.scss", "*.sass",
    "*.py",
)  # fmt: skip
"""Files of a repository that are no part of the site."""
FEW = 8
"""How many documents of a collection may be pages, each of which the navigation names."""
FILLED = (".css", ".js", ".json", ".sass", ".scss", ".svg", ".txt", ".xml")
"""Endings of files that may begin with a head, and then are templates."""


@dataclass
class Walk:
    """What was found on the way through the folders."""

    site: OldSite
    """What is found."""
    config: dict[str, Any]
    """What the config says."""
    language: str
    """The language of all texts."""
    top: Path
    """The folder of the site's texts."""
    posts: dict[str, str] = field(default_factory=dict)
    """The addresses of posts by the names of their files."""
    files: dict[str, str] = field(default_factory=dict)
    """The addresses of all texts by their paths."""
    includes: dict[str, str] = field(default_factory=dict)
    """By their names, the parts of texts that say the same wherever they stand."""

    def all(self) -> None:
        """Add all texts and files, then say what the texts mean."""
        self.folder(self.top)
        for path in sorted((self.top / "_includes").rglob("*.*")):
            if path.suffix in (".md", ".markdown", ".html") and path.is_file() and not self.site.leads_out(path):
                part = path.read_text(encoding="utf-8", errors="replace")
                if "{%" not in part and "{{" not in part and "<script" not in part:
                    self.includes[path.relative_to(self.top / "_includes").as_posix()] = part.strip("\n")
        for text in self.site.texts:
            place = self.site.name(text.path)
            told = partial(self.site.meant_nothing, place=place)
            liquid = Liquid(self.posts, self.files, self.config, told, {**text.head.data, "url": text.address})
            liquid.includes = self.includes
            plain = liquid.plain(text.body)
            if text.path.suffix.lower() in ENDINGS:
                plain = as_block(plain)
            if plain != text.body:
                text.body, text.changed = plain, True
        add_lists(self.site, self.config, self.language)

    def folder(self, folder: Path) -> None:
        """Add what lies in a folder and below it."""
        for path in sorted(folder.iterdir()):
            if path.is_symlink() and path.is_dir():
                self.site.leave(path, "is a link to a folder")
            elif self.left_out(path):
                continue
            elif path.is_dir() and path.name.startswith("_"):
                self.underscored(path)
            elif path.is_dir():
                self.folder(path)
            elif path.suffix.lower() in (*MARKDOWN, *ENDINGS):
                self.page(path)
            else:
                self.file(path)

    def left_out(self, path: Path) -> bool:
        """Whether a file or a folder is no part of the site."""
        name = path.relative_to(self.top).as_posix()
        included = [one.strip("/") for one in texts_of(self.config.get("include"))]
        if name in included or path.name in included:
            return False
        special = path.name.startswith((".", "#", "~")) or path.name in ("_site", "_config.yml")
        patterns = [one.strip("/") for one in texts_of(self.config.get("exclude"))]
        patterns += NO_PAGES if path.parent in (self.top, self.site.root) else ()
        return special or any(fnmatch.fnmatch(name, one) or fnmatch.fnmatch(path.name, one) for one in patterns)

    def underscored(self, folder: Path) -> None:
        """Add a folder of posts or of a collection; others belong to the templates."""
        collections = self.config.get("collections")
        known = collections if isinstance(collections, dict) else {key: {} for key in texts_of(collections)}
        name = folder.name[1:]
        if name in ("posts", "drafts", "notebooks"):
            for path in _texts(folder):
                self.post(path, folder)
        elif name in known or folder.name in texts_of(self.config.get("include")):
            said = known.get(name) if isinstance(known.get(name), dict) else {}
            self.collection(folder, name, said or {}, included=name not in known)
        elif any(path.is_file() for path in folder.rglob("*")):
            self.site.left.append(f"{self.site.name(folder)}/: a part of its templates")

    def post(self, path: Path, folder: Path) -> None:
        """Add a post, whose name begins with its day."""
        dated = DATED.fullmatch(path.stem)
        if not dated and folder.name != "_drafts":
            self.site.leave(path, "is no post of Jekyll, for its name begins with no day")
            return
        name = dated[2] if dated else path.stem
        text = self.read(path, name)
        if text is None:
            return
        above = folder.parent.relative_to(self.top).parts
        said = text.head.get("categories")
        categories = [
            *above,
            *(said.split() if isinstance(said, str) else texts_of(said)),
            *texts_of(text.head.get("category")),
        ]
        tags = text.head.get("tags")
        if isinstance(tags, str) and tags.strip():
            text.head.set("tags", [one.strip() for one in (tags.split(",") if "," in tags else tags.split())])
        if dated and not date_of(text.head.get("date")):
            text.head.set("date", date_of(dated[1]))
        text.tags, text.post, text.section = tuple(dict.fromkeys(categories)), path.stem, "/".join(above)
        if folder.name == "_drafts":
            text.head.set("draft", True)
            self.site.texts.append(text)
            return
        slug = text.head.get("slug")
        document = OldDocument(path.stem, str(slug or name), date_of(text.head.get("date")), text.tags, "posts")
        style = self.default(path, "posts", "permalink") or str(self.config.get("permalink") or "date")
        self.add(text, address_of_document(document, str(text.head.get("permalink") or style)))
        if text.address:
            self.posts[path.stem] = self.posts["/".join([*above, path.stem])] = text.address

    def collection(self, folder: Path, name: str, said: dict[str, Any], *, included: bool) -> None:
        """Add the documents of a collection: as pages where they are few, or else as posts."""
        paths = _texts(folder)
        style = str(self.config.get("permalink") or "date")
        pattern = self.default(folder / "x", name, "permalink") or str(said.get("permalink") or "")
        pattern = pattern or f"/:collection/:path{suffix_of(style)}"
        for path in paths:
            if included:
                self.page(path)
                continue
            if (text := self.read(path, path.stem)) is None:
                continue
            inner = path.relative_to(folder).with_suffix("").as_posix()
            title = str(text.head.get("slug") or path.stem)
            document = OldDocument(inner, title, date_of(text.head.get("date")), collection=name)
            address = address_of_document(document, str(text.head.get("permalink") or pattern))
            text.page, text.section, text.post = len(paths) <= FEW, name, f"{name}/{path.stem}"
            if not said.get("output"):
                self.site.hide(text)
                self.site.texts.append(text)
            elif not self.is_list(text, address):
                self.add(text, address)

    def page(self, path: Path) -> None:
        """Add a page, or the address of one that a template makes of all posts."""
        name = path.stem if path.stem != "index" else path.parent.name if path.parent != self.top else "home"
        text = self.read(path, name)
        if text is None or path.stem == "404":
            return
        if not text.head.form:
            if path.suffix.lower() in ENDINGS:
                self.file(path)
            elif text.readable:
                self.site.leave(path, "has no front matter, and is no page of Jekyll")
            return
        inner = path.relative_to(self.top).with_suffix("").as_posix()
        style = str(self.config.get("permalink") or "date")
        said = str(text.head.get("permalink") or self.default(path, "pages", "permalink") or "")
        address = address_of_page(OldDocument(inner, path.stem), "" if said in STYLES else said, said or style)
        if self.is_list(text, address):
            return
        text.page, text.post = True, inner
        self.add(text, address if address != "/" else "")

    def is_list(self, text: OldText, address: str) -> bool:
        """Whether a page is one that a template makes of all posts: then its address leads to ours."""
        made, body = is_made(text.body, markdown=text.path.suffix.lower() in MARKDOWN)
        if address == "/":
            self.site.lists.setdefault("/", Aim("home", self.language))
        if made and address != "/":
            self.site.lists.setdefault(address, meant_by(text.path.stem, self.language))
        if made and body:
            self.site.leave(text.path, "is made of all posts by its template, and has a list of sitegen in its place")
        return made

    def add(self, text: OldText, address: str) -> None:
        """Add a text that was at an address."""
        self.site.texts.append(text)
        day = date_of(text.head.get("date"))
        if text.head.get("published") is False or (
            day and day > datetime.date.today() and not self.config.get("future")
        ):
            self.site.hide(text)
        elif address:
            self.at(text, address)

    def at(self, text: OldText, address: str) -> None:
        """Keep where a text was, and what led to it."""
        text.address = address
        self.files[text.path.relative_to(self.top).as_posix()] = address
        also = [f"{address}.html"] if not re.search(r"(/|\.html?)$", address) else []
        led = [one if one.startswith("/") else f"/{one}" for one in texts_of(text.head.get("redirect_from"))]
        text.aliases = (*also, *led)

    def read(self, path: Path, name: str) -> OldText | None:
        """A text or a notebook."""
        if self.site.leads_out(path):
            self.site.leave(path, "leads out of the site of Jekyll")
            return None
        if path.suffix.lower() == ".ipynb":
            return read_old_notebook(self.site, path, name, self.language)
        text = read_old_text(self.site, path, name, self.language)
        if text and not any(text.head.get(key) for key in ("summary", "description")):
            said = text.head.get("excerpt")
            if isinstance(said, str) and said.strip():
                text.head.set("summary", " ".join(said.split()))
        return text

    def file(self, path: Path) -> None:
        """Add a file; of those that Jekyll fills in, feeds are known here."""
        begins = path.read_bytes()[:4] if path.suffix in FILLED and path.is_file() else b""
        name = path.relative_to(self.top).as_posix()
        if begins.startswith(b"---"):
            if path.suffix == ".xml" and re.search("feed|atom|rss", path.name):
                self.site.lists.setdefault(f"/{name}", Aim("feed", self.language))
            elif path.name not in ("sitemap.xml", "robots.txt"):
                self.site.leave(path, "is filled in by Jekyll")
        elif path.suffix.lower() == ".ipynb" and path.parent == self.top:
            self.site.leave(path, "is no text of the site (sitegen import takes a notebook, too)")
        else:
            self.site.files.append((path, f"static/{name}"))

    def default(self, path: Path, kind: str, key: str) -> str:
        """What the config says of all texts of a folder or a kind."""
        return default_of(self.config, path.relative_to(self.top).as_posix(), kind, key)


def _texts(folder: Path) -> list[Path]:
    """The texts in a folder of posts, and in those below it."""
    endings = (*MARKDOWN, *ENDINGS, ".ipynb")
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in endings and path.is_file())
