"""Photographs that are published as they lie in a folder, but for the place where they were taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from builder.cache import key
from builder.files import sha256
from builder.ledger import Ledger
from builder.photographs import ENDINGS, without_place
from builder.tool import tool_digest


def published(path: Path, ledger: Ledger) -> tuple[str, Callable[[], bytes]]:
    """The digest of what is published of a file, "" where there is none, and what gives its bytes."""
    digest = ledger.digest(path)
    if not digest or path.suffix.lower() not in ENDINGS:
        return digest, path.read_bytes
    fact = key("without the place", digest, tool_digest())
    if (known := ledger.fact(fact)) is None:
        known = sha256(without_place(path.read_bytes()))
        ledger.tell(fact, known)
    return known, path.read_bytes if known == digest else lambda: without_place(path.read_bytes())
