"""Where Hugo has the page of a text, as its head says, and whether it has one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Any

from builder.importers.dates import date_of
from builder.importers.elsewhere import OldText
from builder.importers.heads import Head
from builder.importers.hugo_addresses import OldPage

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d-]+)?[-_ ]?(.*)")


def page_of(text: OldText, language: str, listed: Collection[str], config: Mapping[str, Any]) -> OldPage:
    """What of a text decides where Hugo has it, `listed` being the sections that there are."""
    said = {key.lower(): value for key, value in text.head.data.items()}
    found = (date_of(said.get(key)) for key in ("date", "publishdate", "pubdate", "published", "lastmod"))
    day, slug = next(filter(None, found), None), said.get("slug")
    dates = config.get("frontmatter")
    order = dates.get("date") if isinstance(dates, dict) else None
    if isinstance(order, list) and ":filename" in order and (dated := _DATED.match(text.name)):
        if not day or order[0] == ":filename":
            day = date_of(dated[1])
            text.head.set("date", day)
        slug = slug or re.sub(r"\.[^.]*$", "", dated[2]).strip(" -_")
    parts = text.section.split("/") if text.section else []
    sections = [part for number, part in enumerate(parts, 1) if number == 1 or "/".join(parts[:number]) in listed]
    title = said.get("title")
    return OldPage(
        language,
        text.section,
        text.name,
        "" if title is None else text.head.written.get("title", str(title)),
        "" if slug is None else text.head.written.get("slug", str(slug)).removeprefix("-"),
        str(said.get("url") or ""),
        day,
        tuple(sections),
    )


def is_shown(head: Head, config: Mapping[str, Any]) -> bool:
    """Whether Hugo makes a page of a text."""
    said = {key.lower(): value for key, value in head.data.items()}
    build = said.get("build") or said.get("_build")
    render = build.get("render") if isinstance(build, dict) else None
    if render in ("never", "link", False) or said.get("headless") is True:
        return False
    today = datetime.date.today()
    begins, ends = date_of(said.get("publishdate") or said.get("date")), date_of(said.get("expirydate"))
    return not (
        (str(said.get("draft")).lower() == "true" and not config.get("builddrafts"))
        or (begins and begins > today and not config.get("buildfuture"))
        or (ends and ends < today and not config.get("buildexpired"))
    )  # fmt: skip
