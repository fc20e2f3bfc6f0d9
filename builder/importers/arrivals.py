"""What each text that `import` takes over is called here: no two posts have one name, and none has no address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.content.slugs import SLUG, address_of
from builder.importers.dates import date_of
from builder.importers.elsewhere import OldSite, OldText
from builder.project import text_file

TAKEN = ("404", "archive", "docs", "posts", "static", "tags")
"""What no page may be called, for that is an address of the site itself."""

PAGES = 12
"""How many pages a navigation can name."""
NAMED = (
    "about", "sobre", "contact", "cv", "resume", "project", "publication", "talk", "teaching", "research", "impressum",
    "imprint", "privacy", "now", "uses", "books",
)  # fmt: skip
"""What pages are called that a navigation should have."""


@dataclass
class Arrival:
    """A post or a page with its texts in all languages."""

    texts: list[OldText]
    """Those, by the order of the languages."""
    name: str = ""
    """What its file or folder is called here."""
    slug: str = ""
    """Its part of the address."""

    @property
    def page(self) -> bool:
        """Whether it is a plain page."""
        return self.texts[0].page

    @property
    def in_folder(self) -> bool:
        """Whether it has a folder of its own."""
        return any(text.folder or text.files for text in self.texts) and not self.page

    @property
    def folder(self) -> str:
        """Where its files lie in the site."""
        return "content/pages" if self.page else f"content/posts/{self.name}"

    def path(self, text: OldText) -> str:
        """Where a text of it lies in the site."""
        single = f"{self.name}.{text.language}.md"
        return f"{self.folder}/{text_file(text.language)}" if self.in_folder else (
            f"content/pages/{single}" if self.page else f"content/posts/{single}"
        )  # fmt: skip


@dataclass
class _Names:
    names: set[str] = field(default_factory=set)
    slugs: set[str] = field(default_factory=set)


def arrivals_of(site: OldSite, languages: Sequence[str]) -> list[Arrival]:
    """All posts and pages of a site with their names here; texts whose heads must say so get a slug."""
    groups: dict[tuple[bool, str, int], Arrival] = {}
    order = {code: number for number, code in enumerate(languages)}
    for text in sorted(site.texts, key=lambda text: (order.get(text.language, len(order)), text.path)):
        number = 0
        while (group := groups.get((text.page, text.post, number))) and _has(group, text.language):
            number += 1
        groups.setdefault((text.page, text.post, number), Arrival([])).texts.append(text)
    _few_pages([group for group in groups.values() if group.page], site)
    found = sorted(groups.values(), key=_rank)
    posts, pages = _Names(), _Names(slugs={*TAKEN, *languages})
    for one in found:
        _name(one, pages if one.page else posts)
    return found


def _few_pages(pages: list[Arrival], site: OldSite) -> None:
    """Make posts of the pages that are too many for a navigation which names each."""
    known = [one for one in pages if any(word in one.texts[0].name.lower() for word in NAMED)]
    others = [one for one in pages if one not in known]
    for one in [*known, *others][PAGES:]:
        for text in one.texts:
            text.page = False
            site.mends.add("pages made posts, for the navigation names every page", site.name(text.path))


def _has(group: Arrival, language: str) -> bool:
    return any(text.language == language for text in group.texts)


def _rank(one: Arrival) -> tuple[bool, bool, str, str]:
    """The posts of the blog itself keep their names; of others of the same name the section is told."""
    text = one.texts[0]
    first = text.section.partition("/")[0].lower()
    return one.page, first not in ("post", "posts", "blog", ""), text.section, text.path.as_posix()


def _name(one: Arrival, taken: _Names) -> None:
    """Give a post its name and its slug, and its texts the slug where the name does not say it."""
    text = one.texts[0]
    said = next((str(text.head.get("slug")) for text in one.texts if text.head.get("slug")), "")
    said = said if text.readable and SLUG.fullmatch(said) else ""
    plain = address_of(text.name) or said or address_of(str(text.head.get("title") or "")) or _dated(text)
    prefix = address_of(text.section.replace("/", "-")) or ("page" if one.page else "post")
    one.slug = _free(said or plain, prefix, taken.slugs)
    if one.page:
        one.name = one.slug
    else:
        name = plain if one.in_folder or not _is_name(text.name) else text.name
        one.name = _free(name, prefix, taken.names)
    for text in one.texts:
        wanted = "" if one.page or one.slug == address_of(one.name) else one.slug
        if text.readable and text.head.get("slug") != (wanted or None):
            if not wanted and text.head.get("slug") in (None, one.slug):
                continue
            text.head.set("slug", wanted) if wanted else text.head.remove("slug")


def _free(name: str, prefix: str, taken: set[str]) -> str:
    """A name that none has yet: with its section before it where it must be, or with a number behind it."""
    found, number = name, 1
    if address_of(found) in taken:
        found = f"{prefix}-{name}"
    while address_of(found) in taken:
        number += 1
        found = f"{prefix}-{name}-{number}"
    taken.add(address_of(found))
    return found


def _is_name(name: str) -> bool:
    """Whether a file may be called so as it was: its address can be made of it."""
    return bool(address_of(name)) and name[0] not in "._"


def _dated(text: OldText) -> str:
    """The name of a post of which neither file nor title has a letter for an address: the day that it was written."""
    day = date_of(text.head.get("date"))
    return f"post-{day.isoformat()}" if day else "post"
