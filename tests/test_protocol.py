"""How networks were trained, by accounts and settings, and what is asked where they are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder.protocol.answers import answered, asked
from builder.protocol.spread import has_chance, is_small
from builder.protocol.training import observed, trained, unlike
from builder.protocol.unequal import between, within
from builder.results import Fingerprint, Record


def record(name: str = "net", **parts: Any) -> Record:
    empty: dict[str, Any] = {"settings": {}, "values": {"accuracy": 0.9}, "series": {}, "artifacts": {}}
    empty |= {"environment": {}, "seconds": 1.0, "when": "2026-01-01T00:00:00", "quick": False, "folder": Path()}
    fingerprint = Fingerprint(code={}, settings={}, inputs={}, uses={})
    return Record(name=name, fingerprint=fingerprint, **(empty | parts))


def network(
    examples: int = 1400, steps: int = 132, batch: int = 32, weights: int = 9, test: str = "t"
) -> dict[str, Any]:
    """By default three epochs of 1,400 examples."""
    measured = {"at": [], "examples": 397, "seen": 0, "passes": 1, "data": test}
    told = {"kind": "Net", "weights": weights, "at": ["experiments.py", 3, "train(model)"], "trained": examples}
    return told | {"data": "d", "steps": steps, "batch": batch, "measured": [measured]}


@pytest.mark.parametrize(
    ("other", "axes"),
    [
        (network(), []),
        (network(steps=129), []),  # the last batch was dropped
        (network(steps=176), ["epochs"]),
        (network(examples=700, steps=66), ["examples"]),
        (network(steps=33, batch=128), ["batch"]),
        (network(examples=4200), []),  # augmented: as many were shown, each another one
        (network(examples=8400, steps=264), ["shown"]),
        (network(examples=1350), []),  # drawn with replacement
        (network(weights=0, steps=1, batch=1400), []),  # an estimator knows no epochs
        (network(weights=0, steps=1, batch=700, examples=700), ["examples"]),
    ],
)
def test_what_differs_between_two_trainings(other: dict[str, Any], axes: list[str]) -> None:
    assert [*unlike([observed(network(), "a"), observed(other, "b")])] == axes


def of(*networks: dict[str, Any], **parts: Any) -> Record:
    return record(examples={"networks": [*networks], "fits": []}, **parts)


@pytest.mark.parametrize("curve", [{"acc_fc": [0.4, 0.8]}, {"history": [0.3, 0.4, 0.8]}, {"test_loss": [2.0, 1.0]}])
def test_a_curve_is_no_list_of_what_a_run_goes_over(curve: dict[str, list[float]]) -> None:
    """A ratio of two accuracies is by chance that of the numbers of examples: it silenced the question in some runs."""
    (doubt,) = within(of(network(), network(examples=700, steps=66), series=curve))
    assert doubt.message.endswith("Net 1 on 1,400 examples, Net 2 on 700 examples")


def test_networks_of_one_run_are_compared_where_they_are_measured_on_the_same() -> None:
    longer = network(steps=440)
    (doubt,) = within(of(network(), longer))
    assert doubt.message == "compares networks that were trained otherwise: Net 1 for 3 epochs, Net 2 for 10 epochs"
    for honest in (
        of(network(), network(steps=440, test="other")),
        of(network(), longer, values={"accuracy_3": 0.8, "accuracy_10": 0.9}),
        of(network(), longer, values={"one_epoch": 0.8, "more": 0.9}),
        of(network(), longer, series={"lengths": [3, 10], "accuracy": [0.8, 0.9]}),
        of(network(), network(examples=700, steps=66), series={"shares": [0.5, 1.0]}),
        of(network(), longer, settings={"epochs": [3, 10]}),
        of(network(), longer, network(steps=880), series={"accuracies": [0.8, 0.9, 0.95]}),
    ):
        assert not list(within(honest))


def test_a_training_that_stops_by_itself_is_not_asked_about_its_epochs(tmp_path: Path) -> None:
    found = of(network(), network(steps=440))
    source = tmp_path / "experiments.py"
    loop = (
        "def fit(model):\n    for one in range(99):\n        train(model)\n{}\n\n@experiment\ndef net():\n    fit(1)\n"
    )
    source.write_text(loop.format(""))
    assert [one.doubt.kind for one in asked(found, tmp_path, "net")] == ["unequal"]
    source.write_text(loop.format("        if patience == 3:\n            break"))
    assert asked(found, tmp_path, "net") == []


def test_settings_tell_of_runs_that_nobody_observed() -> None:
    long, short = ({"epochs": one, "batch_size": 32, "learning_rate": 0.1} for one in (10, 5))
    a, b, c = record("a", settings=long), record("b", settings=short), record("c", settings=long | {"batch_size": 4})
    both = [one for one in map(trained, (a, b)) if one]
    doubt = between(both, ["a", "b"])
    assert doubt
    assert doubt.message == "were trained otherwise: a for 10 epochs, b for 5 epochs"
    assert between(both, ["a", "b"], without=["epochs"]) is None
    assert between(both, ["after_5_epochs"]) is None
    assert between([one for one in map(trained, (a, c)) if one], ["c", "batch_of_4"]) is None
    assert trained(record(settings={"image": 3, "samples": 10})) is None
    # What was seen counts more than what was set, but for a rule that stops early.
    seen = of(network(steps=440), name="d", settings=long)
    assert (trained(seen) or both[0]).facts["epochs"] == 10
    seen = of(network(steps=220), name="d", settings=long)
    assert (trained(seen) or both[0]).facts["epochs"] == 5
    assert (trained(seen, by_settings=True) or both[0]).facts["epochs"] == 10


def test_only_what_is_drawn_at_random_has_a_spread() -> None:
    assert has_chance(record(settings={"seed": 0}))
    assert has_chance(record(settings={"seeds": [0, 1]}))
    assert has_chance(of(network()))
    assert not has_chance(record(settings={"image": 3}))
    assert not has_chance(of(network(weights=0) | {"kind": "KNeighborsClassifier"}))
    assert has_chance(of(network(weights=0) | {"kind": "RandomForestClassifier"}))
    assert is_small(0.01, [0.93, 0.92])
    assert not is_small(0.3, [0.93, 0.63])
    assert is_small(0.1, [3.5, 3.4])
    assert not is_small(1.1, [3.5, 2.4])


def test_the_page_shows_what_is_answered_of_comparisons(tmp_path: Path) -> None:
    source = tmp_path / "experiments.py"
    source.write_text("# answer unequal: the batch is what is compared\n@experiment\ndef net():\n    pass\n")
    assert answered(record(), tmp_path) == (
        "is compared with what was trained otherwise: the batch is what is compared",
    )
    assert answered(record("other"), tmp_path) == ()
