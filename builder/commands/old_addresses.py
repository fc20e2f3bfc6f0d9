"""Where the pages of a site were before it was imported, and where they are now: aliases of texts, and redirects."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field

from builder.commands.arrivals import Arrival
from builder.commands.copies import Copies
from builder.config import SiteConfig
from builder.content.elsewhere import Aim, OldSite, OldText
from builder.content.old_texts import texts_of
from builder.files import write_atomic
from builder.project import Project
from builder.site.urls import page_url, post_url


@dataclass
class Addresses:
    """The old addresses of a site, as far as it has been taken over."""

    old: OldSite
    config: SiteConfig
    project: Project
    texts: set[str] = field(default_factory=set)
    """Those of texts that lead to them."""
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    """By language, the tags of its texts by how they are first written."""
    all: set[str] = field(default_factory=set)
    """Every old address."""

    def keep(self, one: Arrival, text: OldText, write: bool) -> None:
        """Let the old addresses of a text lead to it."""
        for tag in texts_of(text.head.get("tags")) if not text.head.get("draft") else ():
            self.tags.setdefault(text.language, {}).setdefault(tag.casefold(), tag)
        if not text.address:
            return
        language = self.config.language(text.language)
        new = "/" + (page_url if one.page else post_url)(language, one.slug)
        olds = [old for old in dict.fromkeys((text.address, *text.aliases)) if old != new]
        self.texts |= {text.address, *olds, new}
        self.all |= {text.address, *olds}
        said = [_written(old) for old in olds]
        if write and text.readable and said != texts_of(text.head.get("aliases")):
            text.head.set("aliases", said) if said else text.head.remove("aliases")

    def home(self, language: str) -> str:
        """The address of the home page of a language."""
        return f"/{self.config.language(language).folder}"

    def new(self, aim: Aim) -> str:
        """The address of a list of the new site."""
        home = self.home(aim.language)
        match aim.kind:
            case "home":
                return home
            case "feed":
                return f"{home}feed.xml"
            case "archive":
                return f"{home}archive/"
        if aim.kind == "tag" and (tag := self.tags.get(aim.language, {}).get(aim.tag.casefold())):
            return f"{home}tags/{_tag_slug(tag)}/"
        return f"{home}tags/" if self.tags.get(aim.language) else f"{home}archive/"

    def write_lists(self, copies: Copies) -> None:
        """Write `content/redirects.toml` for what is no text."""
        known = {language.code for language in self.config.languages}
        led = {old: self.new(aim) for old, aim in self.old.lists.items() if aim.language in known}
        self.all |= {*self.old.lists, *self.old.gone}
        self.texts |= {*led}
        lines = [
            f"{json.dumps(_written(old), ensure_ascii=False)} = {json.dumps(new, ensure_ascii=False)}\n"
            for old, new in sorted(led.items())
            if old != new and old not in ("/", *self.texts - led.keys())
        ]
        path = self.project.root / "content" / "redirects.toml"
        if not lines:
            return
        head = "# Addresses of the old site that were no texts, and where they lead now.\n"
        if os.path.lexists(path):
            if path.read_text(encoding="utf-8") != head + "".join(lines):
                copies.left.append("the addresses of its lists: content/redirects.toml is there already")
                self.texts -= {*led}
        else:
            write_atomic(path, (head + "".join(lines)).encode())

    def told(self) -> str:
        """How many old addresses lead on, in words."""
        return f"Addresses: kept {len(self.all & self.texts)} of {len(self.all)}"


def _written(address: str) -> str:
    """An address as it is to be written: what follows a # would be a place within a page."""
    return address.replace("#", "%23").replace("?", "%3F")


def _tag_slug(tag: str) -> str:
    from builder.site.listings import _slug_of

    return _slug_of(tag)
