"""A site of Hugo as it is configured: `hugo.toml`, `config.yaml`, `config/_default/`, and what of it matters here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale

from builder.config import Language, is_language
from builder.errors import SitegenError
from builder.importers.elsewhere import OldSite
from builder.importers.hugo_addresses import Plan
from builder.importers.hugo_config import mounts_of, read_hugo_config, table
from builder.importers.hugo_texts import Folders, read_texts
from builder.reading import is_address

_CARRIED = {
    "author", "baseurl", "cascade", "contentdir", "defaultcontentlanguage", "defaultcontentlanguageinsubdir",
    "disablepathtolower", "languagecode", "languages", "locale", "paginate", "paginatepath", "pagination", "params",
    "permalinks", "removepathaccents", "staticdir", "taxonomies", "theme", "title", "uglyurls",
}  # fmt: skip
MISNAMED = {
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kr": "ko", "tw": "zh-tw", "ua": "uk", "vn": "vi",
    "gb": "en", "us": "en",
}  # fmt: skip
"""Languages that are often called by their country."""
_EMOJI = re.compile(r":[\w+-]+:")
"""What some themes show in the place of a language's name: ":brazil:"."""
NOT_CARRIED = {"layouts": "templates and shortcodes of its own", "data": "data", "i18n": "words of the interface"}


@dataclass(frozen=True)
class _Spoken:
    """The languages of a site, by the names that its config gives them."""

    codes: Mapping[str, str]
    """By its name in the config, its code here; the default first."""
    languages: tuple[Language, ...]
    """The same in that order."""
    several: bool
    """Whether Hugo takes the site for one of several languages."""
    off: tuple[str, ...]
    """The names of those that are switched off."""


def read_hugo(root: Path) -> OldSite:
    """Read a site of Hugo in a folder. Raises SitegenError where there is none, or where it cannot be read."""
    config = read_hugo_config(root)
    params = table(config, "params")
    author = config.get("author") or params.get("author") or ""
    spoken = _spoken(config, root)
    default = next(iter(spoken.codes))
    tables = table(config, "languages")
    written = str(config.get("baseurl") or table(tables, default).get("baseurl") or "").rstrip("/")
    site = OldSite(
        "Hugo",
        root,
        str(config.get("title") or spoken.languages[0].title or root.resolve().name),
        f"{written}/" if is_address(written) and "//example." not in written else "",
        str(author.get("name", "") if isinstance(author, dict) else author if isinstance(author, str) else ""),
        spoken.languages,
        not config.get("defaultcontentlanguageinsubdir"),
        tuple(sorted({*config} - _CARRIED | {f"params.{key}" for key in params.keys() - {"author", "description"}})),
    )
    content = root / str(config.get("contentdir") or "content")
    own = {name: table(tables, name).get("contentdir") for name in spoken.codes}
    folders = {name: root / str(place) if place else content for name, place in own.items()}
    site.shortcodes = _shortcodes(root)
    plan, mounted = Plan(config, default, spoken.several), []
    mounts = mounts_of(config, "content")
    folders = {} if mounts else folders
    for source, target, language in mounts:
        name = language if language in spoken.codes else default
        if target or (language and language not in spoken.codes):
            mounted += [(root / source, target, name)] if language in ("", name) else []
        else:
            folders |= dict.fromkeys([name] if language else spoken.codes, root / source)
    read_texts(site, Folders(content, folders, spoken.codes, plan, mounted, spoken.off))
    hosts = {str(table(tables, name).get("baseurl") or "").rstrip("/") for name in spoken.codes} - {"", written}
    if hosts:
        said = ", ".join(sorted(hosts))
        site.left.append(f"hosts of its languages: there is one here, to whose folders these are to lead: {said}")
    _static(site, config)
    return site


