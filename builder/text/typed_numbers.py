"""Numbers that were typed: digits in the text that look like results and do not come from a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from builder.document.code_regions import without_code
from builder.document.source import Source
from builder.errors import SitegenError
from builder.shortcodes.declaration import Shortcode, verbatim
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call

_OTHER = re.compile(
    r"\]\([^)\n]*\)|^\[[^\]\n]+\]:.*?$|https?://\S+|<[^<>\n]*>"  # addresses and tags
    r"|\{[^{}\n]*\}|\[\^[^\]\n]*\]",  # attributes and the names of footnotes
    re.MULTILINE | re.DOTALL,
)
_RESULT = re.compile(
    r"(?<![\w.,/:-])"
    r"(?:\d+(?:[.,]\d+)*[\s\u00a0\u202f]?%|\d+(?:[.,]\d+)+|(?!(?:19|20)\d\d\b)\d{4,})"
    r"(?![\w/:-]|[.,]\d)"
)


def find_typed_numbers(
    source: Source, shortcodes: Mapping[str, Shortcode], *, formulas: bool = True
) -> Iterator[SitegenError]:
    """A warning for each number in a text that looks like a result: percentages, decimals, 1000 and more but no years.

    Code, formulas and addresses are no prose, and of the `shortcodes` what they do not declare to be.
    """
    place = 0
    for part in parse(source.text, source.path, source.line, [], verbatim(shortcodes), formulas=formulas, whole=True):
        if isinstance(part, str):
            place = source.text.find(part, place)
            line = source.line + source.text.count("\n", 0, place)
            yield from _numbers(Source(part, source.path, line))
            place += len(part)
        elif isinstance(part, Call):
            for text in shortcodes[part.name].prose(part) if part.name in shortcodes else ():
                line = part.body_line if text is part.body else part.line
                yield from find_typed_numbers(Source(text, source.path, line), shortcodes, formulas=formulas)


def _numbers(source: Source) -> Iterator[SitegenError]:
    text = _OTHER.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), without_code(source.text))
    for found in _RESULT.finditer(text):
        line = source.line + text.count("\n", 0, found.start())
        hint = "Write {{< value experiment.name >}}; what is no result stands in backticks or in a formula."
        yield SitegenError(f"'{found[0]}' was typed, and comes from no record", path=source.path, line=line, hint=hint)
