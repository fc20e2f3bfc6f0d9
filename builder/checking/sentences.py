"""The sentences of a text, with the numbers that are bound in them, and the claims and experiments near by."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from builder.content.translations import Translation
from builder.document.code_regions import without_code

_TAG = re.compile(
    r"\{\{[<%](?P<end>\s*/)?\s*(?P<name>[\w-]+)(?P<given>(?:\"[^\"]*\"|`[^`]*`|[^\"`])*?)[>%]\}\}", re.DOTALL
)
_VERBATIM = re.compile(r"\{\{[<%]\s*(mermaid|echarts|math)\b.*?\{\{[<%]\s*/\1\s*[>%]\}\}", re.DOTALL)
_OTHER = re.compile(
    r"\$\$.*?\$\$|\$[^$\n]+\$|\]\([^)\n]*\)|^\[[^\]\n]+\]:.*?$|https?://\S+|<!--.*?-->|</?[a-zA-Z][^<>\n]*>"
    r"|\{[#.][^{}\n]*\}|\[\^[^\]\n]*\]",
    re.DOTALL | re.MULTILINE,
)
_PARAGRAPH = re.compile(r"\n[ \t>]*(?=\n)|\n(?=[ \t>]*(?:[-*+]|\d+[.)])[ \t])|\n(?=[ \t]*[#|])|\|")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)*_]*(?=\s|$)|;(?=\s)")
_HEADING = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)
_ANSWER = re.compile(r"<!--\s*answer\s+([a-z-]+):\s*\S.*?-->", re.DOTALL)
NAMED = re.compile(r"(?<![\w.\]:-])(?:[\w-]+:)?[A-Za-z_]\w*(?:\[[^\]]*\])?\.[A-Za-z_]\w*(?:\.\w+)?")
"""A name in an expression: `cnn.accuracy`, `capacity[width=64].accuracy`, `cnns:cnn.settings.epochs`."""

VALUE, REST = "\ue000", "\ue001"
"""What stands in a sentence for a value: the first of its letters, and the others."""


@dataclass(frozen=True)
class Bound:
    """A condition or a number that a text binds to records, and where it stands in the body."""

    of: str
    start: int
    stop: int

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that it reads."""
        return frozenset(found[0] for found in NAMED.finditer(self.of))

    @property
    def experiments(self) -> set[str]:
        """The experiments that it reads, settings too."""
        return {re.split(r"[.\[]", name)[0] for name in self.names}


@dataclass
class Sentence:
    """A sentence, or a part of one up to a semicolon."""

    text: str
    """Its words; claims, code, formulas and tags are blanks, values are `VALUE` and so many `REST`."""
    said: str
    """The same with what claims say."""
    start: int
    """Where it begins in the body."""
    line: int
    """Its line in the file."""
    values: list[Bound] = field(default_factory=list)
    """The numbers in it, those of claims too."""
    claims: list[Bound] = field(default_factory=list)
    """The claims of its paragraph."""
    code: list[str] = field(default_factory=list)
    """What stands in it as code."""
    section: frozenset[str] = frozenset()
    """The names of experiments that its section shows something of."""
    answered: frozenset[str] = frozenset()
    """Of which kinds of notes its author said in a comment why they are none."""

    def line_at(self, place: int) -> int:
        """The line in the file of a place in it."""
        return self.line + self.said.count("\n", 0, place)

    def value_at(self, place: int) -> Bound | None:
        """The number that begins at a place in it."""
        return next((one for one in self.values if one.start == self.start + place), None)

    def covered(self, one: Bound) -> bool:
        """Whether a claim of the paragraph speaks of all that a number is computed from."""
        return any(one.names <= claim.names for claim in self.claims)


