"""What an interactive figure hides when it wakes has captions, which stay: they are repeated below the figure."""

from __future__ import annotations

import re

from builder.shortcodes.handlers.interactive import CAPTIONS

_PLACE = re.compile(rf'<div class="still">(.*?)</div>\n<figure class="live(.*?){re.escape(CAPTIONS)}', re.DOTALL)
_CAPTION = re.compile(r"<figcaption>\s*(<p>.*?</p>)", re.DOTALL)
_ID = re.compile(r' id="[^"]*"')


def with_captions(html: str) -> str:
    """The HTML of a text, with the captions of what an interactive figure hides repeated below it."""
    return _PLACE.sub(_repeated, html) if CAPTIONS in html else html


def _repeated(found: re.Match[str]) -> str:
    captions = "\n".join(_ID.sub("", caption) for caption in _CAPTION.findall(found[1]))
    return found[0].removesuffix(CAPTIONS) + captions
