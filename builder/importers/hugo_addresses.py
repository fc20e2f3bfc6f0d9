"""Where Hugo has the pages of a site, from its config and their heads: what its `permalinks` and `url` mean."""

from __future__ import annotations

import datetime
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.importers.hugo_config import table

TOKEN = re.compile(r":([a-z0-9]+)(?:\[([^\]]*)\])?")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LISTS = ("home", "section", "taxonomy", "term")


@dataclass(frozen=True)
class Plan:
    """What the config says of addresses."""

    config: Mapping[str, Any]
    """The whole config."""
    default: str
    """The code of the language that needs no folder, as the config writes it."""
    several: bool
    """Whether there are several languages."""
    slugs: dict[tuple[str, str], str] = field(default_factory=dict)
    """By language and path, what sections say to put in the place of their names."""

    @property
    def default_in_folder(self) -> bool:
        """Whether the default language has a folder, too."""
        return bool(self.config.get("defaultcontentlanguageinsubdir"))

    def folder(self, language: str) -> str:
        """What the addresses of a language begin with: "/" or "/pt/"."""
        return "/" if language == self.default and not self.default_in_folder else f"/{language}/"

    def page(self, page: OldPage) -> str:
        """The address of a page, beginning with a slash."""
        folder = self.folder(page.language)
        if page.url:
            url = _filled(page.url, page, self) if ":" in page.url else page.url
            root = "/" if url.startswith("/") or not self.several else folder
            return _ended(root + url.strip("/"), url, ugly=False)
        pattern = self.pattern("page", page.section, page.language)
        if pattern:
            return _ended(folder + _filled(pattern, page, self).strip("/"), "", self.ugly(page.section))
        last = self.path(page.slug) if page.slug else self.named(page.name)
        path = posixpath.join(self.placed(page.language, page.section), last)
        return _ended(folder + path.strip("/"), "", self.ugly(page.section))

    def list_of(self, language: str, kind: str, path: str, section: str = "", title: str = "") -> str:
        """The address of a list: of a section or a term by its path, "" being the home page."""
        folder = self.folder(language)
        pattern = self.pattern(kind, section or path, language)
        if pattern and path:
            name = path.removeprefix(f"{section}/") if kind == "term" else posixpath.basename(path)
            called = name.replace("#", "") if kind == "term" else title or name
            slug = self.slugs.get((language, self.named(path)), "")
            page = OldPage(language, section or path, name, called, slug, sections=tuple(path.split("/")), kind=kind)
            path = _filled(pattern, page, self).strip("/")
        elif path:
            path = self.placed(language, path).strip("/")
        return _ended(folder + path, "", kind == "term" and self.ugly(section)) if path else folder

    def feed(self, address: str, kind: str) -> str:
        """The address of the feed of a list; "" where Hugo writes none."""
        outputs = self.config.get("outputs")
        said = table(outputs).get(kind)
        if isinstance(said, list) and "rss" not in [str(one).lower() for one in said]:
            return ""
        if {"rss", kind.lower()} & self.disabled:
            return ""
        form = table(self.config, "outputformats", "rss")
        name = f"{form.get('basename') or 'index'}.xml"
        return address.removesuffix(".html").rstrip("/") + "/" + name

    @property
    def disabled(self) -> set[str]:
        """The kinds of pages that are not made, in small letters."""
        kinds = self.config.get("disablekinds")
        return {str(kind).lower() for kind in kinds} if isinstance(kinds, list) else set()

    def pattern(self, kind: str, section: str, language: str) -> str:
        """What `permalinks` say of the pages of a kind in a section; "" where they say nothing.

        Those of a language stand in the place of those of all.
        """
        said = table(self.config, "languages", language, "permalinks") or table(self.config, "permalinks")
        first = self.named(section.partition("/")[0]) or "/"
        own = table(said, kind).get(first)
        plain = said.get(first) if kind in ("page", "term") else None
        return next((one for one in (own, plain) if isinstance(one, str)), "")

    def ugly(self, section: str) -> bool:
        """Whether the pages of a section are files: `/posts/x.html`."""
        said = self.config.get("uglyurls")
        return bool(said.get(section.partition("/")[0])) if isinstance(said, dict) else bool(said)

    def path(self, text: str) -> str:
        """A text as a part of an address."""
        if self.config.get("removepathaccents"):
            plain = unicodedata.normalize("NFD", text)
            text = unicodedata.normalize("NFC", "".join(one for one in plain if unicodedata.category(one) != "Mn"))
        return sanitized(text if self.config.get("disablepathtolower") else text.lower())

    def placed(self, language: str, path: str) -> str:
        """The path of a section or a term, in which each section may have a slug of its own."""
        parts = self.named(path).split("/")
        above = ("/".join(parts[: number + 1]) for number in range(len(parts)))
        return "/".join(self.slugs.get((language, one), part) for one, part in zip(above, parts, strict=True))

    def named(self, name: str) -> str:
        """The name of a file, of a folder or of a term as a part of an address: every blank in it counts."""
        return self.path(name if self.config.get("disablepathtolower") else re.sub(r"\s", "-", name))

    def alias(self, alias: str, address: str, section: str, language: str) -> str:
        """The whole path of an alias that a page at an address names; one without a slash begins beside the page."""
        beside = posixpath.dirname(address.rstrip("/"))
        path = posixpath.normpath(
            self.folder(language) + alias.lstrip("/") if alias.startswith("/") else posixpath.join(beside, alias)
        )
        if self.ugly(section) and not path.endswith(".html"):
            path += ".html"
        return _ended("/" + path.strip("/"), path, ugly=False)


