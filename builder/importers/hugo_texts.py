"""The texts of a site of Hugo: its folder `content/`, what lies where in it, and what each means to be."""

from __future__ import annotations

import filecmp
import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.importers.elsewhere import OldSite, OldText
from builder.importers.heads import Head
from builder.importers.hugo_addresses import OldPage, Plan
from builder.importers.hugo_cascade import HIDING, MEANT, Cascades
from builder.importers.hugo_lists import add_lists, taxonomies
from builder.importers.hugo_pages import is_shown, page_of
from builder.importers.old_texts import read_old_text, texts_of
from builder.importers.raw_html import ENDINGS, as_block

MARKDOWN = (".md", ".markdown", ".mdown")
OTHER_TEXTS = {".adoc", ".asciidoc", ".ipynb", ".org", ".pandoc", ".pdc", ".rst"}


@dataclass(frozen=True)
class Folders:
    """Where the texts lie, and in which languages they are."""

    content: Path
    """The folder of all that name none of their own."""
    own: Mapping[str, Path]
    """By the name of a language in the config, the folder of its texts."""
    codes: Mapping[str, str]
    """By that name, its code here."""
    plan: Plan
    """What the config says of addresses."""
    mounted: Sequence[tuple[Path, str, str]] = ()
    """Folders that lie elsewhere, each with its section and with the language of its texts."""
    off: Collection[str] = ()
    """The names of languages that are switched off."""


def read_texts(site: OldSite, folders: Folders) -> None:
    """Add all texts of a site with what lies beside them, and the addresses of its lists."""
    walk = _Walk(site, folders)
    walk.cascades.add(folders.plan.config.get("cascade"), "", "")
    for folder in dict.fromkeys(folders.own.values()):
        language = next(name for name, place in folders.own.items() if place == folder)
        if site.leads_out(folder):
            site.leave(folder, "leads out of the site of Hugo")
        elif folder.is_dir():
            walk.top = folder
            walk.section(folder, language)
    for folder, section, language in folders.mounted:
        if site.leads_out(folder):
            site.leave(folder, "leads out of the site of Hugo")
        elif folder.is_dir():
            walk.top, walk.below = folder, section
            walk.section(folder, language)
    add_lists(site, folders.plan, folders.codes, walk.sections, walk.pages)


