"""Where the shortcodes of a text name an experiment: for renaming it."""

from __future__ import annotations

import re

from builder.document.code_regions import after_code, in_indented_code
from builder.errors import SitegenError
from builder.results.elsewhere import NAME
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.parse import argument_spans, next_call

NAMES = {name: shortcode.names for name, shortcode in SHORTCODES.items() if shortcode.names}
"""By shortcode, the argument that names an experiment, which may stand without its key, and how it does."""


def rename_in_text(text: str, old: str, new: str) -> tuple[str, int]:
    """The text with the new name of an experiment, and at how many places."""
    pieces: list[str] = []
    done = place = count = 0
    while found := next_call(text, place):
        place = after_code(text, found)
        if in_indented_code(text, found.start()):
            place = (text + "\n").index("\n", found.start())
            continue
        if not found["open"]:
            continue
        try:
            spans = argument_spans(text, found)
        except SitegenError:  # the build tells what is wrong with it
            continue
        shortcode, meant = text[slice(*spans[0][1])], _meant(text, spans)
        for _, (start, end) in spans[1:]:
            argument = text[start:end]
            if (start, end) == meant:
                piece, more = _in_argument(argument, shortcode, old, new)
            else:  # it may hold shortcodes itself: a number in a caption, say
                piece, more = rename_in_text(argument, old, new) if "{{" in argument else (argument, 0)
            pieces += [text[done:start], piece]
            done, count = end, count + more
        place = max(place, spans[-1][1][1])
    return "".join([*pieces, text[done:]]), count


Span = tuple[str, tuple[int, int]]
"""The key of an argument, "" for one without, and where its value stands in the text."""


def _meant(text: str, spans: list[Span]) -> tuple[int, int] | None:
    """Where the argument stands that names experiments; None where the shortcode has none."""
    key, _ = NAMES.get(text[slice(*spans[0][1])], ("", None))
    places = [place for one, place in spans[1:] if one == key] or [place for one, place in spans[1:] if not one]
    return places[0] if key and places else None


def _in_argument(argument: str, shortcode: str, old: str, new: str) -> tuple[str, int]:
    how = NAMES[shortcode][1]
    if how == "experiment":
        written = rf"^{re.escape(old)}(?=$|\[)"
    elif how == "definition":
        written = rf"(?<=^experiments\.py#){re.escape(old)}(?=$|\.)"
    if how != "expression":
        return re.subn(written, new, argument)
    done = 0

    def renamed(found: re.Match[str]) -> str:
        nonlocal done
        done += found[0] == old
        return new if found[0] == old else found[0]

    return _NAMED.sub(renamed, argument), done


_NAMED = re.compile(rf"(?<![\w.\"'])(?:{NAME.pattern}|[^\W\d]\w*)(?=\.[A-Za-z_]|\[\s*\w+\s*=)")
"""What an expression names experiments by, those of other posts as a whole."""
