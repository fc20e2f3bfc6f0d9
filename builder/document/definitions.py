"""Definition lists and footnotes, as rules for markdown-it-py: what is indented below their first line belongs to them.

Term
:   What it is.

[^1]: The note.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_FOOTNOTE = re.compile(r"\[\^([^\]\n]*)\]:[ \t]*")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")


def footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[^name]: …`: kept by its name, for the end of the page."""
    if not (found := _begins(state, start, _FOOTNOTE)) or silent:
        return bool(found)
    first = len(state.tokens)
    _read_within(state, start, end, found.end(), state.sCount[start] + 4)
    state.env["footnotes"][found[1]] = state.tokens[first:]
    del state.tokens[first:]
    return True


def definitions(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """One or more terms, a line each, and below them what each means, which begins with a colon."""
    if not state.env["defines"]:
        return False
    if silent:  # one ends the one before it
        return state.ddIndent >= 0 and bool(_begins(state, start, _DEFINITION))
    if not (at := _first_definition(state, start, end)):
        return False
    state.push("dl_open", "dl", 1)
    line = start
    while at:
        for term in range(line, at):
            if words := state.getLines(term, term + 1, state.blkIndent, False).strip():
                state.push("dt_open", "dt", 1)
                state.push("inline", "", 0).content = words
                state.push("dt_close", "dt", -1)
        loose = state.isEmpty(at - 1)
        line = at
        while line < end and state.sCount[line] >= state.blkIndent and (found := _begins(state, line, _DEFINITION)):
            _definition(state, line, end, found.end(), loose)
            line = state.line
            loose = state.isEmpty(line - 1)
            while line < end and state.isEmpty(line):
                line, loose = line + 1, True
        at = _first_definition(state, line, end) if line < end else 0
    state.push("dl_close", "dl", -1)
    return True


def _definition(state: StateBlock, line: int, end: int, place: int, loose: bool) -> None:
    state.push("dd_open", "dd", 1)
    first, above = len(state.tokens), state.ddIndent
    gap = place - state.bMarks[line] - state.tShift[line]
    state.ddIndent = state.sCount[line]
    _read_within(state, line, end, place, state.sCount[line] + (gap if gap <= 4 else 2))
    state.ddIndent = above
    for token in state.tokens[first:]:
        if token.level == state.level and token.type.startswith("paragraph") and not (loose or not state.tight):
            token.hidden = True
    state.push("dd_close", "dd", -1)


def _begins(state: StateBlock, line: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The match of a pattern at the beginning of a line, which is no code."""
    if state.is_code_block(line):
        return None
    return pattern.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _first_definition(state: StateBlock, start: int, end: int) -> int:
    """The first line of what means the terms that begin on a line; 0 where these are no terms."""
    ending = state.md.block.ruler.getRules("paragraph")
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        if _begins(state, line, _DEFINITION):
            return line
        if any(rule(state, line, end, True) for rule in ending):
            return 0
        line += 1
    following = line + 1  # one empty line may stand before it
    if following >= end or not state.isEmpty(line) or state.sCount[following] < state.blkIndent:
        return 0
    return following if _begins(state, following, _DEFINITION) else 0


def _read_within(state: StateBlock, line: int, end: int, place: int, indent: int) -> None:
    """Read blocks that begin at a place of a line and go on in the lines below that are indented so far."""
    kept = state.bMarks[line], state.tShift[line], state.sCount[line], state.blkIndent, state.parentType
    state.bMarks[line], state.tShift[line], state.sCount[line] = place, 0, indent
    state.blkIndent, state.parentType, state.tight = indent, "reference", True
    if place >= state.eMarks[line] and (line + 1 >= end or state.isEmpty(line + 1)):
        state.line = line + 1
    else:
        state.md.block.tokenize(state, line, end)
    state.bMarks[line], state.tShift[line], state.sCount[line], state.blkIndent, state.parentType = kept
