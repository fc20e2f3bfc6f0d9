"""Reading a text from elsewhere: whatever its encoding and its head, and what is said when that cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builder.errors import reason
from builder.importers.elsewhere import OldSite, OldText
from builder.importers.heads import Head, Unreadable, split
from builder.reading import FORBIDDEN

UNICODE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
OLD = {"zh": "gb18030", "ja": "cp932", "ko": "cp949", "ru": "cp1251", "uk": "cp1251", "pl": "cp1250", "cs": "cp1250"}
"""By language, the encoding before Unicode; of all others Windows-1252."""


def read_old_text(site: OldSite, path: Path, name: str, language: str) -> OldText | None:
    """A text in a language; None where it is told why there is none."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        site.leave(path, reason(error))
        site.lost += 1
        return None
    text, clean = _decoded(site, path, raw, language)
    if FORBIDDEN.search(text):
        text, clean = FORBIDDEN.sub("", text), False
        site.mends.add("control characters taken out", site.name(path))
    try:
        head, body = split(text)
    except Unreadable as error:
        site.leave(path, f"{error}; it is taken over as it is")
        head, body = Head("", [], {}, {}), text
        return OldText(path, name, language, head, body, raw, raw if clean else None, readable=False)
    before = text.count("\n") - body.count("\n")
    rest = b"".join(raw.splitlines(keepends=True)[before:]) if clean and head.form != "{" else None
    return OldText(path, name, language, head, body, raw, raw if clean and not head.form else rest)


def _decoded(site: OldSite, path: Path, raw: bytes, language: str) -> tuple[str, bool]:
    """A file as text with LF line ends, and whether it is UTF-8."""
    encoding = UNICODE.get(raw[:2], "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        other = OLD.get(language.partition("-")[0], "cp1252")
        site.mends.add(f"files in {other} written in UTF-8", site.name(path))
        text, encoding = raw.decode(other, errors="replace"), other
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding == "utf-8-sig"


def texts_of(value: Any) -> list[str]:
    """What a head says where one text or a list of them may stand."""
    items = value if isinstance(value, list) else [value]
    return [str(item).strip() for item in items if isinstance(item, str | int) and str(item).strip()]
