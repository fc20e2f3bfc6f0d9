"""What one language of a text has and another lacks: headings, code, values, figures, tables, claims, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.checking.side_by_side import Pair, SideBySide
from builder.errors import SitegenError, shown
from builder.text.outline import Mark

Found = tuple[Pair, Mark]
"""Something in a pair of sections that only one of them has."""


def drift(texts: SideBySide) -> Iterator[SitegenError]:
    """A warning for each difference between a text and its translation, with the lines on both sides."""
    for pair in texts.pairs:
        yield from _heading(texts, pair)
    mine, theirs = _lacking(texts)
    for pair, mark in list(mine):
        other = next(((place, one) for place, one in theirs if place is pair and one.kind == mark.kind), None)
        if other:
            mine.remove((pair, mark))
            theirs.remove(other)
            yield _differs(texts, mark, other[1])
    for side, found in enumerate((mine, theirs)):
        for pair, mark in found:
            if pair[1 - side]:  # else all of the section is missing, which is told
                yield _one_sided(texts, pair, side, mark.line, mark.words)


def _heading(texts: SideBySide, pair: Pair) -> Iterator[SitegenError]:
    left, right = pair
    if left and right and left.level != right.level:
        there = f"{shown(texts.translation.path)}:{right.line}"
        message = f"'{left.title}' is a heading of level {left.level}, and in {there} '{right.title}' of {right.level}"
        yield SitegenError(message, path=texts.source.path, line=left.line, hint="Give both the same level.")
    for side, section in enumerate(pair):
        if section and pair[1 - side] is None:
            yield _one_sided(texts, pair, side, section.line, f"the heading '{section.title}'")


def _lacking(texts: SideBySide) -> tuple[list[Found], list[Found]]:
    """What a section shows more often than its counterpart, on either side; not what only stands in another section."""
    found: tuple[list[Found], list[Found]] = ([], [])
    for pair in texts.pairs:
        for side, section in enumerate(pair):
            other = pair[1 - side]
            there = Counter(map(_key, other.marks if other else ()))
            for mark in section.marks if section else ():
                there[_key(mark)] -= 1
                if there[_key(mark)] < 0:
                    found[side].append((pair, mark))
    moved = Counter(_key(mark) for _, mark in found[0]) & Counter(_key(mark) for _, mark in found[1])
    return _without(found[0], moved), _without(found[1], moved)


def _key(mark: Mark) -> tuple[str, str]:
    return mark.kind, mark.shows


def _without(found: list[Found], moved: Counter[tuple[str, str]]) -> list[Found]:
    left, moved = [], moved.copy()
    for pair, mark in found:
        moved[_key(mark)] -= 1
        if moved[_key(mark)] < 0:
            left.append((pair, mark))
    return left


def _differs(texts: SideBySide, mine: Mark, theirs: Mark) -> SitegenError:
    there = f"{shown(texts.translation.path)}:{theirs.line}"
    message = f"{mine.words} stands where {there} has {theirs.words}"
    hint = "Make them the same."
    if mine.kind == "code":
        message, hint = f"{mine.words} differs from that in {there}", "Only comments and strings may be translated."
    return SitegenError(message, path=texts.source.path, line=mine.line, hint=hint)


def _one_sided(texts: SideBySide, pair: Pair, side: int, line: int, words: str) -> SitegenError:
    path = (texts.source, texts.translation)[side].path
    message = f"{words} has no counterpart near {texts.near(pair, side, line)}"
    return SitegenError(message, path=path, line=line, hint="Add it there, or take it out here.")
