"""The science of the article on convolutional networks, against other ways to compute the same, on real MNIST."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
import torchvision
from scipy.signal import correlate2d
from torch import nn

from builder.experiments import Result
from builder.learning import Dataset, mnist
from builder.loading import load_post_module
from builder.results import Fingerprint, Point, Record, Run, Store, combined, running
from builder.running.keeping import kept_parts

POST = Path(__file__).parent.parent / "content" / "posts" / "cnns"
NETWORKS = ("fully_connected", "cnn", "cnn_pooling", "cnn_pooling_augmented", "cnn_pooling_on_test_images")
POSITIONS = ("original", "lower_right", "upper_left")


@pytest.fixture(scope="module")
def lab() -> ModuleType:
    return load_post_module(POST, "experiments")


@pytest.fixture
def data(mnist_folder: Path) -> Iterator[Dataset]:
    """Real MNIST, and a run that finds it."""
    with running(Run(data=(mnist_folder,), download=mnist_folder)):
        yield mnist()


@pytest.fixture
def small_digits() -> Iterator[None]:
    """A quick run on a machine without MNIST."""
    with running(Run(quick=True, say=lambda text: None)):
        yield


def grey(image: torch.Tensor) -> np.ndarray:
    """The bytes of an image of the data set."""
    return np.round(image.numpy() * 255).astype(np.uint8)


def test_what_the_text_says_of_the_kernels_for_lines() -> None:
    record = Store(POST / "results").read("fixed_kernels")
    assert record is not None
    (across, upright), arrays = ((record.series[name] for name in ("horizontal", "vertical")), record.arrays())
    assert np.array_equal(across, np.transpose(upright))
    assert not np.allclose(arrays["horizontal"], arrays["vertical"].T, atol=0.1), "the answers are not"
    digit = arrays["digit"] / 255
    answers = [correlate2d(image, kernel, "valid") for image, kernel in ((digit, across), (digit.T, upright))]
    assert np.allclose(answers[0], answers[1].T), "those of the transposed digit are"


def test_no_text_types_how_long_a_training_took() -> None:
    for text, words in (("index.en.md", ("an hour", "and more")), ("index.pt.md", ("uma hora", "ou mais."))):
        assert not [one for one in words if one in (POST / text).read_text()]


def test_shuffled_digit_keeps_the_pixels_and_loses_the_order(lab: ModuleType, data: Dataset) -> None:
    result = lab.shuffled_digit(lab.Shuffle())
    digit, shuffled = result.arrays["digit"].numpy(), result.arrays["shuffled"].numpy()
    assert result.values["label"] == 5
    assert np.array_equal(digit, grey(data.train_images[0, 0]))
    assert np.array_equal(np.sort(digit, axis=None), np.sort(shuffled, axis=None))
    assert (digit != shuffled).mean() > 0.2
    assert torch.equal(lab.shuffled_digit(lab.Shuffle()).arrays["shuffled"], result.arrays["shuffled"])


def test_sliding_kernel_against_scipy(lab: ModuleType) -> None:
    series = lab.sliding_kernel().series
    image, kernel = np.array(series["image"]), np.array(series["kernel"])
    assert np.array_equal(series["output"], correlate2d(image, kernel, mode="valid"))
    assert np.array_equal(series["padded_output"], correlate2d(image, kernel, mode="same"))
    assert np.array_equal(series["padded"], np.pad(image, 1))
    assert np.array(series["padded_output"]).shape == image.shape


@pytest.mark.parametrize(("image", "steps", "output"), [("image", "steps", "output"),
                                                       ("padded", "padded_steps", "padded_output")])  # fmt: skip
def test_every_step_of_the_kernel_is_told(lab: ModuleType, image: str, steps: str, output: str) -> None:
    series = lab.sliding_kernel().series
    outputs = np.array(series[output])
    places = [(row, column) for row in range(len(outputs)) for column in range(len(outputs))]
    assert [tuple(step[:2]) for step in series[steps]] == places  # in reading order, each once
    for row, column, *products, total in series[steps]:
        for index, product in enumerate(products):
            inside = np.array(series[image])[row + index // 3, column + index % 3]
            assert product == inside * series["kernel"][index // 3][index % 3]
        assert sum(products) == total == outputs[row, column]


def test_sample_digit(lab: ModuleType, data: Dataset) -> None:
    result = lab.sample_digit(lab.Sample())
    assert result.values == {"label": data.train_labels[4], "training_images": 60_000, "test_images": 10_000}
    assert result.series == {"shape": [1, 28, 28]}
    assert np.array_equal(result.arrays["digit"], grey(data.train_images[4, 0]))


def test_fixed_kernels_against_scipy(lab: ModuleType, data: Dataset) -> None:
    kernels = {
        "blur": np.ones((3, 3)) / 9,
        "edges": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        "horizontal": np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]),
        "vertical": np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]),
        "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    }
    result = lab.fixed_kernels(lab.FixedKernels())
    assert result.values["label"] == 6
    assert result.arrays.keys() == {"digit", *kernels}
    digit = data.train_images[90, 0].numpy()
    for name, kernel in kernels.items():
        assert np.array_equal(result.series[name], kernel)
        assert result.arrays[name].shape == (26, 26)
        assert np.allclose(result.arrays[name], correlate2d(digit, kernel, mode="valid"), atol=1e-5)


def test_rolling(lab: ModuleType, data: Dataset) -> None:
    result = lab.rolling(lab.Shifts())
    assert result.values["label"] == 3
    assert result.series["numbers"].tolist() == list(range(10))
    assert result.series["numbers_forward"].tolist() == [6, 7, 8, 9, 0, 1, 2, 3, 4, 5]
    assert result.series["numbers_backward"].tolist() == [4, 5, 6, 7, 8, 9, 0, 1, 2, 3]
    digit = grey(data.train_images[10, 0])
    for position, shift in zip(POSITIONS, ((0, 0), (1, 4), (-1, -4)), strict=True):
        assert np.array_equal(result.arrays[position], np.roll(digit, shift, axis=(0, 1)))


def test_max_pooling_keeps_the_largest_of_each_square(lab: ModuleType) -> None:
    series = lab.max_pooling().series
    matrix = np.array(series["matrix"])
    assert np.array_equal(series["pooled"], matrix.reshape(2, 2, 2, 2).max(axis=(1, 3)))


def test_augmentation_grid(lab: ModuleType, data: Dataset) -> None:
    result = lab.augmentation_grid(lab.Grid())
    arrays = {name: array.numpy() for name, array in result.arrays.items()}
    assert list(arrays) == ["digit", "rotation", "translation", "shear", "crop", "horizontal_flip", "vertical_flip",
                            "colour_jitter", "perspective"]  # fmt: skip
    digit = arrays["digit"]
    assert np.array_equal(arrays["horizontal_flip"], digit[:, ::-1])
    assert np.array_equal(arrays["vertical_flip"], digit[::-1])
    assert arrays["crop"].shape == (20, 20)
    assert any(np.array_equal(arrays["crop"], digit[row : row + 20, column : column + 20])
               for row in range(9) for column in range(9))  # fmt: skip
    for name in ("rotation", "translation", "shear", "colour_jitter", "perspective"):
        assert arrays[name].shape == digit.shape
        assert not np.array_equal(arrays[name], digit), f"{name} shows nothing"
    again = lab.augmentation_grid(lab.Grid())
    assert all(torch.equal(again.arrays[name], result.arrays[name]) for name in arrays)


def test_model_zoo_lists_what_torchvision_has(lab: ModuleType) -> None:
    result = lab.model_zoo()
    assert {"alexnet", "resnet50", "vit_b_16"} <= set(result.series["classification"])
    assert result.values["count"] == len(torchvision.models.list_models())
    listed = [name for names in result.series.values() for name in names]
    assert sorted(listed) == sorted(torchvision.models.list_models())
    assert all(result.values[f"{kind}_count"] == len(names) for kind, names in result.series.items())


def layer(kind: nn.Module) -> tuple[object, ...]:
    """A layer with the numbers that make it what it is."""
    match kind:
        case nn.Conv2d():
            return "Conv2d", kind.in_channels, kind.out_channels, kind.kernel_size, kind.padding, kind.stride
        case nn.Linear():
            return "Linear", kind.in_features, kind.out_features
        case nn.MaxPool2d():
            return "MaxPool2d", kind.kernel_size, kind.stride
    return (type(kind).__name__,)


def test_networks_are_those_of_the_article(lab: ModuleType) -> None:
    def conv(channels_in: int, channels_out: int) -> tuple[object, ...]:
        return "Conv2d", channels_in, channels_out, (3, 3), (1, 1), (1, 1)

    flatten, tanh, pool = ("Flatten",), ("Tanh",), ("MaxPool2d", 2, 2)
    assert list(map(layer, lab.FullyConnected())) == [flatten, ("Linear", 784, 256), tanh, ("Linear", 256, 10)]
    assert list(map(layer, lab.CNN())) == [conv(1, 16), tanh, flatten, ("Linear", 12544, 10)]
    assert list(map(layer, lab.PoolingCNN())) == [
        conv(1, 16), tanh, conv(16, 16), tanh, conv(16, 16), tanh, pool,
        conv(16, 32), tanh, conv(32, 32), tanh, conv(32, 32), tanh, pool,
        flatten, ("Linear", 1568, 10),
    ]  # fmt: skip
    for network in (lab.FullyConnected(), lab.CNN(), lab.PoolingCNN()):
        assert network(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_trainings_are_configured_as_the_article_was(lab: ModuleType) -> None:
    training, augmented = lab.Training(), lab.AugmentedTraining()
    assert (training.batch_size, training.learning_rate, training.training_images) == (32, 0.001, 60_000)
    assert (augmented.degrees, augmented.translate, augmented.scale) == (5, (0.05, 0.05), (0.95, 1.05))
    shared = {field.name: getattr(augmented, field.name) for field in dataclasses.fields(training)}
    assert shared == dataclasses.asdict(training)


def quick(lab: ModuleType, name: str) -> Result:
    """A training as `sitegen run --quick` does it."""
    experiment = getattr(lab, name)
    others = {"cnn_pooling_augmented": "AugmentedTraining", "cnn_pooling_on_test_images": "AsInTheNotebook"}
    settings = getattr(lab, others.get(name, "Training"))
    return experiment(settings(**experiment.quick))


@pytest.mark.usefixtures("small_digits")
def test_the_seed_decides_a_training(lab: ModuleType) -> None:
    torch.manual_seed(1)
    first = lab.cnn_pooling_augmented(lab.AugmentedTraining(epochs=2, training_images=64))
    torch.manual_seed(2)
    second = lab.cnn_pooling_augmented(lab.AugmentedTraining(epochs=2, training_images=64))
    other = lab.cnn_pooling_augmented(lab.AugmentedTraining(epochs=2, training_images=64, seed=1))
    plain = lab.cnn_pooling(lab.Training(epochs=2, training_images=64))
    assert first.series == second.series
    assert first.series["train_loss"] != other.series["train_loss"]
    assert first.series["train_loss"] != plain.series["train_loss"]  # the augmentation does something


def record(name: str, result: Result, folder: Path) -> Record:
    empty = Record(name, Fingerprint(), {}, {}, {}, {}, {}, 0.0, "2024-01-01T00:00:00+00:00", True, folder)
    return Store(folder).write(empty, kept_parts(result, diverged=False).files)


def record_of_seeds(name: str, results: dict[int, Result], folder: Path) -> Record:
    runs = {}
    for seed, result in results.items():
        one = record(name, result, folder / str(seed))
        runs[Point(seed=seed)] = one, {kept: one.artifact(kept) for kept in one.artifacts}
    return Store(folder).write(*combined(runs.items(), Fingerprint()))


@pytest.mark.slow
@pytest.mark.usefixtures("small_digits")
def test_roll_test_asks_each_network_about_each_position(lab: ModuleType, tmp_path: Path) -> None:
    trained = {name: quick(lab, name) for name in NETWORKS}
    shifts = lab.Shifts(image=13)
    result = lab.roll_test(shifts, **{name: record(name, trained[name], tmp_path) for name in NETWORKS})
    data = mnist()
    label = int(data.train_labels[13])
    assert label == 3
    assert result.values["label"] == label
    assert len(result.values) == 1 + len(NETWORKS) * (1 + 6 * len(POSITIONS))
    for name in NETWORKS:
        network = trained[name].weights.eval()
        for position, shift in zip(POSITIONS, ((0, 0), (1, 4), (-1, -4)), strict=True):
            with torch.no_grad():
                expected = network(data.train_images[13:14].roll(shift, dims=(2, 3))).softmax(dim=1)[0]
            key = f"{name}_{position}"
            assert torch.allclose(torch.as_tensor(result.series[f"{key}_probabilities"][0]), expected, atol=1e-6)
            assert result.values[f"{key}_predicted"] == int(expected.argmax())
            assert result.values[f"{key}_right_probability"] == pytest.approx(float(expected[label]), abs=1e-6)
            assert result.values[f"{key}_seeds_right"] == (expected.argmax() == label)
            for end in ("", "_lowest", "_highest"):
                assert result.values[f"{key}_probability{end}"] == pytest.approx(float(expected.max()), abs=1e-6)


@pytest.mark.usefixtures("small_digits")
def test_roll_test_asks_every_seed(lab: ModuleType, tmp_path: Path) -> None:
    small = {"epochs": 1, "training_images": 200, "learning_rate": 0.1}
    seeds = {seed: lab.fully_connected(lab.Training(seed=seed, **small)) for seed in (4, 5, 6)}
    once = {name: record(name, quick(lab, name), tmp_path / "once") for name in NETWORKS if name != "fully_connected"}
    records = {"fully_connected": record_of_seeds("fully_connected", seeds, tmp_path), **once}
    values = lab.roll_test(lab.Shifts(image=13), **records).values
    data = mnist()
    found = []
    for result in seeds.values():
        with torch.no_grad():
            found.append(result.weights.eval()(data.train_images[13:14].roll((1, 4), dims=(2, 3))).softmax(dim=1)[0])
    key = "fully_connected_lower_right"
    highest = [float(one.max()) for one in found]
    assert len(set(highest)) == 3  # otherwise this test would see nothing
    assert values["fully_connected_seeds"] == 3
    assert values[f"{key}_probability"] == pytest.approx(np.mean(highest), abs=1e-6)
    assert values[f"{key}_probability_lowest"] == pytest.approx(min(highest), abs=1e-6)
    assert values[f"{key}_probability_highest"] == pytest.approx(max(highest), abs=1e-6)
    assert values[f"{key}_right_probability"] == pytest.approx(np.mean([float(one[3]) for one in found]), abs=1e-6)
    assert values[f"{key}_seeds_right"] == sum(int(one.argmax()) == 3 for one in found)


SHIFTED = ("fully_connected", "cnn", "cnn_pooling", "cnn_pooling_augmented")


@pytest.mark.slow
@pytest.mark.usefixtures("small_digits")
@pytest.mark.parametrize("name", SHIFTED)
def test_every_shift_against_numpy(lab: ModuleType, tmp_path: Path, name: str) -> None:
    trained = quick(lab, name)
    experiment = getattr(lab, f"{name}_shifts")
    result = experiment(lab.EveryShift(largest=2, image=13), **{name: record(name, trained, tmp_path)})
    data, network = mnist(), trained.weights.eval()
    assert result.series["shifts"] == [-2, -1, 0, 1, 2]
    for row, rows in enumerate(result.series["shifts"]):
        for column, columns in enumerate(result.series["shifts"]):
            moved = torch.from_numpy(np.roll(data.test_images.numpy(), (rows, columns), axis=(2, 3)))
            digit = torch.from_numpy(np.roll(data.train_images[13:14].numpy(), (rows, columns), axis=(2, 3)))
            with torch.no_grad():
                right = (network(moved).argmax(dim=1) == data.test_labels).double().mean()
                expected = network(digit).softmax(dim=1)[0]
            assert result.series["accuracy"][row][column] == pytest.approx(float(right), abs=0.004)  # one image
            assert torch.allclose(result.arrays["probabilities"][row, column], expected, atol=1e-5)
    assert result.values["in_place"] == pytest.approx(trained.values["accuracy"], abs=0.004)
    accuracies = np.array(result.series["accuracy"])
    assert result.values["everywhere"] == pytest.approx(accuracies.mean())
    assert (result.values["worst"], result.values["places"]) == (accuracies.min(), 25)
    assert result.series["to_the_right"].tolist() == result.series["accuracy"][2]
    assert result.series["to_the_right_by_seed"].tolist() == [result.series["accuracy"][2]]


@pytest.mark.usefixtures("small_digits")
def test_every_seed_is_moved_to_the_right(lab: ModuleType, tmp_path: Path) -> None:
    small = {"epochs": 1, "training_images": 500, "learning_rate": 0.1}
    seeds = {seed: lab.cnn(lab.Training(seed=seed, **small)) for seed in (4, 5)}
    records = {seed: record("cnn", result, tmp_path / f"alone-{seed}") for seed, result in seeds.items()}
    settings = lab.EveryShift(largest=1, image=13)
    alone = [lab.cnn_shifts(settings, cnn=one).series["to_the_right"].tolist() for one in records.values()]
    both = lab.cnn_shifts(settings, cnn=record_of_seeds("cnn", seeds, tmp_path / "both"))
    assert alone[0] != alone[1]  # otherwise this test would see nothing
    assert both.series["to_the_right_by_seed"].tolist() == alone
    assert both.series["to_the_right"].tolist() == pytest.approx(np.mean(alone, axis=0))
    assert both.series["accuracy"][1] == alone[0]


@pytest.mark.usefixtures("small_digits")
@pytest.mark.parametrize("name", NETWORKS)
def test_a_quick_training_keeps_what_the_text_cites(lab: ModuleType, name: str) -> None:
    result = quick(lab, name)
    swapped = name == "cnn_pooling_on_test_images"
    count = len(mnist().test_images if swapped else mnist().train_images)  # all that there are
    assert count == (297 if swapped else 1500)
    assert result.values["training_images"] == count
    assert result.values["accuracy"] == result.series["test_accuracy"][-1]
    assert result.values["parameters"] == sum(tensor.numel() for tensor in result.weights.state_dict().values())
    assert [len(series) for series in result.series.values()] == [1, 1, 1]


@pytest.mark.usefixtures("small_digits")
def test_the_notebook_trains_on_the_test_images_and_is_measured_on_others(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(lab, "train_network", lambda network, settings, data: seen.append(data))
    lab.cnn_pooling_on_test_images(lab.AsInTheNotebook())
    data = mnist()
    (swapped,) = seen
    assert torch.equal(swapped.train_images, data.test_images)
    assert torch.equal(swapped.train_labels, data.test_labels)
    assert torch.equal(swapped.test_images, data.train_images[: len(data.test_images)])
    assert torch.equal(swapped.test_labels, data.train_labels[: len(data.test_images)])


def test_what_the_article_prints_is_what_the_reference_says(lab: ModuleType) -> None:
    """Against facts that were read off the article apart from `printed.json`."""
    result = lab.printed()
    assert {name: len(curve) for name, curve in result.series.items()} == dict.fromkeys(
        ("fully_connected", "cnn", "cnn_pooling"), 100
    )
    values = result.values
    assert (values["fully_connected_first_accuracy"], values["fully_connected_accuracy"]) == (0.7673, 0.9349)
    assert (values["cnn_first_accuracy"], values["cnn_accuracy"]) == (0.8798, 0.9650)
    rolled = [
        values[f"{name}_{place}"] for name in ("cnn", "cnn_pooling", "cnn_pooling_augmented") for place in POSITIONS
    ]
    assert rolled == [0.99, 0.73, 0.61, 0.99, 0.94, 0.73, 0.99, 0.99, 0.53]
    assert values["batch_size"] == 64
    assert values["slip_first_chart"] == result.series["cnn"][values["slip_epoch"] - 1] != values["slip_second_chart"]


@pytest.mark.usefixtures("small_digits")
def test_batches_of_64_train_both_small_networks(lab: ModuleType) -> None:
    values = lab.batch_of_64(lab.OtherBatches(training_images=640)).values
    assert values.keys() == {"batch_size", "fully_connected", "cnn"}
    other = lab.cnn(lab.Training(epochs=1, batch_size=64, training_images=640))
    assert values["cnn"] == other.values["accuracy"]
    assert lab.OtherBatches().batch_size == 64


@pytest.mark.usefixtures("small_digits")
def test_pictures_of_a_quick_run_need_no_mnist(lab: ModuleType) -> None:
    settings: dict[str, Any] = {"shuffled_digit": lab.Shuffle(), "sample_digit": lab.Sample(),
                                "fixed_kernels": lab.FixedKernels(), "rolling": lab.Shifts(),
                                "augmentation_grid": lab.Grid()}  # fmt: skip
    for name, chosen in settings.items():
        assert getattr(lab, name)(chosen).arrays


@pytest.mark.slow
@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("name", "article"), [("fully_connected", 0.767), ("cnn", 0.880)])
def test_accuracy_after_one_epoch_is_the_articles(lab: ModuleType, name: str, article: float) -> None:
    result = getattr(lab, name)(lab.Training(epochs=1))
    assert result.values["accuracy"] == pytest.approx(article, abs=0.01)
