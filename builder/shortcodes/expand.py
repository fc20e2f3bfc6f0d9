"""Putting what shortcodes give into a text: placeholders before Markdown, HTML after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import escape

from builder.document.captions import behind
from builder.document.fragments import Enclosure, Fragment
from builder.document.placeholders import PLACEHOLDER, number, placeholder
from builder.document.source import Source
from builder.errors import SitegenError, collect, nearest, raise_all
from builder.shortcodes.arguments import call_shortcode
from builder.shortcodes.declaration import Shortcode, verbatim
from builder.shortcodes.formulas import Formula, formula
from builder.shortcodes.parse import parse, unclosed_error
from builder.shortcodes.parts import Call, Close, Part, Verbatim, enclosed
from builder.shortcodes.placing import as_written, ends_of, indent, misnested, tidy


def expand(
    source: Source,
    shortcodes: Mapping[str, Shortcode],
    context: Any,
    errors: list[SitegenError],
    *,
    formulas: bool = False,
    whole: bool = False,
) -> tuple[str, list[Fragment]]:
    """The text with a placeholder for each shortcode, and with `formulas` for each formula, and what belongs there.

    Adds mistakes to `errors`, for a `whole` text also code that never ends. In one that is not strict what has a
    mistake stands as it is written, unless it names an experiment, and its author is warned.
    """
    lenient = whole and not context.strict
    expansion = _Expansion(source, shortcodes, context, errors, context.warnings if lenient else None)
    enclosing = verbatim(shortcodes)
    amiss = context.warnings if lenient else errors
    parts = parse(source.text, source.path, source.line, amiss, enclosing, formulas=formulas, whole=whole)
    for part in with_bodies(parts, shortcodes):
        with collect(errors):
            expansion.add(part)
    expansion.end()
    return tidy("".join(expansion.pieces), expansion.fragments), expansion.fragments


def with_bodies(parts: Sequence[Part], shortcodes: Mapping[str, Shortcode]) -> Iterator[Part]:
    """The parts of a text; calls of what may enclose nothing have what they enclose as their body."""
    for place, part in enumerate(parts):
        if isinstance(part, Call) and part.name in shortcodes and shortcodes[part.name].bare and not part.closed:
            line = part.line + part.written.count("\n")
            yield replace(part, body=enclosed(parts, place), body_line=line)
        else:
            yield part


class _Expansion:
    """A text while its shortcodes are replaced by placeholders. `pieces` is what there is of it so far.

    `warnings` get the mistakes that a text may have; None where it may have none.
    """

    def __init__(
        self,
        source: Source,
        shortcodes: Mapping[str, Shortcode],
        context: Any,
        errors: list[SitegenError],
        warnings: list[SitegenError] | None,
    ) -> None:
        self.source, self.shortcodes, self.context = source, shortcodes, context
        self.errors, self.warnings = errors, warnings
        self.pieces: list[str] = []
        self.fragments: list[Fragment] = []
        self._open: list[tuple[Call, int]] = []  # what is not yet closed, and the piece that its beginning will be

    def add(self, part: Part) -> None:
        """Add a part of the text. A mistake is raised with the shortcode's line."""
        if isinstance(part, str):
            self.pieces.append(part)
        elif isinstance(part, Verbatim):
            if part.code:
                self.pieces.append(part.text)
            else:
                self._place(Fragment(escape(part.text), part.text), len(self.pieces))
        else:
            self.context.place = (self.source.path, part.line)
            try:
                if isinstance(part, Formula):
                    fragment = formula(self.context, part, self._plain(part.tex, part.line))
                    self._place(fragment, len(self.pieces))
                elif isinstance(part, Close):
                    self._close(part)
                else:
                    self._call(part)
            except SitegenError as error:
                if error.path is None:
                    error.path, line = self.context.place
                    error.line = error.line or line
                self._amiss(error, part, len(self.pieces))

    def _amiss(self, error: SitegenError, part: Call | Close | Formula, piece: int) -> None:
        """Raise a mistake, or warn of it and show the part at a place of the text as it is written."""
        shortcode = None if isinstance(part, Formula) else self.shortcodes.get(part.name)
        if self.warnings is None or (shortcode and shortcode.names):
            raise error
        with collect(self.warnings):
            raise error
        alone = part.alone if isinstance(part, Formula) else isinstance(part, Call) and part.first and part.last
        self._place(as_written(part.written, block=alone), piece)

    def end(self) -> None:
        """Tell what was never closed."""
        for call, piece in reversed(self._open):
            error = unclosed_error(call.name)
            error.path, error.line = self.source.path, call.line
            with collect(self.errors):
                self._amiss(error, call, piece)

    def _call(self, call: Call) -> None:
        if call.name not in self.shortcodes:
            raise SitegenError(f"unknown shortcode '{call.name}'", hint=nearest(call.name, self.shortcodes))
        shortcode = self.shortcodes[call.name]
        if shortcode.body == "markdown" and not call.closed and not (shortcode.bare and call.body is None):
            self._open.append((call, len(self.pieces)))
            self.pieces.append("")
            return
        without = shortcode.bare or not shortcode.body
        enclosed = {} if without else {"body": self._plain(call.body or "", call.body_line)}
        found = self._given(call, enclosed)
        fragments = [found] if isinstance(found, Fragment) else ends_of(found, call)
        if fragments[0].block and not ((call.first or self._begins_item(len(self.pieces))) and call.last):
            self._misplaced(f"'{call.name}' must stand on a line of its own")
        for fragment in fragments:
            self._place(fragment, len(self.pieces))

    def _close(self, close: Close) -> None:
        """End what was opened last, and put its two ends around what has been added since."""
        names = [call.name for call, _ in self._open]
        if close.name not in names:
            if close.name not in self.shortcodes:  # what opened it is a mistake already
                if self.warnings is not None:
                    self._place(as_written(close.written), len(self.pieces))
                return
            raise SitegenError(f"'/{close.name}' closes nothing", hint=f"Nothing here opens '{close.name}'.")
        call, piece = self._open.pop()
        while call.name != close.name:
            with collect(self.errors):
                self._amiss(misnested(call, close, self.source.path), call, piece)
            call, piece = self._open.pop()
        self.context.place = (self.source.path, call.line)
        self.context.enclosed = Source(call.body or "", self.source.path, call.body_line)
        found = self._given(call, {"body": self._text(self.pieces[piece:])})
        assert isinstance(found, Enclosure)
        if found.block and not ((call.first or self._begins_item(piece)) and close.last):
            self._misplaced(f"nothing may stand before '{call.name}' or after '/{call.name}' on their lines")
        before, after = ends_of(found, call)
        self._place(before, piece)
        self._place(after, len(self.pieces))

    def _misplaced(self, message: str) -> None:
        """Raise what is told of a block that stands within a line, or warn of it: it parts the line in two."""
        if self.warnings is None:
            raise SitegenError(message)
        self.context.warn(message)

    def _place(self, fragment: Fragment, piece: int) -> None:
        """Put a placeholder at a place of the text, and behind it the captions of what it stands for."""
        _, line = self.context.place or (None, 0)
        captions = behind(fragment.html, partial(self._caption, line))
        mark = placeholder(len(self.fragments)) + captions
        self.fragments.append(replace(fragment, line=line))
        if fragment.block:
            before = indent(self._line_before(piece))
            apart = f"\n{before.rstrip()}\n"  # within a quotation an empty line has its mark
            mark += apart + before  # what may follow on the line
            mark = mark if self._begins_item(piece) else apart + before + mark
        self.pieces.insert(piece, mark)

    def _caption(self, line: int, written: str) -> str:
        """A caption with placeholders. What is odd about its shortcodes was told when it was read as plain text."""
        told = len(self.context.warnings)
        inner = _Line(Source(written, self.source.path, line), self.shortcodes, self.context, self.errors, None)
        inner.fragments = self.fragments
        for part in parse(written, self.source.path, line, [], verbatim(self.shortcodes), formulas=self.context.math):
            with collect(self.errors):
                inner.add(part)
        del self.context.warnings[told:]
        return "".join(inner.pieces)

    def _line_before(self, piece: int) -> str:
        """What stands before a place of the text on its line."""
        line = ""
        while piece and "\n" not in line:
            piece -= 1
            line = self.pieces[piece] + line
        return line.rpartition("\n")[2]

    def _begins_item(self, piece: int) -> bool:
        """Whether nothing but the mark of a list item stands before a place of the text on its line."""
        before = self.pieces[piece - 1].rpartition("\n")[2] if piece else ""
        return bool(re.fullmatch(r"(?:[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)+", before))

    def _given(self, call: Call, enclosed: dict[str, str]) -> Fragment | Enclosure:
        """What a shortcode gives for its arguments and what it encloses."""
        plainly = partial(self._plain, line=call.line)
        return call_shortcode(self.shortcodes[call.name], call, self.context, plainly, enclosed)

    def _plain(self, value: str, line: int) -> str:
        """An argument with the shortcodes in it replaced by their text: a number from a record in a caption, say."""
        return plain_text(Source(value, self.source.path, line), self.shortcodes, self.context)

    def _text(self, pieces: list[str]) -> str:
        return PLACEHOLDER.sub(lambda found: self.fragments[number(found[1])].text, "".join(pieces)).strip()


class _Line(_Expansion):
    """A caption while its shortcodes are replaced. What stands alone elsewhere is its words here."""

    def _place(self, fragment: Fragment, piece: int) -> None:
        if fragment.block:
            html = fragment.html if fragment.written else escape(fragment.text)  # a formula has no words
            fragment = replace(fragment, html=html, block=False)
        super()._place(fragment, piece)


def plain_text(source: Source, shortcodes: Mapping[str, Shortcode], context: Any) -> str:
    """A text with the text of its shortcodes in their place, such as a title. Raises all its mistakes at once."""
    if "{{<" not in source.text and "{{%" not in source.text:
        return source.text
    errors: list[SitegenError] = []
    expanded, fragments = expand(source, shortcodes, context, errors)
    raise_all(errors)
    return PLACEHOLDER.sub(lambda found: fragments[number(found[1])].text, expanded)
