"""The words that a post's figures and charts show: `words.toml`, one table per language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builder.errors import SitegenError, nearest, raise_all
from builder.reading import line_of, read_toml


class Words:
    """The words of a post in one language, read as `words.accuracy` or `words["accuracy"]`.

    A table among them is Words again.
    """

    def __init__(self, path: Path, table: str, entries: dict[str, Any]) -> None:
        self._path, self._table, self._entries = path, table, entries

    def __getitem__(self, key: str) -> Any:
        """A word, a list of words, or the words of a table. Raises SitegenError when there is none of this name."""
        if key not in self._entries:
            line = line_of(self._path, self._table) if self._path.is_file() else None
            hint = nearest(key, self._entries) or f"Add [{self._table}] with a line {key} = …"
            raise SitegenError(f"no word '{key}' in [{self._table}]", path=self._path, line=line, hint=hint)
        entry = self._entries[key]
        return Words(self._path, f"{self._table}.{key}", entry) if isinstance(entry, dict) else entry

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):  # what copy, pickle and notebooks ask every object for
            raise AttributeError(key)
        return self[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries


def plain(words: Words) -> dict[str, Any]:
    """The words as a dict: no method, since a method's name could be no word any more."""
    return words._entries


def with_entries(words: Words, entries: dict[str, Any]) -> Words:
    """The same words held in another dict."""
    return Words(words._path, words._table, entries)


def read_words(path: Path, languages: tuple[str, ...]) -> dict[str, Words]:
    """The words of a post in each language of the site; none where the post has no such file.

    Raises SitegenError, or several at once: a table that is no language, a word that one language lacks.
    """
    data = read_toml(path) if path.is_file() else {}
    errors = [
        SitegenError(
            f"[{key}] is no language of the site", path=path, line=line_of(path, key), hint=nearest(key, languages)
        )
        for key in data
        if key not in languages
    ]
    tables = {code: data.get(code, {}) for code in languages}
    for code, table in tables.items():
        if not isinstance(table, dict):
            errors.append(
                SitegenError(f"{code} must be a table", path=path, line=line_of(path, code), hint=f"Write [{code}].")
            )
    raise_all(errors)
    raise_all(_missing(path, {code: _keys(table) for code, table in tables.items()}))
    return {code: Words(path, code, table) for code, table in tables.items()}


def _keys(table: dict[str, Any], prefix: str = "") -> list[str]:
    """The keys of a table and of the tables in it, such as `layers.pooling`."""
    keys = []
    for key, entry in table.items():
        keys += _keys(entry, f"{prefix}{key}.") if isinstance(entry, dict) else [f"{prefix}{key}"]
    return keys


def _missing(path: Path, keys: dict[str, list[str]]) -> list[SitegenError]:
    """An error for each word that one language has and another lacks, at the line where it stands."""
    errors = []
    first: dict[str, str] = {}
    for code, known in keys.items():
        for key in known:
            first.setdefault(key, code)
    for key, source in first.items():
        table, _, name = f"{source}.{key}".rpartition(".")
        for code, known in keys.items():
            if key not in known:
                message = f"the word '{key}' is missing in [{code}]"
                errors.append(
                    SitegenError(message, path=path, line=line_of(path, name, table), hint=f"[{source}] has it.")
                )
    return errors
