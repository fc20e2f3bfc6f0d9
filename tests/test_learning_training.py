"""Training: what it computes, and that an interruption changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Generator, Tensor, nn, optim

from builder.learning import Dataset, History, accuracy_and_loss, train
from builder.learning.training import epoch_generator
from builder.results import Run, running

EPOCHS = 4


def blobs(train: int = 100, test: int = 37) -> Dataset:
    """Noisy 4x4 images of three classes, each with its own bright column."""
    generator = Generator().manual_seed(5)
    labels = torch.randint(3, (train + test,), generator=generator)
    images = torch.rand(train + test, 1, 4, 4, generator=generator)
    images[torch.arange(train + test), 0, :, labels] += 0.3
    return Dataset(images[:train], labels[:train], images[train:], labels[train:])


def small_network() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.Tanh(), nn.Flatten(), nn.Linear(64, 3))


def channels_last() -> nn.Module:
    """Weights whose bytes do not lie in the order of their indices."""
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Tanh(), nn.Conv2d(4, 4, 2), nn.Flatten(), nn.Linear(4, 3))
    return network.to(memory_format=torch.channels_last)


def with_dropout() -> nn.Module:
    """Dropout draws from torch's global state; batch normalisation has buffers that no optimizer knows."""
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 12), nn.BatchNorm1d(12), nn.Dropout(), nn.Linear(12, 3))


def noise(images: Tensor, generator: Generator) -> Tensor:
    return images + torch.rand(images.shape, generator=generator)


@dataclass(frozen=True)
class Case:
    network: Callable[[], nn.Module]
    optimizer: Callable[..., optim.Optimizer]
    augment: Callable[[Tensor, Generator], Tensor] | None = None


CASES = {
    "SGD": Case(small_network, partial(optim.SGD, lr=0.1)),
    "momentum": Case(small_network, partial(optim.SGD, lr=0.1, momentum=0.9, nesterov=True)),
    "Adam": Case(small_network, partial(optim.Adam, lr=0.01, amsgrad=True)),
    "AdamW fused": Case(small_network, partial(optim.AdamW, lr=0.01, fused=True)),
    "channels last": Case(channels_last, partial(optim.SGD, lr=0.1, momentum=0.9)),
    "dropout": Case(with_dropout, partial(optim.Adam, lr=0.01)),
    "augmented": Case(small_network, partial(optim.SGD, lr=0.1, momentum=0.9), noise),
}


class Interrupted(Exception):
    pass


@dataclass
class Outcome:
    """All that a training leaves."""

    history: History
    weights: Mapping[str, Tensor]
    buffers: Mapping[int, Mapping[str, Tensor]]
    chance: Tensor


def outcome(case: Case, checkpoints: Path | None, *, stop: int = 0, start: int = 7, epochs: int = EPOCHS) -> Outcome:
    """Train, from the global seed `start`; `stop` raises after that epoch."""

    def report(done: int, total: int, numbers: Mapping[str, float]) -> None:
        if done == stop:
            raise Interrupted

    torch.manual_seed(start)
    model = case.network()
    optimizer = case.optimizer(model.parameters())
    with running(Run(checkpoints=checkpoints, report=report)):
        history = train(model, optimizer, blobs(), epochs=epochs, batch_size=16, seed=3, augment=case.augment)
    return Outcome(history, model.state_dict(), optimizer.state_dict()["state"], torch.get_rng_state())


def assert_same_bits(found: Outcome, expected: Outcome) -> None:
    assert found.history == expected.history
    assert found.weights.keys() == expected.weights.keys()
    for name, tensor in expected.weights.items():
        assert torch.equal(found.weights[name], tensor), name
    assert found.buffers.keys() == expected.buffers.keys()
    for parameter, buffers in expected.buffers.items():
        assert found.buffers[parameter].keys() == buffers.keys()
        for name, tensor in buffers.items():
            again = found.buffers[parameter][name]
            assert again.dtype == tensor.dtype
            assert again.shape == tensor.shape
            assert torch.equal(again, tensor), name
    assert torch.equal(found.chance, expected.chance)


@pytest.mark.parametrize("stop", range(1, EPOCHS + 1))
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_interrupted_training_ends_with_the_same_bits(case: Case, stop: int, tmp_path: Path) -> None:
    undisturbed = outcome(case, None)
    with pytest.raises(Interrupted):
        outcome(case, tmp_path, stop=stop)
    # Another start shows that everything comes from the checkpoint and nothing from how the process began.
    assert_same_bits(outcome(case, tmp_path, start=99), undisturbed)


def test_twice_interrupted(tmp_path: Path) -> None:
    case = CASES["dropout"]
    for stop in (1, 3):
        with pytest.raises(Interrupted):
            outcome(case, tmp_path, stop=stop)
    assert_same_bits(outcome(case, tmp_path), outcome(case, None))


def test_checkpoints_themselves_change_nothing(tmp_path: Path) -> None:
    case = CASES["dropout"]
    assert_same_bits(outcome(case, tmp_path), outcome(case, None))


def test_a_finished_training_is_not_repeated(tmp_path: Path) -> None:
    case = CASES["momentum"]
    finished = outcome(case, tmp_path)

    def never(images: Tensor, generator: Generator) -> Tensor:
        raise AssertionError("an epoch was repeated")

    assert_same_bits(outcome(Case(case.network, case.optimizer, never), tmp_path), finished)


