"""What is seen of the examples of a run: that it changes nothing, stays small, and is told and answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.examples.digests import of_batch, of_whole
from builder.examples.seen import MOST, Seen
from builder.examples.watching import ExampleWatch
from builder.protocol.answers import asked
from builder.protocol.doubts import doubts, held_out
from builder.results import Fingerprint, Record

torch = pytest.importorskip("torch")


def watch() -> ExampleWatch:
    return ExampleWatch(lambda file: file == __file__, str(Path(__file__).parent))


def trained() -> tuple[bytes, bytes]:
    """The weights of a training with dropout and batch normalisation, and where its generator stands then."""
    torch.manual_seed(0)
    images, labels = torch.randn(300, 20), torch.randint(3, (300,))
    model = torch.nn.Sequential(
        torch.nn.Linear(20, 8), torch.nn.BatchNorm1d(8), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(8, 3)
    )
    optimizer = torch.optim.Adam(model.parameters())
    data = torch.utils.data.TensorDataset(images[:200], labels[:200])
    for _ in range(3):
        model.train()
        for inputs, expected in torch.utils.data.DataLoader(data, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs), expected).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            model(images[200:])
    weights = b"".join(value.numpy().tobytes() for value in model.state_dict().values())
    return weights, torch.get_rng_state().numpy().tobytes()


def test_a_training_that_is_watched_is_the_same_to_the_bit() -> None:
    alone = trained()
    call = torch.nn.Module.__call__
    accounts = []
    for watched in (watch(), watch()):
        with watched.on():
            assert trained() == alone
        accounts.append(watched.account())
    assert torch.nn.Module.__call__ is call
    assert accounts[0] == accounts[1]
    (network,) = accounts[0]["networks"]
    assert (network["trained"], network["batch"], network["steps"]) == (200, 32, 21)
    (measured,) = network["measured"]
    assert (measured["examples"], measured["seen"], measured["passes"]) == (100, 0, 3)


LAZY = """
import json, sys
from builder.examples.watching import ExampleWatch

def run():
    import torch
    model, images = torch.nn.Linear(20, 2), torch.randn(40, 20)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for batch in images[:30].split(10):
        model(batch).sum().backward()
        optimizer.step()
    model(images)
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler
    x, y = StandardScaler().fit_transform(images), [0, 1] * 20
    LogisticRegression().fit(x[:30], y[:30]).predict(x[30:])

assert not {"numpy", "torch", "sklearn"} & {*sys.modules}
before, watch = [*sys.meta_path], ExampleWatch(lambda file: file == __file__, ".")
with watch.on():
    run()
