"""Numbers of figures, tables, listings and formulas, in the order of the page.

What a text refers to has one, and so has all that has a caption, in a text that is strict or refers to such a thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from builder.document.fragments import Fragment, place_of_number
from builder.errors import SitegenError, nearest
from builder.shortcodes.context import Context

# Characters for private use, as for placeholders: what place_of_number gives, and names to which the text refers, in
# words and in an address.
_PLACE = re.compile(place_of_number("([^\ue004\ue005]+)"))
_WORDS = re.compile("\ue006([^\ue006\ue007]+)\ue007")
_CALLED = re.compile("\ue00a([^\ue00a\ue00b]+)\ue00b([^\ue00b\ue00c]*)\ue00c")
_ADDRESS = re.compile("\ue008([^\ue008\ue009]+)\ue009")
_CAPTION = re.compile(rf"{_PLACE.pattern}(?!</p>)")  # which has words behind its number
CAPTIONED = ("figure", "table", "listing")
"""The kinds of what may have a caption."""


def reference(name: str) -> Fragment:
    """A link to what is called so, by its number."""
    words = f"\ue006{name}\ue007"
    return Fragment(Markup(f'<a href="#\ue008{name}\ue009">{words}</a>'), words)


def refuse_reference(text: str) -> None:
    """Raise SitegenError for a text that refers to something and becomes a file: only the page gets numbers."""
    if _WORDS.search(text):
        raise SitegenError("no number of a figure can stand in a drawing", hint="Refer to it in the caption.")


def unknown_references(fragments: Iterable[Fragment], own: Iterable[str], context: Context) -> Iterable[SitegenError]:
    """A mistake for each name that the text refers to, and that nothing in it has: no fragment, and none of its own."""
    names = _names([*(id_ for fragment in fragments for id_ in _PLACE.findall(fragment.html)), *own])
    for name, (path, line) in context.referred.items():
        if name not in names:
            hint = nearest(name, [known for known in names if known not in names.values()])
            yield SitegenError(f"no figure, table or formula here is called '{name}'", path=path, line=line, hint=hint)


class Numbers:
    """The numbers on a page, whose HTML still has the places for them.

    `kinds` says what is counted as another kind than its id begins with, by this beginning or by the whole id; `same`
    which ids share the number of another, and `parts` of which id they are a part, by which letter. With `strict`, all
    that has a caption is numbered.
    """

    def __init__(
        self,
        html: str,
        context: Context,
        kinds: Mapping[str, str],
        same: Mapping[str, str],
        parts: Mapping[str, tuple[str, str]],
        *,
        strict: bool,
    ) -> None:
        self._letters = {id_: letter for id_, (_, letter) in parts.items()}
        ids = dict.fromkeys(_PLACE.findall(html)) | dict.fromkeys(same)
        kind = {id_: kinds.get(id_) or kinds.get(start := id_.partition("-")[0], start) for id_ in ids}
        self._ids = _names(ids)
        wanted = {id_ for name in context.referred if (id_ := self._ids.get(name))}
        if strict or any(kind[id_] in CAPTIONED for id_ in wanted):
            wanted |= {id_ for id_ in _CAPTION.findall(html) if kind[id_] in CAPTIONED}
        wanted = {same.get(id_, id_) for id_ in wanted} - parts.keys()
        wanted |= {whole for whole, _ in parts.values()}
        counted: Counter[str] = Counter()
        self._words: dict[str, Markup] = {}  # by id
        for id_ in ids:
            if id_ in wanted:
                counted[kind[id_]] += 1
                words = context.render("number.html", kind=kind[id_], number=counted[kind[id_]]).strip()
                self._words[id_] = words.replace(" ", "\u00a0")  # on one line
        self._words |= {id_: self._words[whole] + letter for id_, (whole, letter) in parts.items()}
        self._words |= {id_: self._words[other] for id_, other in same.items() if other in self._words}

    @property
    def of_figures(self) -> dict[str, str]:
        """What is numbered, but for formulas, as the text refers to it, by its id."""
        return {id_: str(words.unescape()) for id_, words in self._words.items() if not words.startswith("(")}

    def fill(self, html: str) -> str:
        """Put the numbers, and the words that refer to them, into a text."""
        html = re.sub(f"<p>{_PLACE.pattern}</p>\n?", lambda found: found[0] if found[1] in self._words else "", html)
        if any(id_.startswith("formula-") for id_ in self._words):  # KaTeX counts environments, referred to or not
            html = html.replace('<span class="eqn-num"></span>', "")
        html = _PLACE.sub(lambda found: self._number(found[1]), html)
        html = _CALLED.sub(lambda found: self._words.get(found[1]) or found[2] or found[1], html)
        html = _ADDRESS.sub(lambda found: self._ids.get(found[1], found[1]), html)
        return _WORDS.sub(lambda found: self._words.get(self._ids.get(found[1], ""), escape(found[1])), html)

    def _number(self, id_: str) -> str:
        if letter := self._letters.get(id_):
            return f'<span class="number">({letter})</span> '
        stop = "" if id_.startswith("formula-") else "."
        return f'<span class="number">{self._words[id_]}{stop}</span> ' if id_ in self._words else ""


def _names(ids: Iterable[str]) -> Mapping[str, str]:
    """Ids by the names that a text may call them by: what follows the kind, of several the first; or the whole id."""
    names: dict[str, str] = {}
    for id_ in ids:
        names.setdefault(id_.partition("-")[2], id_)
        names[id_] = id_
    return names
