"""The addresses of the lists of a site of Jekyll: those that plugins make, and pages that are one by their template."""

from __future__ import annotations

import re
from typing import Any

from builder.importers.dates import date_of
from builder.importers.elsewhere import Aim, OldSite
from builder.importers.hugo_config import table
from builder.importers.jekyll_addresses import slugified
from builder.importers.old_texts import texts_of

FORMS = {"tag": "/tag/:name/", "category": "/category/:name/", "year": "/:year/"}
"""Where jekyll-archives has the lists of each kind."""


WORDS = 60
"""With at most so many words besides, a text that loops over others is no more than their list."""
_SHOWN = r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}"
"""Liquid that a page shows, and Jekyll does not run."""


def is_made(text: str, *, markdown: bool) -> tuple[bool, str]:
    """Whether a page is made of others by a template, and what it says itself."""
    body = re.sub(_SHOWN, "shown", text, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->|\{%-?\s*(include|assign)[^%]*%\}", "", body, flags=re.DOTALL).strip()
    plain = re.sub(r"\{%-?\s*for\b.*\{%-?\s*endfor\s*-?%\}|[<{].*?[>}]", "", body, flags=re.DOTALL)
    if markdown and len(plain.split()) > WORDS:
        return False, body  # it says much besides, and what its loop would show is told
    return not body or bool(re.search(r"\{%-?\s*for\b", body)) or "site.posts" in body or "paginator" in body, body


def meant_by(name: str, language: str) -> Aim:
    """What stands here for a page of that name which a template makes of all posts."""
    if "tag" in name.lower() or "categor" in name.lower() or "topic" in name.lower():
        return Aim("tags", language)
    return Aim("home" if name.lower() in ("index", "blog", "home") else "archive", language)


def add_lists(site: OldSite, config: dict[str, Any], language: str) -> None:
    """Add the feed, and the lists by tags, categories and years."""
    site.lists.setdefault("/", Aim("home", language))
    plugins = [*texts_of(config.get("plugins")), *texts_of(config.get("gems"))]
    if "jekyll-feed" in plugins or config.get("theme") or config.get("remote_theme"):
        path = str(table(config, "feed").get("path") or "feed.xml")
        site.lists.setdefault(f"/{path.lstrip('/')}", Aim("feed", language))
    _add_parts(site, config, language)
    archives = table(config, "jekyll-archives")
    enabled = str(archives.get("enabled") or "")
    forms = FORMS | {key: str(value) for key, value in table(archives, "permalinks").items()}
    for text in site.texts:
        if text.page or not text.address or not enabled:
            continue
        day = date_of(text.head.get("date"))
        terms = {"tag": texts_of(text.head.get("tags")), "category": text.tags, "year": [str(day.year)] if day else []}
        for kind, names in terms.items():
            for name in names if kind[:5] in enabled or enabled in ("all", "True") else ():
                address = forms[kind].replace(":name", slugified(name)).replace(":year", name)
                aim = Aim("archive", language) if kind == "year" else Aim("tag", language, name)
                site.lists.setdefault(address, aim)


def _add_parts(site: OldSite, config: dict[str, Any], language: str) -> None:
    """Add the parts of the list of all posts: `/page2/` of jekyll-paginate, `/page/2/` of its second version."""
    second = table(config, "pagination")
    size, path = config.get("paginate"), config.get("paginate_path") or "/page:num/"
    if second.get("enabled") is True:
        size, path = second.get("per_page") or 10, second.get("permalink") or "/page/:num/"
    count = sum(not text.page and bool(text.address) for text in site.texts)
    if isinstance(size, int) and size > 0:
        for number in range(2, -(-count // size) + 1):
            site.lists.setdefault(
                "/" + str(path).strip("/").replace(":num", str(number)) + "/", Aim("archive", language)
            )
