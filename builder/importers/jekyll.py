"""A site of Jekyll as its `_config.yml` tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel import Locale

from builder.config import Language, is_language
from builder.importers.elsewhere import OldSite
from builder.importers.hugo_config import read_keys
from builder.importers.jekyll_files import Walk
from builder.reading import is_address

_CARRIED = {
    "author", "baseurl", "collections", "defaults", "description", "lang", "locale", "paginate", "paginate_path",
    "pagination", "permalink", "source", "theme", "title", "url",
}  # fmt: skip


def is_jekyll(root: Path) -> bool:
    """Whether a folder holds a site of Jekyll."""
    return (
        any((root / name).is_file() for name in ("_config.yml", "_config.yaml", "_config.toml"))
        or (root / "_posts").is_dir()
    )


def read_jekyll(root: Path) -> OldSite:
    """Read a site of Jekyll in a folder. Raises SitegenError where its config cannot be read."""
    paths = [root / name for name in ("_config.yml", "_config.yaml", "_config.toml")]
    config = next((read_keys(path) for path in paths if path.is_file()), {})
    written = f"{config.get('url') or ''}{config.get('baseurl') or ''}".rstrip("/")
    author = config.get("author") or ""
    named = author.get("name") if isinstance(author, dict) else author
    language = _language(config)
    site = OldSite(
        "Jekyll",
        root,
        str(config.get("title") or root.resolve().name),
        f"{written}/" if is_address(written) and "//example." not in written else "",
        str(named) if isinstance(named, str) else "",
        (language,),
        left_out=tuple(sorted({*config} - _CARRIED)),
    )
    walk = Walk(site, config, language.code, _source(root, config))
    walk.all()
    for path in sorted((root / "_data").glob("authors.*")):
        why = "what it says of authors goes into tables [authors.KEY] of content/site.toml"
        site.left.append(f"{path.relative_to(root).as_posix()}: {why}")
    return site


def _source(root: Path, config: dict[str, Any]) -> Path:
    """The folder that the texts lie in."""
    said = str(config.get("source") or "")
    places = [root / said, *(root / said[place + 1 :] for place, sign in enumerate(said) if sign == "/"), root]
    inside = (path for path in places if path.is_dir() and path.resolve().is_relative_to(root.resolve()))
    return next(inside, root)


def _language(config: dict[str, Any]) -> Language:
    said = str(config.get("lang") or config.get("locale") or config.get("language") or "en")
    plain = said.lower().replace("_", "-").partition(".")[0]
    code = next((one for one in (plain.partition("-")[0], plain) if is_language(one)), "en")
    name = str(Locale.parse(code, sep="-").get_display_name(code.replace("-", "_"))).capitalize()
    description = config.get("description")
    said_of_it = " ".join(description.split()) if isinstance(description, str) else ""
    return Language(code, name, str(config.get("title") or code), said_of_it)
