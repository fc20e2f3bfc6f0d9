"""Where the pages of a site were before it was imported, and where they are now: aliases of texts, and redirects."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from builder.config import SiteConfig
from builder.files import write_atomic
from builder.importers.arrivals import Arrival
from builder.importers.copies import Copies
from builder.importers.dates import date_of
from builder.importers.elsewhere import Aim, OldSite, OldText
from builder.importers.old_texts import texts_of
from builder.importers.own_files import names
from builder.importers.raw_html import ENDINGS
from builder.project import Project
from builder.site.tags import addresses_of_tags, folded
from builder.site.urls import beside as beside_of
from builder.site.urls import file_of, page_url, place_of, post_url


@dataclass
class Addresses:
    """The old addresses of a site, as far as it has been taken over."""

    old: OldSite
    config: SiteConfig
    project: Project
    texts: set[str] = field(default_factory=set)
    """Those of texts that lead to them."""
    tags: list[tuple[datetime.date | None, list[str]]] = field(default_factory=list)
    """The tags of each text with its day."""
    tagged: dict[str, set[str]] = field(default_factory=dict)
    """By language, the tags that its texts have, as `folded` gives them."""
    all: set[str] = field(default_factory=set)
    """Every old address."""

    def keep(self, one: Arrival, text: OldText, write: bool, *, beside: bool = False) -> None:
        """Let the old addresses of a text lead to it; with files `beside` it also the one that it still has."""
        if not text.head.get("draft") and not one.page:
            tags = texts_of(text.head.get("tags"))
            self.tags.append((date_of(text.head.get("date")), tags))
            for code in self._shown_in(text, {other.language for other in one.texts}, first=text is one.texts[0]):
                self.tagged.setdefault(code, set()).update(map(folded, tags))
        if not text.address:
            return
        language = self.config.language(text.language)
        new = "/" + (page_url if one.page else post_url)(language, one.slug)
        ours = {new, *self.ours(text.language)}
        olds = [old for old in dict.fromkeys((text.address, *text.aliases)) if old not in ours]
        self.texts |= {text.address, *olds, new}
        self.all |= {text.address, *olds}
        said = [_written(old) for old in ([text.address] if beside and text.address == new else []) + olds]
        said = list(dict.fromkeys(said))
        if write and text.readable and said != texts_of(text.head.get("aliases")):
            text.head.set("aliases", said) if said else text.head.remove("aliases")

    def folder(self, one: Arrival, path: Path, said: str) -> str:
        """Where a file beside a text lies in the new site that no text of the post shows: at its old address.

        "" for one that `said`, what they say, names: that belongs into the folder of its post.
        """
        shown = [text for text in one.texts if text.address and text.folder and path.is_relative_to(text.folder)]
        if not shown or path.suffix in ENDINGS or names(said, path):
            return ""
        of_language = (text for text in shown if path.stem.endswith(f".{text.language}"))
        text = next(of_language, shown[0])
        return f"static/{beside_of(file_of(place_of(text.address)))}".rstrip("/")

    def ours(self, language: str) -> list[str]:
        """The lists of a language here, each in the place of whatever was there."""
        home = self.home(language)
        return [home, f"{home}archive/", *([f"{home}tags/"] if language in self._tagging else [])]

    @cached_property
    def _tagging(self) -> set[str]:
        """The languages in which some post has a tag."""
        posts = [text for text in self.old.texts if not text.page and not text.head.get("draft")]
        tagged = [text for text in posts if texts_of(text.head.get("tags"))]
        known: dict[str, set[str]] = {}
        for text in posts:
            known.setdefault(text.post, set()).add(text.language)
        order = [language.code for language in self.config.languages]
        first = {post: min(codes, key=lambda code: (code not in order, code)) for post, codes in known.items()}
        return {
            code for text in tagged
            for code in self._shown_in(text, known[text.post], first=first[text.post] == text.language)
        }  # fmt: skip

    def _shown_in(self, text: OldText, known: set[str], *, first: bool) -> set[str]:
        """The languages in whose lists a text is: its own and, of the first of a post, those that the post lacks."""
        return {text.language} | ({language.code for language in self.config.languages} - known if first else set())

    def home(self, language: str) -> str:
        """The address of the home page of a language."""
        return f"/{self.config.language(language).folder}"

    def new(self, aim: Aim, slugs: Mapping[str, str]) -> str:
        """The address of a list of the new site, the tags having those `slugs`."""
        home = self.home(aim.language)
        match aim.kind:
            case "home":
                return home
            case "feed":
                return f"{home}feed.xml"
            case "archive":
                return f"{home}archive/"
        known = self.tagged.get(aim.language, set())
        if aim.kind == "tag" and folded(aim.tag) in known:
            return f"{home}tags/{slugs[folded(aim.tag)]}/"
        return f"{home}tags/" if known else f"{home}archive/"

    def write_lists(self, copies: Copies) -> None:
        """Write `content/redirects.toml` for what is no text."""
        known = {language.code for language in self.config.languages}
        slugs = addresses_of_tags(self.tags)
        led = {old: self.new(aim, slugs) for old, aim in self.old.lists.items() if aim.language in known}
        self.all |= {*self.old.lists, *self.old.gone}
        texts = {*self.texts}
        self.texts |= {*led}
        tags = (f"{self.home(code)}tags/{slugs[tag]}/" for code in known for tag in self.tagged.get(code, ()))
        pages = {*led.values(), *tags, *chain(*map(self.ours, known))}
        lines = [
            f"{json.dumps(_written(old), ensure_ascii=False)} = {json.dumps(new, ensure_ascii=False)}\n"
            for old, new in sorted(led.items())
            if old not in pages and place_of(old) and old not in texts
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
