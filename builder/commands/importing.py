"""`sitegen import`: the posts, pictures and config of a site from elsewhere, copied; nothing is ever overwritten."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.config import SiteConfig, read_config
from builder.content.frontmatter import KEYS
from builder.content.values import ALIASES
from builder.errors import Incomplete, SitegenError, reason, shown
from builder.files import sweep, write_atomic
from builder.importers.arrivals import Arrival, arrivals_of
from builder.importers.calls import read_calls
from builder.importers.copies import Copies
from builder.importers.covers import KEYS as COVERS
from builder.importers.elsewhere import OldSite, OldText
from builder.importers.hugo import read_hugo
from builder.importers.hugo_config import is_hugo
from builder.importers.jekyll import is_jekyll, read_jekyll
from builder.importers.mends import WHEN, mend
from builder.importers.old_addresses import Addresses
from builder.importers.own_files import OwnFiles, spoken
from builder.importers.quarto import is_quarto, read_quarto
from builder.importers.remote import offered, remote_pictures
from builder.importers.report import told
from builder.making import whole_within
from builder.project import START, Project, is_text
from builder.reading import FORBIDDEN, is_address

AGAIN = "Import again: what is there stays as it is."
_MEANT = {
    *KEYS,
    *ALIASES.values(),
    *COVERS,
    *sum(WHEN.values(), ()),
    "authors",
    "excerpt",
    "permalink",
    "redirect_from",
}
"""Keys of a head that are taken over."""
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def import_site(source: Path, here: Path, *, keep_addresses: bool = True) -> Iterator[str]:
    """Copy a site into the one that `here` lies in, or into a new one there; gives the lines to print.

    Raises SitegenError when there is nothing to copy from, or no place to copy to.
    """
    old = read_site(source)
    project = _found(here)
    if (project.root if project else here).is_relative_to(source.resolve()):
        hint = "Go to the folder of your site, or to an empty one: mkdir site && cd site && sitegen import …"
        raise SitegenError(f"a site of {old.kind} cannot be copied into itself", path=source, hint=hint)
    try:
        if project or any(os.path.lexists(here / name) for name in ("content", "static")):
            done = _imported(project or Project(here), old, project.root if project else here, keep_addresses)
        else:
            with whole_within(here) as made:
                done = _imported(Project(made), old, here, keep_addresses)
    except OSError as error:
        raise SitegenError(f"cannot be written: {reason(error)}", path=here, hint=AGAIN) from None
    yield f"Copied into {shown(done.copies.there)}/: {done.counted()}"
    yield from told(old, done.copies, done.addresses if keep_addresses else None)
    if lost := done.copies.lost + old.lost:
        hint = f"See above why. {AGAIN}"
        raise Incomplete(f"{lost} file{'s' if lost != 1 else ''} could not be copied", hint=hint)
    yield "Next: sitegen build --no-run"
    if done.remote:
        yield offered(done.remote)


def read_site(source: Path) -> OldSite:
    """The site in a folder, whichever program it was written for. Raises SitegenError where it is none."""
    jekyll = is_jekyll(source) and not is_hugo(source)
    site = read_quarto(source) if is_quarto(source) else read_jekyll(source) if jekyll else read_hugo(source)
    site.base_url = site.base_url or _hosted(source)
    return site


def _hosted(source: Path) -> str:
    """The address by which GitHub Pages has a folder, as its `CNAME` or its own name says; "" where neither does."""
    for path in (source / "CNAME", source / "static" / "CNAME"):
        if path.is_file() and not path.is_symlink():
            address = f"https://{path.read_text(encoding='utf-8', errors='replace').strip()}/"
            return address if is_address(address) else ""
    name = source.resolve().name.lower()
    return f"https://{name}/" if name.endswith(".github.io") else ""


def _found(here: Path) -> Project | None:
    """The site that a folder lies in."""
    with suppress(SitegenError):
        return Project.find(here)
    return None


def _imported(project: Project, old: OldSite, there: Path, keep_addresses: bool) -> _Import:
    sweep(there)
    copies = Copies(old.root, old.kind, project.root, there)
    _write_config(project, old, copies)
    config = read_config(project.config)
    done = _Import(project, old, copies, config, Addresses(old, config, project))
    done.texts_and_files(keep_addresses)
    if hasattr(os, "sync"):
        os.sync()  # once for all files, before any of them is said to be there
    return done


def _write_config(project: Project, old: OldSite, copies: Copies) -> None:
    """Write `site.toml` where there is none."""
    if project.config.exists():
        copies.left.append(f"the config of {old.kind}: {shown(project.config)} is there already")
        return
    lines = [("title", old.title), ("base_url", old.base_url), ("author", old.author)]
    text = "".join(f"{key} = {_quoted(value)}\n" for key, value in lines if value)
    text += f"languages = {json.dumps([language.code for language in old.languages])}\n"
    text += "first_language_at_root = true\n" if old.first_at_root else ""
    for one in old.languages:
        table = [("title", one.title), ("name", one.name), ("description", one.description)]
        text += f"\n[{one.code}]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in table if value)
    try:
        write_atomic(project.config, text.encode())
        if not os.path.lexists(copies.there / ".gitignore"):
            write_atomic(project.root / ".gitignore", (START / "gitignore").read_bytes())
    except OSError as error:
        path = copies.place(project.config)
        raise SitegenError(f"cannot be written: {reason(error)}", path=path, hint=AGAIN) from None
    copies.config_written = True
    if not old.base_url:
        copies.left.append("the address of the site: its config names none (base_url in content/site.toml)")


def _quoted(text: str) -> str:
    """A text as TOML writes it; JSON's quotes are a part of TOML's."""
    return json.dumps(FORBIDDEN.sub("", text), ensure_ascii=False)


@dataclass
class _Import:
    """What of a site has been taken over so far."""

    project: Project
    old: OldSite
    copies: Copies
    config: SiteConfig
    addresses: Addresses
    counts: dict[str, int] = field(default_factory=lambda: {"post": 0, "page": 0, "text": 0})
    known: set[Path] = field(default_factory=set)  # the files of all texts, copied or not
    remote: int = 0  # pictures on other sites
    own_files: OwnFiles = field(default_factory=OwnFiles)  # those that texts name by their old addresses

    def counted(self) -> str:
        """How much was copied, in words."""
        counts = {**self.counts, "other file": self.copies.files}
        return ", ".join(f"{count} {word}{'s' if count != 1 else ''}" for word, count in counts.items())

    def texts_and_files(self, keep_addresses: bool) -> None:
        """Copy all texts with what lies beside them, and all other files."""
        languages = [language.code for language in self.config.languages]
        for text in self.old.texts:
            if text.language not in languages:
                self.copies.leave(text.path, f"'{text.language}' is no language of this site")
            elif text.readable:
                self._mend(text)
        self.known = {text.path for text in self.old.texts}
        self.old.texts = [text for text in self.old.texts if text.language in languages]
        self.own_files = OwnFiles.of(self.old) if keep_addresses else OwnFiles()
        arrivals = arrivals_of(self.old, languages)
        for one in arrivals:
            self._arrive(one, keep_addresses)
        for path, target in self.old.files:
            self.copies.file(path, self.project.root / target)
        if keep_addresses:
            self.addresses.write_lists(self.copies)

    def _mend(self, text: OldText) -> None:
        place = self.old.name(text.path)
        beside = frozenset(path.name for path in text.folder.iterdir()) if text.folder else frozenset()
        heading = found[1] if (found := _HEADING.match(text.body)) else ""
        for key in text.head.data.keys() - _MEANT:
            self.old.keys[key] += 1
        mend(text.head, text.name, place, self.old.mends, text.tags, heading=heading, beside=beside)

    def _arrive(self, one: Arrival, keep_addresses: bool) -> None:
        """Write the texts of a post or a page, and copy its files."""
        written, beside = 0, self._beside(one)
        for text in one.texts:
            target = self.project.root / one.path(text)
            place = shown(self.copies.place(target))
            self.addresses.keep(one, text, keep_addresses, beside=bool(beside or text.files))
            read_calls(self.old, text, place)
            if self.copies.write(text.path, text.data(), target):
                written += 1
                self.remote += remote_pictures(text.body)
            for name, made in text.files.items():
                self.copies.write(text.path, made, self.project.root / one.folder / name)
        self.counts["text"] += written
        self.counts["page" if one.page else "post"] += bool(written)
        said = spoken(one.texts) if beside and keep_addresses else ""
        for path, inside in beside:
            there = (said and self.addresses.folder(one, path, said)) or one.folder
            self.copies.file(path, self.project.root / there / inside)
            if named := self.own_files.named.get(path):  # a text that is no part of this post may show it
                self.copies.file(path, self.project.root / f"static{named}")

    def _beside(self, one: Arrival) -> list[tuple[Path, Path]]:
        """The files beside the texts of a post or a page, with their paths in its folder."""
        found = []
        for folder in dict.fromkeys(text.folder for text in one.texts if text.folder):
            for path in sorted(folder.rglob("*")):
                if path in self.known or path.is_dir() or (path.suffix == ".md" and one.page):
                    continue
                if is_text(path):  # of a language that there is not: a build would stop at it
                    self.copies.leave(path, "is a text in no language of this site")
                    continue
                found.append((path, path.relative_to(folder)))
        return found
