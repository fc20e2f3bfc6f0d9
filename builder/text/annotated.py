"""Notes on words, as Material for MkDocs has them: `(1)` in what is marked `{ .annotate }`, and a list below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from builder.document.fragments import Note
from builder.document.tree import Element
from builder.shortcodes.context import Context

_MARK = re.compile(r"\((\d{1,2})\)")
_CODE = ("code", "pre", "script", "style", "a")
_HINT = "Write a numbered list below it, with an item for each of its marks: (1), (2), …"


def annotate(element: Element, context: Context, number: Callable[[Element, list[Note]], None]) -> None:
    """Let the marks of what has the class `annotate` open the items of the list behind it, which `number` numbers.

    What no list explains stays as it is written, and is told.
    """
    behind = _behind(element)
    items = [one for one in behind.children if isinstance(one, Element)] if behind and behind.tag == "ol" else []
    named = {int(mark) for _, _, text in _texts(element) for mark in _MARK.findall(text)}
    if not behind or not items or not set(range(1, len(items) + 1)) <= named:
        missing = "no numbered list follows" if not items else f"not each of the {len(items)} items below has a mark in"
        context.warn(f"{missing} what is marked .annotate", _HINT)
        return
    base, met = context.id("note"), dict[int, str]()

    def mark(found: re.Match[str]) -> str:
        which = int(found[1])
        if not 1 <= which <= len(items):
            return found[0]
        at = f' id="{base}:to-{which}"' if which not in met else ""
        met.setdefault(which, f"{base}:to-{which}")
        link = context.render("note.html", back=False, aim=f"{base}:{which}", number=which, line="", written=found[0])
        return f"<span{at}>{link.strip()}</span>"

    for holder, place, text in _texts(element):
        holder.children[place] = _MARK.sub(mark, text)
    backs = {
        which: context.render("note.html", back=True, aim=met[which], number=which, line="").strip() for which in met
    }
    number(behind, [Note(f"{base}:{which}", backs[which]) for which in sorted(backs)])


def _behind(element: Element) -> Element | None:
    beside = element.parent.children if element.parent else []
    return next((one for one in beside[beside.index(element) + 1 :] if isinstance(one, Element)), None)


def _texts(element: Element) -> Iterator[tuple[Element, int, str]]:
    """The texts within an element, each with what holds it and where, but for those in code and links."""
    for place, child in enumerate(element.children):
        if isinstance(child, str):
            yield element, place, child
        elif isinstance(child, Element) and child.tag not in _CODE:
            yield from _texts(child)
