"""Fenced code: what the words behind its fence say, as Hugo, Python-Markdown and others write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown import Markdown
from markdown.extensions.attr_list import get_attrs_and_remainder

from builder.document.markdown_code import CodeHighlight
from builder.document.marked_lines import MarkedLine, mark_lines

_INFO = re.compile(
    r"(?:\.?(?P<language>[\w#.+-]+))?[ ]*"
    r"(?:\{(?P<braces>[^}]*[.#=][^}]*)\}|(?P<options>([ ]*\w+=\"[^\"]*\")*))$"
)
_MARKED = re.compile(r"""\{[^}.#]*hl_lines=([\["'\d\s,-]+)""")  # as Hugo has it: {linenos=table,hl_lines=[1,"3-5"]}
_LANGUAGE = re.compile(r"[\w#+-]*")


def highlighted(md: Markdown, info: str, code: str, marked: Sequence[MarkedLine] = ()) -> str:
    """What stands for fenced code, with these words behind its fence and marks on lines, until the page is written."""
    language, classes, options = _understood(info.strip())
    lines = code.removesuffix("\n")
    first = re.match(r"[0-9]+", options.get("linenums", ""))
    html = CodeHighlight(md, pygments_lang_class=True).highlight(
        lines,
        language,
        "highlight",
        hl_lines=_numbers(options.get("hl_lines", ""), lines.count("\n") + 1),
        linestart=int(first[0]) if first else -1,
        classes=classes,
        id_value=options.get("id", ""),
        attrs={name: value for name, value in options.items() if name.startswith("data-")},
        title=options.get("title"),
    )
    return md.htmlStash.store(mark_lines(html, marked))


def _understood(info: str) -> tuple[str, list[str], dict[str, str]]:
    """The language, the classes and the options that the words behind a fence name."""
    found, marked = _INFO.match(info), _MARKED.search(info)
    if marked or not found:
        bare = _LANGUAGE.match(info)
        return bare[0] if bare else "", [], {"hl_lines": marked[1]} if marked else {}
    written = found["braces"] if found["braces"] is not None else found["options"]
    pairs, _ = get_attrs_and_remainder(written or "")
    classes = [value or "" for name, value in pairs if name == "."]
    language = found["language"] or (classes.pop(0) if classes else "")
    return language, classes, {name: value or "" for name, value in pairs if name != "."}


def _numbers(written: str, last: int) -> list[int]:
    """The lines that are marked: `1 3-5`."""
    numbers: list[int] = []
    for first, end in re.findall(r"([0-9]+)(?:-([0-9]+))?", written):
        numbers += range(max(1, int(first)), min(last, int(end or first)) + 1)
    return numbers
