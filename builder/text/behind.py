"""What an interactive figure hides when it wakes: its captions stay below it, and the two have one number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from builder.document.fragments import place_of_number
from builder.shortcodes.handlers.interactive import CAPTIONS

_HIDDEN = re.compile(rf'<div class="still">(.*?)</div>\n<figure class="live(.*?){re.escape(CAPTIONS)}', re.DOTALL)
_CAPTION = re.compile(r"<figcaption>\s*(<p>.*?</p>)", re.DOTALL)
_ID = re.compile(r' id="[^"]*"')
_PLACE = re.compile(place_of_number("(.*?)"))


def with_captions(html: str, kinds: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The HTML of a text, with the captions of what an interactive figure hides repeated below it.

    And the ids of the interactive figures that stand for another, by `kinds` a figure too, with the id of the first:
    the two are one figure, alive and still, and have one number.
    """
    same: dict[str, str] = {}

    def repeated(found: re.Match[str]) -> str:
        its, *others = _PLACE.findall(found[1])
        first = next((one for one in others if kinds.get(start := one.partition("-")[0], start) == "figure"), "")
        still, live = found[1], found[2]
        captions = "\n".join(_ID.sub("", caption) for caption in _CAPTION.findall(still))
        if first:
            same[its] = first
            still = still.replace(f"<p>{place_of_number(its)}</p>\n", "")
            alone = f"<p>{place_of_number(its)}</p>\n"  # it has no caption of its own
            if alone in live:
                live = live.replace(alone, "")
            else:
                place = place_of_number(first)
                captions = captions.replace(f"<p>{place}</p>", "").replace(place, "")
        return f'<div class="still">{still}</div>\n<figure class="live{live}{captions}'

    return (_HIDDEN.sub(repeated, html) if CAPTIONS in html else html), same
