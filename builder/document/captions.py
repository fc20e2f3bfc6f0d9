"""Captions are part of their document: footnotes, links by reference and links to posts work in them.

What a shortcode gives holds its caption as it is written. While Markdown is read, that stands behind the placeholder of
what was given; then what was given is cut in two, with the caption, as HTML, between the parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from builder.document.fragments import BEGIN, END, PLAIN, WITH_CAPTION, Ends, Fragment, without_document
from builder.document.placeholders import PLACEHOLDER, number, placeholder

_BEHIND = f"{BEGIN}([^{BEGIN}{END}]*){END}"
"""A caption behind a placeholder, as it is written and, later, as HTML."""
BEHIND = f"(?:{_BEHIND})*"
_PLACED = re.compile(rf"(<p>)?({PLACEHOLDER.pattern})((?:{_BEHIND})+)(</p>)?")


class Caption(str):
    """A line of words for readers, without what it says by shortcodes, footnotes and references; and as `written`."""

    written: str

    def __new__(cls, plain: str, written: str) -> Caption:
        caption = super().__new__(cls, plain)
        caption.written = written
        return caption


def needs_document(written: str) -> bool:
    """Whether a caption may say something that only its document knows: in brackets, or by a shortcode."""
    return "[" in written or "{{<" in written or "{{%" in written


def later(caption: Caption, plain: str) -> Markup:
    """What stands for a caption until its document is read; `plain` is its HTML where it belongs to none."""
    return Markup("{}{}{}{}{}").format(BEGIN, caption.written, PLAIN, plain, END)


def behind(html: str, expand: Callable[[str], str]) -> str:
    """What stands behind the placeholder of this HTML: its captions, once what is no Markdown in them is expanded."""
    written = (" ".join(Markup(found[1]).unescape().split()) for found in WITH_CAPTION.finditer(html))
    return "".join(f"{BEGIN} {expand(one)} {END}" for one in written)


def put_back(html: str, fragments: list[Fragment]) -> str:
    """HTML in which captions stand where they belong: between the parts of fragments, which are added to these."""

    def cut(found: re.Match[str]) -> str:
        place = number(found[3])
        whole, captions = fragments[place], re.findall(_BEHIND, found[4])
        parts = WITH_CAPTION.split(whole.html)[::3]
        before, after = found[1] or "", found[6] or ""
        if len(parts) != len(captions) + 1:  # it stands at two places
            return f"{before}{found[2]}{after}"
        ends = whole.ends or Ends("caption", whole.line)  # whose words are no part of what is read word by word
        begins, closes = whole.begins or not whole.ends, not whole.begins
        pieces = [replace(whole, html=Markup(part), block=False, ends=None, begins=False) for part in parts]
        if begins:
            pieces[0] = replace(pieces[0], ends=ends, begins=True)
        if closes:
            pieces[-1] = replace(pieces[-1], ends=ends, begins=False)
        fragments[place] = pieces[0]
        marks = [found[2], *(placeholder(len(fragments) + at) for at in range(len(captions)))]
        fragments.extend(pieces[1:])
        placed = "".join(f"{mark}{caption.strip()}" for mark, caption in zip(marks, [*captions, ""], strict=True))
        return placed if whole.block and before and after else f"{before}{placed}{after}"

    html = re.sub(_BEHIND, "", _PLACED.sub(cut, html)) if BEGIN in html else html
    for place, fragment in enumerate(fragments):
        if BEGIN in fragment.html:  # in code, say
            fragments[place] = replace(fragment, html=without_document(fragment.html))
    return html
