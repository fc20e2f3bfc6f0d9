"""The shortcodes in texts from elsewhere: those that mean something else here are shown as they are written."""

from __future__ import annotations

import inspect
from pathlib import Path

from builder.errors import SitegenError
from builder.importers.elsewhere import OldSite, OldText
from builder.shortcodes.declaration import verbatim
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.parse import calls_in
from builder.shortcodes.parts import Call, Close

OURS = {
    "chart",
    "cite",
    "claim",
    "code",
    "explore",
    "figures",
    "interactive",
    "output",
    "see",
    "series",
    "table",
    "value",
}
"""Those that neither Hugo nor LoveIt has: in a text written for them, the name means a shortcode of its author's."""


HUGO = {
    "details", "figure", "gist", "highlight", "instagram", "param", "ref", "relref", "tweet", "vimeo", "x", "youtube",
}  # fmt: skip
"""Those that Hugo has itself: who has one of his own lets it look otherwise, and means the same."""


def read_calls(site: OldSite, text: OldText, place: str) -> None:
    """Tell what shortcodes of a text mean nothing here, and let those be shown that mean something else here."""
    if "{{<" not in text.body and "{{%" not in text.body:
        return
    errors: list[SitegenError] = []
    kept: list[tuple[int, int]] = []
    before = text.head.text().count("\n") if text.head.form or text.head.changed else 0
    for start, part, end in calls_in(text.body, Path(place), errors, verbatim(SHORTCODES)):
        if not isinstance(part, Call | Close):
            continue
        where = f"{place}:{part.line + before}"
        if part.name in OURS or (isinstance(part, Call) and part.name in site.shortcodes and not _fits(part)):
            kept.append((start, end))
            if isinstance(part, Call):
                what = f"the shortcode '{part.name}' means something else here; it is shown as it is written"
                site.meant_nothing(what, where)
        elif isinstance(part, Call) and part.name not in SHORTCODES:
            site.meant_nothing(f"the shortcode '{part.name}' is not known here", where)
    for start, end in reversed(kept):
        text.body = text.body[:start] + _shown(text.body[start:end]) + text.body[end:]
        text.changed = True


def _shown(call: str) -> str:
    """A call that is shown and not made: `{{</* x */>}}`."""
    return f"{call[:3]}/* {call[3:-3].strip()} */{call[-3:]}"


def _fits(call: Call) -> bool:
    """Whether one of ours takes the arguments of a call."""
    if call.name not in SHORTCODES or call.name in HUGO:
        return True
    signature = inspect.signature(SHORTCODES[call.name].function)
    known = {name.removesuffix("_"): name for name in signature.parameters}
    body = {"body": ""} if "body" in signature.parameters else {}
    named = {known[key]: one for key, one in call.named.items() if key in known}  # others are overlooked
    try:
        signature.bind(None, *call.arguments, **named, **body)
    except TypeError:
        return False
    return True
