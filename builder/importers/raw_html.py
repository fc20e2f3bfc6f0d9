"""A text that is HTML altogether, as one block of a text in Markdown: no line of it is empty, none is indented."""

from __future__ import annotations

import re

_KEPT = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
ENDINGS = (".html", ".htm")


def as_block(html: str) -> str:
    """The same for a browser; an empty line would end the block, and four blanks would make code of it."""
    parts = _KEPT.split(html)  # what stands between two, what is kept, its name, and so on
    kept = [_filled(one, name) for one, name in zip(parts[1::3], parts[2::3], strict=True)]
    return (
        "".join(one + other for one, other in zip(map(_bare, parts[::3]), [*kept, ""], strict=True)).strip("\n") + "\n"
    )


def _bare(html: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", html)


def _filled(html: str, name: str) -> str:
    """What keeps its blanks: an empty line of code is a character of its own, one of a script says nothing."""
    if name.lower() in ("pre", "textarea"):
        return re.sub(r"\n(?=[ \t]*\n)", "\n&#10;", html).replace("&#10;\n", "&#10;")
    return re.sub(r"\n\s*\n", "\n", html)
