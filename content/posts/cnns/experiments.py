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
from torch.nn.functional import conv2d, cross_entropy, max_pool2d, pad
from torch.utils.data import DataLoader, TensorDataset
from torchvision import transforms
from torchvision.datasets import MNIST

from builder.experiments import Exported, Result, experiment
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


@experiment
def other_paddings() -> Result:
    """The small image in four kinds of border, a pixel wide: what PyTorch calls the `padding_mode` of a convolution."""
    image = torch.tensor(TINY_ONE)[None, None].float()
    modes = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}
    return Result(series={name: pad(image, (1, 1, 1, 1), mode)[0, 0].int().tolist() for name, mode in modes.items()})


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


@experiment
def loading() -> Result:
    """MNIST as torchvision gives it, and in batches; the shapes and values that come out."""
    torch.manual_seed(0)  # of the order of the images
    folders = [place / "mnist" for place in current_run().data]
    folder = next(place for place in folders if place.is_dir())
    training = MNIST(folder, train=True, transform=transforms.ToTensor())
    image, label = training[4]

    loader = DataLoader(training, batch_size=32, shuffle=True)
    images, labels = next(iter(loader))

    shapes = {"image": image.shape, "images": images.shape, "labels": labels.shape}
    return Result(
        values={
            "label": label,
            "darkest": image.min(),
            "brightest": image.max(),
            "batches": len(loader),
        },
        series={name: list(shape) for name, shape in shapes.items()},
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


@dataclass(frozen=True)
class OneEpoch:
    batch_size: int = 32
    learning_rate: float = 0.001
    seed: int = 0
    training_images: int = 60_000


@experiment(quick={"training_images": 2_000})
def plain_loop(settings: OneEpoch) -> Result:
    """One epoch as most people write it, and then the accuracy on the test images."""
    data = mnist().first(settings.training_images)
    training = TensorDataset(data.train_images, data.train_labels)
    torch.manual_seed(settings.seed)

    model = CNN()
    optimizer = torch.optim.SGD(model.parameters(), lr=settings.learning_rate)
    for images, labels in DataLoader(training, settings.batch_size, shuffle=True):
        loss = cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    model.eval()
    with torch.no_grad():
        answers = model(data.test_images).argmax(dim=1)
    return Result(values={"accuracy": (answers == data.test_labels).double().mean()})


@dataclass(frozen=True)
class OneImage:
    test_image: int = 0


@experiment(uses=[cnn])
def one_prediction(settings: OneImage, cnn: Record) -> Result:
    """What the network says of one test image: ten numbers, which the softmax turns into probabilities."""
    data = mnist()
    image, label = data.test_images[settings.test_image], data.test_labels[settings.test_image]
    model = next(trained(CNN, cnn))

    with torch.no_grad():
        outputs = model(image.unsqueeze(0))[0]
    probabilities = outputs.softmax(dim=0)

    return Result(
        values={
            "label": label,
            "predicted": probabilities.argmax(),
            "probability": probabilities.max(),
            "sum": probabilities.sum(),
            "highest": outputs.max(),
            "lowest": outputs.min(),
        },
        series={"outputs": outputs, "probabilities": probabilities},
        arrays={"digit": as_bytes(image[0])},
    )


@dataclass(frozen=True)
class HowSure:
    sure: float = 0.99
    shuffles: int = 1_000
    seed: int = 0


@experiment(uses=[cnn])
def how_sure(settings: HowSure, cnn: Record) -> Result:
    """How far the probability of the predicted class can be believed: on digits, and on what is none. First seed.

    Test images by the probability of their predicted class: `edges` bounds ten bins, `count` and `right` tell how many
    fell into each and the share that was right. Then test images whose pixels were shuffled, each in an order of its
    own, with the probability of the class that each is taken for.
    """
    data = mnist()
    model = next(trained(CNN, cnn))
    found = probabilities(model, data.test_images).max(dim=1)
    right = (found.indices == data.test_labels).double()
    edges = torch.arange(11, dtype=torch.double) / 10
    bins = (found.values * 10).long().clamp(max=9)
    counts = torch.bincount(bins, minlength=10)
    sure = found.values >= settings.sure

    generator = torch.Generator().manual_seed(settings.seed)
    noise = data.test_images[: settings.shuffles].flatten(1)
    orders = torch.rand(noise.shape, generator=generator).argsort(dim=1)
    noise = noise.gather(1, orders).reshape(-1, 1, 28, 28)
    of_noise = probabilities(model, noise).max(dim=1)
    surest = of_noise.values.argmax()
    return Result(
        values={
            "sure": sure.sum(),
            "sure_and_wrong": (sure & (right == 0)).sum(),
            "mean_probability": found.values.double().mean(),
            "accuracy": right.mean(),
            "noise_images": len(noise),
            "noise_mean_probability": of_noise.values.double().mean(),
            "noise_above_half": (of_noise.values > 0.5).sum(),
            "noise_commonest": of_noise.indices.mode().values,
            "noise_commonest_count": (of_noise.indices == of_noise.indices.mode().values).sum(),
            "surest_predicted": of_noise.indices[surest],
            "surest_probability": of_noise.values[surest],
        },
        series={
            "edges": edges,
            "count": counts,
            "right": torch.bincount(bins, weights=right, minlength=10) / counts.clamp(min=1),
        },
        arrays={"surest_noise": as_bytes(noise[surest, 0])},
    )


@experiment(uses=[cnn])
def learned_kernels(settings: Training, cnn: Record) -> Result:
    """The sixteen kernels of the first seed before and after training, and what they make of a digit."""
    torch.manual_seed(settings.seed)
    before = CNN()[0].weight.detach()[:, 0]
    model = next(trained(CNN, cnn))
    after = model[0].weight.detach()[:, 0]
    digit = mnist().train_images[90]
    with torch.no_grad():
        seen = model[0](digit.unsqueeze(0))[0]
    flat = torch.stack([before.flatten(1), after.flatten(1)])
    return Result(
        values={
            "kernels": len(after),
            "largest_before": before.abs().max(),
            "largest_after": after.abs().max(),
            "correlation": torch.corrcoef(flat.flatten(1))[0, 1],
        },
        arrays={"before": before, "after": after, "seen": seen, "digit": as_bytes(digit[0])},
    )


@dataclass(frozen=True)
class ShuffledTraining(Training):
    pixels_seed: int = 0  # of the order of the pixels, the same for every image and every seed of the network


@experiment(seeds=[0, 1, 2, 3, 4], quick={"epochs": 1, "training_images": 2_000})
def cnn_shuffled(settings: ShuffledTraining) -> Result:
    """The control: the same network on images without neighbours, whose pixels are all in one other order."""
    data = mnist()
    generator = torch.Generator().manual_seed(settings.pixels_seed)
    order = torch.randperm(data.train_images[0].numel(), generator=generator)
    shuffled = Dataset(
        shuffle(data.train_images, order), data.train_labels, shuffle(data.test_images, order), data.test_labels
    )
    return train_network(CNN, settings, data=shuffled)


def shuffle(images: Tensor, order: Tensor) -> Tensor:
    """The pixels of each image (N x 1 x 28 x 28) in another order (784), the same for all."""
    return images.flatten(1)[:, order].reshape(images.shape)


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


@dataclass(frozen=True)
class Looked:
    image: int = 10


@experiment(uses=[cnn_pooling])
def feature_maps(settings: Looked, cnn_pooling: Record) -> Result:
    """What the layers of the deep network see of one digit: the outputs of its convolutions after tanh, first seed.

    Each array (channels, height, width) holds what left a convolution and its tanh; values lie between -1 and 1.
    """
    digit = mnist().train_images[settings.image]
    maps, x = {}, digit.unsqueeze(0)
    with torch.no_grad():
        for layer in next(trained(PoolingCNN, cnn_pooling)):
            x = layer(x)
            if isinstance(layer, torch.nn.Tanh):
                maps[f"convolution_{len(maps) + 1}"] = x[0]
    return Result(arrays={"digit": as_bytes(digit[0]), **maps})


@experiment
def layers() -> Result:
    """The layers of each network, from the model: kind, what leaves it, weights, and the side of the window it sees.

    That window of the image, the receptive field, grows in each layer by (kernel - 1) times the product of all
    strides before (Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", 2019).
    """
    series: dict[str, list[object]] = {}
    for network in (FullyConnected, CNN, PoolingCNN):
        name = network.__name__
        series |= {f"{name}_{column}": [] for column in ("kinds", "shapes", "weights", "fields")}
        with torch.device("meta"):  # shapes without numbers
            model, x = network(), torch.zeros(1, 1, 28, 28)
        field, stride = 1, 1
        for layer in model:
            x = layer(x)
            if isinstance(layer, torch.nn.Conv2d | torch.nn.MaxPool2d):
                kernel, step = (
                    side if isinstance(side, int) else side[0] for side in (layer.kernel_size, layer.stride)
                )
                field, stride = field + (kernel - 1) * stride, stride * step
            elif isinstance(layer, torch.nn.Linear):
                field = 28
            series[f"{name}_kinds"].append(type(layer).__name__)
            series[f"{name}_shapes"].append(" × ".join(map(str, x.shape[1:])))
            series[f"{name}_weights"].append(sum(parameter.numel() for parameter in layer.parameters()))
            series[f"{name}_fields"].append(field)
        kernels = model[2].weight if network is PoolingCNN else None  # of the second convolution
    assert kernels is not None
    values = {"kernel_channels": kernels.shape[1], "kernel_weights": kernels[0].numel()}
    return Result(values=values, series=series)


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


@dataclass(frozen=True)
class WholeDigits:
    largest: int = 8  # rows or columns, to one side
    test_images: int = 10_000


@experiment(uses=[fully_connected, cnn, cnn_pooling, cnn_pooling_augmented], quick={"test_images": 40})
def whole_digits(
    settings: WholeDigits, fully_connected: Record, cnn: Record, cnn_pooling: Record, cnn_pooling_augmented: Record
) -> Result:
    """Accuracy on test images moved to the right and down, of all, and of those alone that nothing was cut off from.

    What leaves at one edge enters at the other, so a digit that is moved further than its margin stands on the image in
    two pieces. Each series has a number for every shift from 0 to `largest`, the mean over the seeds of the network; 0
    where no digit stayed whole.
    """
    data = mnist()
    images, labels = data.test_images[: settings.test_images], data.test_labels[: settings.test_images]
    ink = images[:, 0] > 0
    shifts = range(settings.largest + 1)
    series: dict[str, list[float]] = {"shifts": list(shifts)}
    whole = {
        "right": [~ink[:, :, 28 - shift :].flatten(1).any(dim=1) for shift in shifts],
        "down": [~ink[:, 28 - shift :].flatten(1).any(dim=1) for shift in shifts],
    }
    for side, kept in whole.items():
        series[f"whole_{side}"] = [float(one.double().mean()) for one in kept]
    for record, network in (
        (fully_connected, FullyConnected),
        (cnn, CNN),
        (cnn_pooling, pooling_cnn),
        (cnn_pooling_augmented, pooling_cnn),
    ):
        models = list(trained(network, record))
        for side, kept in whole.items():
            of_all, of_whole = [], []
            for shift, uncut in zip(shifts, kept, strict=True):
                moved = roll(images, *((0, shift) if side == "right" else (shift, 0)))
                right = torch.stack([probabilities(model, moved).argmax(dim=1) == labels for model in models]).double()
                of_all.append(float(right.mean()))
                of_whole.append(float(right[:, uncut].mean()) if uncut.any() else 0.0)
            series |= {f"{record.name}_{side}": of_all, f"{record.name}_{side}_whole": of_whole}
    return Result(series=series)


@dataclass(frozen=True)
class Asked:
    test_images: int = 10_000


@experiment(uses=[cnn, cnn_pooling_augmented], quick={"test_images": 200})
def confusions(settings: Asked, cnn: Record, cnn_pooling_augmented: Record) -> Result:
    """Which digits are taken for which, over all seeds; and the surest mistakes of the best network's first seed.

    A series named after a network has a row for each true digit and a column for each answer: how many test images,
    the mean over the seeds. The mistakes are eight test images, those first of which the network was surest.
    """
    data = mnist()
    images, labels = data.test_images[: settings.test_images], data.test_labels[: settings.test_images]
    series, best = {}, None
    for record, network in ((cnn, CNN), (cnn_pooling_augmented, pooling_cnn)):
        counts = torch.zeros(10, 10, dtype=torch.double)
        models = list(trained(network, record))
        for number, model in enumerate(models):
            found = probabilities(model, images).max(dim=1)
            places = labels * 10 + found.indices
            counts += torch.bincount(places, minlength=100).reshape(10, 10) / len(models)
            if number == 0:
                best = found
        series[record.name] = counts
    assert best is not None
    wrong = best.indices != labels
    worst = torch.where(wrong, best.values, 0).argsort(descending=True, stable=True)[:8]
    counts = series["cnn_pooling_augmented"]
    mixed = counts - torch.diag(counts.diagonal())
    true, taken = divmod(int(mixed.argmax()), 10)
    return Result(
        values={
            "wrong": int(wrong.sum()),
            "commonest_true": true,
            "commonest_answer": taken,
            "commonest_count": mixed[true, taken],
        },
        series={
            **series,
            "worst_labels": labels[worst],
            "worst_answers": best.indices[worst],
            "worst_probabilities": best.values[worst],
        },
        arrays={"worst": as_bytes(images[worst, 0])},
    )


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


@experiment
def new_head() -> Result:
    """A model of the zoo that gets a last layer of our own: ten digits in place of a thousand kinds of things."""
    with torch.device("meta"):  # shapes without numbers: no weights are downloaded, and none are needed to count them
        model = torchvision.models.resnet18()
        kinds = model.fc.out_features
        model.fc = torch.nn.Linear(model.fc.in_features, 10)
    weights = sum(parameter.numel() for parameter in model.parameters())
    return Result(
        values={
            "kinds": kinds,
            "weights": weights,
            "new_weights": sum(parameter.numel() for parameter in model.fc.parameters()),
        }
    )


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


@experiment(uses=[fully_connected, cnn, cnn_pooling, printed])
def beside_the_article(fully_connected: Record, cnn: Record, cnn_pooling: Record, printed: Record) -> Result:
    """In how many epochs the article's accuracies lie above, within and below all of our seeds.

    Also when each of them is laid beside our next epoch, as if the article's first were already the second. The article
    prints four decimals; half of the last is allowed for.
    """
    values, half = {}, 0.00005
    for record in (fully_connected, cnn, cnn_pooling):
        runs = record.seeds or [record]  # a quick run has one
        ours = torch.tensor([run.series["test_accuracy"] for run in runs], dtype=torch.double)
        theirs = torch.tensor(printed.series[record.name], dtype=torch.double)
        for later, name in ((0, ""), (1, "_one_later")):
            low, high = ours[:, later:].amin(dim=0), ours[:, later:].amax(dim=0)
            article = theirs[: len(low)]
            above, below = int((article > high + half).sum()), int((article < low - half).sum())
            values |= {
                f"{record.name}{name}_above": above,
                f"{record.name}{name}_below": below,
                f"{record.name}{name}_within": len(article) - above - below,
            }
    return Result(values=values)


# In the reader's hands


@dataclass(frozen=True)
class InThePage:
    examples: int = 200
    tolerance: float = 0.02


@experiment(uses=[fully_connected, cnn, cnn_pooling, cnn_pooling_augmented])
def in_the_page(
    settings: InThePage, fully_connected: Record, cnn: Record, cnn_pooling: Record, cnn_pooling_augmented: Record
) -> Result:
    """The networks of the first seed for the page, where readers run them, and a test image of each digit.

    What the page gives for the first test images differs from what the network gives by `tolerance` at most, of
    outputs that go to tens.
    """
    data = mnist()
    examples = data.test_images[: settings.examples]
    first = torch.stack([(data.test_labels == digit).nonzero()[0, 0] for digit in range(10)])
    trainings = [
        (FullyConnected, fully_connected),
        (CNN, cnn),
        (pooling_cnn, cnn_pooling),
        (pooling_cnn, cnn_pooling_augmented),
    ]
    return Result(
        arrays={"digits": data.test_images[first]},
        network={
            record.name: Exported(next(trained(network, record)), examples, settings.tolerance)
            for network, record in trainings
        },
    )
