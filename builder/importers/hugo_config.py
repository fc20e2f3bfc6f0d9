"""The config of a site of Hugo: one file, or many that are named by what they hold, by language, by environment."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from builder.content.head import AMISS
from builder.content.tree import load
from builder.errors import SitegenError, shown
from builder.reading import nested_too_deeply, read_text

ENDINGS: dict[str, Callable[[str], Any]] = {
    ".toml": tomllib.loads,
    ".yaml": lambda text: load(text)[1],
    ".yml": lambda text: load(text)[1],
    ".json": json.loads,
}
WHOLE = ("hugo", "config")
"""What a file is called that holds any key."""


def is_hugo(root: Path) -> bool:
    """Whether a folder holds a config of Hugo."""
    return bool(_configs(root))


def _configs(root: Path) -> list[Path]:
    """The files of a config, the one that counts most last."""
    single = [root / f"{name}{ending}" for name in WHOLE for ending in ENDINGS]
    paths = [path for path in single if path.is_file()][:1]
    for environment in ("_default", "production"):
        folder = root / "config" / environment
        found = [path for path in folder.glob("*") if path.suffix in ENDINGS and path.is_file()]
        paths += sorted(found, key=lambda path: (path.stem.partition(".")[0] not in WHOLE, path.name))
    return paths


def read_hugo_config(root: Path) -> dict[str, Any]:
    """All that the config says, its keys in small letters, as Hugo takes them. Raises SitegenError where there is none.

    What is said for the environment in which Hugo publishes goes before what is said for all.
    """
    paths = _configs(root)
    if not paths:
        hint = "Name the folder that holds hugo.toml, config/_default/, _config.yml or _quarto.yml."
        if any(root.glob("*.ipynb")):
            hint = f"Of the notebooks in it: sitegen import {shown(root)}/*.ipynb"
        raise SitegenError("is no site of Hugo, Jekyll or Quarto: it has no config", path=root, hint=hint)
    config: dict[str, Any] = {}
    for path in paths:
        config = merged(config, _placed(path, read_keys(path)))
    return config


def _placed(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    """What a file says, at its place in the whole: `params.pt.toml` is `languages.pt.params`."""
    name, _, language = path.stem.lower().partition(".")
    if path.parent.name in ("_default", "production") and name not in WHOLE:
        data = data.get(name, data) if data.keys() == {name} else data
        data = {name: data}
    if language and name == "languages":
        return {"languages": {language: data["languages"]}}
    return {"languages": {language: data}} if language else data


def read_keys(path: Path) -> dict[str, Any]:
    """The tables of a file in TOML, YAML or JSON, all keys in small letters. Raises SitegenError."""
    try:
        data = ENDINGS[path.suffix](read_text(path))
    except (yaml.YAMLError, *AMISS) as error:
        raise SitegenError(f"cannot be read: {error}", path=path) from None
    except RecursionError:
        raise SitegenError("is nested too deeply", path=path) from None
    if nested_too_deeply(data):
        raise SitegenError("is nested too deeply", path=path)
    if data is not None and not isinstance(data, dict):
        raise SitegenError("holds no keys", path=path)
    return dict(_lower(data or {}))


def _lower(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {"no" if key is False else str(key).lower(): _lower(value) for key, value in data.items()}  # Norwegian


def merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Two trees of tables as one; what the second says counts."""
    both = {
        key: merged(first[key], value) for key, value in second.items()
        if isinstance(value, dict) and isinstance(first.get(key), dict)
    }  # fmt: skip
    return first | second | both


def table(data: Any, *keys: str) -> dict[str, Any]:
    """The table below some keys; an empty one where there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def mounts_of(config: Mapping[str, Any], component: str) -> list[tuple[str, str, str]]:
    """The folders that a config puts in the place of `content`, say: each with what is below that, and its language.

    One that is of several languages is there once for each; the language of one that is of all is "".
    """
    found = []
    said = table(config, "module").get("mounts")
    for one in said if isinstance(said, list) else ():
        target = str(one.get("target") or "").strip("/") if isinstance(one, dict) else ""
        if target != component and not target.startswith(f"{component}/"):
            continue
        languages = table(one, "sites", "matrix").get("languages") or one.get("lang") or ""
        for language in languages if isinstance(languages, list) else [languages]:
            below = target.removeprefix(component).strip("/")
            found.append((str(one.get("source") or ""), below, str(language).lower()))
    return found