@dataclass
class _Walk:
    """What was found on the way through the folders."""

    site: OldSite
    """What is found."""
    folders: Folders
    """Where to look."""
    top: Path = Path()
    """The folder of texts that is looked at."""
    below: str = ""
    """The section that it is, "" being all of them."""
    cascades: Cascades = field(default_factory=Cascades)
    """What sections say of their texts."""
    sections: dict[tuple[str, str], Head | None] = field(default_factory=dict)
    """By language and path, the lists that Hugo makes, with the heads of their own texts."""
    pages: list[tuple[OldPage, OldText]] = field(default_factory=list)
    """The texts that Hugo shows."""
    placed: dict[str, Path] = field(default_factory=dict)
    """By where they will lie, the files of sections."""

    def inner(self, path: Path) -> str:
        """Where a file or a folder is below that of all texts, "" being that folder."""
        return posixpath.join(self.below, path.relative_to(self.top).as_posix()).rstrip(".").rstrip("/")

    def section(self, folder: Path, language: str) -> None:
        """Add what lies in a section, `language` being that of texts that name none.

        What lies at the top is a page, what lies deeper a post, in whatever section.
        """
        others = {*self.folders.own.values()} - {self.top}
        loose = self.loose(folder)
        for path in sorted(folder.iterdir(), key=lambda path: (not path.name.startswith("_index."), path)):
            if path.name.startswith(".") or path in others or self.ignored(path):
                continue
            if path.is_symlink() and path.is_dir():
                self.site.leave(path, "is a link to a folder")
            elif path.suffix.lower() in OTHER_TEXTS and path.is_file():
                self.site.leave(path, "is no Markdown")
                section = self.inner(path.parent)
                if path.suffix.lower() != ".ipynb":  # which for Hugo is a file like any other
                    self.site.gone.append(self.folders.plan.page(OldPage(language, section, path.stem, path.stem)))
            elif path.suffix.lower() in (*MARKDOWN, *ENDINGS) and path.is_file():
                self.text(path, path.stem, language)
            elif path.is_file():
                self.file(path, f"{loose}/{path.name}")
                if loose == "content/posts":
                    self.old_place(path, language)
            elif texts := self.bundled(path):
                for text in texts:
                    self.text(text, text.stem.replace("index", path.name, 1), language, bundle=path)
            elif path.is_dir() and any(found.suffix.lower() in (*MARKDOWN, *ENDINGS) for found in path.rglob("*")):
                self.section(path, language)
            else:
                for found in sorted(path.rglob("*")):
                    self.file(found, f"{loose}/{found.relative_to(folder).as_posix()}")

    def bundled(self, folder: Path) -> list[Path]:
        """The texts of a folder that is one post: `index.md`, `index.pt.md` where that is a language of the site."""
        found = [path for path in sorted(folder.glob("index*")) if path.suffix.lower() in (*MARKDOWN, *ENDINGS)]
        texts = [path for path in found if re.fullmatch(r"index(\.[^.]+)?", path.stem.removesuffix(".md"))]
        known = [path for path in texts if path.stem.removesuffix(".md")[6:].lower() in ("", *self.folders.codes)]
        return known or texts

    def ignored(self, path: Path) -> bool:
        """Whether the config says that Hugo looks at a file or a folder no more than at a hidden one."""
        said = self.folders.plan.config.get("ignorefiles")
        patterns = [str(one) for one in said] if isinstance(said, list) else [said] if isinstance(said, str) else []
        name = path.resolve().as_posix() + ("/" if path.is_dir() else "")
        with suppress(re.error):
            if any(re.search(pattern, name) for pattern in patterns):
                self.site.leave(path, "is among ignoreFiles of the config")
                return True
        return False

    def loose(self, folder: Path) -> str:
        """Where the files of a section go: beside its single texts, or where Hugo has them."""
        if not (inner := self.inner(folder)):
            return "static"
        single = any(path.suffix.lower() in MARKDOWN and path.name[0] != "_" for path in folder.iterdir())
        return "content/posts" if single else f"static/{inner}"

    def file(self, path: Path, target: str) -> None:
        """Add a file; of two that would lie at one place the second lies where Hugo has it."""
        other = self.placed.setdefault(target, path)
        if other != path and path.is_file() and other.is_file() and not filecmp.cmp(path, other, shallow=False):
            target = f"static/{self.inner(path)}"
        self.site.files.append((path, target))

    def old_place(self, path: Path, language: str) -> None:
        """Let a file beside single texts lie where Hugo has it, too: they know no other name of it."""
        said = path.stem.rpartition(".")[2].lower()
        folder = self.folders.plan.folder(said if said in self.folders.codes else language)
        self.site.files.append((path, f"static{folder}{self.inner(path)}"))

    def text(self, path: Path, stem: str, language: str, bundle: Path | None = None) -> None:
        """Add a text of the name `stem`, which may end with its language."""
        if self.site.leads_out(path):
            self.site.leave(path, "leads out of the site of Hugo")
            return
        name, _, ending = stem.removesuffix(".md").rpartition(".")
        if name and ending.lower() in self.folders.off:
            self.site.leave(path, f"'{ending}' is switched off")
            return
        codes = self.folders.codes
        name, language = (name, ending.lower()) if name and ending.lower() in codes else (stem, language)
        folder = bundle or path
        section = self.inner(folder.parent)
        if not (text := read_old_text(self.site, path, name, codes[language])):
            return
        if path.suffix.lower() in ENDINGS:
            if not text.head.form:  # for Hugo it is a file like any other
                self.file(path, f"{self.loose(path.parent)}/{path.name}")
                return
            text.body, text.changed = as_block(text.body), True
        if name == "_index":
            self.cascades.add(text.head.get("cascade"), section, language)
        else:
            self.cascade(text, f"{section}/{name}", language)
        if name == "_index" and section and isinstance(slug := text.head.get("slug"), str) and slug:
            plan = self.folders.plan
            plan.slugs[language, plan.named(section)] = plan.path(slug)
        sorted_by = section.partition("/")[0] in taxonomies(self.folders.plan, language)
        if name == "_index" and section and text.body.strip() and not sorted_by and not _holds_texts(folder.parent):
            self.sections[language, section] = None
            name, section = folder.parent.name, section.rpartition("/")[0]
            text.name, text.page, bundle = name, True, folder.parent
        elif name == "_index":
            self.sections[language, section] = text.head
            self.site.leave(path, "is the text of a list, and lists have none here")
            return
        if bundle and self.folders.plan.several:
            _own_files(text, bundle, language)
        text.section, text.page, text.folder = section, text.page or not section, bundle
        text.post = str(text.head.get("translationKey") or f"{section}/{name}")
        self.site.texts.append(text)
        own = {section for _, section in self.sections}
        page = page_of(text, language, own, self.folders.plan.config)
        if section:
            self.sections.setdefault((language, section.partition("/")[0]), None)
        if is_shown(text.head, self.folders.plan.config):
            text.address = self.folders.plan.page(page)
            aliases = texts_of(text.head.get("aliases"))
            text.aliases = tuple(self.folders.plan.alias(alias, text.address, section, language) for alias in aliases)
            self.pages.append((page, text))
        else:
            self.site.hide(text)

    def cascade(self, text: OldText, path: str, language: str) -> None:
        """Give a text what the sections above it say of all their texts."""
        known = {key.lower() for key in text.head.data}
        given = self.cascades.of(path, language)
        for key, value in given.items():
            if key.lower() in known:
                continue
            if key.lower() in MEANT and not isinstance(value, dict):
                text.head.set(key, value)
                self.site.mends.add("what a section says of all its texts (cascade) written in them", text.path.name)
            elif key.lower() in HIDING:
                text.head.data[key] = value


def _own_files(text: OldText, folder: Path, language: str) -> None:
    """Let a text name the files that are of its language only: for Hugo `a.png` is `a.de.png` in a text in German."""
    for path in folder.rglob(f"*.{language}.*"):
        name = f"{path.name.removesuffix(f'.{language}{path.suffix}')}{path.suffix}"
        if path.suffix.lower() not in MARKDOWN and name in text.body:
            text.body = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", path.name, text.body)
            text.changed = True


def _holds_texts(folder: Path) -> bool:
    """Whether a section has texts besides its own."""
    return any(
        path.suffix.lower() in MARKDOWN and path.stem.partition(".")[0] != "_index" for path in folder.rglob("*")
    )
