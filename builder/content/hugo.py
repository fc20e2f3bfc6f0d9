"""A site of Hugo as it is configured: `hugo.toml`, `config.yaml`, `config/_default/`, and what of it matters here."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from builder.config import Language, is_address, is_language
from builder.content.head import AMISS
from builder.content.tree import load
from builder.errors import SitegenError
from builder.reading import nested_too_deeply, read_text

_READ: dict[str, Callable[[str], Any]] = {
    ".toml": tomllib.loads,
    ".yaml": lambda text: load(text)[1],
    ".yml": lambda text: load(text)[1],
    ".json": json.loads,
}
_CARRIED = {
    "author", "baseurl", "contentdir", "defaultcontentlanguage", "languagecode", "languages", "locale", "params",
    "staticdir", "theme", "title",
}  # fmt: skip


@dataclass(frozen=True)
class HugoSite:
    """A site of Hugo, as its config tells."""

    root: Path
    """The folder of the site."""
    title: str
    """What it is called."""
    base_url: str
    """Where it is published."""
    author: str
    """Who writes it."""
    languages: tuple[Language, ...]
    """Its languages, the default first."""
    folders: Mapping[str, Path]
    """By language, the folder of its texts."""
    static: tuple[Path, ...]
    """The folders whose files lie in the site as they are."""
    left_out: tuple[str, ...]
    """The keys of its config that have no place in `site.toml`."""


def read_hugo(root: Path) -> HugoSite:
    """Read the config of Hugo in a folder. Raises SitegenError where there is none, or where it cannot be read."""
    config = _config(root)
    params = _table(config, "params")
    written = str(config.get("baseurl") or "").rstrip("/")
    address = f"{written}/" if is_address(written) and "//example." not in written else ""
    author = config.get("author") or params.get("author") or ""
    content = root / str(config.get("contentdir") or "content")
    languages = _languages(config, root)
    folders = {
        code: root / str(table["contentdir"]) if table.get("contentdir") else content
        for code, table in _tables(config).items()
    }
    static = config.get("staticdir") or "static"
    return HugoSite(
        root,
        str(config.get("title") or languages[0].title or root.resolve().name),
        address,
        str(author.get("name", "") if isinstance(author, dict) else author),
        languages,
        {language.code: folders.get(language.code, content) for language in languages},
        tuple(root / str(folder) for folder in (static if isinstance(static, list) else [static])),
        tuple(sorted({*config} - _CARRIED | {f"params.{key}" for key in params.keys() - {"author", "description"}})),
    )


def _config(root: Path) -> dict[str, Any]:
    """The tables of the config, all keys in small letters, as Hugo takes them."""
    folder = root / "config" / "_default"
    found = [base / f"{name}{ending}" for base in (root, folder) for name in ("hugo", "config") for ending in _READ]
    paths = [path for path in found if path.is_file()][:1]
    parts = [path for path in sorted(folder.glob("*")) if path.suffix in _READ and path.stem not in ("hugo", "config")]
    if not paths and not parts:
        hint = "Name the folder that holds hugo.toml, config.toml or config/_default/."
        raise SitegenError("is no site of Hugo: it has no config", path=root, hint=hint)
    config: dict[str, Any] = {}
    for path in paths:
        config |= _read(path)
    return config | {path.stem.lower(): _read(path) for path in parts}


def _read(path: Path) -> dict[str, Any]:
    try:
        data = _READ[path.suffix](read_text(path))
    except (yaml.YAMLError, *AMISS) as error:
        raise SitegenError(f"cannot be read: {error}", path=path) from None
    except RecursionError:
        raise SitegenError("is nested too deeply", path=path) from None
    if nested_too_deeply(data):
        raise SitegenError("is nested too deeply", path=path)
    if not isinstance(data, dict):
        raise SitegenError("holds no keys", path=path)
    return dict(_lower(data))


def _lower(data: Any) -> Any:
    return {str(key).lower(): _lower(value) for key, value in data.items()} if isinstance(data, dict) else data


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _tables(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The tables of the languages by their codes, those that are not disabled."""
    tables = {code: table for code, table in _table(config, "languages").items() if isinstance(table, dict)}
    return {code: table for code, table in tables.items() if not table.get("disabled")}


def _languages(config: Mapping[str, Any], root: Path) -> tuple[Language, ...]:
    """The languages by their weight, the default first; one where the config has none.

    Raises SitegenError for one that nobody knows.
    """
    tables = _tables(config)
    said = str(config.get("languagecode") or config.get("locale") or "en").lower().partition("-")[0]
    default = str(config.get("defaultcontentlanguage") or ("en" if tables else said)).lower()
    tables = tables or {default: {}}
    for code in tables:
        if not is_language(code):
            hint = "Write in the config of Hugo a code such as en or pt, or take this language out."
            raise SitegenError(f"'{code}' is not the code of a language that is known here", path=root, hint=hint)
    order = sorted(tables, key=lambda code: (code != default, _weight(tables[code]), code))
    return tuple(_language(code, tables[code], config) for code in order)


def _weight(table: Mapping[str, Any]) -> float:
    """What Hugo sorts languages by; 0 for what is no number."""
    weight = table.get("weight")
    return weight if isinstance(weight, int | float) else 0


def _language(code: str, table: Mapping[str, Any], config: Mapping[str, Any]) -> Language:
    locale = Locale.parse(code, sep="-")
    name = table.get("languagename") or table.get("label") or str(locale.get_display_name(locale)).capitalize()
    title = table.get("title") or config.get("title") or code
    descriptions = (table, _table(table, "params"), _table(config, "params"))
    description = next((one["description"] for one in descriptions if isinstance(one.get("description"), str)), "")
    return Language(code, str(name), str(title), description)
