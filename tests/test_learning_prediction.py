"""Accuracy, loss, probabilities and kept weights."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from safetensors.numpy import save
from torch import nn

from builder.learning import accuracy_and_loss, load_weights, probabilities
from builder.results import Fingerprint, Record, Store


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.Dropout(), nn.Linear(8, 3))


@pytest.mark.parametrize("count", [1, 127, 128, 1000])  # around the size of a forward pass
def test_accuracy_and_loss_against_a_plain_loop(count: int) -> None:
    model = network().eval()
    images, labels = torch.rand(count, 1, 4, 4), torch.randint(3, (count,))
    right, loss = 0, 0.0
    with torch.no_grad():
        for image, label in zip(images, labels, strict=True):
            numbers = model(image[None])[0].tolist()
            right += numbers.index(max(numbers)) == label
            loss += math.log(sum(math.exp(number) for number in numbers)) - numbers[label]
    assert accuracy_and_loss(model, images, labels) == (right / count, pytest.approx(loss / count, rel=1e-5))


def test_probabilities_are_a_distribution_over_the_classes() -> None:
    model, images = network().eval(), torch.rand(1500, 1, 4, 4)
    found = probabilities(model, images)
    assert found.shape == (1500, 3)
    assert torch.allclose(found.sum(dim=1), torch.ones(1500))
    with torch.no_grad():
        expected = model(images[7:8])[0].exp()
    assert torch.allclose(found[7], expected / expected.sum())


def test_dropout_is_off_while_predicting_and_the_mode_comes_back() -> None:
    model, images = network(), torch.rand(10, 1, 4, 4)
    assert torch.equal(probabilities(model, images), probabilities(model, images))
    assert model.training
    accuracy_and_loss(model.eval(), images, torch.zeros(10, dtype=torch.int64))
    assert not model.training


def kept(model: nn.Module, folder: Path) -> Record:
    """The record of an experiment whose result has these weights."""
    weights = save({name: tensor.numpy() for name, tensor in model.state_dict().items()})
    record = Record("net", Fingerprint(), {}, {}, {}, {}, {}, 0.0, "2024-01-01T00:00:00+00:00", False, folder)
    return Store(folder).write(record, {"weights": weights})


def test_kept_weights_give_the_same_network(tmp_path: Path) -> None:
    model, images = network(), torch.rand(10, 1, 4, 4)
    record = kept(model, tmp_path)
    other = network()
    nn.init.zeros_(other[1].weight)
    assert not torch.equal(probabilities(other, images), probabilities(model, images))
    load_weights(other, record)
    assert torch.equal(probabilities(other, images), probabilities(model, images))


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    record = kept(nn.Linear(3, 2), tmp_path)
    with pytest.raises(RuntimeError, match="state_dict"):
        load_weights(network(), record)