assert len([one for one in sys.meta_path if one not in before and "After" in type(one).__name__]) == 0
print(json.dumps(watch.account()))
"""


def test_what_is_imported_within_a_function_is_seen_too(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    script = tmp_path / "lazy.py"
    script.write_text(LAZY)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    seen = {one["kind"]: (one["trained"], one["measured"][0]["seen"]) for one in found["networks"]}
    assert seen == {"Linear": (30, 30), "LogisticRegression": (30, 0)}
    assert [(one["kind"], one["of_them"]) for one in found["fits"]] == [("StandardScaler", 10)]


def test_an_example_is_itself_in_any_shape_type_and_batch() -> None:
    images = torch.rand(10, 1, 5, 5)
    known = of_batch(images)
    assert (of_batch(images.reshape(10, 25)) == known).all()
    assert (of_batch(images.double().numpy()) == known).all()
    assert (of_batch(images[3:6]) == known[3:6]).all()
    assert len({*known.tolist()}) == 10
    assert len({*of_batch(torch.arange(5000.0).reshape(1000, 5)).tolist()}) == 1000
    for none in (torch.tensor(1.0), torch.zeros(0, 3), np.float64(2), None):
        assert of_batch(none) is None


def test_digests_are_those_that_records_were_made_with() -> None:
    found = []
    for width in (5, 25, 400, 784, 3072):
        rows = np.arange(4 * width, dtype=np.float32).reshape(4, width) ** 2 % 251
        assert (of_batch(rows) == of_batch(np.asfortranarray(rows))).all()
        assert (of_batch(rows) == of_batch(rows.astype(np.int64))).all()
        found.append(f"{int(of_batch(rows).sum()) & 0xFFFFFFFF:08x}")
    assert found == ["d32bf0d2", "b407ee82", "c80ea8d2", "e6e87a84", "b79a2a1c"]


def test_large_arrays_are_digested_anew_once_they_were_changed() -> None:
    rows = np.arange(5000 * 20, dtype=np.float32).reshape(5000, 20)
    known = of_whole(rows)
    assert known is of_whole(rows)
    rows -= rows.mean()
    assert (of_whole(rows) == of_batch(rows)).all()
    assert (of_whole(rows) != known).any()


def test_millions_of_examples_stay_small_and_can_be_compared() -> None:
    some, others = Seen(), Seen()
    for start in range(0, 1_000_000, 50_000):
        some.add(np.arange(start, start + 50_000), np.zeros(50_000, dtype=np.int64))
    others.add(np.arange(990_000, 1_010_000), np.ones(20_000, dtype=np.int64))
    assert len(some.values) <= MOST
    assert some.count() == pytest.approx(1_000_000, rel=0.05)
    assert others.known_in([some]) == pytest.approx(10_000, rel=0.1)
    assert others.known_in([some], before=0) == 0


def record(**parts: Any) -> Record:
    empty: dict[str, Any] = {"settings": {}, "values": {"accuracy": 0.9}, "series": {}, "artifacts": {}}
    empty |= {"environment": {}, "seconds": 1.0, "when": "2026-01-01T00:00:00", "quick": False, "folder": Path()}
    fingerprint = Fingerprint(code={}, settings={}, inputs={}, uses={})
    return Record(name="net", fingerprint=fingerprint, **(empty | parts))


def network(examples: int, seen: int, line: str = "measure(model)") -> dict[str, Any]:
    measured = {"at": ["experiments.py", 3, line], "examples": examples, "seen": seen, "passes": 1, "data": "ab"}
    return {
        "kind": "Net",
        "measured": [measured],
        "trained": 50,
        "data": "cd",
        "steps": 9,
        "batch": 8,
        "weights": 7,
        "at": [],
    }


def test_what_was_seen_is_kept_and_decides_nothing() -> None:
    plain, told = record(), record(examples={"networks": [network(100, 0)], "fits": []})
    assert plain.outputs() == told.outputs()
    assert "examples" not in plain.to_json()
    assert Record.from_json(told.to_json(), Path()).examples == told.examples
    assert (held_out(plain), held_out(told)) == (None, (100, 0))
    assert doubts(told) == []


@pytest.mark.parametrize(
    ("value", "series", "asked_about"),
    [
        ("accuracy", "test_accuracy", True),
        ("best", "test_acc", True),
        ("loss", "test_loss", True),
        ("brightest", "images", False),  # no test
        ("profit", "contest", False),
        ("interval", "benefits", False),
    ],
)
def test_only_names_of_measurements_are_asked_about_their_best(value: str, series: str, asked_about: bool) -> None:
    numbers = [3.0, 1.0, 2.0] if "loss" in series else [2.0, 5.0, 3.0]
    best = min(numbers) if "loss" in series else max(numbers)
    found = doubts(record(values={value: best}, series={series: numbers}))
    assert [one.kind for one in found] == (["best-chosen"] if asked_about else [])


def test_a_doubt_is_told_at_its_line_and_answered_there(tmp_path: Path) -> None:
    found = record(examples={"networks": [network(100, 100)], "fits": []})
    source = tmp_path / "experiments.py"
    source.write_text("# new\n# lines\n\n@experiment\ndef net():\n    model = 1\n    measure(model)\n")
    (one,) = asked(found, tmp_path, "net")
    assert (one.doubt.kind, one.path, one.line, one.answer) == ("trained-on", source, 7, "")
    for text in (
        "@experiment\ndef net():\n    # answer trained-on: there are no others\n    measure(model)\n",
        "@experiment\ndef net():\n    measure(model)  # answer trained-on: there are no others\n",
        "# answer trained-on: there are no others\n@experiment\ndef net():\n    measure(model)\n",
    ):
        source.write_text(text)
        assert asked(found, tmp_path, "net")[0].answer == "there are no others"
    source.write_text("# answer no-seed: of another kind\n@experiment\ndef net():\n    measure(model)\n")
    assert asked(found, tmp_path, "net")[0].answer == ""
    source.write_text("def (")  # is told elsewhere
    assert asked(found, tmp_path, "net")[0].line is None
