"""What a check found, for people, for programs, and for the pages on which GitHub shows a change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from builder.errors import SitegenError, shown
from builder.project import Project
from builder.site.history import prefix

SITE = "the site"
Severity = Literal["error", "warning", "note"]
_WORDS: dict[Severity, str] = {"error": "mistake", "warning": "warning", "note": "note"}
_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


@dataclass(frozen=True)
class Finding:
    """Something to look at. An error stops a build and a warning stops a strict one; a note is nobody's mistake."""

    severity: Severity
    what: SitegenError

    @property
    def file(self) -> str:
        """Where it was found, as an author would type it; "" for the site as a whole."""
        return shown(self.what.path) if self.what.path else ""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by file and line, each once; what is of no file comes last."""
    once = {(one.severity, str(one.what)): one for one in findings}
    return sorted(once.values(), key=lambda one: (not one.file, one.file, one.what.line or 0))


def for_people(findings: Sequence[Finding], project: Project) -> str:
    """A line for each finding below the name of its file, and how many there are."""
    lines = []
    for file, group in groupby(findings, key=lambda one: one.file):
        lines.append(file or SITE)
        for one in group:
            place = f"{one.what.line}: " if one.what.line else ""
            lines.append(f"  {place}{_WORDS[one.severity]}: {_sentences(one.what)}")
        lines.append("")
    return "\n".join([*lines, summary(findings)])


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are of each kind."""
    counts = Counter(one.severity for one in findings)
    told = [f"{number} {word}{'s' * (number > 1)}" for kind, word in _WORDS.items() if (number := counts[kind])]
    return f"Found {', '.join(told)}." if told else "Found nothing."


def for_programs(findings: Sequence[Finding], project: Project) -> str:
    """A JSON array with an object for each finding."""
    objects = [
        {
            "severity": one.severity,
            "file": one.file or None,
            "line": one.what.line,
            "message": one.what.message,
            "hint": one.what.hint,
        }
        for one in findings
    ]
    return json.dumps(objects, indent=2, ensure_ascii=False)


def for_github(findings: Sequence[Finding], project: Project) -> str:
    """An annotation for each finding, with its file as the repository knows it, and how many there are."""
    root, folder = project.root.resolve(), prefix(project)
    lines = []
    for one in findings:
        path, line = one.what.path.resolve() if one.what.path else None, one.what.line
        inside = path and path.is_relative_to(root)
        file = folder + path.relative_to(root).as_posix() if path and inside else one.file
        places = [f"file={_escaped(file, ':,')}"] * bool(file) + [f"line={line}"] * bool(line)
        command = " ".join(filter(None, (_COMMANDS[one.severity], ",".join(places))))
        text = f"{one.what.message}\n{one.what.hint}".strip()
        lines.append(f"::{command}::{_escaped(text)}")
    return "\n".join([*lines, summary(findings)])


def _escaped(text: str, more: str = "") -> str:
    """The text as GitHub reads it back: what would end it is a sign of per cent and a number."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)


def _sentences(error: SitegenError) -> str:
    message = " ".join(error.message.split())
    hint = " ".join(error.hint.split())
    return f"{message}{'' if message.endswith(('.', '?', '!')) else '.'} {hint}".rstrip()


FORMATS = {"text": for_people, "json": for_programs, "github": for_github}
