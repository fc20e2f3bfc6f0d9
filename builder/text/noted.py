"""Lists of notes on lines of code and on words: their items are numbered, as the marks there are, and lead back."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

from builder.document.fence_notes import MARK_OF_OTHERS, NOTES
from builder.document.fragments import Note
from builder.document.source import Source
from builder.document.tree import Document, Element, Leaf
from builder.shortcodes.context import Context
from builder.shortcodes.notes import note_on
from builder.text.annotated import annotate


def lead_back(document: Document, source: Source, context: Context) -> None:
    """Number the list behind what has notes, and put the way back to its place at the head of each item.

    Marks that no list explains are told.
    """
    marked = 0
    for element in document.elements:
        leaf = element.children[0] if len(element.children) == 1 else None
        if isinstance(leaf, Leaf) and leaf.fragment.notes and element.parent:
            behind = element.parent.children[element.parent.children.index(element) + 1 :]
            _number(next(one for one in behind if isinstance(one, Element)), leaf.fragment.notes)
        elif element.get("data-note") == "1" and element.get("data-line") and not element.get("href"):
            _fence(element, context)
        elif "highlight" in (classes := element.get("class").split()):
            if not {"language-markdown", "language-md"} & set(classes):  # which is told of, and not marked
                _tell(_text_of(element), source, context)
        elif "annotate" in classes:
            context.place = (source.path, source.line_of(r"\bannotate\b", marked) or source.line)
            annotate(element, context, _number)
            marked += 1


def _text_of(element: Element) -> str:
    return "".join(
        _text_of(one) if isinstance(one, Element) else one for one in element.children if not isinstance(one, Leaf)
    )


def _tell(code: str, source: Source, context: Context) -> None:
    """Warn of the first mark in fenced code that is still there: no list, or another one, explains it."""
    code = unescape(code)
    if found := MARK_OF_OTHERS.search(code):
        noted = code[code.rfind("\n", 0, found.start()) + 1 : found.end()].strip()
        lines = source.text.split("\n")
        line = next((number for number, one in enumerate(lines) if one.strip().endswith(noted)), 0)
        context.place = (source.path, source.line + line)
        hint = "Write a numbered list right below the code, with an item for each of its marks, and no other."
        context.warn(f"no list explains the note {found['mark']} on this line of code", hint)


def _fence(mark: Element, context: Context) -> None:
    """Name the marks of fenced code, one of which is given, and number the list behind it."""
    block = mark
    while block.parent and "highlight" not in block.get("class").split():
        block = block.parent
    behind = block.parent.children[block.parent.children.index(block) + 1 :] if block.parent else []
    notes = next((one for one in behind if isinstance(one, Element)), None)
    if not notes or notes.get("class") != NOTES:  # an author's own HTML that looks like a mark
        return
    listing = context.id("code")
    back: dict[int, Note] = {}
    marks = [one for one in block.inside() if one.get("data-note")]
    for one in sorted(marks, key=lambda one: -int(one.get("data-line"))):  # the first line of a note comes last
        number, line = int(one.get("data-note")), int(one.get("data-line"))
        note = note_on(context, listing, number, line, one.get("data-written"))
        back[number] = note.item
        if one.parent:
            one.parent.start = f'<span class="noted" id="{note.line.id}">'
        one.replace(note.line.mark)
    _number(notes, [back[number] for number in sorted(back)])


def _number(notes: Element, given: Sequence[Note]) -> None:
    notes.tag, notes.start, notes.end = "ol", f'<ol class="{NOTES}">', "</ol>"
    items = [one for one in notes.children if isinstance(one, Element) and one.tag == "li"]
    for item, note in zip(items, given, strict=True):
        item.start = f'<li id="{note.id}">'
        item.children.insert(0, note.back)
