"""A record carries a digest of all that it says: nothing in it changes unnoticed, and nothing fails needlessly."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site
from records import edit_record
from test_results import WEIGHTS, a_record

from builder.errors import SitegenError
from builder.results import MissingRecord, Record, Store, Trial

WHEN = "2026-01-01T00:00:00+00:00"
SEEDS = [
    Trial(seed, {"accuracy": 0.5 + seed / 10}, {"loss": [2.5, 1.25]}, 12.5, WHEN, {"python": "3.11.7"})
    for seed in (0, 1)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a record with all that a record can hold."""
    Store(tmp_path).write(a_record(seeds=SEEDS, diverged="the loss is no number"), {"weights": WEIGHTS})
    return tmp_path / "cnn" / "record.json"


def read(path: Path) -> Record:
    return Store(path.parent.parent).read("cnn")


def reason(path: Path) -> MissingRecord:
    with pytest.raises(MissingRecord) as caught:
        read(path)
    return caught.value


def test_every_digit_and_every_word_is_bound(path: Path) -> None:
    text = path.read_text()
    read(path)
    for found in re.finditer(r"\d", text):
        at = found.start()
        path.write_text(text[:at] + str((int(found[0]) + 1) % 10) + text[at + 1 :])
        reason(path)
    for found in re.finditer(r'"[^"]*[a-z]"', text):
        at = found.end() - 2
        path.write_text(text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :])
        reason(path)


def test_no_flipped_bit_passes(path: Path) -> None:
    data, before = path.read_bytes(), read(path)
    chance = random.Random(0)
    for at in chance.sample(range(len(data)), 300):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        with suppress(MissingRecord):
            assert read(path) == before, "white space, or a way to write the same number"


def swapped(path: Path) -> None:
    """Keys in another order, no white space."""
    data = json.loads(path.read_text())
    path.write_text(json.dumps(dict(reversed(data.items()))))


def other_numbers(path: Path) -> None:
    edit_record(path, "[[", "[\n[") if "[[" in path.read_text() else None
    edit_record(path, "[1, 2]", "[1.0, 2.00]")
    edit_record(path, "1.25", "125e-2")
    edit_record(path, "0.9651", "0.96509999999999996")  # as C writes it
    edit_record(path, '"seconds": 1.5,', '"seconds": 0.0150E+2,')


HARMLESS: dict[str, Callable[[Path], object]] = {
    "line ends of Windows": lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
    "saved by an editor of Windows": lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()),
    "no newline at its end": lambda path: path.write_bytes(path.read_bytes().rstrip()),
    "indented otherwise": lambda path: path.write_text(json.dumps(json.loads(path.read_text()), indent=4)),
    "in another order": swapped,
    "letters escaped": lambda path: path.write_text(path.read_text().replace("é", "\\u00e9")),
    "numbers written otherwise": other_numbers,
}


@pytest.mark.parametrize("change", HARMLESS)
def test_what_says_the_same_is_the_same_record(change: str, path: Path) -> None:
    before = read(path)
    HARMLESS[change](path)
    assert read(path) == before


CONFLICT = '<<<<<<< HEAD\n  "seconds": 1.5,\n=======\n  "seconds": 2.5,\n>>>>>>> other\n'
BY_HAND, CONFLICTED = "was changed by hand or damaged", "holds the marks of a merge conflict"


def replaced(old: str, new: str) -> Callable[[Path], object]:
    return lambda path: edit_record(path, old, new)


def without_digest(path: Path) -> None:
    path.write_text(re.sub('"digest": .*\n', "", path.read_text()))


def cut_after_a_brace(path: Path) -> None:
    text = path.read_text()
    path.write_text(text[: text.index("}") + 1])


WORDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a digit": (replaced("0.9651", "0.9751"), BY_HAND),
    "find and replace": (replaced("accuracy", "score"), BY_HAND),
    "a key of the machine": (replaced('"python"', '"pyton"'), BY_HAND),
    "a setting": (replaced('"epochs": 5', '"epochs": 6'), BY_HAND),
    "an artifact": (replaced('"size": ', '"size": 1'), BY_HAND),
    "no number any more": (replaced("0.9651", "1e999"), "holds a number that is none"),
    "NaN": (replaced("0.9651", "NaN"), "holds NaN, which is no number"),
    "said twice": (replaced('"quick": false', '"quick": false,\n"quick": false'), "says 'quick' twice"),
    "half a letter": (replaced("é", "\\ud83d"), "half of a letter"),
    "its digest": (replaced('"digest": "', '"digest": "0'), BY_HAND),
    "no digest": (without_digest, BY_HAND),
    "a conflict": (replaced('  "seconds": 1.5,\n', CONFLICT), CONFLICTED),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:700]), "is cut off"),
    "cut after a brace": (cut_after_a_brace, "is cut off"),
    "zeros of a lost power": (lambda path: path.write_bytes(bytes(path.stat().st_size)), "is empty"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a comma": (replaced('"quick": false,', '"quick": false'), "is not JSON: Expecting ','"),
    "a later format": (replaced('"format": 2', '"format": 3'), "is of format 3, and this sitegen reads"),
    "an earlier format": (replaced('"format": 2', '"format": 1'), BY_HAND),
    "nested": (lambda path: path.write_text("[" * 100_000), "is nested too deeply"),
    "of another": (lambda path: path.parent.rename(path.parent.with_name("net")), "never ran"),
}


@pytest.mark.parametrize("change", WORDS)
def test_each_damage_has_its_word(change: str, path: Path) -> None:
    damage, words = WORDS[change]
    damage(path)
    error = reason(path)
    assert words in error.message
    assert "sitegen run" in error.hint or "git checkout" in error.hint


def test_marks_of_a_conflict_are_told_with_their_line(path: Path) -> None:
    before = path.read_text()
    edit_record(path, '  "seconds": 1.5,\n', CONFLICT)
    assert reason(path).line == before[: before.index('  "seconds": 1.5,\n')].count("\n") + 1


def test_minus_zero_is_another_number(path: Path) -> None:
    Store(path.parent.parent).write(a_record(values={"slope": 0.0}), {})
    edit_record(path, '"slope": 0.0', '"slope": 0')
    assert read(path).values == {"slope": 0}
    edit_record(path, '"slope": 0', '"slope": -0.0')
    assert "changed by hand" in reason(path).message


def test_a_number_changed_in_a_record_is_told_by_every_command(site: Site) -> None:
    site.write("index.en.md", '---\ntitle: "Counting"\ndate: 2026-01-02\n---\n\n{{< value count.last >}}\n')
    site.sitegen("run")
    site.sitegen("build", "--strict", "--no-run")
    site.edit("results/count/record.json", '"last": 7', '"last": 8')
    words = "was changed by hand or damaged"
    assert words in site.stale()["count"][0]
    assert words in site.sitegen("build", "--no-run", code=2).stderr
    assert words in site.sitegen("check", code=2).stdout
    assert words in site.sitegen("verify", "count", code=2).stderr
    assert words in site.sitegen("run").stderr
    assert site.stale() == {}


def test_a_digit_that_no_number_needs_is_bound_too(path: Path) -> None:
    """In the 17th digit several texts are one number: a run writes one of them."""
    Store(path.parent.parent).write(a_record(values={"loss": 0.12345678901234566}), {})
    assert "0.12345678901234566" in path.read_text()
    edit_record(path, "0.12345678901234566", "0.12345678901234567")
    assert 0.12345678901234567 == 0.12345678901234566
    assert "was changed by hand or damaged: no run writes 0.12345678901234567" in reason(path).message


@pytest.mark.parametrize(
    "path", sorted(REPOSITORY.glob("content/posts/*/results/*/record.json")), ids=lambda p: p.parent.name
)
def test_every_published_record_is_bound(path: Path) -> None:
    """Digits changed here and there: none gives another record."""
    text = path.read_text()
    Record.from_json(text, path.parent)
    chance = random.Random(path.parent.name)
    for found in chance.sample(list(re.finditer(r"\d", text)), 25):
        at = found.start()
        changed = text[:at] + str((int(found[0]) + chance.randint(1, 9)) % 10) + text[at + 1 :]
        with pytest.raises(ValueError, match=r"changed by hand|is of format|cannot be a number|is not JSON"):
            Record.from_json(changed, path.parent)


def test_a_record_that_is_used_is_read_with_care(site: Site) -> None:
    site.sitegen("run")
    site.edit("results/count/record.json", '"last": 7', '"last": 8')
    done = site.sitegen("run", "shifted")
    assert "count: runs (record.json was changed by hand" in done.stderr
    assert site.record("count")["values"]["last"] == 7


def test_a_record_refused_says_so_with_its_place(tmp_path: Path) -> None:
    Store(tmp_path).write(a_record(), {})
    edit_record(tmp_path / "cnn" / "record.json", "0.9651", "0.9652")
    with pytest.raises(SitegenError, match=r"record\.json: was changed by hand or damaged"):
        Store(tmp_path).read("cnn")
