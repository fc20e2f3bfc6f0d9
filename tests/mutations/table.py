"""The table: small posts as text, each with edits and what they must make stale.

    === name of the kind
    --- models.py                        a file of the post; `/shared/own.py` is one beside the posts
    WIDTH = 3
    --- experiments.py                   begins with the import of `experiment` and `Result` by itself
    from .models import WIDTH
    >>> WIDTH                            what the experiment `e` gives
    +++
    result models.py: = 3 => = 4         the result changes: must become stale
    formatting models.py: = 3 => = (3)   the same program, written otherwise: must stay fresh
    unreached models.py:  => X = 1\\n     code that `e` cannot reach: should stay fresh

An edit replaces a text that stands once in a file (`\\n` is a line's end, `\\\\` a backslash); nothing replaced is
something added at the end, and makes the file where there is none; `(no file)` removes it. ` && ` joins edits of
several files. A file whose text is `-> folder` is a link. What an edit changes is never believed: both posts are run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "table"
EXPECTED = ("result", "formatting", "unreached")
_HEAD = "from builder.experiments import Result, experiment\n"
_EXPERIMENT = '\n\n@experiment\ndef e() -> Result:\n    return Result(values={{"v": repr(({}))}})\n'

Files = dict[str, str]


@dataclass(frozen=True)
class Edit:
    """One edit of a post: `files` is the post after it."""

    kind: str
    written: str  # "result models.py: = 3 => = 4", as in the table
    expected: str  # one of EXPECTED
    files: Files

    @property
    def id(self) -> str:
        return f"{self.kind} | {self.written}"


@dataclass(frozen=True)
class Case:
    """A post and its edits."""

    chapter: str
    kind: str
    files: Files
    edits: tuple[Edit, ...]


def read_table(chapter: str = "*") -> list[Case]:
    """The cases of a chapter (a file of the table), or of all of them."""
    cases = []
    for path in sorted(TABLE.glob(f"{chapter}.txt")):
        for text in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            cases.append(_case(path.stem, text))
    kinds = [case.kind for case in cases]
    assert len(set(kinds)) == len(kinds), [kind for kind in kinds if kinds.count(kind) > 1]
    return cases


def _case(chapter: str, text: str) -> Case:
    kind, _, rest = text.partition("\n")
    sources, _, edits = rest.partition("\n+++\n")
    files: Files = {}
    for part in re.split(r"^--- ", sources, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        files[name.strip()] = body.rstrip("\n") + "\n"
    files["experiments.py"] = _experiments(files["experiments.py"])
    return Case(chapter, kind, files, tuple(_edit(kind, line, files) for line in edits.splitlines() if line.strip()))


def _experiments(text: str) -> str:
    """The `experiments.py` that a short form stands for: `>>> what` is what the experiment gives."""
    body, shown, value = text.partition(">>> ")
    text = body.rstrip("\n") + _EXPERIMENT.format(value.strip()) if shown else text
    return text if text.startswith('"""') else _HEAD + text


def _edit(kind: str, line: str, files: Files) -> Edit:
    expected, _, steps = line.partition(" ")
    assert expected in EXPECTED, f"{kind}: what is {expected!r}?"
    after = dict(files)
    for step in steps.split(" && "):
        name, _, change = step.partition(":")
        assert "=>" in change, f"{kind}: no edit: {step}"
        old, _, new = change.partition("=>")
        old, new = _text(old.removeprefix(" ").removesuffix(" ")), _text(new.removeprefix(" "))
        if new == "(no file)":
            del after[name]
        elif not old:
            after[name] = after.get(name, "") + new
        else:
            assert after[name].count(old) == 1, f"{kind}: {old!r} stands {after[name].count(old)} times in {name}"
            after[name] = after[name].replace(old, new)
    return Edit(kind, line, expected, after)


def _text(written: str) -> str:
    """What an edit's text stands for, which is on one line in the table."""
    known = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\"}
    return re.sub(r"\\.", lambda found: known.get(found.group(), found.group()), written)
