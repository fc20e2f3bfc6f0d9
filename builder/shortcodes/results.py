"""Examples in documentation: Markdown in a fence, and below it what comes of it.

```markdown result
{{< value cnn.accuracy percent >}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from builder.document.fragments import Ends, Fragment
from builder.document.placeholders import PLACEHOLDER, number, placeholder
from builder.document.reading import blocks_of
from builder.document.source import Source
from builder.errors import SitegenError
from builder.shortcodes.alerts import with_alerts
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.divs import with_boxes
from builder.shortcodes.expand import expand

INFO = ["markdown", "result"]
"""The words behind the fence of such an example; forges colour it as Markdown."""


def with_results(
    source: Source, shortcodes: dict[str, Shortcode], context: Context, errors: list[SitegenError]
) -> tuple[str, list[Fragment]]:
    """The text in which each example is followed by what comes of it, as `expand` gives it; all else is left alone.

    Adds mistakes of the examples to `errors`.
    """
    lines, fragments = source.text.split("\n"), list[Fragment]()
    pieces, place = list[str](), 0
    for first, end in _examples(source.text):
        line = source.line + first + 1
        example = Source("\n".join(lines[first + 1 : end - 1]), source.path, line)
        made = with_boxes(with_alerts(example), context)
        text, found = expand(made, shortcodes, context, errors, formulas=True, whole=True)
        ends, shift = Ends("result", line), len(fragments) + 1
        begin = Fragment(Markup('<div class="result">'), "", block=True, ends=ends, begins=True, line=line)
        fragments += [begin, *found, Fragment(Markup("</div>"), "", block=True, ends=ends, line=line)]
        text = PLACEHOLDER.sub(lambda one, shift=shift: placeholder(number(one[1]) + shift), text)  # type: ignore[misc]
        code = "\n".join(lines[place:end])
        pieces += [code, placeholder(shift - 1), text, placeholder(len(fragments) - 1)]
        place = end
    return "\n\n".join([*pieces, "\n".join(lines[place:])]), fragments


def _examples(text: str) -> Iterator[tuple[int, int]]:
    """The first line of each example, from 0, and the line behind its end."""
    for token in blocks_of(text):
        if token.type == "fence" and token.map and not token.level and token.info.split() == INFO:
            yield token.map[0], token.map[1]