@dataclass(frozen=True)
class OldPage:
    """What of a page decides where it is."""

    language: str
    """Its code in the config of Hugo."""
    section: str
    """The folder that it lies in: "posts/2020"."""
    name: str
    """What its file or folder is called."""
    title: str
    """What it is called."""
    slug: str = ""
    """What its head says to put in the place of its name."""
    url: str = ""
    """What its head says is its address."""
    date: datetime.date | None = None
    """The day on which it was published."""
    sections: tuple[str, ...] = ()
    """Those of its folders that are sections."""
    kind: str = "page"
    """What Hugo calls it: it may be a list."""


def sanitized(text: str) -> str:
    """A text without the signs that Hugo keeps out of addresses; blanks are hyphens."""
    kept: list[str] = []
    blank = False
    for place, one in enumerate(text):
        allowed = one in "./\\_#+~-@" or unicodedata.category(one)[0] in "LM" or unicodedata.category(one) == "Nd"
        if allowed or (one == "%" and re.match("[0-9a-fA-F]{2}", text[place + 1 :])):
            if blank and one != "-":
                kept.append("-")
            blank = False
            kept.append(one)
        elif kept and kept[-1] != "-" and one.isspace():
            blank = True
    return "".join(kept)


def _filled(pattern: str, page: OldPage, plan: Plan) -> str:
    """A pattern of an address, its tokens replaced by what they stand for."""

    def value(token: re.Match[str]) -> str:
        return _value(token[1], token[2], page, plan)

    return re.sub("/{2,}", "/", TOKEN.sub(value, pattern.replace("\\:", "\0"))).replace("\0", ":")


def _value(token: str, part: str | None, page: OldPage, plan: Plan) -> str:
    day = page.date or datetime.date(1, 1, 1)
    plain = page.title.replace("+", " ").replace("/", "/" if page.kind == "term" else "-")
    title, slug, name = plan.path(plain), plan.path(page.slug.replace("+", " ")), plan.named(page.name)
    sections = [plan.named(one) for one in page.sections]
    match token:
        case "year":
            return str(day.year)
        case "month":
            return f"{day.month:02}"
        case "day":
            return f"{day.day:02}"
        case "monthname":
            return plan.path(MONTHS[day.month - 1])
        case "weekday":
            return str(day.isoweekday() % 7)
        case "weekdayname":
            return plan.path(DAYS[day.weekday()])
        case "yearday":
            return str(day.timetuple().tm_yday)
        case "title":
            return title
        case "slug":
            return slug or title
        case "slugorfilename" | "slugorcontentbasename":
            return slug or name
        case "filename" | "contentbasename":
            return name
        case "section" | "sectionslug":
            return sections[0] if sections else ""
        case "sections" | "sectionslugs":
            return "/".join(_sliced(sections, part))
    return f":{token}"


def _sliced(sections: list[str], part: str | None) -> list[str]:
    """`[1:]`, `[last]`, `[0]` of Hugo."""
    if not part:
        return sections
    start, colon, end = part.partition(":")
    places = [len(sections) - 1 if one == "last" else int(one) if one.isdecimal() else None for one in (start, end)]
    first = places[0] or 0
    if not colon:
        return sections[first : first + 1]
    return sections[first : None if places[1] is None else places[1] + (end == "last")]


def _ended(address: str, written: str, ugly: bool) -> str:
    """An address as it is asked for: of a folder with a slash, of a file with its ending."""
    if re.search(r"\.[a-z0-9]+$", written.rstrip("/")) and not written.endswith("/"):
        return address.removesuffix("index.html") if address.endswith("/index.html") else address
    return address.rstrip("/") + (".html" if ugly and address != "/" else "/")