def sentences(translation: Translation) -> Iterator[Sentence]:
    """The sentences of the body of a text, in its order."""
    body = translation.body
    values, claims = list(_calls(body, "value")), list(_claims(body))
    said = _words(body, values)
    text = _without(said, claims)
    answers = [(one.start(), one[1]) for one in _ANSWER.finditer(body)]
    sections = [0, *(one.start() for one in _HEADING.finditer(said))]
    shown = _shown(body)
    before = frozenset[str]()
    for start, stop in _between(_PARAGRAPH, said, 0, len(said)):
        told = frozenset(kind for place, kind in answers if start <= place < stop)
        if told and not said[start:stop].strip():
            before = told  # a comment of its own is about what follows
            continue
        near = [one for one in claims if start <= one.start < stop]
        section = bisect_right(sections, start + 1) - 1  # a heading begins behind the end of a line
        first, last = (*sections, len(body))[section : section + 2]
        here = frozenset(name for place, names in shown if first <= place < last for name in names)
        for begin, end in _between(_SENTENCE, said, start, stop):
            if said[begin:end].strip():
                yield Sentence(
                    text[begin:end],
                    said[begin:end],
                    begin,
                    translation.line + body.count("\n", 0, begin),
                    [one for one in values if begin <= one.start < end],
                    near,
                    re.findall(r"`([^`\n]+)`", body[begin:end]),
                    here,
                    told | before,
                )
        if said[start:stop].strip():
            before = frozenset()


def _between(ends: re.Pattern[str], text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The pieces of a part of a text that end with a pattern."""
    place = start
    for found in ends.finditer(text, start, stop):
        if found.end() > place:
            yield place, found.end()
            place = found.end()
    if place < stop:
        yield place, stop


def _words(body: str, values: list[Bound]) -> str:
    """The words of a text: what else it holds is made blanks, and each value letters that no text has."""
    prose = without_code(body)
    text = _VERBATIM.sub(_blank, prose)
    for value in values:
        if text[value.start : value.start + 2] == "{{":
            length = value.stop - value.start
            text = f"{text[: value.start]}{VALUE}{REST * (length - 1)}{text[value.stop :]}"
    return _OTHER.sub(_blank, _TAG.sub(_blank, text))


def _without(text: str, claims: list[Bound]) -> str:
    for claim in claims:
        text = text[: claim.start] + _blanks(text[claim.start : claim.stop]) + text[claim.stop :]
    return text


def _blank(found: re.Match[str]) -> str:
    return _blanks(found[0])


def _blanks(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _calls(body: str, name: str) -> Iterator[Bound]:
    for tag in _TAG.finditer(body):
        if tag["name"] == name and not tag["end"] and (of := _first(tag["given"])):
            yield Bound(of, tag.start(), tag.end())


def _claims(body: str) -> Iterator[Bound]:
    """Claims, each with what it encloses."""
    for claim in _calls(body, "claim"):
        end = re.compile(r"\{\{[<%]\s*/claim\s*[>%]\}\}").search(body, claim.stop)
        if end:
            yield Bound(claim.of, claim.start, end.end())


def _first(given: str) -> str:
    """The first argument of a shortcode, or what it names as its expression."""
    found = re.match(r"\s*(?:(?:of|condition|expression)\s*=\s*)?(?:\"([^\"]*)\"|([^\s=]+)(?=\s|$))", given)
    return " ".join((found[1] or found[2] or "").split()) if found else ""


def _shown(body: str) -> list[tuple[int, frozenset[str]]]:
    """Where a text shows something of experiments, and which."""
    found: list[tuple[int, frozenset[str]]] = []
    for tag in _TAG.finditer(body):
        if tag["name"] in ("value", "claim"):
            bound = Bound(_first(tag["given"]), 0, 0)
            names = {name.partition(".")[0].partition("[")[0] for name in bound.names if ".settings" not in name}
            found.append((tag.start(), frozenset(names)))
        elif tag["name"] in ("table", "series", "output") and (name := _first(tag["given"])):
            found.append((tag.start(), frozenset({name.partition("[")[0]})))
        elif tag["name"] == "code" and "experiments.py#" in tag["given"]:
            found.append((tag.start(), frozenset({_first(tag["given"]).partition("#")[2]})))
    return found
