"""How well claims and `sitegen check` judge what sentences say beside numbers, by the 200 of sentences.txt.

    python benchmarks/sentences.py [--keep]

Each stands in a claim once, and once in no claim. Prints the counts as JSON: how many false ones pass as a claim and
how many true ones fail; of claims whose condition says less than their sentence, how many are told; of sentences in no
claim, how many are told to compare, and how many of these a careful editor would mark; and of typed settings, how many
untrue ones are told. Exits with 1 where a false claim passes or fewer than 9 of 10 are rightly told.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outcome import REPOSITORY, keep

from builder.checking.prose import of_sentence
from builder.checking.sentences import sentences
from builder.checking.settings import Found
from builder.content.frontmatter import FrontMatter
from builder.content.translations import Translation
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records, read_records
from builder.project import Project

TEXT = Path(__file__).with_name("sentences.txt")
POST = "cnns"
_LINE = re.compile(r"(?P<true>[+-]) (?P<said>.*?) => (?P<condition>.*?)(?: ~> (?P<weak>.*))?")


@dataclass(frozen=True)
class Judged:
    """A sentence, and what is right to say of it."""

    language: str
    compares: bool
    is_true: bool
    said: str
    condition: str
    weak: str


def read(path: Path = TEXT) -> Iterator[Judged]:
    """The sentences of the bench."""
    language, compares = "", False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            language, kind = line.split()[1:]
            compares = kind == "compares"
        elif found := _LINE.fullmatch(line):
            said = re.sub(r"\{(.*?)((?: (?:percent|points|integer|duration|digits=\d))*)\}", _value, found["said"])
            yield Judged(language, compares, found["true"] == "+", said, found["condition"], found["weak"] or "")


def _value(found: re.Match[str]) -> str:
    return f'{{{{< value "{found[1]}"{found[2]} >}}}}'


def told(text: str, language: str, records: Records) -> list[Found]:
    """What `check` tells of a text."""
    front = FrontMatter("A post", date=datetime.date(2026, 1, 1))
    translation = Translation(language, Path("index.md"), front, 1, "", lambda: (front, text, 1))
    return [one for sentence in sentences(translation) for one in of_sentence(sentence, language, records)]


def measure(records: Records) -> dict[str, Any]:
    """The counts over all sentences, and what was judged wrongly."""
    judged = list(read())
    passed, failed, missed, cried, untold = [], [], [], [], []
    counts = dict.fromkeys(("weak", "weak_told", "compare", "compare_told", "told", "told_rightly"), 0)
    counts |= {"settings_untrue": 0, "settings_told": 0, "settings_true_told": 0}
    for one in judged:
        holds = evaluate(one.condition, records).value is True
        (passed if holds and not one.is_true else failed if one.is_true and not holds else []).append(one.said)
        if one.weak:
            claim = f'{{{{< claim "{one.weak}" >}}}}{one.said}{{{{< /claim >}}}}'
            found = any(note.kind == "factor" for note in told(claim, one.language, records))
            counts["weak"], counts["weak_told"] = counts["weak"] + 1, counts["weak_told"] + found
            untold += [] if found else [one.said]
        notes = told(one.said, one.language, records)
        is_told = any(note.kind == "comparison" for note in notes)
        counts["compare"], counts["compare_told"] = (
            counts["compare"] + one.compares,
            counts["compare_told"] + (is_told and one.compares),
        )
        counts["told"], counts["told_rightly"] = (
            counts["told"] + is_told,
            counts["told_rightly"] + (is_told and one.compares),
        )
        (missed if one.compares and not is_told else cried if is_told and not one.compares else []).append(one.said)
        if re.search(r"settings\.\w+ == |\.epochs == |\.seeds == ", one.condition):
            untrue = any(note.kind == "setting" for note in notes)
            counts["settings_untrue"] += not one.is_true
            counts["settings_told"] += untrue and not one.is_true
            counts["settings_true_told"] += untrue and one.is_true
    known = {"sentences": len(judged), "false": sum(not one.is_true for one in judged)}
    known |= {"false_passed": len(passed), "true_failed": len(failed)}
    wrong = {"passed": passed, "failed": failed, "missed": missed, "cried": cried, "weak_untold": untold}
    return {"counts": known | counts, "wrong": wrong}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Judge sentences beside numbers.")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    asked = parser.parse_args()
    found = measure(read_records(Project(REPOSITORY), POST))
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if asked.keep:
        keep("sentences", found)
    counts = found["counts"]
    sys.exit(counts["false_passed"] > 0 or counts["told_rightly"] < 0.9 * counts["told"])
