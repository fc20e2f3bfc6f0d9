"""`sitegen verify`: what was published, repeated and compared."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Site
from small_sites import keep

from builder.evidence.locale import Locale
from builder.evidence.repetitions import repetitions
from builder.results import Point, Record, Store, Trial, differences
from builder.results.attestation import attest, attestations
from builder.results.sweep import run_of
from builder.results.verdict import Verdict, verdict

EXPERIMENTS = """\
from dataclasses import dataclass
from pathlib import Path

from builder.experiments import Result, experiment
from builder.results import Record

ERROR = float(Path("error.txt").read_text()) if Path("error.txt").exists() else 0.0


@dataclass(frozen=True)
class Training:
    seed: int = 0


@experiment(seeds=[1, 2])
def noisy(settings: Training) -> Result:
    return Result(values={"accuracy": settings.seed / 10 + ERROR}, arrays={"row": [1.0, 2.0 + ERROR]})


@experiment(uses=[noisy])
def after(noisy: Record) -> Result:
    return Result(values={"double": 2 * noisy.values["accuracy"]})
"""


@pytest.fixture
def site_(site: Site) -> Site:
    site.write("experiments.py", EXPERIMENTS)
    site.sitegen("run")
    return site


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_on_the_same_machine_all_is_bit_equal_and_nothing_published_is_touched(site_: Site) -> None:
    before = files(site_.post / "results")
    lines = site_.sitegen("verify", "--jobs", "2").stdout.splitlines()
    assert lines == ["bit-equal  noisy-seed-1", "bit-equal  noisy-seed-2", "bit-equal  after"]
    assert files(site_.post / "results") == before


def test_a_name_is_repeated_alone_from_the_published_records(site_: Site) -> None:
    (site_.root / "error.txt").write_text("0.5")
    assert site_.sitegen("verify", "after").stdout.splitlines() == ["bit-equal  after"]


def elsewhere(site: Site, name: str) -> None:
    """Make a record say that it was made on another machine."""
    store = Store(site.post / "results")
    record = store.read(name)
    seeds = [replace(run, environment=run.environment | {"processor": "another"}) for run in record.seeds]
    record = replace(record, seeds=seeds, environment=record.environment | {"processor": "another"})
    named = {one: record.artifact(one) for one in record.artifacts}
    store.write(record, named)


def test_what_differs_where_it_was_made_is_not_deterministic(site_: Site) -> None:
    """However little it is, and whatever is tolerated."""
    (site_.root / "error.txt").write_text("0.0001")
    done = site_.sitegen("verify", "noisy", "--tolerance", "0.5", code=2)
    assert done.stdout.splitlines() == [
        "not deterministic  noisy-seed-1: values accuracy differs by 0.001 of its size, and 1 more",
        "not deterministic  noisy-seed-2: values accuracy differs by 0.0005 of its size, and 1 more",
    ]
    assert "experiments.py:16: is not deterministic: noisy-seed-1" in done.stderr
    assert "The run reads ../../../error.txt, which is no declared input" in done.stderr


def test_what_differs_elsewhere_is_told_with_its_size(site_: Site) -> None:
    elsewhere(site_, "noisy")
    (site_.root / "error.txt").write_text("0.0001")
    lines = site_.sitegen("verify", "noisy").stdout.splitlines()
    assert lines == [
        "spread     noisy-seed-1: accuracy: 0.1001 lies in 0.1 to 0.2 of 2 seeds",
        "tolerated  noisy-seed-2: within the tolerance of 0.01; greatest difference: values accuracy differs by 0.0005 "
        "of its size, and 1 more; accuracy: 0.2001 lies 0.0001 above 0.1 to 0.2 of 2 seeds",
    ]
    done = site_.sitegen("verify", "noisy", "--tolerance", "0.0001", code=2)
    assert done.stdout.splitlines()[1] == (
        "outside    noisy-seed-2: accuracy: 0.2001 lies 0.0001 above 0.1 to 0.2 of 2 seeds"
    )
    assert "experiments.py:16: gives something else: noisy-seed-2" in done.stderr


def test_what_is_stale_or_fails_is_told(site_: Site) -> None:
    site_.edit("experiments.py", "2 * noisy", "3 * noisy")
    done = site_.sitegen("verify", code=2)
    assert done.stdout.splitlines() == ["bit-equal  noisy-seed-1", "bit-equal  noisy-seed-2"]
    assert "'after' has no fresh record to compare with: experiments.py:after changed" in done.stderr
    assert "no experiment is called 'nosy'" in site_.sitegen("verify", "nosy", code=2).stderr


def record(folder: Path, **parts: object) -> Record:
    return keep(folder, "x", **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"values": {"a": 1.0}}, {"values": {"a": 1.0}}, []),
        ({"values": {"a": 1.0}}, {"values": {"a": 0.5}}, [("values a", 0.5)]),
        ({"values": {"a": 1.0}}, {"values": {"b": 1.0}}, [("values a", math.inf), ("values b", math.inf)]),
        ({"values": {"a": "x"}}, {"values": {"a": "y"}}, [("values a", math.inf)]),
        ({"values": {"a": True}}, {"values": {"a": 1}}, [("values a", math.inf)]),
        ({"series": {"a": [1, 4]}}, {"series": {"a": [1, 3]}}, [("series a", 0.25)]),
        ({"series": {"a": [1, 4]}}, {"series": {"a": [1]}}, [("series a", math.inf)]),
        ({"series": {"a": ["x"]}}, {"series": {"a": ["x"]}}, []),
        ({"series": {"a": ["x"]}}, {"series": {"a": ["y"]}}, [("series a", math.inf)]),
        ({"values": {"a": 0.0}}, {"values": {"a": 0.0}}, []),
        ({"arrays": {"a": np.ones(2)}}, {"arrays": {"a": np.array([1.0, 2.0])}}, [("arrays a", 0.5)]),
        ({"arrays": {"a": np.ones(2)}}, {}, [("arrays", math.inf)]),
    ],
)
def test_differences(tmp_path: Path, old: dict[str, object], new: dict[str, object], expected: list[object]) -> None:
    found = differences(record(tmp_path / "old", **old), record(tmp_path / "new", **new))
    assert [(one.part, one.share) for one in found] == expected


def test_a_run_is_compared_with_the_one_of_its_seed(tmp_path: Path) -> None:
    runs = [Trial(seed, {"a": float(seed)}, {}, 1.0, "", {}) for seed in (1, 2)]
    old = record(tmp_path / "old", values={"a": 1.5}, seeds=runs)
    new = record(tmp_path / "new", values={"a": 2.0})
    assert differences(run_of(old, Point(seed=2)), new) == []
    assert [one.share for one in differences(run_of(old, Point(seed=1)), new)] == [0.5]


def trained(seed: int, *, rate: float = 0.5, parts: int = 1, noise: float = 0.0, epochs: int = 40) -> dict[str, Any]:
    """A small network trained with numpy: sums in so many `parts`, as threads make them, and weights off by `noise`."""
    chance, drawn = np.random.default_rng(0), np.random.default_rng(seed)
    images = chance.normal(size=(400, 20)).astype(np.float32)
    labels = (images[:, :2].sum(axis=1) + 0.8 * chance.normal(size=400) > 0).astype(np.float32)
    weights = drawn.normal(size=20).astype(np.float32) * np.float32(1 + noise)
    seen = drawn.permutation(300)[:60]
    losses = []
    for _ in range(epochs):
        guess = 1 / (1 + np.exp(-images[seen] @ weights))
        pieces = np.array_split(np.arange(60), parts)
        gradient = sum((images[seen][one].T @ (guess - labels[seen])[one] for one in pieces), np.zeros(20, np.float32))
        weights -= np.float32(rate / 60) * gradient.astype(np.float32)
        losses.append(float(np.mean((guess - labels[seen]) ** 2)))
    right = float(np.mean((images[300:] @ weights > 0) == labels[300:]))
    return {"values": {"accuracy": right, "loss": losses[-1]}, "series": {"loss": losses}, "weights": weights}


def as_record(folder: Path, seed: int, **how: Any) -> Record:
    gave = trained(seed, **how)
    return keep(folder, "net", arrays={"weights": gave["weights"]}, values=gave["values"], series=gave["series"])


SEEDS = (0, 1, 2, 3, 4)
REPETITIONS: list[tuple[str, int, dict[str, Any], str]] = [
    *[(f"the same, seed {seed}", seed, {}, "bit-equal") for seed in range(3)],
    *[(f"{parts} threads", 1, {"parts": parts}, "rounding") for parts in (2, 3, 4, 7)],
    *[(f"another torch, off by {noise}", 2, {"noise": noise}, "rounding") for noise in (1e-7, 4e-7, -3e-7)],
    *[(f"rate {rate}", 0, {"rate": rate}, "outside") for rate in (0.002, 0.005, 0.01, 0.02)],
    *[(f"epochs {epochs}", 0, {"epochs": epochs}, "outside") for epochs in (1, 3, 400)],
    *[(f"seed {seed}", seed, {}, "by its numbers") for seed in range(5, 12)],
]


def judged(folder: Path, seed: int, how: dict[str, Any], expected: str) -> tuple[Verdict, str]:
    """The verdict on what is repeated instead of a run of seed 0 to 4, and which it should be."""
    each = [trained(one)["values"] for one in SEEDS]
    published = [Trial(one, values, {}, 1.0, "", {}) for one, values in zip(SEEDS, each, strict=True)]
    gave = as_record(folder / "again", seed, **how)
    found = verdict(as_record(folder / "first", seed if seed in SEEDS else 0), gave, published)
    if expected == "by its numbers":
        ranges = {name: [one[name] for one in each] for name in each[0]}
        inside = all(min(known) <= gave.values[name] <= max(known) for name, known in ranges.items())
        expected = "spread" if inside else "outside"
    return found, expected


@pytest.mark.parametrize(
    ("seed", "how", "expected"), [one[1:] for one in REPETITIONS], ids=[one[0] for one in REPETITIONS]
)
def test_verdicts_on_repetitions(tmp_path: Path, seed: int, how: dict[str, Any], expected: str) -> None:
    """What is repeated differs in one thing from what was published."""
    found, expected = judged(tmp_path, seed, how, expected)
    assert (found.kind, bool(found.words)) == (expected, expected != "bit-equal")


def test_words_of_verdicts(tmp_path: Path) -> None:
    def seeds(*accuracies: float) -> list[Trial]:
        return [Trial(seed, {"accuracy": one}, {}, 1.0, "", {}) for seed, one in enumerate(accuracies)]

    old = record(tmp_path / "old", values={"accuracy": 0.9641})
    five = seeds(0.9612, 0.9641, 0.9668, 0.965, 0.966)
    for value, several, words in (
        (0.965, five, "spread: accuracy: 0.965 lies in 0.9612 to 0.9668 of 5 seeds"),
        (0.95, five, "outside: accuracy: 0.95 lies 0.0112 below 0.9612 to 0.9668 of 5 seeds"),
        (0.97, five, "outside: accuracy: 0.97 lies 0.0032 above 0.9612 to 0.9668 of 5 seeds"),
        (0.9641000001, five, "rounding: values accuracy differs by 1e-10 of its size"),
        (0.965, [], "outside: values accuracy differs by 0.0009 of its size; of one seed no spread is known"),
        ("high", five, "outside: values accuracy differs altogether"),
        (None, five, "outside: values accuracy differs altogether"),
    ):
        found = verdict(old, record(tmp_path / "new", values={"accuracy": value}), several)
        assert f"{found.kind}: {found.words}" == words


def with_attestations(folder: Path) -> Record:
    """A record, and beside it what two repetitions found: on the same machine, and on another."""
    old = record(folder, values={"accuracy": 0.9641}, environment={"processor": "A", "torch": "2.14.1"})
    new = replace(old, when="2024-04-01T10:00:00+00:00", environment={"processor": "B", "torch": "2.15.0"})
    attest(old, replace(old, when="2024-03-05T10:00:00+00:00"), Verdict("bit-equal", "", "", 0.0), 1)
    attest(old, new, Verdict("rounding", "x", "x", 2e-6), 1)
    return old


@pytest.fixture
def attested(tmp_path: Path) -> Record:
    return with_attestations(tmp_path)


def edited(attested: Record) -> Iterator[bool]:
    """Whether an attestation is refused, of each letter and digit of the files that is made another."""
    for path in attested.folder.glob("repeated-*.json"):
        whole = path.read_text()
        for place, letter in enumerate(whole):
            if letter.isalnum():
                path.write_text(whole[:place] + ("1" if letter != "1" else "2") + whole[place + 1 :])
                yield len(attestations(attested)[0]) == 1
        path.write_text(whole)


def others(attested: Record) -> list[Record]:
    """Records that the attestations do not belong to."""
    return [
        replace(attested, values={"accuracy": 0.9642}),
        replace(attested, when="2025-01-01T00:00:00+00:00"),
        replace(attested, environment={"processor": "C"}),
        replace(attested, settings={"epochs": 3}),
    ]


def test_an_attestation_belongs_to_one_record(attested: Record) -> None:
    good, refused = attestations(attested)
    assert [(one.day, one.verdict, one.most) for one in good] == [
        ("2024-03-05", "bit-equal", 0.0),
        ("2024-04-01", "rounding", 2e-6),
    ]
    assert refused == []
    for other in others(attested):
        good, refused = attestations(other)
        assert good == []
        assert {one.message for one in refused} == {"is not shown: it belongs to another record"}
    good, refused = attestations(replace(attested, name="renamed"))
    assert len(good) == 2


def test_of_another_machine_is_told_what_is_other_there(attested: Record) -> None:
    assert [(one.where, one.elsewhere) for one in repetitions(attested, Locale("en"))] == [
        ("A", False),
        ("B, torch 2.15.0", True),
    ]


def test_an_attestation_that_was_edited_is_refused(attested: Record) -> None:
    """Whatever of it was: each letter and digit of the file."""
    refused = list(edited(attested))
    assert all(refused)
    assert len(refused) > 300
    for path in attested.folder.glob("repeated-*.json"):
        whole = path.read_text()
        for text in ("", "{}", "[]", whole[:-20], whole.replace('"runs"', '"runz"'), "null"):
            path.write_text(text)
            assert len(attestations(attested)[1]) == 1
        path.write_text(whole)


def test_what_is_kept_is_shown_and_goes_with_its_record(site_: Site) -> None:
    elsewhere(site_, "noisy")
    (site_.root / "error.txt").write_text("0.0000001")
    done = site_.sitegen("verify", "noisy", "--keep")
    [path] = (site_.post / "results" / "noisy").glob("repeated-*.json")
    assert done.stdout.splitlines()[-1] == f"Kept in {path.relative_to(site_.root)}"
    said = json.loads(path.read_text())
    assert (said["verdict"], said["runs"], said["of"]) == ("rounding", 2, 2)
    assert "path" not in path.read_text()
    site_.write("index.en.md", "---\ntitle: x\n---\n{{< value noisy.accuracy >}}\n")
    site_.sitegen("build", "--no-run")
    page = (site_.root / "site" / "en" / "posts" / "counting" / "index.html").read_text()
    assert "on another machine or with other versions: within 0.000001 (" in page
    assert site_.sitegen("status").stdout.count("fresh") == 3
    path.write_text(path.read_text().replace("rounding", "bit-equal"))
    assert "was changed by hand" in site_.sitegen("check", code=2).stdout
    site_.sitegen("build", "--no-run")
    assert "other versions:" not in (site_.root / "site" / "en" / "posts" / "counting" / "index.html").read_text()
    (site_.root / "error.txt").unlink()
    site_.sitegen("run", "noisy", "--force")
    assert not path.exists()


def test_only_quick_ones_are_repeated(site_: Site) -> None:
    assert site_.sitegen("verify", "--under", "0").stdout == ""
