"""What it costs to see a run's examples, and to watch all else of it: short trainings, unseen and seen, in turns.

    SITEGEN_DATA=DIR python benchmarks/examples.py [--rounds N] [--only NAME ...] [--keep]

Each is on MNIST and on one thread. Compared is processor time, of trainings that follow each other, so that neighbours
disturb both alike: given is the median of the rounds. Exits with 1 where seeing the examples takes more than 2 % of a
training, or changes a number of it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from outcome import installed, keep

os.environ["OMP_NUM_THREADS"] = "1"  # as a worker does, before torch is imported
REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))
REQUIRED = 0.02

import numpy as np  # noqa: E402
import torch  # noqa: E402
from sklearn.linear_model import SGDClassifier  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset  # noqa: E402

from builder.examples.watching import ExampleWatch  # noqa: E402
from builder.learning import mnist, train  # noqa: E402
from builder.results import Run, running  # noqa: E402
from builder.running.hearing import Heard  # noqa: E402
from builder.running.observing import Watch  # noqa: E402
from builder.running.processes import keep_memory  # noqa: E402


def network(kind: str) -> tuple[Any, Any]:
    """A network of the first article and its optimizer."""
    torch.manual_seed(0)
    first = [torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.Tanh(), torch.nn.Flatten(), torch.nn.Linear(12544, 10)]
    second = [torch.nn.Flatten(), torch.nn.Linear(784, 256), torch.nn.Tanh(), torch.nn.Linear(256, 10)]
    model = torch.nn.Sequential(*(first if kind == "cnn" else second))
    return model, torch.optim.SGD(model.parameters(), lr=1e-3)


def toolkit(data: Any, kind: str, epochs: int) -> Any:
    """`train` of the toolkit."""
    return train(*network(kind), data, epochs=epochs, batch_size=32, seed=0).train_loss


def step(model: Any, optimizer: Any, images: Any, labels: Any) -> None:
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()


def loader(data: Any, kind: str, epochs: int) -> Any:
    """A loop of one's own over a `DataLoader`."""
    model, optimizer = network(kind)
    order = torch.Generator().manual_seed(0)
    training = TensorDataset(data.train_images, data.train_labels)
    batches = DataLoader(training, batch_size=32, shuffle=True, generator=order)
    right = []
    for _ in range(epochs):
        model.train()
        for images, labels in batches:
            step(model, optimizer, images, labels)
        model.eval()
        with torch.no_grad():
            tests = DataLoader(TensorDataset(data.test_images, data.test_labels), batch_size=128)
            right.append(sum(int((model(images).argmax(1) == labels).sum()) for images, labels in tests))
    return right


def copies(data: Any, kind: str, epochs: int) -> Any:
    """A loop of one's own over batches that are picked by numbers."""
    model, optimizer = network(kind)
    right = []
    for epoch in range(epochs):
        order = torch.randperm(60_000, generator=torch.Generator().manual_seed(epoch))
        model.train()
        for chosen in order.split(32):
            step(model, optimizer, data.train_images[chosen], data.train_labels[chosen])
        model.eval()
        with torch.no_grad():
            right.append(int((model(data.test_images).argmax(1) == data.test_labels).sum()))
    return right


def rows(data: Any) -> tuple[Any, Any, Any]:
    return (
        data.train_images.reshape(60_000, -1).numpy(),
        data.train_labels.numpy(),
        data.test_images.reshape(-1, 784).numpy(),
    )


def linear(data: Any, epochs: int) -> Any:
    """A classifier of scikit-learn that is fitted batch by batch."""
    images, labels, tests = rows(data)
    model, chance = SGDClassifier(random_state=0), np.random.default_rng(0)
    found = []
    for _ in range(epochs):
        for chosen in np.split(chance.permutation(60_000), 60_000 // 200):
            model.partial_fit(images[chosen], labels[chosen], classes=range(10))
        found.append(model.predict(tests).tolist())
    return found


def fitted(data: Any, epochs: int) -> Any:
    """A scaler and a network of scikit-learn, fitted at once."""
    images, labels, tests = rows(data)
    scaler = StandardScaler()
    model = MLPClassifier((64,), max_iter=epochs, random_state=0).fit(scaler.fit_transform(images), labels)
    return model.predict(scaler.transform(tests)).tolist()


CASES: dict[str, Callable[[Any], Any]] = {
    **{
        f"{name}, {kind}, {epochs} epoch{'s' * (epochs > 1)}": partial(loop, kind=kind, epochs=epochs)
        for name, loop in (("train", toolkit), ("DataLoader", loader), ("picked by hand", copies))
        for kind in ("cnn", "fully connected")
        for epochs in (1, 5)
    },
    "partial_fit, 1 epoch": partial(linear, epochs=1),
    "partial_fit, 5 epochs": partial(linear, epochs=5),
    "StandardScaler and MLPClassifier, 5 epochs": partial(fitted, epochs=5),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Time trainings that are watched, and the same unwatched.")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="time each N times (default 5)")
    parser.add_argument("--only", nargs="+", default=list(CASES), metavar="NAME", help="those whose names begin so")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # that scikit-learn would go on
    keep_memory()
    found, good = [], True
    with running(Run(data=(Path(os.environ["SITEGEN_DATA"]).absolute(),))):
        data = mnist()
        for name in [name for name in CASES if name.startswith(tuple(options.only))]:
            seconds, examples, whole, same = measured(partial(CASES[name], data), options.rounds)
            good &= examples <= REQUIRED and same
            print(f"{name}: {seconds:.2f} s; examples {examples:+.2%}, watched altogether {whole:+.2%}"
                  f"{'' if same else '; OTHER NUMBERS'}", flush=True)  # fmt: skip
            costs = {"examples": f"{examples:+.1%}", "watched altogether": f"{whole:+.1%}"}
            found.append({"training": name, "s": round(seconds, 2), **costs, "same numbers": "yes" if same else "NO"})
    print(f"at most {REQUIRED:.0%} required for examples")
    if options.keep:
        keep("examples", {"rounds": options.rounds, "trainings": found}, installed("torch", "scikit-learn"))
    return 0 if good else 1


def measured(training: Callable[[], Any], rounds: int) -> tuple[float, float, float, bool]:
    """The processor time of a training, what share more it takes where its examples are seen and where all is watched,
    and whether it gives the same each time."""
    times: dict[str, list[float]] = {"unseen": [], "examples": [], "altogether": []}
    numbers = []
    training()  # what is loaded and cached once
    for number in range(rounds):
        for kind in (list(times), list(reversed(times)))[number % 2]:
            start = time.process_time()
            with seen(kind):
                numbers.append(training())
            times[kind].append(time.process_time() - start)
    examples, altogether = (
        median(one / unseen for one, unseen in zip(times[kind], times["unseen"], strict=True)) - 1
        for kind in ("examples", "altogether")
    )
    return min(times["unseen"]), examples, altogether, all(one == numbers[0] for one in numbers)


@contextmanager
def seen(kind: str) -> Iterator[None]:
    """Watch a block as a run is watched."""
    if kind == "unseen":
        yield
        return
    examples = ExampleWatch(lambda file: file == __file__, str(REPOSITORY / "benchmarks"))
    heard = Heard(lambda path: path == __file__, lambda file: "author" if file == __file__ else "")
    watch = Watch(heard, lambda file: file == __file__)
    with watch.on() if kind == "altogether" else nullcontext(), examples.on():
        yield
    examples.account()


if __name__ == "__main__":
    sys.exit(main())
