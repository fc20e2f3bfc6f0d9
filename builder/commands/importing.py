"""`sitegen import`: the posts, pictures and config of a site of Hugo, copied; nothing is ever overwritten."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.commands.copies import Copies
from builder.config import read_config
from builder.content.hugo import HugoSite, read_hugo
from builder.content.posts import address_of
from builder.errors import Incomplete, SitegenError, reason, shown
from builder.files import sweep, write_atomic
from builder.making import whole_within
from builder.project import START, Project, text_file
from builder.reading import read_text
from builder.shortcodes.declaration import verbatim
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.parse import Call, parse

PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
OTHER_TEXTS = {".adoc", ".html", ".ipynb", ".org", ".pandoc", ".rst"}
NOT_CARRIED = {"layouts": "templates and shortcodes of its own", "data": "data", "i18n": "words of the interface"}

AGAIN = "Import again: what is there stays as it is."


def import_hugo(source: Path, here: Path) -> Iterator[str]:
    """Copy a site of Hugo into the one that `here` lies in, or into a new one there; gives the lines to print.

    Raises SitegenError when there is nothing to copy from, or no place to copy to.
    """
    hugo = read_hugo(source)
    project = _found(here)
    if (project.root if project else here).is_relative_to(source.resolve()):
        hint = "Go to the folder of your site, or to an empty one: mkdir site && cd site && sitegen import …"
        raise SitegenError("a site of Hugo cannot be copied into itself", path=source, hint=hint)
    try:
        if project or any(os.path.lexists(here / name) for name in ("content", "static")):
            done = _imported(project or Project(here), hugo, project.root if project else here)
        else:
            with whole_within(here) as made:
                done = _imported(Project(made), hugo, here)
    except OSError as error:
        raise SitegenError(f"cannot be written: {reason(error)}", path=here, hint=AGAIN) from None
    copies = done.copies
    yield f"Copied into {shown(copies.there)}/: {done.counted()}"
    if copies.left:
        yield "Not carried:"
        yield from (f"  {line}" for line in copies.left)
    if copies.lost:
        hint = f"See above why. {AGAIN}"
        raise Incomplete(f"{copies.lost} file{'s' if copies.lost != 1 else ''} could not be copied", hint=hint)
    yield "Next: sitegen build --no-run"


def _found(here: Path) -> Project | None:
    """The site that a folder lies in."""
    with suppress(SitegenError):
        return Project.find(here)
    return None


def _imported(project: Project, hugo: HugoSite, there: Path) -> _Import:
    sweep(there)
    done = _Import(project, hugo, Copies(hugo.root, project.root, there))
    done.config()
    done.languages = tuple(language.code for language in read_config(project.config).languages)
    done.content()
    done.pictures()
    return done


@dataclass
class _Import:
    """What of a site of Hugo has been taken over so far."""

    project: Project
    hugo: HugoSite
    copies: Copies
    languages: tuple[str, ...] = ()
    posts: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    texts: int = 0

    def counted(self) -> str:
        """How much was copied, in words."""
        counts = {"post": len(self.posts), "page": len(self.pages), "text": self.texts}
        counts["other file"] = self.copies.files
        return ", ".join(f"{count} {word}{'s' if count != 1 else ''}" for word, count in counts.items())

    def config(self) -> None:
        """Write `site.toml` where there is none."""
        hugo = self.hugo
        if self.project.config.exists():
            self.copies.left.append(f"the config of Hugo: {shown(self.project.config)} is there already")
            return
        lines = [("title", hugo.title), ("base_url", hugo.base_url), ("author", hugo.author)]
        text = "".join(f"{key} = {_quoted(value)}\n" for key, value in lines if value)
        text += f"languages = {json.dumps([language.code for language in hugo.languages])}\n"
        for one in hugo.languages:
            table = [("title", one.title), ("name", one.name), ("description", one.description)]
            text += f"\n[{one.code}]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in table if value)
        try:
            write_atomic(self.project.config, text.encode())
            if not os.path.lexists(self.copies.there / ".gitignore"):
                write_atomic(self.project.root / ".gitignore", (START / "gitignore").read_bytes())
        except OSError as error:
            path = self.copies.place(self.project.config)
            raise SitegenError(f"cannot be written: {reason(error)}", path=path, hint=AGAIN) from None
        if hugo.left_out:
            self.copies.left.append(f"of the config: {', '.join(hugo.left_out)}")
        if not hugo.base_url:
            self.copies.left.append("the address of the site: baseURL names none (base_url in content/site.toml)")

    def content(self) -> None:
        """Copy the texts of all languages, with what lies beside them."""
        folders = dict.fromkeys(self.hugo.folders.values())
        for folder in folders:
            code = next(code for code, place in self.hugo.folders.items() if place == folder)
            if self.copies.leads_out(folder):
                self.copies.leave(folder, "leads out of the site of Hugo")
            elif folder.is_dir():
                self._section(folder, code, {*folders} - {folder}, top=True)

    def _section(self, folder: Path, code: str, others: set[Path], *, top: bool = False) -> None:
        """Copy what lies in a section, `code` being the language of texts that name none.

        What lies at the top is a page, what lies deeper a post, in whatever section.
        """
        loose = self.project.static if top else self.project.posts
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or path in others:
                continue
            if path.is_symlink() and path.is_dir():
                self.copies.leave(path, "is a link to a folder")
            elif path.suffix.lower() in OTHER_TEXTS and path.is_file():
                self.copies.leave(path, "is no Markdown")
            elif path.suffix == ".md" and path.is_file():
                self._text(path, path.stem, code, top=top)
            elif path.is_file():
                self.copies.file(path, loose / path.name)
            elif texts := [one for one in sorted(path.glob("index*.md")) if re.fullmatch(r"index(\.[^.]+)?", one.stem)]:
                self._bundle(path, texts, code, top=top)
            elif any(path.rglob("*.md")):
                self._section(path, code, others)
            else:
                self.copies.tree(path, loose / path.name)

    def _bundle(self, folder: Path, texts: list[Path], code: str, *, top: bool) -> None:
        """Copy a folder that is one post or page, with its pictures."""
        for path in texts:
            self._text(path, path.stem.replace("index", folder.name, 1), code, top=top, bundle=not top)
        if address := address_of(folder.name):
            self.copies.tree(folder, self.project.pages if top else self.project.post(address), without=texts)

    def _text(self, path: Path, stem: str, code: str, *, top: bool, bundle: bool = False) -> None:
        """Copy a text of the name `stem`, which may end with its language."""
        name, _, ending = stem.rpartition(".")
        name, language = (name, ending.lower()) if name and ending.lower() in self.hugo.folders else (stem, code)
        if name.startswith("_"):
            self.copies.leave(path, "is the text of a list, and lists have none here")
        elif language not in self.languages:
            self.copies.leave(path, f"'{language}' is no language of this site")
        elif not (address := address_of(name)):
            self.copies.leave(path, f"no address can be made of '{name}'")
        else:
            posts, pages = self.project.posts, self.project.pages
            target = (
                pages / f"{address}.{language}.md" if top
                else posts / address / text_file(language) if bundle
                else posts / f"{name}.{language}.md"
            )  # fmt: skip
            if self.copies.copy(path, target):
                self.texts += 1
                (self.pages if top else self.posts).add(address)
                self._unknown(target)

    def _unknown(self, path: Path) -> None:
        """Tell the shortcodes of a text that are not known here."""
        try:
            parts = parse(read_text(path), self.copies.place(path), 1, [], verbatim(SHORTCODES), whole=True)
        except SitegenError as error:
            self.copies.left.append(str(error))
            return
        place = shown(self.copies.place(path))
        for part in parts:
            if isinstance(part, Call) and part.name not in SHORTCODES:
                self.copies.left.append(f"{place}:{part.line}: the shortcode '{part.name}' is not known here")

    def pictures(self) -> None:
        """Copy what all posts share: `static/`, and the pictures in `assets/`, where LoveIt looks for them too."""
        for folder in self.hugo.static:
            if self.copies.leads_out(folder):
                self.copies.leave(folder, "leads out of the site of Hugo")
            else:
                self.copies.tree(folder, self.project.static)
        assets = self.hugo.root / "assets"
        for path in sorted(assets.rglob("*")):
            if path.suffix.lower() in PICTURES:
                self.copies.file(path, self.project.static / path.relative_to(assets))
        for name, what in NOT_CARRIED.items():
            if any(path.is_file() for path in (self.hugo.root / name).rglob("*")):
                self.copies.left.append(f"{name}/: {what}")


def _quoted(text: str) -> str:
    """A text as TOML writes it; JSON's quotes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False)
