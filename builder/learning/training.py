"""Training a classifier: a plain loop that an interruption cannot change the outcome of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

import torch
from torch import Generator, Tensor, nn
from torch.optim import Optimizer

from builder.learning.datasets import Dataset
from builder.learning.prediction import accuracy_and_loss
from builder.results import current_run
from builder.results.run import Checkpoint

Augment = Callable[[Tensor, Generator], Tensor]
"""Changes a batch of training images at random, with no other source of chance than the generator."""


@dataclass(frozen=True)
class History:
    """What was measured after each epoch. Losses are mean cross-entropies in nats, accuracies shares in [0, 1]."""

    train_loss: list[float] = field(default_factory=list)
    test_loss: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)


def train(
    model: nn.Module,
    optimizer: Optimizer,
    data: Dataset,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    augment: Augment | None = None,
) -> History:
    """Minimise the cross-entropy on the training images, in place, and measure on the test images after each epoch.

    `seed` decides the order of the images and the augmentation. In a run, each epoch is kept when it ends; a repeated
    run goes on from there and ends with the same weights and history, bit by bit, on the same machine.
    """
    run = current_run()
    checkpoint = run.next_checkpoint()
    history = _restore(checkpoint, model, optimizer)
    for epoch in range(len(history.test_accuracy), epochs):
        train_loss = _train_epoch(model, optimizer, data, batch_size, epoch_generator(seed, epoch), augment)
        accuracy, test_loss = accuracy_and_loss(model, data.test_images, data.test_labels)
        history.train_loss.append(train_loss)
        history.test_loss.append(test_loss)
        history.test_accuracy.append(accuracy)
        _keep(checkpoint, model, optimizer, history)
        run.report(epoch + 1, epochs, {"accuracy": accuracy})
    return history


def epoch_generator(seed: int, epoch: int) -> Generator:
    """All the chance of one epoch: the order of the images, `torch.randperm`, is drawn first, then the augmentation.

    It depends on nothing that happened before, so a training that was interrupted can take up any epoch.
    """
    # A prime step keeps (seed, epoch) and (seed + 1, another epoch) apart; the generator looks at 32 bits.
    return Generator().manual_seed((seed * 1_000_003 + epoch) % 2**32)


def _train_epoch(
    model: nn.Module,
    optimizer: Optimizer,
    data: Dataset,
    batch_size: int,
    generator: Generator,
    augment: Augment | None,
) -> float:
    """One pass over the training images in random order. Returns the mean loss, each batch's taken before its step."""
    model.train()
    losses = []  # stay tensors: asking for a number after each step costs time
    for images, labels in _batches(data, batch_size, generator):
        if augment is not None:
            images = augment(images, generator)
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.detach() * len(labels))
    return float(torch.stack(losses).double().sum()) / len(data.train_labels)


def _batches(data: Dataset, batch_size: int, generator: Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """The training images and labels in random order, gathered many batches at a time."""
    order = torch.randperm(len(data.train_labels), generator=generator)
    for chosen in torch.split(order, 64 * batch_size):
        images, labels = data.train_images.index_select(0, chosen), data.train_labels.index_select(0, chosen)
        yield from zip(torch.split(images, batch_size), torch.split(labels, batch_size), strict=True)


def _keep(checkpoint: Checkpoint, model: nn.Module, optimizer: Optimizer, history: History) -> None:
    """Keep all that the next epoch starts from."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for parameter, buffers in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{parameter}.{name}": buffer for name, buffer in buffers.items()}
    tensors["rng"] = torch.get_rng_state()  # dropout draws from it
    arrays = {name: tensor.detach().contiguous().numpy() for name, tensor in tensors.items()}
    checkpoint.save(arrays, asdict(history))


def _restore(checkpoint: Checkpoint, model: nn.Module, optimizer: Optimizer) -> History:
    """Take up what was kept, if anything was. The optimizer keeps its settings; only its buffers are replaced."""
    kept = checkpoint.load()
    if kept is None:
        return History()
    arrays, history = kept
    weights: dict[str, Tensor] = {}
    buffers: dict[int, dict[str, Tensor]] = {}
    for name, array in arrays.items():
        part, _, rest = name.partition(".")
        tensor = torch.tensor(array)
        if part == "model":
            weights[rest] = tensor
        elif part == "optimizer":
            parameter, _, buffer = rest.partition(".")
            buffers.setdefault(int(parameter), {})[buffer] = tensor
        else:
            torch.set_rng_state(tensor)
    model.load_state_dict(weights)
    optimizer.load_state_dict({**optimizer.state_dict(), "state": buffers})
    return History(**history)
