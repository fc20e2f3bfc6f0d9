"""What a trained network says of images."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from builder.results import Record, current_run

BATCH = 128
"""Images a forward pass. With 1000 the feature maps leave the cache, and convolutions take up to twice as long."""


def accuracy_and_loss(model: nn.Module, images: Tensor, labels: Tensor) -> tuple[float, float]:
    """The share of images (N, channels, height, width) classified as labelled, and the mean cross-entropy in nats."""
    right, loss = 0, 0.0
    with _evaluating(model) as device:
        for batch, expected in zip(torch.split(images, BATCH), torch.split(labels.to(device), BATCH), strict=True):
            logits = model(batch.to(device))
            right += int((logits.argmax(dim=1) == expected).sum())
            loss += float(nn.functional.cross_entropy(logits, expected, reduction="sum"))
    return right / len(labels), loss / len(labels)


def probabilities(model: nn.Module, images: Tensor) -> Tensor:
    """The softmax of the network's outputs: (N, channels, height, width) to (N, classes), on the CPU."""
    with _evaluating(model) as device:
        return torch.cat([model(batch.to(device)).softmax(dim=1) for batch in torch.split(images, BATCH)]).cpu()


def load_weights(model: nn.Module, record: Record, seed: int | None = None) -> None:
    """Give a network the weights that an experiment kept, and put it on the device of the run.

    Where it ran with several seeds they are those of the first, unless another is named. Raises RuntimeError when they
    are another network's.
    """
    model.load_state_dict({name: torch.tensor(array) for name, array in record.weights(seed).items()})
    model.to(current_run().device)


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[torch.device]:
    """No gradients, no dropout; afterwards the network is in the mode it was in. Gives the device that it is on."""
    training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield next(model.parameters()).device
    finally:
        model.train(training)
