"""What the tool gets wrong today, edit by edit, in `known.txt`: it may only become shorter.

`python -m tests.mutations --known` writes it again.
"""

from __future__ import annotations

from pathlib import Path

from .judging import Verdict

FILE = Path(__file__).parent / "known.txt"


def read_known() -> dict[str, str]:
    """What is wrong with each edit that is not right: "missed", by the edit's id."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else []
    pairs = [line.partition(": ") for line in lines if line and not line.startswith("#")]
    return {edit: what for what, _, edit in pairs}


def write_known(verdicts: list[Verdict]) -> None:
    """Keep what is wrong today."""
    head = "# What is wrong today; `python -m tests.mutations --known` writes this.\n"
    wrong = [f"{verdict.what}: {verdict.edit.id}\n" for verdict in verdicts if verdict.what != "right"]
    FILE.write_text(head + "".join(wrong), encoding="utf-8")


def surprises(verdicts: list[Verdict]) -> list[str]:
    """What is not as `known.txt` says, a line each: what got worse, and what was mended and still stands there."""
    known = read_known()
    told = []
    for verdict in verdicts:
        expected = known.get(verdict.edit.id, "right")
        if verdict.what == "right" and expected != "right":
            told.append(f"mended, so take it out of known.txt: {expected}: {verdict.edit.id}")
        elif verdict.what != expected:
            told.append(f"{verdict.what}: {verdict.edit.id}\n    {verdict.detail}")
    return told
