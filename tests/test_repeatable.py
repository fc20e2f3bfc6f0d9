"""What could come out differently when a run is repeated is told when it runs, and kept with its record."""

from __future__ import annotations

import json

import pytest
from conftest import Site

HEAD = """from dataclasses import dataclass

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Chance:
    seed: int = 0


@experiment
def main(settings: Chance) -> Result:
"""

TOLD = [
    ("import random", "random.random()", "draws random numbers of random that no seed decides"),
    ("import random", "(random.seed(settings.seed), random.random())[1]", ""),
    ("import random", "random.Random(settings.seed).random()", ""),
    ("import random", "random.Random().random()", "asks the system for random numbers (random.Random() at"),
    ("import random", "(random.random(), random.seed(1), random.random())[0]", "draws random numbers of random"),
    ("from random import seed, random", "(seed(settings.seed), random())[1]", ""),
    ("import numpy as np", "np.random.rand()", "draws random numbers of numpy that no seed decides"),
    ("import numpy as np", "(np.random.seed(settings.seed), np.random.rand())[1]", ""),
    ("from numpy.random import rand, seed", "(seed(settings.seed), rand())[1]", ""),
    ("from numpy.random import rand, seed\nseed(1)", "rand()", ""),
    ("import numpy as np", "np.random.default_rng().random()", "makes a generator of numpy without a seed"),
    ("import numpy as np", "np.random.default_rng(settings.seed).random()", ""),
    ("import os", "float(os.environ.get('SCALE', '1'))", "reads the environment (os.environ at experiments.py:"),
    ("import os", "len(os.environ.setdefault('A', 'b'))", ""),
    ("import os", "float(bool(os.getenv('HOME')))", "reads the environment (os.getenv at"),
    ("import time as t", "t.time()", "reads the clock (time.time at experiments.py:"),
    ("from datetime import datetime", "datetime.now().year", "reads the clock (datetime.datetime.now at"),
    ("from uuid import uuid4", "uuid4().int % 7", "asks the system for random numbers (uuid.uuid4 at"),
    ("from pathlib import Path", "len(Path(__file__).read_bytes())", "reads experiments.py, which is no"),
    ("import socket", "len(socket.getaddrinfo('localhost', 80))", ""),
    ("import warnings", "warnings.warn('careful') or 1", ""),
    ("from sklearn.svm import SVC", "SVC().fit([[0], [1]], [0, 1]).score([[0], [1]], [0, 1])", ""),
    ("from sklearn.svm import SVC", "SVC(kernel=by_chance).fit([[0], [1]], [0, 1]).score([[0]], [0])", "of numpy that"),
    ("from sklearn.svm import SVC", "(SVC().fit([[0], [1]], [0, 1]), numpy.random.rand())[1]", "of numpy that no seed"),
]  # fmt: skip
TORCH = [
    ("torch.rand(1)", "draws random numbers of torch that no seed decides"),
    ("(torch.manual_seed(settings.seed), torch.rand(1))[1]", ""),
    ("torch.rand(1, generator=torch.Generator().manual_seed(settings.seed))", ""),
    ("(torch.default_generator.manual_seed(settings.seed), torch.rand(1))[1]", ""),
    ("loaded(torch.nn.Linear(1, 1))(torch.ones(1))", ""),
    ("trained(torch.nn.Linear(1, 1))(torch.ones(1))", "draws random numbers of torch"),
    ("sum(one.sum() for one in loader([1.0, 2.0]))", ""),
    ("sum(one.sum() for one in loader([1.0, 2.0], shuffle=True))", "draws random numbers of torch"),
    ("sum(one.sum() for one in loader([1.0, 2.0], sampler=Eager()))", "draws random numbers of torch"),
    ("(list(loader([1.0])), torch.rand(1))[1]", "draws random numbers of torch"),
]
KERNEL = """
import numpy


def by_chance(one, other):
    return numpy.random.rand(len(one), len(other))
"""
HELP = """
loader = torch.utils.data.DataLoader


class Eager(torch.utils.data.Sampler):
    def __iter__(self):
        return iter(torch.randperm(2).tolist())

    def __len__(self):
        return 2


def loaded(net):
    net.load_state_dict({name: torch.ones_like(one) for name, one in net.state_dict().items()})
    return net


def trained(net):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net(torch.ones(1)).sum().backward()
    optimizer.step()
    return loaded(net)
"""


def post(rows: list[tuple[str, str]], imports: str) -> str:
    """One experiment for each row."""
    head, _, function = HEAD.partition("@experiment")
    each = [
        f"@experiment{function.replace('main', f'row_{number}')}    return Result(values={{'x': float({value})}})\n"
        for number, (value, _) in enumerate(rows)
    ]
    return f"{imports}\n{head}\n{''.join(each)}"


@pytest.mark.parametrize("imports", list(dict.fromkeys(imports for imports, _, _ in TOLD)))
def test_what_differs_from_run_to_run_is_told(site: Site, imports: str) -> None:
    rows = [(value, note) for one, value, note in TOLD if one == imports]
    if "sklearn" in imports:
        pytest.importorskip("sklearn")
        imports += KERNEL
    site.write("experiments.py", post(rows, imports))
    check(site, rows)


def test_draws_of_torch_without_a_seed_are_told(site: Site) -> None:
    """All of them run in one process, one after the other."""
    pytest.importorskip("torch")
    site.write("experiments.py", post(TORCH, "import torch").replace("@experiment", HELP + "\n\n@experiment", 1))
    check(site, TORCH)


def check(site: Site, rows: list[tuple[str, str]]) -> None:
    lines = site.sitegen("run", "--jobs", "1").stderr.splitlines()
    for number, (value, note) in enumerate(rows):
        told = [line for line in lines if line.startswith(f"row_{number} ")]
        kept = site.record(f"row_{number}").get("notes", [])
        assert [f"row_{number} {one}" for one in kept] == told, value
        assert any(note in line for line in told) if note else not told, (value, told)


def test_notes_are_kept_and_shown(site: Site) -> None:
    site.write("experiments.py", post([("random.random()", "")], "import random"))
    site.sitegen("run")
    assert "      draws random numbers of random" in site.sitegen("status", "--why").stdout
    assert json.loads(site.sitegen("status", "--json").stdout)[0]["differs"]
    assert (
        "the run of 'row_0' draws random numbers" in site.sitegen("check", code=2).stdout
    )  # without a text, for other reasons
