"""Reading TOML so that a mistake in it can be told with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from builder.errors import SitegenError


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with LF line ends. Raises SitegenError when it cannot be read or is not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SitegenError(f"cannot be read: {error.strerror}", path=path) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SitegenError("is not UTF-8", path=path, line=line, hint="Save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises SitegenError with the line where it is malformed."""
    return parse_toml(read_text(path), path)


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """The tables of a text in TOML that comes from a file. Raises SitegenError with the line of the text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        message = str(error)[: found.start()] if found else str(error)
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise SitegenError(f"is not TOML: {message}", path=path, line=line) from None


def line_of(path: Path, key: str, table: str = "") -> int | None:
    """The line on which a table of a TOML file sets a key (tomllib does not tell), if it is written plainly."""
    current = ""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            current = header[1]
            if current == (f"{table}.{key}" if table else key):
                return number
        elif current == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""", line):
            return number
    return None
