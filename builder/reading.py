"""Reading TOML so that a mistake in it can be told with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.errors import SitegenError, reason

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML, and so a feed, cannot hold: most control characters, and halves of letters."""
DEEPEST = 100
ADDRESS = r"https?://[^\s/?#]+[^\s?#]*"
ADDRESS_HINT = "Write https://…"
FORBIDDEN_HINT = "No page may hold it: delete it, or write the character itself."


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with LF line ends. Raises SitegenError for what cannot be read, or is no text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SitegenError(f"cannot be read: {reason(error)}", path=path) from None
    return text_of(path, data)


def text_of(path: Path, data: bytes) -> str:
    """The text of a file that holds these bytes. Raises SitegenError where they are none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SitegenError("is not UTF-8", path=path, line=line, hint="Save the file as UTF-8.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise SitegenError(forbidden(found[0]), path=path, line=line, hint=FORBIDDEN_HINT)
    return text


def forbidden(value: Any) -> str:
    """In words, that some data holds what no page may hold; "" where it does not."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and (found := FORBIDDEN.search(one)):
            return f"holds U+{ord(found[0]):04X}, which is no letter and no sign"
        waiting += [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else []
    return ""


def nested_too_deeply(value: Any) -> bool:
    """Whether some data is nested deeper than anybody means, and than what walks through it could follow."""
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            return True
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(part, depth + 1) for part in inner if isinstance(part, dict | list)]
    return False


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises SitegenError with the line where it is malformed."""
    data = parse_toml(read_text(path), path)
    for name, value in data.items():
        entries = {(key, name): one for key, one in value.items()} if isinstance(value, dict) else {(name, ""): value}
        for (key, table), entry in entries.items():
            if found := forbidden([name, key, entry]):  # an escape such as "\b"
                raise SitegenError(f"{key!r} {found}", path=path, line=line_of(path, key, table), hint=FORBIDDEN_HINT)
    return data


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """The tables of a text in TOML that comes from a file. Raises SitegenError with the line of the text."""
    too_deep = SitegenError("is not TOML: nested too deeply", path=path)
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # a number of 5,000 digits is no TOMLDecodeError
        found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        message = str(error)[: found.start()] if found else str(error).partition("; use sys.")[0]
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise SitegenError(f"is not TOML: {message}", path=path, line=line) from None
    except RecursionError:
        raise too_deep from None
    if nested_too_deeply(data):
        raise too_deep
    return data


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


def is_address(address: str) -> bool:
    """Whether this is an address of the web that a site may have."""
    try:
        return bool(urlsplit(address).hostname and re.fullmatch(ADDRESS, address))
    except ValueError:  # https://[foo
        return False
