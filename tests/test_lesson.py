"""What the article teaches and finds besides its curves, against other ways to compute the same, on real MNIST."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from scipy.special import softmax

from builder.learning import Dataset, mnist
from builder.loading import load_post_module
from builder.results import Record, Run, Store, running

POST = Path(__file__).parent.parent / "content" / "posts" / "cnns"
STORE = Store(POST / "results")


@pytest.fixture(scope="module")
def lab() -> ModuleType:
    return load_post_module(POST, "experiments")


@pytest.fixture
def data(mnist_folder: Path) -> Iterator[Dataset]:
    """Real MNIST, and a run that finds it."""
    with running(Run(data=(mnist_folder,), download=mnist_folder)):
        yield mnist()


def recorded(name: str) -> Record:
    record = STORE.read(name)
    assert record is not None
    return record


def accuracies(name: str) -> list[float]:
    return [float(run.values["accuracy"]) for run in recorded(name).seeds]


def test_loading_shows_the_shapes_that_come(lab: ModuleType, data: Dataset) -> None:
    result = lab.loading()
    assert result.series == {"image": [1, 28, 28], "images": [32, 1, 28, 28], "labels": [32]}
    assert result.values == {"label": data.train_labels[4], "darkest": 0, "brightest": 1, "batches": 60_000 / 32}


def test_other_paddings_against_numpy(lab: ModuleType) -> None:
    image, found = np.array(lab.TINY_ONE), lab.other_paddings().series
    for name, mode in (("zeros", "constant"), ("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")):
        assert np.array_equal(found[name], np.pad(image, 1, mode=mode)), name  # type: ignore[call-overload]


def test_the_control_changes_the_order_of_the_pixels_and_nothing_else(lab: ModuleType, data: Dataset) -> None:
    order = torch.randperm(784, generator=torch.Generator().manual_seed(0))
    shuffled = lab.shuffle(data.test_images[:50], order)
    back = shuffled.flatten(1)[:, order.argsort()].reshape(shuffled.shape)
    assert torch.equal(back, data.test_images[:50])
    assert not torch.equal(shuffled, data.test_images[:50])
    control, cnn = recorded("cnn_shuffled"), recorded("cnn")
    assert {name: control.settings[name] for name in cnn.settings} == cnn.settings
    assert [run.seed for run in control.seeds] == [run.seed for run in cnn.seeds]


def test_the_plain_loop_learns(lab: ModuleType, data: Dataset) -> None:
    result = lab.plain_loop(lab.OneEpoch(training_images=6_000))
    assert 0.5 < result.values["accuracy"] < recorded("plain_loop").values["accuracy"]


def test_one_prediction_is_the_softmax_of_its_outputs(lab: ModuleType, data: Dataset) -> None:
    result = lab.one_prediction(lab.OneImage(), recorded("cnn"))
    assert np.allclose(result.series["probabilities"], softmax(np.asarray(result.series["outputs"])), atol=1e-6)
    assert result.values["predicted"] == np.argmax(np.asarray(result.series["outputs"]))
    assert result.values["label"] == data.test_labels[0]


def test_how_sure_the_network_is(lab: ModuleType, data: Dataset) -> None:
    result = lab.how_sure(lab.HowSure(shuffles=100), recorded("cnn"))
    weights = {name: torch.tensor(one) for name, one in recorded("cnn").weights().items()}
    model = lab.CNN()
    model.load_state_dict(weights)
    with torch.no_grad():
        found = softmax(model(data.test_images).double().numpy(), axis=1)
    right = found.argmax(axis=1) == data.test_labels.numpy()
    highest = found.max(axis=1)
    assert result.values["accuracy"] == pytest.approx(accuracies("cnn")[0])
    assert result.values["mean_probability"] == pytest.approx(highest.mean(), abs=1e-5)
    counts, _ = np.histogram(highest, bins=10, range=(0, 1))
    assert np.abs(np.asarray(result.series["count"]) - counts).sum() <= 2  # rounding at an edge moves one
    assert abs(int(result.values["sure"]) - (highest >= 0.99).sum()) <= 2
    assert abs(int(result.values["sure_and_wrong"]) - (~right & (highest >= 0.99)).sum()) <= 1
    noise = result.arrays["surest_noise"].numpy()
    pixels = {tuple(np.sort(image.ravel())) for image in np.round(data.test_images[:100].numpy() * 255)}
    assert tuple(np.sort(noise.ravel())) in pixels, "the pixels of a digit"


def test_kernels_before_training_are_those_the_seed_gave(lab: ModuleType, data: Dataset) -> None:
    arrays = lab.learned_kernels(lab.Training(), recorded("cnn")).arrays
    torch.manual_seed(0)
    first = torch.nn.Conv2d(1, 16, kernel_size=3, padding=1)
    assert torch.equal(arrays["before"], first.weight.detach()[:, 0])
    assert np.array_equal(arrays["after"], recorded("cnn").weights()["0.weight"][:, 0])
    assert arrays["seen"].shape == (16, 28, 28)


def test_feature_maps_are_those_of_six_convolutions(lab: ModuleType, data: Dataset) -> None:
    arrays = lab.feature_maps(lab.Looked(), recorded("cnn_pooling")).arrays
    shapes = [tuple(arrays[f"convolution_{number}"].shape) for number in range(1, 7)]
    assert shapes == [(16, 28, 28)] * 3 + [(32, 14, 14)] * 3
    assert all(arrays[f"convolution_{number}"].abs().max() <= 1 for number in range(1, 7))


def test_the_window_of_a_pixel_is_what_moves_it(lab: ModuleType) -> None:
    """The receptive field by its definition: the pixels of the image on which the middle of the output depends."""
    series = lab.layers().series
    torch.manual_seed(0)
    model = list(lab.PoolingCNN())
    for depth, (kind, field) in enumerate(zip(series["PoolingCNN_kinds"], series["PoolingCNN_fields"], strict=True)):
        if kind in ("Flatten", "Linear"):
            continue
        window = np.zeros((28, 28), dtype=bool)
        for _ in range(12):  # pooling lets through the largest of four: other images, other pixels
            image = torch.rand(1, 1, 28, 28, requires_grad=True)
            out = torch.nn.Sequential(*model[: depth + 1])(image)
            middle = out.shape[-1] // 2
            (gradient,) = torch.autograd.grad(out[0, :, middle, middle].sum(), image)
            window |= gradient[0, 0].numpy() != 0
        rows = np.flatnonzero(window.any(axis=1))
        assert rows[-1] - rows[0] + 1 == field, kind


def test_whole_digits_are_those_with_room(lab: ModuleType, data: Dataset) -> None:
    found = recorded("whole_digits").series
    images = data.test_images[:, 0].numpy()
    for shift in range(1, 9):
        assert found["whole_right"][shift] == pytest.approx((images[:, :, -shift:] == 0).all(axis=(1, 2)).mean())
        assert found["whole_down"][shift] == pytest.approx((images[:, -shift:] == 0).all(axis=(1, 2)).mean())
    for name in ("fully_connected", "cnn", "cnn_pooling", "cnn_pooling_augmented"):
        unmoved = [found[f"{name}_{how}"][0] for how in ("right", "down", "right_whole", "down_whole")]
        assert unmoved == pytest.approx([np.mean(accuracies(name))] * 4, abs=2e-4), "unmoved all digits are whole"
        middle = recorded(f"{name}_shifts").series["to_the_right"]
        assert found[f"{name}_right"] == pytest.approx(middle[8:], abs=2e-4)


def test_confusions_count_every_test_image(lab: ModuleType, data: Dataset) -> None:
    record = recorded("confusions")
    for name in ("cnn", "cnn_pooling_augmented"):
        counts = np.array(record.series[name])
        assert np.allclose(counts.sum(axis=1), np.bincount(data.test_labels.numpy()))
        assert np.trace(counts) / 10_000 == pytest.approx(np.mean(accuracies(name)), abs=2e-4)
    labels, answers = (record.series[f"worst_{which}"] for which in ("labels", "answers"))
    assert all(label != answer for label, answer in zip(labels, answers, strict=True))
    assert list(record.series["worst_probabilities"]) == sorted(record.series["worst_probabilities"], reverse=True)


def test_beside_the_article_against_numpy(lab: ModuleType) -> None:
    values, printed = recorded("beside_the_article").values, recorded("printed").series
    for name, later in itertools.product(("fully_connected", "cnn", "cnn_pooling"), (0, 1)):
        ours = np.array([run.series["test_accuracy"] for run in recorded(name).seeds])[:, later:]
        theirs = np.array(printed[name])[: ours.shape[1]]
        above = int((theirs - ours.max(axis=0) > 5e-5).sum())
        below = int((ours.min(axis=0) - theirs > 5e-5).sum())
        key = f"{name}_one_later" if later else name
        assert (values[f"{key}_above"], values[f"{key}_below"]) == (above, below)
        assert values[f"{key}_within"] == len(theirs) - above - below


def test_a_new_head_has_the_weights_of_ten_classes(lab: ModuleType) -> None:
    assert lab.new_head().values["new_weights"] == 512 * 10 + 10
