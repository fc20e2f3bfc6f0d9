"""Putting what shortcodes give into a text: placeholders before Markdown, HTML after it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from builder.errors import SitegenError, collect, nearest
from builder.rendering.shortcodes import Call, Verbatim, parse


@dataclass(frozen=True)
class Fragment:
    """What stands on the page in a shortcode's place.

    `text` is the same without markup, for places such as an alternative text; a `block` is no part of a paragraph.
    """

    html: Markup
    text: str
    block: bool = False


Shortcode = Callable[..., Fragment]
"""Takes the context, the shortcode's arguments as strings, and those with a name by name."""

# Characters for private use: no Markdown means anything by them, and they leave no trace in a heading's anchor.
_OPEN, _CLOSE, _ZERO = "\ue000", "\ue001", 0xE010
_PLACEHOLDER = re.compile(f"{_OPEN}([\ue010-\ue019]+){_CLOSE}")


@dataclass(frozen=True)
class Source:
    """A text and where it comes from: its file, and the line of the file on which it begins."""

    text: str
    path: Path
    line: int


def expand(
    source: Source, shortcodes: Mapping[str, Shortcode], context: Any, errors: list[SitegenError]
) -> tuple[str, list[Fragment]]:
    """The text with a placeholder for each shortcode, and what belongs there. Adds mistakes to `errors`."""
    pieces: list[str] = []
    fragments: list[Fragment] = []
    for part in parse(source.text, source.path, source.line, errors):
        if isinstance(part, str):
            pieces.append(part)
            continue
        with collect(errors):
            fragment = _placed(part, source.path, shortcodes, context)
            placeholder = _placeholder(len(fragments))
            pieces.append(f"\n\n{_indent(pieces)}{placeholder}\n\n" if fragment.block else placeholder)
            fragments.append(fragment)
    return "".join(pieces), fragments


def fill(html: str, fragments: list[Fragment]) -> str:
    """Put the fragments into the HTML that Markdown made of the text; inside a tag only their text."""

    def block(found: re.Match[str]) -> str:
        return fragments[_number(found[1])].html

    def inline(found: re.Match[str]) -> str:
        if found[0].startswith("<"):
            return _PLACEHOLDER.sub(lambda inner: escape(fragments[_number(inner[1])].text), found[0])
        return fragments[_number(found[1])].html

    html = re.sub(f"<p>{_PLACEHOLDER.pattern}</p>", lambda found: _paragraph(found, fragments, block), html)
    return re.sub(f"<[^<>]*{_OPEN}[^<>]*>|{_PLACEHOLDER.pattern}", inline, html)


def _paragraph(found: re.Match[str], fragments: list[Fragment], block: Callable[[re.Match[str]], str]) -> str:
    return block(found) if fragments[_number(found[1])].block else found[0]


def _placed(part: Call | Verbatim, path: Path, shortcodes: Mapping[str, Shortcode], context: Any) -> Fragment:
    """What stands in a shortcode's place; a mistake is told with the shortcode's line."""
    try:
        fragment = _fragment(part, shortcodes, context)
        if fragment.block and isinstance(part, Call) and not part.alone:
            raise SitegenError(f"'{part.name}' must stand on a line of its own")
        return fragment
    except SitegenError as error:
        if error.path is None and isinstance(part, Call):
            error.path, error.line = path, part.line
        raise


def _fragment(part: Call | Verbatim, shortcodes: Mapping[str, Shortcode], context: Any) -> Fragment:
    if isinstance(part, Verbatim):
        return Fragment(escape(part.text), part.text)
    if part.name not in shortcodes:
        raise SitegenError(f"unknown shortcode '{part.name}'", hint=nearest(part.name, shortcodes))
    return _call(shortcodes[part.name], part, shortcodes, context)


def _call(shortcode: Shortcode, call: Call, shortcodes: Mapping[str, Shortcode], context: Any) -> Fragment:
    """Call a shortcode's function, after checking the arguments against its parameters."""
    signature = inspect.signature(shortcode)
    known = list(signature.parameters)[1:]
    for key in call.named:
        if key not in known:
            raise SitegenError(f"'{call.name}' has no argument {key}=", hint=nearest(key, known))
    try:
        signature.bind(context, *call.arguments, **call.named)
    except TypeError as error:
        raise SitegenError(f"'{call.name}': {error}", hint=f"It takes {_usage(signature)}.") from None
    arguments = [_plain(value, shortcodes, context) for value in call.arguments]
    named = {key: _plain(value, shortcodes, context) for key, value in call.named.items()}
    return shortcode(context, *arguments, **named)


def _usage(signature: inspect.Signature) -> str:
    """The arguments of a shortcode as an author writes them, such as `name alt="…" [caption="…"]`."""
    words = []
    for parameter in list(signature.parameters.values())[1:]:
        word = f'{parameter.name}="…"' if parameter.kind is parameter.KEYWORD_ONLY else parameter.name
        words.append(word if parameter.default is parameter.empty else f"[{word}]")
    return " ".join(words)


def _plain(value: str, shortcodes: Mapping[str, Shortcode], context: Any) -> str:
    """An argument with the shortcodes in it replaced by their text: a number from a record in a caption, say."""
    if "{{<" not in value:
        return value
    errors: list[SitegenError] = []
    parts = parse(value, Path(), 0, errors)
    for error in errors:
        raise SitegenError(error.message, hint=error.hint)
    return "".join(part if isinstance(part, str) else _fragment(part, shortcodes, context).text for part in parts)


def _indent(pieces: list[str]) -> str:
    """The blanks before a shortcode that stands alone on its line: inside a list they say to which item it belongs."""
    before = "".join(pieces[-1:]).rpartition("\n")[2]
    return before if not before.strip() else ""


def _placeholder(number: int) -> str:
    return _OPEN + "".join(chr(_ZERO + int(digit)) for digit in str(number)) + _CLOSE


def _number(digits: str) -> int:
    return int("".join(str(ord(digit) - _ZERO) for digit in digits))
