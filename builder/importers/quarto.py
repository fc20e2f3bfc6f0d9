"""A site of Quarto as its `_quarto.yml` tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel import Locale

from builder.config import Language, is_language
from builder.importers.elsewhere import OldSite
from builder.importers.hugo_config import read_keys, table
from builder.importers.quarto_files import Walk
from builder.reading import is_address

NAMES = ("_quarto.yml", "_quarto.yaml")
_CARRIED = {"project", "website", "author", "lang", "format", "execute"}


def is_quarto(root: Path) -> bool:
    """Whether a folder holds a site of Quarto."""
    return any((root / name).is_file() for name in NAMES)


def read_quarto(root: Path) -> OldSite:
    """Read a site of Quarto in a folder. Raises SitegenError where its config cannot be read."""
    config = read_keys(next(root / name for name in NAMES if (root / name).is_file()))
    website = table(config, "website")
    written = f"{website.get('site-url') or ''}".rstrip("/") + f"/{website.get('site-path') or ''}".rstrip("/")
    author = config.get("author")
    language = _language(config, website)
    site = OldSite(
        "Quarto",
        root,
        str(website.get("title") or root.resolve().name),
        f"{written}/" if is_address(written) and "//example." not in written else "",
        author if isinstance(author, str) else "",
        (language,),
        left_out=tuple(sorted({*config} - _CARRIED | {f"website.{key}" for key in website.keys() - _KNOWN})),
    )
    Walk(site, config, language.code).all()
    return site


_KNOWN = {"title", "description", "site-url", "site-path"}


def _language(config: dict[str, Any], website: dict[str, Any]) -> Language:
    plain = str(config.get("lang") or "en").lower().replace("_", "-")
    code = next((one for one in (plain.partition("-")[0], plain) if is_language(one)), "en")
    name = str(Locale.parse(code, sep="-").get_display_name(code.replace("-", "_"))).capitalize()
    description = website.get("description")
    said = " ".join(description.split()) if isinstance(description, str) else ""
    return Language(code, name, str(website.get("title") or code), said)
