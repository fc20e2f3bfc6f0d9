"""What a post or page is called where it does not say so: its slug, which is a part of its address, and its title."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from builder.project import is_text

SLUG = re.compile(r"(?!.*[A-Z\u00c0-\u024f])[^\W_][\w-]*")
SLUG_RULE = "use small letters without accents, digits and hyphens."
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u036f\u1e00-\u1eff]")


def address_of(name: str) -> str:
    """The address made of a name, such as `uma-revisao` of `Uma revisão`; "" where it has no letter or digit for it.

    A name in another script than the Latin one keeps its letters: browsers show them.
    """
    if _OTHER_SCRIPT.search(name):
        return re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", name).lower()).strip("-_")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-_")


def title_of(path: Path) -> str:
    """What a text is called that does not say it: as its file, or as its folder."""
    name = path.parent.name if is_text(path) or path.name == "index.md" else path.name.partition(".")[0]
    return re.sub(r"[-_\s]+", " ", name).strip().capitalize() or path.name
