"""The sentences of a text, with the numbers that are bound in them, and the claims and experiments near by."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

from builder.content.translations import Translation
from builder.document.code_regions import without_code
from builder.shortcodes.declaration import verbatim
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.parse import calls_in
from builder.shortcodes.parts import Call, Close, Part

_VERBATIM = frozenset(verbatim(SHORTCODES))
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

Tag = tuple[int, Part, int]
"""A shortcode, or what only looks like one, between its start and its end in a text."""
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
    """The sentences of a text: of its head, of its body and of the captions in that, each in its order."""
    tags = calls_in(translation.body, translation.path, [], verbatim(SHORTCODES))
    yield from _of_head(translation, frozenset[str]().union(*(names for _, names in _shown(tags))))
    yield from _of_body(translation, tags)
    for start, tag, _ in tags:
        if isinstance(tag, Call) and (caption := tag.named.get("caption")):
            yield from _of_caption(translation, start, tag, caption)


def _of_head(translation: Translation, shown: frozenset[str]) -> Iterator[Sentence]:
    """The title and what else the head says in words; numbers in them cannot be bound."""
    lines: list[str] = []
    with suppress(OSError, UnicodeDecodeError):
        lines = translation.path.read_text(encoding="utf-8").splitlines()[: translation.line - 1]
    for key in ("title", "subtitle", "summary"):
        if said := getattr(translation.front, key):
            line = next((number for number, one in enumerate(lines, 1) if one.lstrip().startswith(key)), 1)
            yield Sentence(said, said, 0, line, section=shown, answered=frozenset({"typed"}))


def _of_caption(translation: Translation, start: int, call: Call, caption: str) -> Iterator[Sentence]:
    """The sentences of a caption, which is about what it stands below, and which the comment right before answers.

    It counts what is to be seen, "two pictures", so that numbers in words are left alone.
    """
    answers = [one[1] for one in _ANSWER.finditer(translation.body, 0, start)
               if not translation.body[one.end() : start].strip()]  # fmt: skip
    about = frozenset({_first(call).partition("[")[0]} if call.name in SHORTCODES else ())
    line = translation.line + call.line - 1
    inner = replace(translation, line=line, read=lambda: (translation.front, caption, line))
    for one in _of_body(inner, calls_in(caption, translation.path, [], verbatim(SHORTCODES))):
        yield replace(one, section=one.section | about, answered=one.answered | {*answers, "typed"})


def _of_body(translation: Translation, tags: list[Tag]) -> Iterator[Sentence]:
    """Those of a text below its head, with its shortcodes."""
    body = translation.body
    values, claims = list(_calls(tags, "value")), list(_claims(tags))
    said = _words(body, tags, values)
    text = _without(said, claims)
    answers = [(one.start(), one[1]) for one in _ANSWER.finditer(body)]
    sections = [0, *(one.start() for one in _HEADING.finditer(said))]
    shown = _shown(tags)
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


def _words(body: str, tags: list[Tag], values: list[Bound]) -> str:
    """The words of a text: what else it holds is made blanks, and each value letters that no text has."""
    text, ends = without_code(body), {value.start: value.stop for value in values}
    for start, _, end in tags:
        if start in ends:
            text = f"{text[:start]}{VALUE}{REST * (end - start - 1)}{text[end:]}"
        else:
            text = text[:start] + _blanks(text[start:end]) + text[end:]
    return _OTHER.sub(_blank, text)


def _without(text: str, claims: list[Bound]) -> str:
    for claim in claims:
        text = text[: claim.start] + _blanks(text[claim.start : claim.stop]) + text[claim.stop :]
    return text


def _blank(found: re.Match[str]) -> str:
    return _blanks(found[0])


def _blanks(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _calls(parts: list[Tag], name: str) -> Iterator[Bound]:
    for start, tag, end in parts:
        if isinstance(tag, Call) and tag.name == name and (of := _first(tag)):
            yield Bound(of, start, end)


def _claims(parts: list[Tag]) -> Iterator[Bound]:
    """Claims, each with what it encloses."""
    ends = [(start, end) for start, tag, end in parts if isinstance(tag, Close) and tag.name == "claim"]
    for claim in _calls(parts, "claim"):
        if end := next((end for start, end in ends if start >= claim.stop), 0):
            yield Bound(claim.of, claim.start, end)


def _first(call: Call) -> str:
    """The first argument of a shortcode, or what it names as its expression."""
    known = SHORTCODES[call.name].names or ()
    named = (call.named[name] for name in known if name in call.named)
    return " ".join(next(named, *call.arguments[:1] or ("",)).split())


def _shown(parts: list[Tag]) -> list[tuple[int, frozenset[str]]]:
    """Where a text shows something of experiments, and which."""
    found: list[tuple[int, frozenset[str]]] = []
    for start, tag, _ in parts:
        if not isinstance(tag, Call):
            continue
        if tag.name in ("value", "claim"):
            bound = Bound(_first(tag), 0, 0)
            names = {name.partition(".")[0].partition("[")[0] for name in bound.names if ".settings" not in name}
            found.append((start, frozenset(names)))
        elif tag.name in ("table", "series", "output") and (name := _first(tag)):
            found.append((start, frozenset({name.partition("[")[0]})))
        elif tag.name == "code" and "experiments.py#" in (of := _first(tag)):
            found.append((start, frozenset({of.partition("#")[2]})))
    return found
