"""Which paragraphs of the original a translation follows: kept beside it, in `index.en.followed`.

A line for each paragraph, with its digest and its first words: the file reads well in a diff, and merges as the text
itself does. It is written when the author says that the translation is up to date, and never otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from builder.checking.side_by_side import Pair, SideBySide
from builder.content.translations import Translation
from builder.errors import SitegenError, reason, shown
from builder.files import sha256, write_atomic
from builder.reading import read_text
from builder.text.outline import Paragraph

_LINE = re.compile(r"([0-9a-f]{12}) (.*)")
_WORDS = 60
"""Letters of a paragraph that tell which it is."""


def accepted_in(translation: Translation) -> Path:
    """The file that says what a translation follows."""
    return translation.path.with_suffix(".followed")


def keep(texts: SideBySide) -> None:
    """Keep that the translation says all that the original says now. Raises SitegenError where the disk refuses."""
    path = accepted_in(texts.translation)
    lines = [_head(texts), *(f"{_digest(one)} {_opening(one)}" for _, one in _paragraphs(texts))]
    try:
        write_atomic(path, "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        hint = "What was kept before stays. Make the folder writable, or room on the disk, then say it again."
        raise SitegenError(f"cannot be written: {reason(error)}", path=path, hint=hint) from None


def changed(texts: SideBySide) -> Iterator[SitegenError]:
    """A warning for each paragraph of the original that was changed, added or taken out since that was kept.

    Nothing where nothing was ever kept. Raises SitegenError for a file that cannot be read.
    """
    if not accepted_in(texts.translation).is_file():
        return
    kept, now = _read(texts), _paragraphs(texts)
    before = [digest for digest, _ in kept]
    matcher = SequenceMatcher(None, before, [_digest(paragraph) for _, paragraph in now])
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(end - start, last - first)
        for number in range(first, first + both):
            yield _behind(texts, now[number], f"'{_opening(now[number][1])}' was changed")
        if added := last - first - both:
            yield _behind(texts, now[first + both], f"{_several(_opening(now[first + both][1]), added)} added")
        if removed := end - start - both:
            gone = _several(kept[start + both][1], removed)
            yield _behind(texts, now[min(last, len(now) - 1)], f"{gone} taken out here")


def _head(texts: SideBySide) -> str:
    return f"# {texts.translation.path.name} follows {texts.source.path.name}; written by sitegen check --translated"


def _paragraphs(texts: SideBySide) -> list[tuple[Pair, Paragraph]]:
    """The paragraphs of the original, each with its section and the counterpart of that."""
    return [(pair, paragraph) for pair in texts.pairs if pair[0] for paragraph in pair[0].paragraphs]


def _digest(paragraph: Paragraph) -> str:
    return sha256(paragraph.text.encode())[:12]


def _opening(paragraph: Paragraph) -> str:
    return paragraph.text if len(paragraph.text) <= _WORDS else f"{paragraph.text[: _WORDS - 1].rstrip()}…"


def _read(texts: SideBySide) -> list[tuple[str, str]]:
    """The digests and first words that were kept."""
    path = accepted_in(texts.translation)
    head, *lines = read_text(path).splitlines() or [""]
    if head != _head(texts):
        raise SitegenError(f"does not begin with '{_head(texts)}'", path=path, line=1, hint=_how(texts))
    kept = []
    for number, line in enumerate(lines, start=2):
        found = _LINE.fullmatch(line)
        if not found:
            raise SitegenError(f"'{line[:_WORDS]}' is no paragraph", path=path, line=number, hint=_how(texts))
        kept.append((found[1], found[2]))
    return kept


def _several(opening: str, number: int) -> str:
    return f"'{opening}' was" if number == 1 else f"'{opening}' and what follows it, {number} paragraphs, were"


def _behind(texts: SideBySide, placed: tuple[Pair, Paragraph], what: str) -> SitegenError:
    pair, paragraph = placed
    message = f"{what} since {texts.near(pair, 0, paragraph.line)} last followed this text"
    return SitegenError(message, path=texts.source.path, line=paragraph.line, hint=_how(texts))


def _how(texts: SideBySide) -> str:
    return f"Bring the translation along, then: sitegen check --translated {shown(texts.translation.path)}"
