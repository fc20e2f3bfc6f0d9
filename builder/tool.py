"""What sitegen itself is: whatever it judged, drew or rendered before is worth nothing once its code is another."""

from __future__ import annotations

import functools
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent


@functools.cache
def code_digest() -> str:
    """The digest of all of the package's code as it runs, whatever its files have become since.

    Read once in the life of a process, in less time than looking up which files changed would save.
    """
    digest = sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()
