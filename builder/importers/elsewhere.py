"""A site that was written for another program: what is taken over of it, whatever program that was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from builder.config import Language
from builder.importers.covers import PICTURES
from builder.importers.heads import Head
from builder.importers.mends import Mends


@dataclass
class OldText:
    """A text of it, in one language."""

    path: Path
    """Its file."""
    name: str
    """What its file or folder is called, without a date, its language and the ending."""
    language: str
    """The code of its language here."""
    head: Head
    """What stands at its head, to be changed."""
    body: str
    """What stands below that, with LF line ends, as it will stand here."""
    raw: bytes = b""
    """Its file as it is: what is not changed is copied as it was written."""
    raw_body: bytes | None = None
    """The same of its body; None where that is no UTF-8, or holds what no page may."""
    section: str = ""
    """The folder that it lies in, below that of all texts: "notes/deep"; "" at the top."""
    post: str = ""
    """What its texts in other languages have in common with it."""
    page: bool = False
    """Whether it is a plain page, and no post."""
    folder: Path | None = None
    """The folder whose other files belong to it; None where it is a single file."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Files that were made of it, by the names that they get in its folder."""
    address: str = ""
    """Where it was: "/posts/first/"; "" where its site did not show it."""
    aliases: tuple[str, ...] = ()
    """Addresses that led to it already, from the root."""
    tags: tuple[str, ...] = ()
    """What it was sorted by besides its tags."""
    readable: bool = True
    """Whether its head could be read."""
    changed: bool = False
    """Whether its body is other than it was written."""

    def data(self) -> bytes:
        """Its file as it is to be written."""
        if not self.head.changed and not self.changed and self.raw_body is not None:
            return self.raw
        head = self.head.text() if self.head.form or self.head.changed else ""
        body = self.body.encode() if self.changed or self.raw_body is None else self.raw_body
        return head.encode() + body


@dataclass(frozen=True)
class Aim:
    """A page of the new site that lists something, where an old list leads to."""

    kind: Literal["home", "archive", "tags", "tag", "feed"]
    """Which list."""
    language: str
    """In which language."""
    tag: str = ""
    """Of which tag."""


@dataclass
class OldSite:
    """All of it."""

    kind: str
    """Which program it was written for."""
    root: Path
    """Its folder."""
    title: str
    """What it is called."""
    base_url: str
    """Where it is published; "" where nobody knows."""
    author: str
    """Who writes it."""
    languages: tuple[Language, ...]
    """Its languages, the default first."""
    first_at_root: bool = True
    """Whether the addresses of the first language do not name it."""
    left_out: tuple[str, ...] = ()
    """The keys of its config that have no place here."""
    texts: list[OldText] = field(default_factory=list)
    """Its posts and pages."""
    files: list[tuple[Path, str]] = field(default_factory=list)
    """Other files, and where they will lie in the folder of the site."""
    lists: dict[str, Aim] = field(default_factory=dict)
    """The addresses of its lists and feeds, and what is there instead now."""
    gone: list[str] = field(default_factory=list)
    """Addresses of texts that could not be taken over."""
    left: list[str] = field(default_factory=list)
    """What is not taken over, in words."""
    mends: Mends = field(default_factory=Mends)
    """What was mended on the way."""
    shortcodes: frozenset[str] = frozenset()
    """The names of shortcodes of its own."""
    keys: Counter[str] = field(default_factory=Counter)
    """How often a key stands in heads that means nothing here."""
    lost: int = 0
    """How many files the disk refused."""
    unknown: dict[str, list[str]] = field(default_factory=dict)
    """By what texts say that means nothing here (`the shortcode 'x'`), the places."""

    def leave(self, path: Path, why: str) -> None:
        """Tell that a file or a folder is not taken over."""
        self.left.append(f"{self.name(path)}: {why}")

    def name(self, path: Path) -> str:
        """A file or a folder of it, for a message."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def add_tree(self, folder: Path, target: str, *, pictures: bool = False) -> None:
        """Add all that lies in a folder, or its pictures; not what is hidden."""
        for path in sorted(folder.rglob("*")):
            if not pictures or path.suffix.lower() in PICTURES:
                self.files.append((path, f"{target}/{path.relative_to(folder).as_posix()}"))

    def leads_out(self, path: Path) -> bool:
        """Whether links, or `..` in the config, lead to what is no part of it: a secret, say."""
        return not path.resolve().is_relative_to(self.real)

    @cached_property
    def real(self) -> Path:
        """Its folder, links followed."""
        return self.root.resolve()

    def hide(self, text: OldText) -> None:
        """Make a draft of a text that its site did not show."""
        if str(text.head.get("draft")).lower() != "true":
            text.head.set("draft", True)
            self.mends.add("texts that the site does not show made drafts", self.name(text.path))

    def meant_nothing(self, what: str, place: str) -> None:
        """Keep that something in a text means nothing here."""
        self.unknown.setdefault(what, []).append(place)
