"""A text and its translation side by side, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from builder.content.posts import Post
from builder.content.translations import Translation
from builder.errors import SitegenError, shown
from builder.text.outline import Section, outline

Pair = tuple[Section | None, Section | None]


@dataclass(frozen=True)
class SideBySide:
    """The original of a post or page, a translation, and their sections in pairs: None stands for a missing one."""

    post: Post
    source: Translation
    translation: Translation
    pairs: list[Pair]

    def near(self, pair: Pair, side: int, line: int) -> str:
        """Where in the other text that stands, or should, which is in this line here; `side` 0 is the source."""
        return f"{shown((self.translation, self.source)[side].path)}:{self._line(pair, side, line)}"

    def _line(self, pair: Pair, side: int, line: int) -> int:
        """The paragraph that has as many above it in its section; of a section that is missing, the end of the last."""
        here, there = pair[side], pair[1 - side]
        if here is None or there is None:
            before = (other[1 - side] for other in reversed(self.pairs[: self.pairs.index(pair)]))
            section = next(filter(None, before))  # the first is in every text
            return section.paragraphs[-1].line if section.paragraphs else section.line
        above = sum(paragraph.line <= line for paragraph in here.paragraphs)
        return [there.line, *(paragraph.line for paragraph in there.paragraphs)][: above + 1][-1]


def side_by_side(post: Post) -> Iterator[SideBySide]:
    """The original of a post or page beside each translation. Raises SitegenError where two texts claim to be it."""
    source = _original(post)
    mine = outline(source) if len(post.translations) > 1 else []
    for translation in post.translations.values():
        if translation is not source:
            yield SideBySide(post, source, translation, _paired(mine, outline(translation)))


def _original(post: Post) -> Translation:
    """The text that says `original: true`, else that of the site's first language."""
    said = [one for one in post.translations.values() if one.front.original]
    for other in said[1:]:
        message = f"original is true here and in {said[0].path.name}"
        hint = "Write it only in the text that the others are translated from."
        raise SitegenError(message, path=other.path, line=other.front.lines["original"], hint=hint)
    return said[0] if said else next(iter(post.translations.values()))


def _paired(mine: Sequence[Section], theirs: Sequence[Section]) -> list[Pair]:
    """Sections in pairs. Where the levels of the headings differ, what they show tells which belong together."""
    if [one.level for one in mine] == [one.level for one in theirs]:
        return list(zip(mine, theirs, strict=True))
    pairs: list[Pair] = []
    matcher = SequenceMatcher(None, [_content(one) for one in mine], [_content(one) for one in theirs])
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        left, right = mine[start:end], theirs[other_start:other_end]
        both = min(len(left), len(right))
        pairs += zip(left[:both], right[:both], strict=True)
        pairs += [(one, None) for one in left[both:]]
        pairs += [(None, one) for one in right[both:]]
    return pairs


def _content(section: Section) -> tuple[int, tuple[tuple[str, str], ...]]:
    return section.level, tuple(sorted((mark.kind, mark.shows) for mark in section.marks))