def test_the_optimizer_keeps_the_settings_it_is_given(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        outcome(CASES["momentum"], tmp_path, stop=1)
    model = small_network()
    optimizer = optim.SGD(model.parameters(), lr=0.025, momentum=0.9)
    with running(Run(checkpoints=tmp_path)):
        train(model, optimizer, blobs(), epochs=1, batch_size=16, seed=3)
    assert optimizer.param_groups[0]["lr"] == 0.025


def test_each_training_of_a_run_has_its_own_checkpoint(tmp_path: Path) -> None:
    def two(stop: int = 0) -> list[History]:
        reports = []

        def report(done: int, total: int, numbers: Mapping[str, float]) -> None:
            reports.append(done)
            if len(reports) == stop:
                raise Interrupted

        histories = []
        with running(Run(checkpoints=tmp_path / str(bool(stop)), report=report)):
            for seed in (1, 2):
                torch.manual_seed(seed)
                model = small_network()
                optimizer = optim.SGD(model.parameters(), lr=0.1)
                histories.append(train(model, optimizer, blobs(), epochs=2, batch_size=16, seed=seed))
        return histories

    expected = two()
    assert expected[0] != expected[1]
    with pytest.raises(Interrupted):
        two(stop=3)  # after the first epoch of the second training
    assert two(stop=99) == expected


def test_reports_each_epoch_with_its_accuracy() -> None:
    reports: list[tuple[int, int, Mapping[str, float]]] = []
    model = small_network()
    with running(Run(report=lambda *report: reports.append(report))):
        history = train(model, optim.SGD(model.parameters(), lr=0.1), blobs(), epochs=3, batch_size=16, seed=0)
    assert reports == [(epoch + 1, 3, {"accuracy": history.test_accuracy[epoch]}) for epoch in range(3)]


def test_history_measures_the_network_after_each_epoch() -> None:
    torch.manual_seed(0)
    model, data = small_network(), blobs()
    history = train(model, optim.SGD(model.parameters(), lr=0.1), data, epochs=30, batch_size=16, seed=0)
    assert len(history.train_loss) == len(history.test_loss) == len(history.test_accuracy) == 30
    accuracy, loss = accuracy_and_loss(model, data.test_images, data.test_labels)
    assert (history.test_accuracy[-1], history.test_loss[-1]) == (accuracy, loss)
    assert history.train_loss[-1] < 0.5 * history.train_loss[0]
    assert accuracy > 0.8


def test_training_loss_is_the_mean_over_the_images_also_with_a_last_smaller_batch() -> None:
    model, data = small_network(), blobs(train=37)
    history = train(model, optim.SGD(model.parameters(), lr=0.0), data, epochs=1, batch_size=16, seed=0)
    _, loss = accuracy_and_loss(model, data.train_images, data.train_labels)
    assert history.train_loss[0] == pytest.approx(loss, rel=1e-5)


def test_one_step_against_gradient_descent_written_out() -> None:
    torch.manual_seed(0)
    model, data = nn.Sequential(nn.Flatten(), nn.Linear(16, 3)), blobs(train=20)
    weight, bias = (parameter.detach().clone() for parameter in model.parameters())
    train(model, optim.SGD(model.parameters(), lr=0.5), data, epochs=1, batch_size=20, seed=0)
    images = data.train_images.flatten(1)
    errors = (images @ weight.T + bias).softmax(dim=1) - torch.eye(3)[data.train_labels]
    assert torch.allclose(model[1].weight, weight - 0.5 * errors.T @ images / 20, atol=1e-6)
    assert torch.allclose(model[1].bias, bias - 0.5 * errors.mean(dim=0), atol=1e-6)


def test_trains_with_dropout_on_whatever_mode_the_network_is_in() -> None:
    weights = []
    for mode in (True, False):
        torch.manual_seed(0)
        model = with_dropout().train(mode)
        train(model, optim.SGD(model.parameters(), lr=0.1), blobs(), epochs=2, batch_size=16, seed=0)
        weights.append(model[1].weight)
    assert torch.equal(*weights)
    assert not torch.equal(model[2].running_mean, torch.zeros(12))  # which batch normalisation moves in training only


def order_of(seed: int, epochs: int, start: int = 0) -> list[list[int]]:
    """The images in the order in which each epoch shows them."""
    count = 50
    data = Dataset(torch.arange(count).float().reshape(count, 1, 1, 1), torch.zeros(count, dtype=torch.int64),
                   torch.zeros(1, 1, 1, 1), torch.zeros(1, dtype=torch.int64))  # fmt: skip
    seen: list[int] = []

    def watch(images: Tensor, generator: Generator) -> Tensor:
        seen.extend(int(image) for image in images.flatten())
        return images

    torch.manual_seed(start)
    model = nn.Sequential(nn.Flatten(), nn.Linear(1, 2))
    train(model, optim.SGD(model.parameters(), lr=0.0), data, epochs=epochs, batch_size=8, seed=seed, augment=watch)
    return [seen[first : first + count] for first in range(0, len(seen), count)]


def test_every_image_once_an_epoch_in_an_order_decided_by_seed_and_epoch() -> None:
    epochs = order_of(seed=1, epochs=3)
    assert all(sorted(order) == list(range(50)) for order in epochs)
    assert len({tuple(order) for order in epochs}) == 3
    assert order_of(seed=1, epochs=3, start=5) == epochs
    assert order_of(seed=2, epochs=3)[0] not in epochs


def test_seeds_and_epochs_do_not_share_their_chance() -> None:
    draws = {
        tuple(torch.randperm(30, generator=epoch_generator(seed, epoch)).tolist())
        for seed in (-1, 0, 1, 2, 12_345)
        for epoch in range(40)
    }
    assert len(draws) == 5 * 40


def test_epoch_chance_is_pinned() -> None:
    """Published curves depend on it: changing it must be a decision."""
    assert epoch_generator(0, 0).initial_seed() == 0
    assert epoch_generator(2, 3).initial_seed() == 2_000_009
