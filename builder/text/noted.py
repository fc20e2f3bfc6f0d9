"""Lists of notes on the lines of code: their items are numbered, as the marks in the code are, and lead back there."""

from __future__ import annotations

from builder.document.tree import Document, Element, Leaf


def lead_back(document: Document) -> None:
    """Number the list behind each listing that has notes, and put the way back to its line at the head of each item."""
    for element in document.elements:
        leaf = element.children[0] if len(element.children) == 1 else None
        if not (isinstance(leaf, Leaf) and leaf.fragment.notes and element.parent):
            continue
        behind = element.parent.children[element.parent.children.index(element) + 1 :]
        notes = next(one for one in behind if isinstance(one, Element))
        notes.tag, notes.start, notes.end = "ol", '<ol class="notes">', "</ol>"
        items = [one for one in notes.children if isinstance(one, Element) and one.tag == "li"]
        for item, note in zip(items, leaf.fragment.notes, strict=True):
            item.start = f'<li id="{note.id}">'
            item.children.insert(0, note.back)
