"""Training a classifier: a plain loop that an interruption cannot change the outcome of."""

from __future__ import annotations

import math
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
    """What was measured after each epoch. Losses are mean cross-entropies in nats, accuracies shares in [0, 1].

    A loss that is NaN or infinite belongs to the last epoch of a training that diverged.
    """

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
    run goes on from there and ends with the same weights and history, bit by bit, on the same machine. Network and data
    are moved to the device of the run. A loss that is no number ends the training, and the run is told.
    """
    run = current_run()
    model.to(run.device)  # in place, so that the optimizer keeps its parameters
    data = data.to(run.device)
    checkpoint = run.next_checkpoint()
    history = _restore(checkpoint, model, optimizer)
    for epoch in range(len(history.test_accuracy), epochs):
        if not _finite(history):
            break
        train_loss = _train_epoch(model, optimizer, data, batch_size, epoch_generator(seed, epoch), augment)
        accuracy, test_loss = accuracy_and_loss(model, data.test_images, data.test_labels)
        history.train_loss.append(train_loss)
        history.test_loss.append(test_loss)
        history.test_accuracy.append(accuracy)
        _keep(checkpoint, model, optimizer, history)
        run.report(epoch + 1, epochs, {"accuracy": accuracy})
    run.diverged = run.diverged or _why_diverged(history, data.test_labels)
    return history


def _finite(history: History) -> bool:
    return all(map(math.isfinite, history.train_loss[-1:] + history.test_loss[-1:]))


def _why_diverged(history: History, labels: Tensor) -> str:
    """In words, why a training led nowhere; "" where it led somewhere."""
    if not _finite(history):
        return f"the loss is no number after epoch {len(history.train_loss)}"
    most_frequent = float(labels.bincount().max()) / len(labels)
    if history.test_accuracy and history.test_accuracy[-1] <= most_frequent:
        return f"an accuracy of {history.test_accuracy[-1]:.4f}, which naming the most frequent class would reach too"
    return ""


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
    return float(torch.stack(losses).cpu().double().sum()) / len(data.train_labels)


def _batches(data: Dataset, batch_size: int, generator: Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """The training images and labels in random order, gathered many batches at a time."""
    order = torch.randperm(len(data.train_labels), generator=generator).to(data.train_labels.device)
    for chosen in torch.split(order, 64 * batch_size):
        images, labels = data.train_images.index_select(0, chosen), data.train_labels.index_select(0, chosen)
        yield from zip(torch.split(images, batch_size), torch.split(labels, batch_size), strict=True)


def _keep(checkpoint: Checkpoint, model: nn.Module, optimizer: Optimizer, history: History) -> None:
    """Keep all that the next epoch starts from."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for parameter, buffers in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{parameter}.{name}": buffer for name, buffer in buffers.items()}
    tensors |= {f"chance.{device}": state for device, state in _chance().items()}
    arrays = {name: tensor.detach().cpu().contiguous().numpy() for name, tensor in tensors.items()}
    checkpoint.save(arrays, asdict(history))


def _chance() -> dict[str, Tensor]:
    """The states of the generators that dropout draws from."""
    gpu = {"cuda": torch.cuda.get_rng_state()} if torch.cuda.is_initialized() else {}  # type: ignore[no-untyped-call]
    return {"cpu": torch.get_rng_state(), **gpu}


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
        elif rest == "cuda":
            torch.cuda.set_rng_state(tensor)
        else:
            torch.set_rng_state(tensor)
    model.load_state_dict(weights)
    optimizer.load_state_dict({**optimizer.state_dict(), "state": buffers})
    return History(**history)
