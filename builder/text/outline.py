"""What a text is made of, section by section, so that the same text in two languages can be compared."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments.lexers import MarkdownLexer, get_lexer_by_name
from pygments.token import Comment, Generic, String, Text
from pygments.util import ClassNotFound

from builder.content.translations import Translation
from builder.document.source import Source
from builder.errors import SitegenError
from builder.files import sha256
from builder.shortcodes.declaration import Shortcode, verbatim
from builder.shortcodes.expand import with_bodies
from builder.shortcodes.formulas import Formula
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.notes import items_of
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call, Part
from builder.text.rendering import SAID

_VERBATIM = verbatim(SHORTCODES)
_BLOCKS = {"paragraph_open", "heading_open", "fence", "code_block", "html_block", "tr_open"}
_CALLED = re.compile(r"\{\{[<%]\s*(/?\w+)")
_IMG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """Something that a text has in every language, such as a figure."""

    kind: str
    """What it is: figure, picture, table, …"""
    shows: str
    """What tells it from others of its kind."""
    line: int
    """Its line in the file."""
    words: str
    """Its name in messages."""


@dataclass(frozen=True)
class Paragraph:
    """A block of a text: a paragraph, a heading, code, a row of a table. Its line ends are blanks."""

    text: str
    """Its words, with blanks for line ends."""
    line: int
    """Its line in the file."""


@dataclass
class Section:
    """A heading and what stands below it up to the next; what stands before the first heading has level 0."""

    level: int
    """2 for `##`."""
    title: str
    """What its heading says."""
    line: int
    """Its line in the file."""
    marks: list[Mark] = field(default_factory=list)
    """What it shows."""
    paragraphs: list[Paragraph] = field(default_factory=list)
    """Its blocks."""


def outline(translation: Translation) -> list[Section]:
    """The sections of a text in their order; what its front matter says to readers belongs to the first."""
    parts = _parts(translation, translation.body, translation.line)
    tokens = MarkdownIt("commonmark").enable("table").parse(_plain(translation.body, parts))
    sections = [Section(0, translation.front.title, 1)]
    for token, inner in pairwise(tokens):
        if token.type == "heading_open" and token.map:
            sections.append(Section(int(token.tag[1:]), inner.content, translation.line + token.map[0]))
    starts = [section.line for section in sections]
    for mark in (*_said(translation), *_shortcodes(translation, parts), *_markdown(translation, tokens)):
        sections[bisect_right(starts, mark.line) - 1].marks.append(mark)
    for paragraph in _paragraphs(translation, tokens):
        sections[bisect_right(starts, paragraph.line) - 1].paragraphs.append(paragraph)
    return sections


def _parts(translation: Translation, text: str, line: int) -> list[Part]:
    """A text split at its shortcodes and formulas; what is wrong with them a build tells."""
    return parse(text, translation.path, line, [], _VERBATIM, formulas=translation.front.math, whole=True)


def _plain(text: str, parts: list[Part]) -> str:
    """The text with each line of what is no Markdown made `x`: a line `=` of a formula, say, would make a heading."""
    pieces: list[str] = []
    place = 0
    for part in parts:
        odd = part.written if isinstance(part, Formula) else (part.body or "") if isinstance(part, Call) else ""
        wanted = part if isinstance(part, str) else odd
        start = text.index(wanted, place)
        pieces += [text[place:start], re.sub(r"[^\n]+|(?<=\n)(?=\n)", "x", odd) or wanted]
        place = start + len(wanted)
    return "".join([*pieces, text[place:]])


def _said(translation: Translation) -> Iterator[Mark]:
    """What the shortcodes of the title, the subtitle and the summary show."""
    for key in SAID:
        line = translation.front.lines.get(key, 1)
        yield from _shortcodes(translation, _parts(translation, getattr(translation.front, key), line), line)


def _shortcodes(translation: Translation, parts: list[Part], line: int = 0) -> Iterator[Mark]:
    """What shortcodes show, by what they name and not by their words; those in the arguments of others too."""
    for part in with_bodies(parts, SHORTCODES):
        if isinstance(part, Call):
            place = line or part.line
            yield _shown(translation, part, place)
            yield from _notes(translation, part)
            for argument in (*part.arguments, *part.named.values()):
                if "{{<" in argument:
                    yield from _shortcodes(translation, _parts(translation, argument, place), place)


def _shown(translation: Translation, call: Call, line: int) -> Mark:
    shortcode = SHORTCODES.get(call.name)
    kind = (shortcode.kind if shortcode else "") or call.name
    with_caption = " with a caption" if shortcode and _captioned(shortcode, call) else ""  # it has a number
    first = [one.name.removesuffix("_") for one in shortcode.parameters[:1]] if shortcode else []
    if shortcode is None or shortcode.body == "text" or not {*first}.isdisjoint(shortcode.words):
        return Mark(kind, with_caption, line, f"this {kind}{with_caption}")
    subject = call.arguments[0] if call.arguments else "".join(call.named.get(name, "") for name in first)
    if source := call.named.get("src") or (subject if first == ["src"] else ""):
        return _picture(translation, source, line, with_caption)
    if kind == "reference":
        subject = subject.partition("#")[0]  # an anchor is a word of the language
    shows = " ".join(filter(None, (subject, *(call.named.get(name) for name in ("series", "figure")))))
    return Mark(kind, shows + with_caption, line, f"the {kind} '{shows}'{with_caption}")


def _notes(translation: Translation, call: Call) -> Iterator[Mark]:
    """The notes on the lines of a listing."""
    shortcode = SHORTCODES.get(call.name)
    if shortcode and shortcode.bare and call.body:
        with suppress(SitegenError):
            for item in items_of(Source(call.body, translation.path, call.body_line)):
                yield Mark("note", f"{call.arguments} {item.span}", item.line, f"the note on '{item.span}'")


def _captioned(shortcode: Shortcode, call: Call) -> bool:
    names = [one.name for one in shortcode.parameters]
    return bool((dict(zip(names, call.arguments, strict=False)) | call.named).get("caption"))


def _picture(translation: Translation, source: str, line: int, with_caption: str = "") -> Mark:
    """A picture; `plan.pt.png` in one language is `plan.en.png` in the other."""
    shows = re.sub(rf"(?:^|(?<=[._/-])){translation.language}(?=[._/-])", "*", source)
    return Mark("picture", shows + with_caption, line, f"the picture '{source}'{with_caption}")


def _markdown(translation: Translation, tokens: list[Token]) -> Iterator[Mark]:
    """What Markdown itself shows: code, tables, pictures."""
    for token in tokens:
        line = translation.line + token.map[0] if token.map else 0
        if token.type in ("fence", "code_block"):
            language = re.sub(r"^\{?\.?([\w#+-]*).*", r"\1", token.info.strip())
            if language not in _VERBATIM:
                yield Mark("code", _code(language, token.content), line, f"this code{language and ' in '}{language}")
        elif token.type == "table_open":
            yield Mark("table", "|", line, "this table")
        for inner in (token, *(token.children or [])):
            if inner.type == "image":
                yield _picture(translation, str(inner.attrs["src"]), line)
            elif inner.type in ("html_block", "html_inline"):
                yield from (_picture(translation, source, line) for source in _IMG.findall(inner.content))
            line += inner.type in ("softbreak", "hardbreak")


def _code(language: str, code: str) -> str:
    """The language of some code and the digest of all but comments, texts and what is printed, which may be translated.

    Of Markdown the shortcodes tell what it is.
    """
    if language in MarkdownLexer.aliases:
        return " ".join([language, *_CALLED.findall(code)])
    try:
        tokens = get_lexer_by_name(language).get_tokens(code)
    except ClassNotFound:
        return language
    free = (Comment, String, Text, Generic.Output)
    words = [text for kind, text in tokens if not any(kind in one for one in free)]  # type: ignore[comparison-overlap]
    return f"{language} {sha256(' '.join(words).encode())}"


def _paragraphs(translation: Translation, tokens: list[Token]) -> Iterator[Paragraph]:
    front = translation.front
    for key in SAID:
        if said := getattr(front, key):
            yield Paragraph(" ".join(said.split()), front.lines.get(key, 1))
    lines = translation.body.split("\n")
    for token in tokens:
        if token.type in _BLOCKS and token.map:
            first, end = token.map
            yield Paragraph(" ".join(" ".join(lines[first:end]).split()), translation.line + first)
