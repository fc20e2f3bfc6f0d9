"""Words of comparison beside a number of a record, in a sentence that nothing checks: "took 54 minutes and more"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.content.posts import Post
from builder.errors import SitegenError

_BEFORE = {
    "en": "at least|at most|more than|less than|fewer than|no more than",
    "pt": "pelo menos|no mínimo|no máximo|mais de|mais do que|menos de|menos do que",
}
_BEHIND = {"en": "and more|and less|or more|or less|or fewer", "pt": "ou mais|ou menos|e mais"}
_VALUE = r"\{\{<\s*value\s+(?:\"([^\"]*)\"|(\S+))[^{}]*?>\}\}"
_CLAIM = re.compile(r"\{\{<\s*claim\b.*?\{\{<\s*/claim\s*>\}\}", re.DOTALL)
_KNOWN = re.compile(r"\.settings\b|\.seeds\b|\b(?:lowest|highest|min|max|spread)\b|_(?:lowest|highest)\b")
"""What is no result, or is an end by what it is."""


def comparing(post: Post) -> Iterator[SitegenError]:
    """A note for each such number of a post."""
    for language, text in post.translations.items():
        code = language.partition("-")[0]
        if code not in _BEFORE:
            continue
        body = _CLAIM.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text.body)
        beside = rf"\b(?P<before>{_BEFORE[code]})\s+{_VALUE}|{_VALUE}\s+(?P<behind>{_BEHIND[code]})\b"
        for found in re.finditer(beside, body, re.IGNORECASE):
            of = next(filter(None, found.group(2, 3, 4, 5)), "")
            if _KNOWN.search(of):
                continue
            said = found["before"] or found["behind"]
            line = text.line + body.count("\n", 0, found.start())
            message = f"nothing checks “{said}” beside {of}"
            hint = 'Where it is a result: {{< claim "…" >}}The sentence.{{< /claim >}}'
            yield SitegenError(message, path=text.path, line=line, hint=hint)
