"""The small sites in `tests/sites/`, and the results that they hold.

`python tests/small_sites.py` writes the results again, for when the format of a record changes.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from builder.project import Project
from builder.results import Fingerprint, Record, Store
from builder.results.network import OPSET

SITES = Path(__file__).parent / "sites"
REPOSITORY = Path(__file__).parent.parent


def copy_site(name: str, folder: Path) -> Project:
    """A copy of a small site that a test may build and change."""
    shutil.copytree(SITES / name, folder / name)
    return Project(folder / name)


def copy_published(folder: Path) -> Project:
    """A copy of the site of this repository, with its results."""
    for name in ("content", "docs"):
        shutil.copytree(REPOSITORY / name, folder / name)
    return Project(folder)


def keep_network(results: Path, name: str) -> None:
    """Have the record of an experiment keep a network, of two numbers to two."""
    from onnx import TensorProto, helper

    ends = [helper.make_tensor_value_info(one, TensorProto.FLOAT, [1, 2]) for one in ("input", "output")]
    graph = helper.make_graph([helper.make_node("Relu", ["input"], ["output"])], "relu", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    record = Store(results).read(name)
    files = {artifact: record.artifact(artifact) for artifact in record.artifacts}
    Store(results).write(record, {**files, "network": model.SerializeToString()})


def keep(results: Path, name: str, *, arrays: dict[str, Any] | None = None, output: str = "", **parts: Any) -> Record:
    """Write the record of an experiment that never ran; `parts` are fields of the record."""
    plain: dict[str, Any] = {
        "fingerprint": Fingerprint(code={f"experiments.py:{name}": "0" * 64}),
        "settings": {},
        "values": {},
        "series": {},
        "environment": {"device": "cpu", "python": "3.11"},
        "seconds": 12.3,
        "when": "2024-02-29T23:30:00+00:00",
        "quick": False,
    }
    record = Record(name=name, artifacts={}, folder=results, **{**plain, **parts})
    files = {"arrays": save(arrays)} if arrays else {}
    return Store(results).write(record, files | ({"output": output.encode()} if output else {}))


def keep_digits(results: Path, *, quick: bool = False) -> None:
    """Write the records of the post `digits`."""
    shade = np.array([[abs(x - y) for x in range(8)] for y in range(8)], dtype=np.float32)
    keep(
        results,
        "cnn",
        values={"accuracy": 0.9651, "epochs": 3, "optimizer": "SGD", "trained": True},
        series={
            "confusion": [[9, 1, 0], [0, 10, 0], [2, 0, 8]],
            "test_accuracy": [0.8798, 0.94, 0.9651],
            "test_loss": [0.5, 0.3, 0.25],
        },
        arrays={"image": shade},
        output="epoch 1: 0.8798\nepoch 2: 0.9400\nepoch 3: 0.9651\n",
        quick=quick,
    )
    accuracies = [0.7673, 0.91, 0.93]
    keep(results, "linear", values={"accuracy": 0.93}, series={"test_accuracy": accuracies}, quick=quick)


def keep_all() -> None:
    """Write the results of all small sites."""
    for site in ("good", "broken-texts", "broken-figures"):
        keep_digits(SITES / site / "content" / "posts" / "digits" / "results")
    damaged = keep(SITES / "broken-texts" / "content" / "posts" / "digits" / "results", "broken")
    path = damaged.folder / "record.json"
    path.write_text(path.read_text()[:100])


if __name__ == "__main__":
    keep_all()
