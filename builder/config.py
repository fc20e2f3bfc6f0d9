"""The configuration of the site: `content/site.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from babel import Locale, UnknownLocaleError

from builder.datasets.declared import FOLDERS, DataSet, read_data_sets
from builder.errors import SitegenError, nearest, raise_all
from builder.people import KEY, KEY_HINT, Person, read_people
from builder.policy import Policy, read_policy
from builder.reading import ADDRESS_HINT, is_address, line_of, read_toml

KEYS = (
    "title", "languages", "base_url", "author", "license", "repository", "branch", "shared", "versions", "data",
    "first_language_at_root", "authors", "series", "notebooks", "policy", "numbers",
)  # fmt: skip
LANGUAGE_KEYS = ("title", "name", "description", "docs", "comparisons")


@dataclass(frozen=True)
class Language:
    """A language that the site is written in.

    `code` names its files (`index.pt.md`), its folder (`/pt/`) and its formats of numbers and dates; `name` is what
    its speakers call it; `title` and `description` are those of the site in it. `docs` is a folder of documentation
    in it, "" where there is none. `comparisons` are words with which its texts compare, besides those that are known.
    The pages of one that is `at_root` lie in no folder of their language.
    """

    code: str
    name: str
    title: str
    description: str = ""
    docs: str = ""
    at_root: bool = False
    comparisons: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of its pages, as it begins their addresses: "pt/", or "" at the root."""
        return "" if self.at_root else f"{self.code}/"

    @property
    def direction(self) -> str:
        """In which direction it is written: "ltr" or "rtl"."""
        return str(Locale.parse(self.code, sep="-").text_direction)


@dataclass(frozen=True)
class SiteConfig:
    """What `content/site.toml` says.

    `languages` are in the author's order: the first stands in where a translation is missing. `base_url` is where
    the site will live, for the links that must be absolute, and ends with a slash; without it there are none.
    `author` wrote the posts that name nobody, `authors` are those of whom more is known, by key, and `license` says
    how texts may be used. `series` are by key the names that a series has in each language. `repository` and its
    `branch` are where the code can be read. `notebooks` is the branch that holds the site as it is published: a
    notebook lies beside each post with results, which Colab opens from there; "" where there are none. `policy`
    is what pages may load from elsewhere. `data` are the data sets that are declared, by name.
    `numbers` are the files, besides README.md, in which numbers of records stand between comments.
    """

    title: str
    languages: tuple[Language, ...]
    base_url: str = ""
    author: str = ""
    repository: str = ""
    branch: str = "main"
    license: str = ""
    authors: Mapping[str, Person] = field(default_factory=dict)
    series: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notebooks: str = ""
    policy: Policy = field(default_factory=dict)
    data: Mapping[str, DataSet] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()

    @property
    def base_path(self) -> str:
        """The folder of the site on its server: "/repo/" for https://user.github.io/repo, "/" when nobody knows."""
        return unquote(urlsplit(self.base_url).path) or "/"

    def language(self, code: str) -> Language:
        """The language of a code that is known to be one of the site's."""
        return next(language for language in self.languages if language.code == code)


def read_config(path: Path, base_url: str = "") -> SiteConfig:
    """Read `site.toml`; a `base_url` given here goes before the one that stands there.

    Raises SitegenError, or several at once, with the lines.
    """
    data = read_toml(path)
    errors: list[SitegenError] = []
    codes = _codes(path, data, errors)
    title = _text(path, data, "title", "", errors)
    written = _address(path, data, "base_url", errors)
    if base_url and not is_address(base_url):
        errors.append(SitegenError(f"--base-url '{base_url}' is not an address", hint=ADDRESS_HINT))
    author, license_ = (_text(path, data, key, "", errors, required=False) for key in ("author", "license"))
    repository = _address(path, data, "repository", errors)
    branch, notebooks = (_text(path, data, key, "", errors, required=False) for key in ("branch", "notebooks"))
    tables = codes or [key for key, value in data.items() if isinstance(value, dict)]
    authors, series = read_people(path, data, codes, errors), _series(path, data, codes, errors)
    policy = read_policy(path, data, errors)
    data_sets, wrong = read_data_sets(path, data.get("data"))
    errors += [*_shared(path, data), *_data(path, data), *wrong]
    versions = data.get("versions", [])
    if not isinstance(versions, list) or not all(isinstance(name, str) for name in versions):
        errors.append(_error(path, 'versions must be a list of packages, such as ["torch"]', "versions"))
    numbers = _numbers(path, data, errors)
    errors += _unknown(path, data, (*KEYS, *tables), "")
    at_root = _flag(path, data, "first_language_at_root", errors)
    languages = [_language(path, code, data, errors) for code in codes]
    languages[:1] = [replace(first, at_root=at_root) for first in languages[:1]]
    raise_all(errors)
    address = (base_url or written).rstrip("/")
    base_url, repository = address and f"{address}/", repository.rstrip("/").removesuffix(".git")
    said = (title, tuple(languages), base_url, author, repository, branch or "main", license_.strip())
    return SiteConfig(*said, authors, series, notebooks, policy, data_sets, tuple(numbers))


