"""How a text may be used: the words of its author, with the address of the licence where they name a known one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CC = re.compile(
    r"(?:creative commons )?cc[- ]?(by(?:-(?:nc|sa|nd|nc-sa|nc-nd))?|zero|0)(?:[- ]?v?(\d\.\d))?", re.IGNORECASE
)
_CC_ADDRESS = re.compile(
    r"https?://creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero))/(\d\.\d)", re.IGNORECASE
)
_LINK = re.compile(r"""\[([^\]]+)\]\((https?://[^\s)]+)\)|<a\b[^>]*\bhref=["']([^"']+)["'][^>]*>(.*?)</a>""", re.DOTALL)
_SPDX = (
    "0BSD", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CECILL-2.1",
    "EPL-2.0", "EUPL-1.2", "GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only",
    "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT",
    "MIT-0", "MPL-2.0", "ODbL-1.0", "OFL-1.1", "Unlicense", "Zlib",
)  # fmt: skip
"""Names of SPDX that authors write; those of Creative Commons are read by their parts."""


@dataclass(frozen=True)
class Licence:
    """How a text may be used: its name, and where it can be read, "" where nobody knows."""

    name: str
    url: str = ""


def licence(written: str) -> Licence | None:
    """What an author means: a name of SPDX, `CC BY 4.0`, an address, a link; other words stay words."""
    words = " ".join(written.split())
    if not words:
        return None
    if found := _LINK.search(words):
        name, url = re.sub("<[^>]*>", "", found[1] or found[4]).strip(), found[2] or found[3]
        return Licence(name or url, url) if url.startswith(("https://", "http://")) else Licence(name)
    if found := _CC_ADDRESS.match(words):
        return Licence(f"CC {found[1].upper()} {found[3]}" if found[1] else f"CC0 {found[3]}", words)
    if words.startswith(("https://", "http://")) and " " not in words:
        return Licence(words, words)
    return _named(re.sub("<[^>]*>", "", words))


def _named(words: str) -> Licence:
    known = {name.lower(): name for name in _SPDX}
    if found := _CC.fullmatch(re.sub(r"\s+(?=(?:nc|sa|nd)\b)", "-", words.lower())):
        return _creative_commons(found[1].lower(), found[2])
    if name := known.get(words.lower().replace(" ", "-").removesuffix("-license").removesuffix("-licence")):
        return Licence(name, f"https://spdx.org/licenses/{name}.html")
    return Licence(words)


def _creative_commons(kind: str, version: str | None) -> Licence:
    if kind in ("zero", "0"):
        return Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
    version = version or "4.0"
    return Licence(f"CC {kind.upper()} {version}", f"https://creativecommons.org/licenses/{kind}/{version}/")
