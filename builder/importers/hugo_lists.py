"""The addresses of the lists that Hugo makes: home pages, sections, taxonomies, their terms, and a feed of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from builder.importers.elsewhere import Aim, OldSite, OldText
from builder.importers.heads import Head
from builder.importers.hugo_addresses import OldPage, Plan
from builder.importers.hugo_config import table
from builder.importers.old_texts import texts_of

TAXONOMIES = {"tag": "tags", "category": "categories"}
PEOPLE = ("author", "authors")
"""Taxonomies whose terms are no tags."""


def add_lists(
    site: OldSite,
    plan: Plan,
    codes: Mapping[str, str],
    sections: Mapping[tuple[str, str], Head | None],
    pages: Iterable[tuple[OldPage, OldText]],
) -> None:
    """Add to a site where its lists were, and what is there instead."""
    pages = list(pages)
    for language, code in codes.items():
        kinds = taxonomies(plan, language)
        terms = _terms(pages, kinds)
        _add(site, plan, "home", plan.list_of(language, "home", ""), Aim("home", code))
        if plan.several and language == plan.default:
            site.lists.setdefault("/" if plan.default_in_folder else f"/{language}/", Aim("home", code))
        for taxonomy in kinds if "taxonomy" not in plan.disabled else ():
            aim = Aim("tags" if taxonomy not in PEOPLE else "archive", code)
            _add(site, plan, "taxonomy", plan.list_of(language, "taxonomy", taxonomy), aim)
        for taxonomy, names in terms.get(language, {}).items() if "term" not in plan.disabled else ():
            for name in names.values():
                aim = Aim("archive", code) if taxonomy in PEOPLE else Aim("tag", code, name)
                _add(site, plan, "term", plan.list_of(language, "term", f"{taxonomy}/{name}", taxonomy), aim)
    for (language, section), head in sections.items():
        title = str(head.get("title") or "") if head else ""
        sorted_by, _, term = section.partition("/")
        kind = ("term" if term else "taxonomy") if sorted_by in taxonomies(plan, language) else "section"
        if section and kind not in plan.disabled:
            address = plan.list_of(language, kind, section, sorted_by if term else "", title)
            address = _own(head, plan.folder(language) if plan.several else "/") or address
            tagged = kind == "term" and sorted_by not in PEOPLE
            aim = Aim("tag", codes[language], title or term) if tagged else Aim("archive", codes[language])
            _add(site, plan, kind, address, aim)
        for alias in texts_of(head.get("aliases")) if head else ():
            aim = Aim("archive" if section else "home", codes[language])
            site.lists.setdefault(plan.alias(alias, plan.list_of(language, "section", section), section, language), aim)
    _add_parts(site, plan, codes, pages)
    for language, code in codes.items():
        others = [one for one in taxonomies(plan, language) if one not in ("tags", *PEOPLE)]
        for text in site.texts:
            if text.language == code:
                text.tags = tuple(term for taxonomy in others for term in texts_of(_value(text.head, taxonomy)))


def _add_parts(site: OldSite, plan: Plan, codes: Mapping[str, str], pages: Iterable[tuple[OldPage, OldText]]) -> None:
    """Add the parts of long lists, `/posts/page/2/`, where the config says how long a part is.

    A theme may divide none, or show fewer posts: those that there can be at most are added.
    """
    said = table(plan.config, "pagination")
    size, path = (
        said.get("pagersize") or plan.config.get("paginate"),
        said.get("path") or plan.config.get("paginatepath"),
    )
    if not isinstance(size, int) or size < 1:
        return
    counts = Counter[str]()
    for page, text in pages:
        sections = page.section.split("/") if page.section else []
        above = ["/".join(sections[: number + 1]) for number in range(len(sections))]
        lists = [
            plan.list_of(page.language, "home", ""),
            *(plan.list_of(page.language, "section", one) for one in above),
        ]
        for taxonomy in taxonomies(plan, page.language):
            for term in texts_of(_value(text.head, taxonomy)):
                lists.append(plan.list_of(page.language, "term", f"{taxonomy}/{term}", taxonomy))
        counts.update(set(lists))
    for address, count in counts.items():
        if aim := site.lists.get(address):
            aim = Aim("archive", aim.language) if aim.kind == "home" else aim  # all posts are there
            for number in range(1, -(-count // size) + 1) if count > size else ():
                site.lists.setdefault(part_of(address, f"{path or 'page'}/{number}"), aim)


def part_of(address: str, part: str) -> str:
    """The address of a part of a list: of "/tags/a.html" it is "/tags/a/page/2.html"."""
    bare = address.removesuffix(".html")
    return f"{bare.rstrip('/')}/{part}{'.html' if bare != address else '/'}"


def taxonomies(plan: Plan, language: str) -> list[str]:
    """By what the texts of a language are sorted, as their heads call it."""
    own = table(plan.config, "languages", language).get("taxonomies")
    said = own or plan.config.get("taxonomies") or plan.config.get("indexes")
    return [str(many) for many in (said if isinstance(said, dict) else TAXONOMIES).values()]


def _own(head: Head | None, folder: str) -> str:
    """The address of a section that the head of its text names, below the folder of its language if not from the root.

    "" where it names none.
    """
    url = head.get("url") if head else None
    if not isinstance(url, str) or not url.strip("/"):
        return ""
    return ("/" if url.startswith("/") else folder) + url.strip("/") + "/"


def _add(site: OldSite, plan: Plan, kind: str, address: str, aim: Aim) -> None:
    """Add a list and its feed; a page of the author's own may be in its place."""
    site.lists.setdefault(address, aim)
    if feed := plan.feed(address, kind):
        site.lists.setdefault(feed, Aim("feed", aim.language))


def _terms(pages: Iterable[tuple[OldPage, OldText]], taxonomies: list[str]) -> dict[str, dict[str, dict[str, str]]]:
    """By language and taxonomy, the terms that texts have, each once."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for page, text in pages:
        for taxonomy in taxonomies:
            for term in texts_of(_value(text.head, taxonomy)):
                terms = found.setdefault(page.language, {}).setdefault(taxonomy, {})
                terms.setdefault(term.lower(), term)
    return found


def _value(head: Head, taxonomy: str) -> Any:
    """What a head says for a taxonomy: keys may be written in letters of any size, or below `taxonomies`."""
    said = {key.lower(): value for key, value in head.data.items()}
    return said.get(taxonomy.lower(), table(said, "taxonomies").get(taxonomy))
