"""Autoencoders on MNIST: every number and every picture of the article, in the order in which it shows them.

Errors are mean squared errors per pixel, of grey values in [0, 1], on the 10,000 test images unless a name says
otherwise. What is drawn of single digits is drawn of test images.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import mse_loss, pad
from torchvision.transforms.functional import rotate

from builder import Exported, Loop, Record, Result, current_run, experiment, other
from builder.learning import Dataset, load_weights, mnist, probabilities, roll

from .models import Autoencoder, convolutional, fully_connected, reader

augmented = other("cnns:cnn_pooling_augmented")  # the best network of the first article, which reads what is drawn

SIZES = (1, 2, 4, 8, 16, 32, 64)
NOISE = 0.5
"""Standard deviation of the noise, in grey values."""


def as_bytes(images: Tensor) -> Tensor:
    """Grey values in [0, 1] as 0 ... 255, which is what MNIST consists of: (N, 1, 28, 28) to (N, 28, 28)."""
    return (images[:, 0] * 255).round().to(torch.uint8)


def errors(images: Tensor, drawn: Tensor) -> Tensor:
    """The mean squared error of each image (N, 1, 28, 28) against what was drawn of it: (N,)."""
    return ((images - drawn) ** 2).flatten(1).mean(dim=1)


def first_of_each(labels: Tensor) -> Tensor:
    """Where the first test image of each digit is, from 0 to 9."""
    return torch.stack([(labels == digit).nonzero()[0, 0] for digit in range(10)])


def as_their_neighbour(codes: Tensor, labels: Tensor) -> float:
    """The share of codes (N, size) whose nearest other one is of the same digit."""
    right = 0
    for start in range(0, len(codes), 1_000):
        chosen = torch.arange(start, min(start + 1_000, len(codes)))
        distances = torch.cdist(codes[chosen], codes)
        distances[torch.arange(len(chosen)), chosen] = torch.inf
        right += int((labels[distances.argmin(dim=1)] == labels[chosen]).sum())
    return right / len(codes)


# 1. The yardstick: principal components


def principal_components(images: Tensor) -> tuple[Tensor, Tensor]:
    """The mean image (784) and the directions (784, 784) in which images differ most, a row each, the first the most.

    The eigenvectors of the covariance of the pixels, by falling eigenvalue; each turned so that its largest entry is
    positive, since an eigenvector is one in both directions.
    """
    flat = images.flatten(1).double()
    mean = flat.mean(dim=0)
    directions = torch.linalg.eigh((flat - mean).T @ (flat - mean) / len(flat)).eigenvectors.T.flip(0)
    largest = directions.abs().argmax(dim=1, keepdim=True)
    return mean, directions * directions.gather(1, largest).sign()


def projected(images: Tensor, mean: Tensor, directions: Tensor) -> Tensor:
    """Images (N, 1, 28, 28) as the mean and some directions draw them; grey values may leave [0, 1]."""
    codes = (images.flatten(1).double() - mean) @ directions.T
    return (mean + codes @ directions).float().reshape(images.shape)


@dataclass(frozen=True)
class Fitting:
    training_images: int = 60_000


@experiment(quick={"training_images": 2_000})
def pca(settings: Fitting) -> Result:
    """PCA, fitted to the training images: its first directions, and the error with as many numbers as codes have."""
    data = mnist().first(settings.training_images)
    mean, directions = principal_components(data.train_images)
    few = {size: projected(data.test_images, mean, directions[:size]) for size in SIZES}
    codes = (data.test_images.flatten(1).double() - mean).float() @ directions[:2].float().T
    shown = first_of_each(data.test_labels)
    return Result(
        values={
            "pixels": mean.numel(),
            "nothing": mse_loss(mean.float().expand(len(data.test_images), -1), data.test_images.flatten(1)),
            "training_images": len(data.train_images),
            "test_images": len(data.test_images),
            "neighbours": as_their_neighbour(codes, data.test_labels),
        },
        series={"sizes": [*SIZES], "errors": [mse_loss(drawn, data.test_images) for drawn in few.values()]},
        arrays={
            "directions": directions[:8].float().reshape(-1, 28, 28),
            "mean": mean.float().reshape(28, 28),
            "codes": codes[:1_000],
            "labels": data.test_labels[:1_000].to(torch.uint8),
            "digits": as_bytes(data.test_images[shown]),
            **{f"drawn_{size}": as_bytes(drawn[shown].clamp(0, 1)) for size, drawn in few.items()},
        },
    )


# 2. Two autoencoders


@dataclass(frozen=True)
class Training:
    size: int = 16  # numbers in the code
    epochs: int = 20
    batch_size: int = 128
    learning_rate: float = 0.001  # Adam
    seed: int = 0
    training_images: int = 60_000


def train(
    make: Callable[[int], Autoencoder],
    settings: Training,
    spoil: Callable[[Tensor, torch.Generator], Tensor] = lambda images, _: images,
) -> tuple[Autoencoder, dict[str, list[float]]]:
    """An autoencoder that learned to draw each training image from what `spoil` leaves of it; its errors by epoch."""
    run = current_run()
    torch.manual_seed(settings.seed)
    model = make(settings.size).to(run.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate)
    chance = torch.Generator().manual_seed(settings.seed)
    data = mnist().first(settings.training_images).to(run.device)
    loop = Loop(settings.epochs, keep=[model, optimizer, chance])
    for _ in loop:
        total = 0.0
        for chosen in torch.randperm(len(data.train_images), generator=chance).split(settings.batch_size):
            images = data.train_images[chosen]
            loss = mse_loss(model(spoil(images, chance)), images)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(images)
        drawn = draw(model, data.test_images)
        loop.report(train_error=total / len(data.train_images), error=mse_loss(drawn, data.test_images))
    return model, {"train_errors": loop.series["train_error"], "errors": loop.series["error"]}


@torch.no_grad()
def draw(model: torch.nn.Module, images: Tensor) -> Tensor:
    """What a network makes of images, or a decoder of codes."""
    return torch.cat([model(batch) for batch in images.split(500)])


def trained(make: Callable[[int], Autoencoder], settings: Training) -> Result:
    """Train one, and draw the first test image of each digit."""
    model, curves = train(make, settings)
    data = mnist()
    shown = data.test_images[first_of_each(data.test_labels)]
    return Result(
        values={
            "error": curves["errors"][-1],
            "train_error": curves["train_errors"][-1],
            "parameters": sum(one.numel() for one in model.parameters()),
            "epochs": settings.epochs,
        },
        series=curves,
        arrays={"drawn": as_bytes(draw(model, shown))},
        weights=model,
    )


@experiment(seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def dense(settings: Training) -> Result:
    """A fully connected autoencoder, whose code is sixteen numbers."""
    return trained(fully_connected, settings)


@experiment(seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def conv(settings: Training) -> Result:
    """A convolutional autoencoder, whose code is sixteen numbers."""
    # answer unequal: beside it stands a network that reads what this one draws, and that is no rival
    return trained(convolutional, settings)


# 3. How small the code may be


@experiment(over={"size": [1, 2, 4, 8, 16, 32, 64]}, seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def code_size(settings: Training) -> Result:
    """The fully connected autoencoder with codes of one number to sixty-four."""
    model, curves = train(fully_connected, settings)
    data = mnist()
    shown = data.test_images[first_of_each(data.test_labels)]
    return Result(
        values={"error": curves["errors"][-1], "train_error": curves["train_errors"][-1]},
        series=curves,
        arrays={"drawn": as_bytes(draw(model, shown))},
    )


# 4. A plane of digits


@dataclass(frozen=True)
class Plane(Training):
    size: int = 2
    epochs: int = 60


@experiment(seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def plane(settings: Plane) -> Result:
    """The fully connected autoencoder with codes of two numbers, trained for longer; the codes of 1,000 test images."""
    # answer unequal: with two numbers it learns for longer, and even so its error is the larger one
    model, curves = train(fully_connected, settings)
    data = mnist()
    codes = draw(model.encoder, data.test_images)
    return Result(
        values={
            "error": curves["errors"][-1],
            "epochs": settings.epochs,
            "neighbours": as_their_neighbour(codes, data.test_labels),
        },
        series=curves,
        arrays={"codes": codes[:1_000], "labels": data.test_labels[:1_000].to(torch.uint8)},
        weights=model,
    )


# 5. Noise


@dataclass(frozen=True)
class Noisy(Training):
    noise: float = NOISE


def noisy(images: Tensor, amount: float, chance: torch.Generator) -> Tensor:
    """Images with normal noise on every pixel, cut to [0, 1] as a camera would."""
    return (images + amount * torch.randn(images.shape, generator=chance)).clamp(0, 1)


@experiment(seeds=[0, 1, 2], quick={"epochs": 1, "training_images": 2_000})
def denoising(settings: Noisy) -> Result:
    """The convolutional autoencoder that sees noisy images, other ones in each epoch, and learns to draw clean ones."""
    model, curves = train(convolutional, settings, lambda images, chance: noisy(images, settings.noise, chance))
    return Result(values={"clean_error": curves["errors"][-1]}, series=curves, weights=model)


@dataclass(frozen=True)
class Looked:
    seed: int = 0
    shown: int = 6
    training_images: int = 60_000
    test_images: int = 10_000


def looked_at(settings: Looked) -> Dataset:
    """MNIST, or as much of it as a quick run looks at."""
    data = mnist().first(settings.training_images)
    few = settings.test_images
    return replace(data, test_images=data.test_images[:few], test_labels=data.test_labels[:few])


@dataclass(frozen=True)
class Cleaning(Looked):
    noise_seed: int = 1  # of the noise on the test images, the same for all
    amounts: tuple[float, ...] = (0.1, 0.3, 0.5, 0.7, 0.9)


@experiment(uses=[conv, denoising, augmented], seeds=[0, 1, 2], quick={"training_images": 2_000, "test_images": 300})
def cleaned(settings: Cleaning, conv: Record, denoising: Record, augmented: Record) -> Result:
    """How near noisy test images come to the clean ones, by amount of noise: as they are, through PCA with sixteen
    numbers, through the autoencoder, and through the one that learned it; and how many of them are then read right.

    The values are those at the noise that the last one learned with.
    """
    data = looked_at(settings)
    mean, directions = principal_components(data.train_images)
    ways: dict[str, Callable[[Tensor], Tensor]] = {
        "noisy": lambda images: images,
        "pca": lambda images: projected(images, mean, directions[: conv.settings["size"]]),
        "conv": with_weights(convolutional(conv.settings["size"]), conv, settings.seed),
        "denoising": with_weights(convolutional(denoising.settings["size"]), denoising, settings.seed),
    }
    asked = with_weights(reader(), augmented, settings.seed)
    series: dict[str, list[float]] = {"amounts": [*settings.amounts]}
    values, arrays = {}, {}
    for amount in settings.amounts:
        spoiled = noisy(data.test_images, amount, torch.Generator().manual_seed(settings.noise_seed))
        for name, way in ways.items():
            drawn = draw(way, spoiled)
            read = probabilities(asked, drawn).argmax(dim=1)
            series.setdefault(f"{name}_errors", []).append(mse_loss(drawn, data.test_images).item())
            series.setdefault(f"{name}_right_by_amount", []).append((read == data.test_labels).float().mean().item())
            if amount == denoising.settings["noise"]:
                values |= {
                    f"{name}_error": series[f"{name}_errors"][-1],
                    f"{name}_right": series[f"{name}_right_by_amount"][-1],
                }
                arrays[name] = as_bytes(drawn[: settings.shown].clamp(0, 1))
    return Result(
        values=values, series=series, arrays={**arrays, "clean": as_bytes(data.test_images[: settings.shown])}
    )


def with_weights(model: torch.nn.Module, record: Record, seed: int | None = None) -> torch.nn.Module:
    """A network as the training with a seed left it, or with the first."""
    load_weights(model, record, seed)
    return model.eval()


# 6. What gets lost


@experiment(uses=[conv, augmented], seeds=[0, 1, 2], quick={"training_images": 2_000, "test_images": 300})
def lost(settings: Looked, conv: Record, augmented: Record) -> Result:
    """The error of each test image under the convolutional autoencoder: the best, the middle, the worst, each digit's;
    and how many digits the first article's network reads before and after.
    """
    data = looked_at(settings)
    drawn = draw(with_weights(convolutional(conv.settings["size"]), conv, settings.seed), data.test_images)
    found = errors(data.test_images, drawn)
    order = found.argsort()
    middle = (len(order) - settings.shown) // 2
    places = {
        "best": order[: settings.shown],
        "median": order[middle : middle + settings.shown],
        "worst": order[-settings.shown :].flip(0),
    }
    asked = with_weights(reader(), augmented, settings.seed)
    before, after = (
        probabilities(asked, images).argmax(dim=1) == data.test_labels for images in (data.test_images, drawn)
    )
    edges = torch.arange(0, 0.051, 0.002)
    return Result(
        values={
            "median": found.median(),
            "best": found.min(),
            "worst": found.max(),
            "right_before": before.float().mean(),
            "right_after": after.float().mean(),
            "of_the_worst_tenth": found[order[-len(order) // 10 :]].sum() / found.sum(),
        },
        series={
            "by_digit": [found[data.test_labels == digit].mean() for digit in range(10)],
            "edges": edges[:-1],
            "images": torch.histogram(found.clamp(max=0.0499), bins=edges).hist.int(),
        },
        arrays={
            **{name: as_bytes(data.test_images[those]) for name, those in places.items()},
            **{f"{name}_drawn": as_bytes(drawn[those]) for name, those in places.items()},
        },
    )


# 7. Walks between two digits


@dataclass(frozen=True)
class Walks(Looked):
    pairs: int = 1_000
    pairs_seed: int = 0  # which test images go together, the same for all
    steps: int = 9


@experiment(uses=[conv, augmented], seeds=[0, 1, 2], quick={"training_images": 2_000, "test_images": 300, "pairs": 50})
def walks(settings: Walks, conv: Record, augmented: Record) -> Result:
    """Half way between two different digits: in the code, and pixel by pixel.

    How sure the first article's network is of what stands there, and how far it is from the nearest training image.
    Two walks are drawn: from the first zero to the first six, from the first four to the first nine.
    """
    data = looked_at(settings)
    model = with_weights(convolutional(conv.settings["size"]), conv, settings.seed)
    left, right = pairs(data.test_labels, settings)
    codes, own = draw(model.encoder, data.test_images), draw(model, data.test_images)
    halves = {
        "in_code": draw(model.decoder, (codes[left] + codes[right]) / 2),
        "in_pixels": (data.test_images[left] + data.test_images[right]) / 2,
        "at_the_ends": own[left],
    }
    asked = with_weights(reader(), augmented, settings.seed)
    values = {}
    for name, images in halves.items():
        sure = probabilities(asked, images).amax(dim=1)
        values[f"{name}_sure"] = (sure > 0.9).float().mean()
        values[f"{name}_from_training"] = from_nearest(images, data.train_images).mean()
    of_each, part = first_of_each(data.test_labels), torch.linspace(0, 1, settings.steps)[:, None]
    arrays = {}
    for start, end in ((0, 6), (4, 9)):
        one, other_one = of_each[start], of_each[end]
        flat = (1 - part) * data.test_images[one].flatten(1) + part * data.test_images[other_one].flatten(1)
        arrays[f"pixels_{start}_{end}"] = as_bytes(flat.reshape(-1, 1, 28, 28))
        arrays[f"code_{start}_{end}"] = as_bytes(draw(model.decoder, (1 - part) * codes[one] + part * codes[other_one]))
    return Result(values={"pairs": len(left), **values}, arrays=arrays)


def pairs(labels: Tensor, settings: Walks) -> tuple[Tensor, Tensor]:
    """Test images, two by two, of different digits."""
    chance = torch.Generator().manual_seed(settings.pairs_seed)
    left, right = torch.randint(len(labels), (2, 2 * settings.pairs), generator=chance)
    different = labels[left] != labels[right]
    return left[different][: settings.pairs], right[different][: settings.pairs]


def from_nearest(images: Tensor, known: Tensor) -> Tensor:
    """The mean squared error of each image (N, 1, 28, 28) against the one of `known` that is nearest: (N,)."""
    nearest = [torch.cdist(batch, known.flatten(1)).amin(dim=1) for batch in images.flatten(1).split(100)]
    return torch.cat(nearest) ** 2 / known[0].numel()


# 8. Codes that no digit gave


@dataclass(frozen=True)
class Drawn(Looked):
    codes: int = 1_000
    shown: int = 24


@experiment(uses=[conv, augmented], seeds=[0, 1, 2], quick={"training_images": 2_000, "test_images": 300, "codes": 50})
def random_codes(settings: Drawn, conv: Record, augmented: Record) -> Result:
    """What the decoder draws from codes that nobody encoded: normal numbers, and normal numbers with the mean and the
    covariance that the codes of the training images have; beside them, codes of test images.
    """
    data = looked_at(settings)
    model = with_weights(convolutional(conv.settings["size"]), conv, settings.seed)
    known = draw(model.encoder, data.train_images)
    normal = torch.randn(settings.codes, conv.settings["size"], generator=torch.Generator().manual_seed(settings.seed))
    alike = known.mean(dim=0) + normal @ torch.linalg.cholesky(known.T.cov()).T
    drawn = {
        "normal": draw(model.decoder, normal),
        "alike": draw(model.decoder, alike),
        "of_digits": draw(model, data.test_images[: settings.codes]),
    }
    asked = with_weights(reader(), augmented, settings.seed)
    values = {"smallest_spread": known.std(dim=0).min(), "largest_spread": known.std(dim=0).max()}
    for name, images in drawn.items():
        sure = probabilities(asked, images).amax(dim=1)
        values[f"{name}_sure"] = (sure > 0.9).float().mean()
        values[f"{name}_from_training"] = from_nearest(images, data.train_images).mean()
    return Result(
        values={"codes": settings.codes, **values},
        arrays={name: as_bytes(images[: settings.shown]) for name, images in drawn.items()},
    )


# 9. Strangers


def shifted(images: Tensor, columns: int) -> Tensor:
    """Images moved to the right, with black coming in from the left."""
    return pad(images, (columns, 0))[..., : images.shape[-1]]


STRANGERS: dict[str, Callable[[Tensor], Tensor]] = {
    "moved_2": lambda images: shifted(images, 2),
    "moved_4": lambda images: shifted(images, 4),
    "turned_30": lambda images: rotate(images, 30),
    "turned_90": lambda images: rotate(images, 90),
    "mirrored": lambda images: images.flip(-1),
    "negative": lambda images: 1 - images,
    "rolled": lambda images: roll(images, 14, 14),
}


@dataclass(frozen=True)
class Alarm(Looked):
    false_alarms: float = 0.05  # of the training images, by which the threshold is set


@experiment(uses=[conv, augmented], seeds=[0, 1, 2], quick={"training_images": 2_000, "test_images": 300})
def strangers(settings: Alarm, conv: Record, augmented: Record) -> Result:
    """The error of the reconstruction as an alarm: of how many changed test images it tells, and of how many others.

    `area` is the share of pairs, one changed and one as it was, in which the changed one has the greater error (the
    area under the curve of the alarm); `unsure` the same where the first article's network gives the alarm, by how far
    its probability stays below one.
    """
    data = looked_at(settings)
    model = with_weights(convolutional(conv.settings["size"]), conv, settings.seed)
    asked = with_weights(reader(), augmented, settings.seed)
    known = errors(data.train_images, draw(model, data.train_images))
    threshold = known.quantile(1 - settings.false_alarms)
    own, doubt = errors(data.test_images, draw(model, data.test_images)), doubts(asked, data.test_images)
    blank = torch.zeros(1, 1, 28, 28)
    values = {
        "threshold": threshold,
        "false_alarms": (own > threshold).float().mean(),
        "blank": errors(blank, draw(model, blank))[0],
        "below_blank": (own < errors(blank, draw(model, blank))).float().mean(),
    }
    series: dict[str, list[float]] = {"shares": torch.linspace(0, 1, 51).tolist()}
    arrays = {}
    for name, change in STRANGERS.items():
        changed = change(data.test_images)
        drawn = draw(model, changed)
        found = errors(changed, drawn)
        values[f"{name}_found"] = (found > threshold).float().mean()
        values[f"{name}_area"] = area(found, own)
        values[f"{name}_unsure_area"] = area(doubts(asked, changed), doubt)
        cuts = own.quantile(1 - torch.linspace(0, 1, 51))
        series[name] = [(found > cut).float().mean().item() for cut in cuts]
        arrays[name], arrays[f"{name}_drawn"] = as_bytes(changed[:1]), as_bytes(drawn[:1])
    return Result(values=values, series=series, arrays=arrays)


def doubts(asked: torch.nn.Module, images: Tensor) -> Tensor:
    """How far the probability of the answer stays below one, for each image."""
    return 1 - probabilities(asked, images).amax(dim=1)


def area(found: Tensor, own: Tensor) -> float:
    """The share of pairs (one of each) in which the first is the greater; half of those that are equal count."""
    ordered = own.sort().values
    below = torch.searchsorted(ordered, found), torch.searchsorted(ordered, found, right=True)
    return (below[0] + below[1]).double().mean().item() / 2 / len(own)


# 10. In the page


@dataclass(frozen=True)
class InThePage:
    tolerance: float = 0.004  # a step of the 256 grey values
    examples: int = 100
    left: float = -14.0  # where the plane that readers see begins and ends
    right: float = 9.0
    bottom: float = -7.0
    top: float = 16.0
    places: int = 15  # of the still picture of it, in each direction


@experiment(uses=[plane, conv, denoising])
def in_the_page(settings: InThePage, plane: Record, conv: Record, denoising: Record) -> Result:
    """Networks of the first seed for the page, where readers run them, and a test image of each digit, also noisy.

    `grid` is what the decoder draws all over the plane, row by row from its upper left corner.
    """
    data = mnist()
    examples = data.test_images[: settings.examples]
    digits = data.test_images[first_of_each(data.test_labels)]
    flat = with_weights(fully_connected(plane.settings["size"]), plane)
    networks = {
        record.name: with_weights(convolutional(record.settings["size"]), record) for record in (conv, denoising)
    }
    chance = torch.Generator().manual_seed(0)
    across = torch.linspace(settings.left, settings.right, settings.places)
    down = torch.linspace(settings.top, settings.bottom, settings.places)
    rows, columns = torch.meshgrid(down, across, indexing="ij")
    grid = draw(flat.decoder, torch.stack([columns.flatten(), rows.flatten()], dim=1))
    return Result(
        arrays={"grid": as_bytes(grid), "digits": digits, "noisy": noisy(digits, denoising.settings["noise"], chance)},
        network={
            "plane": Exported(flat.decoder, draw(flat.encoder, examples), settings.tolerance),
            **{name: Exported(model, examples, settings.tolerance) for name, model in networks.items()},
        },
    )
