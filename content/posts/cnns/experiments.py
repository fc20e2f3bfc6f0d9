"""Convolutional networks on MNIST: every number and every picture of the article, in the order in which it shows them.

Images of the training set are named by their index: 0 is a 5, 4 a 9, 10 a 3, 90 a 6.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torchvision
from torch import Tensor
from torch.nn.functional import conv2d, max_pool2d, pad
from torchvision import transforms

from builder.experiments import Result, experiment
from builder.learning import (
    Dataset,
    accuracy_and_loss,
    load_weights,
    mnist,
    probabilities,
    random_affine,
    roll,
    train,
)
from builder.results import Record, current_run

from .models import CNN, FullyConnected, PoolingCNN

# 1. An image is more than its pixels


@dataclass(frozen=True)
class Shuffle:
    image: int = 0
    seed: int = 0


@experiment
def shuffled_digit(settings: Shuffle) -> Result:
    """A digit, and the same pixels in random order."""
    data = mnist()
    digit = data.train_images[settings.image, 0]
    generator = torch.Generator().manual_seed(settings.seed)
    shuffled = digit.flatten()[torch.randperm(digit.numel(), generator=generator)].reshape(digit.shape)
    return Result(
        values={"label": data.train_labels[settings.image]},
        arrays={"digit": as_bytes(digit), "shuffled": as_bytes(shuffled)},
    )


def as_bytes(image: Tensor) -> Tensor:
    """Grey values in [0, 1] as 0 ... 255, which is what MNIST consists of."""
    return (image * 255).round().to(torch.uint8)


# 2. What a convolution does

TINY_ONE = [
    [0, 1, 8, 0, 0],
    [0, 5, 9, 0, 0],
    [0, 0, 9, 0, 0],
    [0, 0, 9, 0, 0],
    [0, 4, 9, 4, 0],
]

KERNELS = {
    "blur": [[1 / 9, 1 / 9, 1 / 9], [1 / 9, 1 / 9, 1 / 9], [1 / 9, 1 / 9, 1 / 9]],
    "edges": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "horizontal": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "vertical": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}


@experiment
def sliding_kernel() -> Result:
    """The kernel for vertical lines slides over a small image, without and with a border of zeros.

    A row of `steps` is one place of the kernel: its row and column in the output, the nine products, their sum.
    """
    image, kernel = torch.tensor(TINY_ONE), torch.tensor(KERNELS["vertical"])
    padded = pad(image, (1, 1, 1, 1))
    steps, padded_steps = slide(image, kernel), slide(padded, kernel)
    return Result(
        series={
            "image": image.tolist(),
            "padded": padded.tolist(),
            "kernel": kernel.tolist(),
            "steps": steps,
            "padded_steps": padded_steps,
            "output": sums(steps),
            "padded_output": sums(padded_steps),
        }
    )


def slide(image: Tensor, kernel: Tensor) -> list[list[int]]:
    """Every place of the kernel on the image: [row, column, the nine products, their sum]."""
    size = kernel.shape[0]
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    steps = []
    for row in range(rows):
        for column in range(columns):
            products = image[row : row + size, column : column + size] * kernel
            steps.append([row, column, *products.flatten().tolist(), int(products.sum())])
    return steps


def sums(steps: list[list[int]]) -> list[list[int]]:
    """The sums of the steps, in rows: the output image."""
    last_row = steps[-1][0]
    return [[step[-1] for step in steps if step[0] == row] for row in range(last_row + 1)]


# 3. Fixed kernels on a digit


@dataclass(frozen=True)
class Sample:
    image: int = 4


@experiment
def sample_digit(settings: Sample) -> Result:
    """One digit of the training set, and the size of the set."""
    data = mnist()
    digit = data.train_images[settings.image]
    return Result(
        values={
            "label": data.train_labels[settings.image],
            "training_images": len(data.train_images),
            "test_images": len(data.test_images),
        },
        series={"shape": list(digit.shape)},
        arrays={"digit": as_bytes(digit[0])},
    )


@dataclass(frozen=True)
class FixedKernels:
    image: int = 90


@experiment
def fixed_kernels(settings: FixedKernels) -> Result:
    """A digit (28 x 28) under five classic kernels (26 x 26 each), their values left as they come."""
    data = mnist()
    digit = data.train_images[settings.image]
    filtered = {name: conv2d(digit, torch.tensor([[kernel]]).float())[0] for name, kernel in KERNELS.items()}
    return Result(
        values={"label": data.train_labels[settings.image]},
        series=KERNELS,
        arrays={"digit": as_bytes(digit[0]), **filtered},
    )


# 4. Networks without pooling


@dataclass(frozen=True)
class Training:
    epochs: int = 100
    batch_size: int = 32
    learning_rate: float = 0.001  # plain SGD
    seed: int = 0
    training_images: int = 60_000


@experiment(seeds=[0, 1, 2, 3, 4], quick={"epochs": 1, "training_images": 2_000})
def fully_connected(settings: Training) -> Result:
    """Accuracy of a fully connected network on the test images, epoch by epoch."""
    return train_network(FullyConnected, settings)


@experiment(seeds=[0, 1, 2, 3, 4], quick={"epochs": 1, "training_images": 2_000})
def cnn(settings: Training) -> Result:
    """Accuracy of a network with one convolution on the test images, epoch by epoch."""
    return train_network(CNN, settings)


def train_network(
    network: Callable[[], torch.nn.Module],
    settings: Training,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
    data: Dataset | None = None,
) -> Result:
    """Train a fresh network with plain SGD, on MNIST unless `data` says otherwise; accuracies, losses and weights."""
    torch.manual_seed(settings.seed)
    model = network()
    data = (data or mnist()).first(settings.training_images)
    optimizer = torch.optim.SGD(model.parameters(), lr=settings.learning_rate, fused=True)
    history = train(
        model,
        optimizer,
        data,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        seed=settings.seed,
        augment=augment,
    )
    return Result(
        values={
            "accuracy": history.test_accuracy[-1],
            "first_accuracy": history.test_accuracy[0],
            "epochs": settings.epochs,
            "parameters": sum(parameter.numel() for parameter in model.parameters()),
            "training_images": len(data.train_images),
            "test_images": len(data.test_images),
        },
        series={
            "test_accuracy": history.test_accuracy,
            "test_loss": history.test_loss,
            "train_loss": history.train_loss,
        },
        weights=model,
    )


# 5. Moving the digit


@dataclass(frozen=True)
class Shifts:
    image: int = 10
    rows: int = 1
    columns: int = 4


def positions(images: Tensor, settings: Shifts) -> dict[str, Tensor]:
    """The images where they are, and moved to either side; what leaves at one edge enters at the other."""
    return {
        "original": images,
        "lower_right": roll(images, settings.rows, settings.columns),
        "upper_left": roll(images, -settings.rows, -settings.columns),
    }


@experiment
def rolling(settings: Shifts) -> Result:
    """What rolling does: to the numbers from 0 to 9, and to a digit."""
    data = mnist()
    numbers = torch.arange(10)
    digits = positions(data.train_images[settings.image, 0], settings)
    return Result(
        values={"label": data.train_labels[settings.image]},
        series={
            "numbers": numbers,
            "numbers_forward": numbers.roll(settings.columns),
            "numbers_backward": numbers.roll(-settings.columns),
        },
        arrays={name: as_bytes(digit) for name, digit in digits.items()},
    )


# 6. A network with pooling


@experiment
def max_pooling() -> Result:
    """Of each square of four numbers the largest is kept."""
    matrix = torch.tensor([[1, 3, 2, 0], [4, 2, 1, 5], [0, 6, 7, 2], [3, 1, 8, 4]])
    pooled = max_pool2d(matrix[None, None].float(), kernel_size=2)[0, 0].int()
    return Result(series={"matrix": matrix.tolist(), "pooled": pooled.tolist()})


@experiment(seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def cnn_pooling(settings: Training) -> Result:
    """Accuracy of a network with six convolutions and two poolings on the test images, epoch by epoch."""
    return train_network(pooling_cnn, settings)


def pooling_cnn() -> torch.nn.Module:
    """The network with the channels of a pixel side by side in memory, which makes its convolutions a fifth faster."""
    return PoolingCNN().to(memory_format=torch.channels_last)


# 7. Data augmentation


@dataclass(frozen=True)
class Grid:
    image: int = 10
    seed: int = 3  # one under which every transform can be seen; under 0 the digit hardly turns


@experiment
def augmentation_grid(settings: Grid) -> Result:
    """A digit under eight random transforms of torchvision."""
    data = mnist()
    digit = data.train_images[settings.image]
    kinds = {
        "rotation": transforms.RandomAffine(degrees=45),
        "translation": transforms.RandomAffine(0, translate=(0.1, 0.1)),
        "shear": transforms.RandomAffine(0, shear=45),
        "crop": transforms.RandomCrop((20, 20)),
        "horizontal_flip": transforms.RandomHorizontalFlip(p=1),
        "vertical_flip": transforms.RandomVerticalFlip(p=1),
        "colour_jitter": transforms.ColorJitter(brightness=0.5, contrast=0.5, saturation=0.5, hue=0.5),
        "perspective": transforms.RandomPerspective(p=1),
    }
    torch.manual_seed(settings.seed)
    return Result(
        values={"label": data.train_labels[settings.image]},
        arrays={"digit": as_bytes(digit[0]), **{name: as_bytes(kind(digit)[0]) for name, kind in kinds.items()}},
    )


@dataclass(frozen=True)
class AugmentedTraining(Training):
    degrees: float = 5.0
    translate: tuple[float, float] = (0.05, 0.05)  # share of width and height
    scale: tuple[float, float] = (0.95, 1.05)


@experiment(seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def cnn_pooling_augmented(settings: AugmentedTraining) -> Result:
    """The same network, trained on digits that are turned, moved and scaled a little, afresh in every epoch."""

    def augment(images: Tensor, generator: torch.Generator) -> Tensor:
        return random_affine(
            images, generator, degrees=settings.degrees, translate=settings.translate, scale=settings.scale
        )

    return train_network(pooling_cnn, settings, augment)


@dataclass(frozen=True)
class AsInTheNotebook(Training):
    epochs: int = 100  # of the 10,000 test images: as many steps as 17 epochs of the others


@experiment(seeds=[0, 1, 2], quick={"epochs": 1})
def cnn_pooling_on_test_images(settings: AsInTheNotebook) -> Result:
    """What the notebook behind the article trains as its augmented network: the 10,000 test images, as they are.

    Its accuracy is measured on as many training images, which it has not seen.
    """
    data = mnist()
    count = len(data.test_images)
    swapped = Dataset(data.test_images, data.test_labels, data.train_images[:count], data.train_labels[:count])
    return train_network(pooling_cnn, settings, data=swapped)


@experiment(uses=[fully_connected, cnn, cnn_pooling, cnn_pooling_augmented, cnn_pooling_on_test_images])
def roll_test(
    settings: Shifts,
    fully_connected: Record,
    cnn: Record,
    cnn_pooling: Record,
    cnn_pooling_augmented: Record,
    cnn_pooling_on_test_images: Record,
) -> Result:
    """What each network makes of the moved digit, with every seed.

    For each network and position: the class that most seeds predict, the mean and the range of the probability of the
    class that each predicts, the mean probability of the right class, and how many seeds are right. A row of a series
    holds the probabilities of one seed.
    """
    data = mnist()
    image, label = data.train_images[settings.image], int(data.train_labels[settings.image])
    digits = torch.stack(list(positions(image, settings).values()))
    values: dict[str, float] = {"label": label}
    series = {}
    for record, network in (
        (fully_connected, FullyConnected),
        (cnn, CNN),
        (cnn_pooling, PoolingCNN),
        (cnn_pooling_augmented, PoolingCNN),
        (cnn_pooling_on_test_images, PoolingCNN),
    ):
        found = torch.stack([probabilities(one, digits) for one in trained(network, record)])  # (seeds, positions, 10)
        values[f"{record.name}_seeds"] = len(found)
        for position, of_seeds in zip(positions(image, settings), found.unbind(dim=1), strict=True):
            key, highest = f"{record.name}_{position}", of_seeds.max(dim=1)
            values |= {
                f"{key}_predicted": highest.indices.mode().values,
                f"{key}_probability": highest.values.mean(),
                f"{key}_probability_lowest": highest.values.min(),
                f"{key}_probability_highest": highest.values.max(),
                f"{key}_right_probability": of_seeds[:, label].mean(),
                f"{key}_seeds_right": (highest.indices == label).sum(),
            }
            series[f"{key}_probabilities"] = of_seeds
    return Result(values=values, series=series)


def trained(network: Callable[[], torch.nn.Module], record: Record) -> Iterator[torch.nn.Module]:
    """The network with the weights of each seed."""
    for seed in [run.seed for run in record.seeds] or [None]:
        model = network()
        load_weights(model, record, seed)
        yield model


# 8. What a single image cannot show: all test images, moved everywhere


@dataclass(frozen=True)
class EveryShift:
    largest: int = 8  # rows and columns, to either side
    test_images: int = 10_000
    image: int = 10  # of the training set: the digit of the roll test


def every_shift(network: Callable[[], torch.nn.Module], record: Record, settings: EveryShift) -> Result:
    """How many test images a network reads right at every shift, and what it makes of one digit there.

    Rows of series and arrays are shifts down, columns shifts to the right, from -8 to 8. That of the first seed; what
    every seed does where images are moved to the right alone stands in the rows of `to_the_right_by_seed`.
    """
    data = mnist()
    images, labels = data.test_images[: settings.test_images], data.test_labels[: settings.test_images]
    digit = data.train_images[settings.image : settings.image + 1]
    shifts = range(-settings.largest, settings.largest + 1)

    def in_row(model: torch.nn.Module, rows: int) -> list[float]:
        return [accuracy_and_loss(model, roll(images, rows, columns), labels)[0] for columns in shifts]

    model, *others = trained(network, record)
    accuracy, of_digit = [], []
    for rows in shifts:
        accuracy.append(in_row(model, rows))
        of_digit.append(torch.cat([probabilities(model, roll(digit, rows, columns)) for columns in shifts]))
        current_run().report(len(accuracy), len(shifts), {"accuracy": max(accuracy[-1])})
    middle = settings.largest
    by_seed = torch.tensor([accuracy[middle], *(in_row(other, 0) for other in others)], dtype=torch.double)
    return Result(
        values={
            "in_place": accuracy[middle][middle],
            "everywhere": sum(map(sum, accuracy)) / len(shifts) ** 2,
            "worst": min(map(min, accuracy)),
            "places": len(shifts) ** 2,
        },
        series={
            "shifts": list(shifts),
            "accuracy": accuracy,
            "to_the_right": by_seed.mean(dim=0),
            "to_the_right_by_seed": by_seed,
        },
        arrays={"probabilities": torch.stack(of_digit)},  # (rows, columns, 10 classes)
    )


@experiment(uses=[fully_connected], quick={"test_images": 40})
def fully_connected_shifts(settings: EveryShift, fully_connected: Record) -> Result:
    """Accuracy of the fully connected network on the test images, moved by up to 8 rows and columns."""
    return every_shift(FullyConnected, fully_connected, settings)


@experiment(uses=[cnn], quick={"test_images": 40})
def cnn_shifts(settings: EveryShift, cnn: Record) -> Result:
    """Accuracy of the network with one convolution on the test images, moved by up to 8 rows and columns."""
    return every_shift(CNN, cnn, settings)


@experiment(uses=[cnn_pooling], quick={"test_images": 40})
def cnn_pooling_shifts(settings: EveryShift, cnn_pooling: Record) -> Result:
    """Accuracy of the network with pooling on the test images, moved by up to 8 rows and columns."""
    return every_shift(pooling_cnn, cnn_pooling, settings)


@experiment(uses=[cnn_pooling_augmented], quick={"test_images": 40})
def cnn_pooling_augmented_shifts(settings: EveryShift, cnn_pooling_augmented: Record) -> Result:
    """Accuracy of the network trained on changed images on the test images, moved by up to 8 rows and columns."""
    return every_shift(pooling_cnn, cnn_pooling_augmented, settings)


# 9. Networks that others have trained


@experiment
def model_zoo() -> Result:
    """The names of the models that torchvision offers, by what they are for."""
    kinds = {
        "classification": torchvision.models,
        "quantized": torchvision.models.quantization,
        "segmentation": torchvision.models.segmentation,
        "detection": torchvision.models.detection,
        "video": torchvision.models.video,
        "optical_flow": torchvision.models.optical_flow,
    }
    names = {kind: torchvision.models.list_models(module=module) for kind, module in kinds.items()}
    counts = {f"{kind}_count": len(found) for kind, found in names.items()}
    return Result(values={"count": len(torchvision.models.list_models()), **counts}, series=names)


# 10. What the article printed, and what was found when it was checked


@experiment(inputs=["printed.json"])
def printed() -> Result:
    """The accuracies and probabilities that the article prints, copied from it by hand: facts to compare with."""
    data = json.loads((Path(__file__).parent / "printed.json").read_text(encoding="utf-8"))
    curves, slip = data["curves"], data["slip"]
    lasts = {f"{name}_accuracy": curve[-1] for name, curve in curves.items()}
    firsts = {f"{name}_first_accuracy": curve[0] for name, curve in curves.items()}
    rolled = {f"{name}_{position}": one for name, row in data["roll_test"].items() for position, one in row.items()}
    return Result(
        values={
            **lasts,
            **firsts,
            **rolled,
            "epochs": len(curves["cnn"]),
            "batch_size": data["batch_size_in_the_text"],
            "slip_epoch": slip["epoch"],
            "slip_first_chart": curves["cnn"][slip["epoch"] - 1],
            "slip_second_chart": slip["second_chart"],
        },
        series=curves,
    )


@dataclass(frozen=True)
class OtherBatches(Training):
    epochs: int = 1
    batch_size: int = 64


@experiment(quick={"training_images": 2_000})
def batch_of_64(settings: OtherBatches) -> Result:
    """Test accuracy after one epoch with batches as large as the article's text has them."""
    networks = {"fully_connected": FullyConnected, "cnn": CNN}
    found = {name: train_network(network, settings).values for name, network in networks.items()}
    return Result(values={"batch_size": settings.batch_size, **{name: one["accuracy"] for name, one in found.items()}})
