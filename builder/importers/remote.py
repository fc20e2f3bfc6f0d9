"""Pictures on other sites that texts show, which the end of an import offers to copy."""

from __future__ import annotations

import re

_FORMS = (
    ("![", re.compile(r"!\[[^\]]*\]\(\s*<?https?://")),
    ("<img", re.compile(r"<img\b[^>]*\bsrc=[\"']?https?://")),
    ("{{<", re.compile(r"\{\{<[^>]*\bsrc=\"https?://[^\"]+\.(?:png|jpe?g|gif|webp|svg)")),
)
"""How a text shows a picture of another site, each with what it begins with, which is found faster."""


def remote_pictures(text: str) -> int:
    """How many pictures of other sites a text shows."""
    return sum(len(form.findall(text)) for sign, form in _FORMS if sign in text)


def offered(count: int) -> str:
    """The line that offers to copy so many."""
    pictures = "1 picture lies" if count == 1 else f"{count} pictures lie"
    return f"{pictures} on other sites. To copy {'it' if count == 1 else 'them'} in: sitegen check --localize"
