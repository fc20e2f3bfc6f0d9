"""The addresses that Jekyll and Quarto give the texts of a blog, by their own rules: neither of them is run."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
MARKDOWN = {".md", ".markdown", ".mkd", ".mkdn", ".mkdown"}
QUARTO = {".qmd", ".md", ".ipynb", ".rmd"}
NOT_QUARTO = ("404.*", "README.*", "LICENSE.*", "CLAUDE.md", "AGENTS.md", "AGENT.md")
NOT_JEKYLL = ("node_modules", "vendor", "README.*", "LICENSE*", "CHANGELOG*", "404.*")


@dataclass
class Old:
    """What a blog was before it was imported."""

    addresses: dict[str, str] = field(
        default_factory=dict
    )  # the kind of each: text, list, feed, alias, file (of static/), beside (a text)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # by address: its source, and Hugo's page of it
    strange: set[str] = field(default_factory=set)  # sources with shortcodes that only the blog's theme knows
    texts: dict[str, str | None] = field(default_factory=dict)  # the address of each source; none is a draft's
    refused: list[str] = field(default_factory=list)  # sources for which Hugo makes no page at all


def front_matter(path: Path) -> dict[str, Any] | None:
    """The front matter of a text; nothing where there is none."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    found = re.match(r"---[ \t]*\r?\n(.*?)^(---|\.\.\.)[ \t]*\r?$", text, flags=re.DOTALL | re.MULTILINE)
    if not found:
        return None
    try:
        values = yaml.safe_load(found[1]) or {}
    except (yaml.YAMLError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _file(address: str) -> str:
    """The file that answers an address, as a server looks for it."""
    name = re.sub(r"/+", "/", address).lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [str(one) for one in value if one is not None] if isinstance(value, list) else []


def jekyll_site(blog: Path) -> Old:
    """All that a blog of Jekyll publishes as pages."""
    config = yaml.safe_load((blog / "_config.yml").read_text(encoding="utf-8-sig")) or {}
    places = (blog / str(config.get("source") or "."), blog / "src", blog)  # a source may be made on the way
    root = next(place for place in places if place.is_dir()).resolve()
    old = Old()
    collections = config.get("collections") or {}
    names = {f"_{name}": name for name in collections} if isinstance(collections, dict) else {}
    skipped = [*NOT_JEKYLL, *_listed(config.get("exclude"))]
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.suffix.lower() not in {*MARKDOWN, ".html"} or not path.is_file() or path.is_symlink():
            continue
        if any(fnmatch.fnmatch(part, rule.strip("/")) for part in name.parts for rule in skipped):
            continue
        kind = next(
            (found for part in name.parts if (found := "posts" if part == "_posts" else names.get(part))), "pages"
        )
        folders = name.parts[:-1]
        if any(part[0] in "_.#" and part != "_posts" and part not in names for part in folders) or name.name[0] in "_.":
            continue
        if (own := front_matter(path)) is None or (kind == "posts" and not re.match(r"\d+-\d+-\d+-", name.name)):
            continue
        _jekyll_text(path, name, kind, own, config, old)
    if any("jekyll-feed" in str(plugin) for key in ("plugins", "gems") for plugin in config.get(key) or []):
        old.addresses["feed.xml"] = "feed"
    for name in ("feed.xml", "atom.xml", "rss.xml"):
        if (root / name).is_file():
            old.addresses[name] = "feed"
    return old


def _jekyll_text(path: Path, name: Path, kind: str, own: dict[str, Any], config: dict[str, Any], old: Old) -> None:
    values = _defaults(config, name, kind) | own
    if values.get("published") is False:
        return
    if kind not in ("posts", "pages") and not (config["collections"][kind] or {}).get("output"):
        return
    address = _file(_permalink(name, kind, values, config))
    body = re.sub(
        r"\A\ufeff?---.*?^---[ \t]*$", "", path.read_text(encoding="utf-8", errors="replace"), flags=re.S | re.M
    )
    text = path.suffix.lower() in MARKDOWN and bool(body.strip())  # else all that its page shows is made by its layout
    if text:
        old.texts[path.as_posix()] = address
    old.addresses[address] = "text" if text else "list"
    old.addresses |= {_file(one): "alias" for one in _listed(values.get("redirect_from"))}


def _defaults(config: dict[str, Any], name: Path, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for rule in config.get("defaults") or []:
        scope = rule.get("scope") or {}
        place = str(scope.get("path") or "").strip("/")
        inside = not place or name.as_posix().startswith(f"{place}/") or fnmatch.fnmatch(name.as_posix(), place)
        if inside and scope.get("type") in (None, kind):
            found |= rule.get("values") or {}
    return found


def _permalink(name: Path, kind: str, values: dict[str, Any], config: dict[str, Any]) -> str:
    style = str(config.get("permalink") or "date")
    pretty = style == "pretty" or style.endswith("/")
    dated = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.*)", name.stem)
    day = _date(values.get("date")) or (date(*map(int, dated.groups()[:3])) if dated else date(1970, 1, 1))
    title = str(values.get("slug") or (dated[4] if dated and kind == "posts" else name.stem))
    title = re.sub(r"[^\w.~!$&'()+,;=@]+", "-", title).strip("-")  # as Jekyll's "pretty" slugs have it
    if "permalink" in values:
        form = str(values["permalink"])
    elif kind == "pages":
        folder = "" if name.parent == Path(".") else f"{name.parent.as_posix()}/"
        return f"/{folder}" if name.stem == "index" else f"/{folder}{name.stem}{'/' if pretty else '.html'}"
    elif kind == "posts":
        form = style
    else:
        ending = "/" if pretty else ":output_ext"
        form = str((config["collections"][kind] or {}).get("permalink") or f"/:collection/:path{ending}")
    inner = name.relative_to(name.parts[0]).with_suffix("") if len(name.parts) > 1 else name.with_suffix("")
    above = name.parts[: name.parts.index("_posts")] if "_posts" in name.parts else ()
    categories = [*above, *_listed(values.get("categories")), *_listed(values.get("category"))]
    filled = {
        "categories": "/".join(dict.fromkeys(one.lower() for one in categories)), "year": f"{day.year}",
        "slugified_categories": "/".join(dict.fromkeys(_slug(one) for one in categories)), "month": f"{day:%m}",
        "day": f"{day:%d}", "i_month": f"{day.month}", "i_day": f"{day.day}", "y_day": f"{day:%j}", "title": title,
        "slug": _slug(title), "name": _slug(name.stem), "basename": name.stem, "path": inner.as_posix(),
        "collection": kind, "short_year": f"{day:%y}", "short_month": f"{day:%b}", "long_month": f"{day:%B}",
        "output_ext": ".html",
    }  # fmt: skip
    address = re.sub(r":(\w+)", lambda found: filled.get(found[1], found[0]), STYLES.get(form, form))
    return address if address.endswith(("/", ".html")) else f"{address}.html"


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", str(value or ""))
    return date(*map(int, found.groups())) if found else None


def quarto_site(blog: Path) -> Old:
    """All that a blog of Quarto publishes as pages."""
    config = yaml.safe_load((blog / "_quarto.yml").read_text(encoding="utf-8-sig")) or {}
    rules = _listed((config.get("project") or {}).get("render"))
    output = str((config.get("project") or {}).get("output-dir") or "_site")
    old = Old()
    for path in sorted(blog.rglob("*")):
        name = path.relative_to(blog)
        if path.suffix.lower() not in QUARTO or not path.is_file() or path.is_symlink():
            continue
        if any(part[0] in "_." or part in ("renv", "node_modules", output) for part in name.parts):
            continue
        if not _rendered(name, rules):
            continue
        values = {} if path.suffix == ".ipynb" else front_matter(path) or {}
        if values.get("draft") is True:
            continue
        address = name.with_suffix(".html").as_posix()
        old.texts[path.as_posix()] = address
        old.addresses[address] = "text"
        old.addresses |= dict.fromkeys(_aliases(values, name), "alias")
        if "feed" in str(values.get("listing")):
            old.addresses[name.with_suffix(".xml").as_posix()] = "feed"
    return old


def _rendered(name: Path, rules: list[str]) -> bool:
    if not rules:
        return not any(fnmatch.fnmatch(name.name, rule) for rule in NOT_QUARTO)
    taken = not any(not rule.startswith("!") for rule in rules)
    for rule in rules:
        wanted = rule.lstrip("!").removeprefix("/")
        matches = fnmatch.fnmatch(name.as_posix(), wanted) or name.as_posix().startswith(f"{wanted.rstrip('/')}/")
        if matches or ("/" not in wanted and fnmatch.fnmatch(name.name, wanted)):
            taken = not rule.startswith("!")
    return taken


def _aliases(values: dict[str, Any], name: Path) -> Iterator[str]:
    for alias in _listed(values.get("aliases")):
        parts = [] if alias.startswith("/") else list(name.parts[:-1])
        for part in alias.strip("/").split("/"):
            parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
        yield "/".join(parts) if alias.endswith(".html") else _file("/".join([*parts, ""]))
