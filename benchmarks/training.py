"""How fast `builder.learning` trains, against the loop that the article (and the book it follows) writes.

    python benchmarks/training.py [--network NAME] [--seeds N] [--rounds N]

Both train the three networks of the article for one epoch at batch 32, from the same weights and with the same order of
the images, in turns, on two threads. Exits with 1 where ours is not as fast as required or finds another accuracy.
Needs MNIST in SITEGEN_DATA or `data/`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Sampler
from torchvision import transforms
from torchvision.datasets import MNIST

from builder.learning import Dataset, mnist, train
from builder.learning.training import epoch_generator
from builder.loading import load_post_module

POST = Path(__file__).resolve().parent.parent / "content" / "posts" / "cnns"
models = load_post_module(POST, "models")

NETWORKS: dict[str, tuple[type[nn.Module], torch.memory_format, float]] = {
    "fully_connected": (models.FullyConnected, torch.contiguous_format, 5.0),
    "cnn": (models.CNN, torch.contiguous_format, 2.0),
    "cnn_pooling": (models.PoolingCNN, torch.channels_last, 1.3),
}
"""Each network, the layout in which our experiments train it, and how much faster than the article's loop."""

POINTS = 0.3  # by which the two accuracies of one seed may differ
BATCH_SIZE = 32
LEARNING_RATE = 0.001
THREADS = 2


@dataclass
class SameOrder(Sampler[int]):
    """The order of the images that `train` draws for the first epoch, in place of DataLoader's own shuffling."""

    count: int
    seed: int

    def __iter__(self) -> Iterator[int]:
        return iter(torch.randperm(self.count, generator=epoch_generator(self.seed, 0)).tolist())

    def __len__(self) -> int:
        return self.count


def article_epoch(model: nn.Module, training: MNIST, test: MNIST, seed: int) -> float:
    """One epoch as the article trains: every image made a tensor when it is asked for, every loss a Python number."""
    train_loader = DataLoader(training, batch_size=BATCH_SIZE, sampler=SameOrder(len(training), seed))
    test_loader = DataLoader(test, batch_size=BATCH_SIZE)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

    model.train()
    losses, predictions, targets = [], [], []
    for images, labels in train_loader:
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        predictions.extend(outputs.argmax(dim=1).tolist())
        targets.extend(labels.tolist())

    model.eval()
    losses, predictions, targets = [], [], []
    with torch.no_grad():
        for images, labels in test_loader:
            outputs = model(images)
            losses.append(criterion(outputs, labels).item())
            predictions.extend(outputs.argmax(dim=1).tolist())
            targets.extend(labels.tolist())
    right = sum(predicted == target for predicted, target in zip(predictions, targets, strict=True))
    return right / len(targets)


def our_epoch(model: nn.Module, data: Dataset, seed: int, layout: torch.memory_format) -> float:
    """One epoch as our experiments train, with `builder.learning`."""
    model = model.to(memory_format=layout)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, fused=True)
    return train(model, optimizer, data, epochs=1, batch_size=BATCH_SIZE, seed=seed).test_accuracy[-1]


def compare(name: str, seeds: int, rounds: int) -> bool:
    """Print a row for each seed, with the best time of the rounds. Returns whether every row is good enough."""
    network, layout, required = NETWORKS[name]
    data = mnist()
    folder = Path(os.environ.get("SITEGEN_DATA", "data")) / "mnist"
    training, test = (MNIST(folder, train=part, transform=transforms.ToTensor()) for part in (True, False))
    good = True
    for seed in range(seeds):
        loops = {
            "article": partial(article_epoch, training=training, test=test, seed=seed),
            "ours": partial(our_epoch, data=data, seed=seed, layout=layout),
        }
        seconds: dict[str, list[float]] = {loop: [] for loop in loops}
        accuracy = {}
        for _ in range(rounds):
            for loop, epoch in loops.items():
                torch.manual_seed(seed)
                model = network()
                start = time.perf_counter()
                accuracy[loop] = epoch(model)
                seconds[loop].append(time.perf_counter() - start)
        # The best, since whatever else the machine does can only add to a time.
        theirs, ours = min(seconds["article"]), min(seconds["ours"])
        points = 100 * abs(accuracy["article"] - accuracy["ours"])
        enough = theirs / ours >= required and points <= POINTS
        good = good and enough
        print(
            f"{name:16}{seed:>4}{theirs:>11.2f} s{ours:>9.2f} s{theirs / ours:>8.2f}{required:>10.1f}"
            f"{accuracy['article']:>11.4f}{accuracy['ours']:>9.4f}  {'ok' if enough else 'NOT GOOD ENOUGH'}",
            flush=True,
        )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description="Time one epoch: the article's loop against ours.")
    parser.add_argument("--network", choices=NETWORKS, action="append", help="only this one (may be repeated)")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="seeds 0 to N-1 (default 1)")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="time each loop N times (default 1)")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"torch {torch.__version__}, {THREADS} threads, {os.cpu_count()} processors, load before the start {load}")
    print(f"{'network':16}seed  article's     ours   ratio  required  accuracy   (ours)")
    results = [compare(name, options.seeds, options.rounds) for name in options.network or NETWORKS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
