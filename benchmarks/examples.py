"""What it costs to see which examples a network is trained on and measured on: a ratio of processor time.

    python benchmarks/examples.py [rounds]

Trainings with the watch and without take turns, and the least time of each counts, since nothing makes a program
faster than it is. The networks are small: the smaller, the more the watch weighs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from builder.examples.watching import ExampleWatch
from builder.learning import Dataset, train


def digits(count: int) -> Dataset:
    """As many images as MNIST has, of noise."""
    chance = torch.Generator().manual_seed(0)
    images, labels = torch.rand(count, 1, 28, 28, generator=chance), torch.randint(10, (count,), generator=chance)
    return Dataset(images, labels, images[: count // 6].flip(3), labels[: count // 6])


def convolutional() -> nn.Module:
    """That of the first post: one convolution, one layer."""
    return nn.Sequential(nn.Conv2d(1, 32, 5), nn.ReLU(), nn.Flatten(), nn.Linear(32 * 24 * 24, 10))


def toolkit() -> None:
    """`train` of the toolkit, six epochs of 6,000 images."""
    model = convolutional()
    train(model, torch.optim.SGD(model.parameters(), lr=0.01), digits(6000), epochs=6, batch_size=32, seed=0)


def own_loop() -> None:
    """A perceptron in a loop of its own with a `DataLoader`, twenty epochs of 6,000 images."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer, data = torch.optim.Adam(model.parameters()), digits(6000)
    for _ in range(20):
        for images, labels in DataLoader(TensorDataset(data.train_images, data.train_labels), 64, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()


def seconds(work: Callable[[], None], *, watched: bool) -> float:
    """Processor time of a training."""
    torch.manual_seed(0)
    begun = time.process_time()
    with ExampleWatch(lambda file: file == __file__, ".").on() if watched else nullcontext():
        work()
    return time.process_time() - begun


def main() -> None:
    torch.set_num_threads(1)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for work in (toolkit, own_loop):
        work()
        times = {watched: [] for watched in (False, True)}
        for _ in range(rounds):
            for watched in times:
                times[watched].append(seconds(work, watched=watched))
        without, with_watch = (min(times[watched]) for watched in (False, True))
        print(f"{work.__name__:10} {without:.2f} s without, {with_watch:.2f} s with: {with_watch / without - 1:+.1%}")


if __name__ == "__main__":
    main()
