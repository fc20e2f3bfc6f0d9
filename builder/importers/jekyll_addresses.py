"""Where Jekyll has the posts and pages of a site: what `permalink` means, in the config and in a head."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Any

from builder.importers.hugo_config import table

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""What the styles stand for that have a name."""
_TOKEN = re.compile(r":([a-z_]+)")


@dataclass(frozen=True)
class OldDocument:
    """What of a post, a page or a document of a collection decides where it is."""

    path: str
    """Its file without the ending, relative to the site or its collection: "notes/a"."""
    title: str
    """Its part of the address, as its file or its head gives it."""
    date: datetime.date | None = None
    """The day on which it was published."""
    categories: tuple[str, ...] = ()
    """What it is sorted by, the folders above `_posts` first."""
    collection: str = ""
    """The collection that it belongs to; "" for a page."""


def address_of_document(document: OldDocument, pattern: str) -> str:
    """The address of a post or a document for a style or a pattern; one without an ending is a file of HTML, too."""
    values = _values(document)
    filled = _TOKEN.sub(lambda token: _value(token[1], values), STYLES.get(pattern.strip("/"), pattern))
    return "/" + re.sub("/{2,}", "/", filled).lstrip("/")


def address_of_page(document: OldDocument, said: str, style: str) -> str:
    """The address of a page, of which the head may say one, for the style of the site."""
    if said:
        return address_of_document(document, said)
    folder, _, name = document.path.rpartition("/")
    if name == "index":
        return f"/{folder}/" if folder else "/"
    if style == "pretty" or style.endswith("/"):
        return f"/{document.path}/"
    return f"/{document.path}.html" if style in STYLES or style.endswith(":output_ext") else f"/{document.path}"


def suffix_of(style: str) -> str:
    """What the addresses of documents end with where their collection says nothing."""
    return "/" if style == "pretty" or style.endswith("/") else ":output_ext"


def slugified(text: str, *, pretty: bool = False, cased: bool = False) -> str:
    """A text as Jekyll makes a part of an address of it."""
    kept = re.sub(r"[^\w.~!$&'()+,;=@]+|(?<![\w])_+(?![\w])" if pretty else r"[\W_]+", "-", text).strip("-")
    return kept if cased else kept.lower()


def _value(token: str, values: dict[str, str]) -> str:
    """The value of a token; another may begin like one: `:title_x`."""
    known = next((name for name in sorted(values, key=len, reverse=True) if token.startswith(name)), "")
    return values[known] + token[len(known) :] if known else f":{token}"


def _values(document: OldDocument) -> dict[str, str]:
    day = document.date or datetime.date.today()
    categories = dict.fromkeys(one.lower() for one in document.categories)
    week = day.isocalendar()
    return {
        "year": f"{day.year:04}",
        "short_year": f"{day.year % 100:02}",
        "month": f"{day.month:02}",
        "i_month": str(day.month),
        "short_month": calendar.month_abbr[day.month],
        "long_month": calendar.month_name[day.month],
        "day": f"{day.day:02}",
        "i_day": str(day.day),
        "y_day": f"{day.timetuple().tm_yday:03}",
        "short_day": calendar.day_abbr[day.weekday()],
        "long_day": calendar.day_name[day.weekday()],
        "week": f"{week.week:02}",
        "w_year": str(week.year),
        "w_day": str(week.weekday),
        "hour": "00",
        "minute": "00",
        "second": "00",
        "title": slugified(document.title, pretty=True, cased=True),
        "slug": slugified(document.title),
        "name": slugified(document.path.rpartition("/")[2]),
        "basename": document.path.rpartition("/")[2],
        "path": document.path,
        "collection": document.collection,
        "categories": "/".join(categories),
        "slugified_categories": "/".join(map(slugified, categories)),
        "output_ext": ".html",
    }


def default_of(config: dict[str, Any], name: str, kind: str, key: str) -> str:
    """What a config says of all texts of a folder or a kind, for the one of some path; the last that fits counts."""
    found = ""
    listed = config.get("defaults")
    for one in listed if isinstance(listed, list) else ():
        scope = table(one, "scope")
        inside = name.startswith(str(scope.get("path") or ""))
        if inside and scope.get("type") in (None, "", kind, kind.removesuffix("s")):
            found = str(table(one, "values").get(key) or found)
    return found