def _shortcodes(root: Path) -> frozenset[str]:
    """The names of the shortcodes that a site has of its own; a theme's are those that LoveIt has, too."""
    names = ("shortcodes", "_shortcodes")
    return frozenset(path.stem for name in names for path in (root / "layouts" / name).glob("*.html"))


def _static(site: OldSite, config: Mapping[str, Any]) -> None:
    """Name what all posts share: `static/`, and the files in `assets/` that texts and heads name."""
    static = config.get("staticdir") or "static"
    for name in static if isinstance(static, list) else [static]:
        folder = site.root / str(name)
        if site.leads_out(folder):
            site.leave(folder, "leads out of the site of Hugo")
        else:
            site.add_tree(folder, "static")
    for source, target, _ in mounts_of(config, "static"):
        folder = site.root / source
        if source != "static" and not site.leads_out(folder):
            site.add_tree(folder, f"static/{target}".rstrip("/"))
    site.add_tree(site.root / "assets", "static", pictures=True)
    for name, what in NOT_CARRIED.items():
        if any(path.is_file() for path in (site.root / name).rglob("*")):
            site.left.append(f"{name}/: {what}")


def _spoken(config: Mapping[str, Any], root: Path) -> _Spoken:
    """The languages by their weight, the default first; one where the config has none.

    Raises SitegenError for one that nobody knows.
    """
    tables = {name: one for name, one in table(config, "languages").items() if isinstance(one, dict)}
    off = config.get("disablelanguages")
    disabled = {str(name).lower() for name in off} if isinstance(off, list) else set()
    disabled |= {name for name, one in tables.items() if one.get("disabled")}
    tables = {name: one for name, one in tables.items() if name not in disabled}
    said = str(config.get("languagecode") or config.get("locale") or "en").lower().partition("-")[0]
    said = said if is_language(MISNAMED.get(said, said)) else "en"
    default = str(config.get("defaultcontentlanguage") or ("en" if tables else said)).lower()
    several = len(tables) > 1
    if tables and default not in tables and not config.get("defaultcontentlanguage"):
        default = min(tables, key=lambda name: (_weight(tables[name]), name))
    tables = tables or {default: {}}
    order = sorted(tables, key=lambda name: (name != default, _weight(tables[name]), name))
    codes: dict[str, str] = {}
    for name in order:
        code = _code(name, tables[name])
        if not code or code in codes.values():
            hint = "Write in the config of Hugo a code such as en or pt, or take this language out."
            raise SitegenError(f"'{name}' is not the code of a language that is known here", path=root, hint=hint)
        codes[name] = code
    return _Spoken(codes, tuple(_language(codes[name], tables[name], config) for name in order), several, (*disabled,))


def _code(name: str, said: Mapping[str, Any]) -> str:
    """The code of a language by its name in the config, or what the config says of it besides; "" where none is."""
    plain = name.replace("_", "-")
    others = [str(said.get(key) or "").lower().replace("_", "-") for key in ("locale", "languagecode")]
    known = [one for one in (MISNAMED.get(plain, plain), *others) if is_language(one)]
    return known[0] if known else next((one[:2] for one in others if is_language(one[:2])), "")


def _weight(said: Mapping[str, Any]) -> float:
    """What Hugo sorts languages by; 0 for what is no number."""
    weight = said.get("weight")
    return weight if isinstance(weight, int | float) else 0


def _language(code: str, said: Mapping[str, Any], config: Mapping[str, Any]) -> Language:
    locale = Locale.parse(code, sep="-")
    named = (str(said.get(key) or "") for key in ("languagename", "label"))
    name = (
        next((one for one in named if one and not _EMOJI.fullmatch(one)), "")
        or str(locale.get_display_name(locale)).capitalize()
    )
    title = said.get("title") or config.get("title") or code
    descriptions = (said, table(said, "params"), table(config, "params"))
    description = next((one["description"] for one in descriptions if isinstance(one.get("description"), str)), "")
    return Language(code, str(name), str(title), description)