def _shared(path: Path, data: dict[str, Any]) -> list[SitegenError]:
    """What is wrong with the folders of modules that posts share; `Project.shared` takes those that are there."""
    named = data.get("shared", [])
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return [_error(path, 'shared must be a folder or a list of folders, such as ["lib"]', "shared")]
    missing = [name for name in names if not (path.parent.parent / name).is_dir()]
    return [_error(path, f"shared folder '{name}' does not exist", "shared") for name in missing]


def _numbers(path: Path, data: dict[str, Any], errors: list[SitegenError]) -> list[str]:
    """The files in which numbers stand between comments, as patterns from the site's folder on."""
    named = data.get("numbers", [])
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        message = 'numbers must be a file or a list of files, such as ["README.md", "notes/*.md"]'
        errors.append(_error(path, message, "numbers"))
        return []
    for name in names:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            errors.append(_error(path, f"numbers: '{name}' leaves the site's folder", "numbers"))
    return names


def _series(
    path: Path, data: dict[str, Any], codes: list[str], errors: list[SitegenError]
) -> dict[str, dict[str, str]]:
    """By the key of each table `[series.KEY]`, what the series is called in the languages."""
    tables = data.get("series", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        hint = 'Write [series.intro] and below it en = "Introduction".'
        errors.append(_error(path, "series must be tables", "series", hint=hint))
        return {}
    for key, table in tables.items():
        place = f"series.{key}"
        if not KEY.fullmatch(key):
            errors.append(_error(path, f"[{place}] stands in an address", place, hint=KEY_HINT))
        errors += _unknown(path, table, tuple(codes), place)
        for code in codes:
            _text(path, table, code, place, errors, required=False)
    return tables


def _data(path: Path, data: dict[str, Any]) -> list[SitegenError]:
    """What is wrong with what is said of data sets; `Project.named_data` takes the folders, which need not be there."""
    table = data.get("data", {})
    if not isinstance(table, dict):
        hint = 'Write [data], and below it folders = ["~/datasets"].'
        return [_error(path, "data must be a table", "data", hint=hint)]
    named = table.get(FOLDERS, [])
    names = [named] if isinstance(named, str) else named
    wrong = not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names)
    message = 'folders must be a folder or a list of folders, such as ["~/datasets"]'
    found = [_error(path, message, "folders", "data")] if wrong else []
    return found


def _address(path: Path, data: dict[str, Any], key: str, errors: list[SitegenError]) -> str:
    """An address of the web, "" where there is none."""
    address = _text(path, data, key, "", errors, required=False)
    if address and not is_address(address):
        errors.append(_error(path, f"{key} '{address}' is not an address", key, hint=ADDRESS_HINT))
    return address


def _codes(path: Path, data: dict[str, Any], errors: list[SitegenError]) -> list[str]:
    """The codes of the languages, those that can be used."""
    codes = data.get("languages")
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        errors.append(_error(path, 'languages must be a list of codes, such as ["pt", "en"]', "languages"))
        return []
    usable = []
    for code in codes:
        if code in usable:
            errors.append(_error(path, f"language '{code}' stands twice", "languages"))
        elif not is_language(code):
            hint = "Use a code such as pt, en or pt-br."
            errors.append(_error(path, f"'{code}' is not the code of a language", "languages", hint=hint))
        else:
            usable.append(code)
    return usable


def is_language(code: str) -> bool:
    """Whether this is the code of a language whose formats of numbers and dates are known."""
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _language(path: Path, code: str, data: dict[str, Any], errors: list[SitegenError]) -> Language:
    table = data.get(code)
    if not isinstance(table, dict):
        errors.append(_error(path, f"language '{code}' has no table [{code}]", code, hint="It holds title and name."))
        return Language(code, code, "")
    errors += _unknown(path, table, LANGUAGE_KEYS, code)
    name, title = (_text(path, table, key, code, errors) for key in ("name", "title"))
    description, docs = (_text(path, table, key, code, errors, required=False) for key in ("description", "docs"))
    words = table.get("comparisons", [])
    if not isinstance(words, list) or not all(isinstance(one, str) and one.strip() for one in words):
        errors.append(
            _error(path, f'[{code}] comparisons must be a list of words, such as ["nearly as"]', "comparisons", code)
        )
        words = []
    return Language(code, name, title, description, docs, comparisons=tuple(words))


def _text(
    path: Path, data: dict[str, Any], key: str, table: str, errors: list[SitegenError], *, required: bool = True
) -> str:
    value = data.get(key, "")
    name = f"[{table}] {key}" if table else key
    if not isinstance(value, str):
        errors.append(_error(path, f"{name} must be text in quotes", key, table))
        return ""
    if required and not value.strip():
        errors.append(_error(path, f"{name} is missing", key, table))
    return value


def _flag(path: Path, data: dict[str, Any], key: str, errors: list[SitegenError]) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        errors.append(_error(path, f"{key} must be true or false, without quotes", key))
    return value is True


def _unknown(path: Path, data: dict[str, Any], known: tuple[str, ...], table: str) -> list[SitegenError]:
    place = f" in [{table}]" if table else ""
    return [
        _error(path, f"unknown key '{key}'{place}", key, table, hint=nearest(key, known))
        for key in data
        if key not in known
    ]


def _error(path: Path, message: str, key: str, table: str = "", *, hint: str = "") -> SitegenError:
    line = line_of(path, key, table) or (line_of(path, table) if table else None)
    return SitegenError(message, path=path, line=line, hint=hint)
