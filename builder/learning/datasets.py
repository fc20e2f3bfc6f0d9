"""MNIST as tensors that stay in memory, found or downloaded, and always checked."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

import torch
from torch import Tensor
from torchvision.datasets import MNIST

from builder.datafiles import DataMissing, obtain
from builder.errors import SitegenError
from builder.results import current_run

MNIST_SHA256 = {
    "MNIST/raw/train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "MNIST/raw/train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "MNIST/raw/t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "MNIST/raw/t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""The fingerprint of an experiment on MNIST reaches this constant, and with it the identity of the data."""


@dataclass(frozen=True)
class Dataset:
    """Labelled images for training and for testing.

    Images are float32 in [0, 1], of shape (N, 1, 28, 28); labels int64, of shape (N,). Tensors are shared between all
    who ask for the data set: do not change them in place.
    """

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor

    def first(self, count: int) -> Dataset:
        """The same with only the first `count` training images."""
        return replace(self, train_images=self.train_images[:count], train_labels=self.train_labels[:count])

    def to(self, device: str) -> Dataset:
        """The same on a device; the very same tensors where they are on it already."""
        return Dataset(*(getattr(self, tensor.name).to(device) for tensor in fields(self)))


def mnist() -> Dataset:
    """The 70,000 handwritten digits of MNIST; in a quick run that cannot have them, 1,797 small ones of scikit-learn.

    They are looked for in the data folders of the run, and else downloaded. Raises SitegenError when a file is not the
    one it should be, or when there is none and it cannot be downloaded.
    """
    run = current_run()
    try:
        return _read_mnist(obtain("mnist", MNIST_SHA256, run.data, run.download, _download_mnist, run.say))
    except DataMissing as error:
        if not run.quick:
            raise
        run.say(f"{error.message}: this quick run uses the 8x8 digits of scikit-learn, scaled to 28x28")
        return _small_digits()


def _download_mnist(folder: Path) -> None:
    MNIST(folder, download=True)  # with torchvision's progress bar


@cache
def _read_mnist(root: Path) -> Dataset:
    processed = root / "MNIST" / "processed"
    if processed.exists():
        raise SitegenError(
            "is what an old torchvision made of MNIST, and would be read in place of the files that can be checked",
            path=processed,
            hint="Delete this folder; the files in raw/ beside it are all that is needed.",
        )
    train, test = MNIST(root, train=True), MNIST(root, train=False)
    return Dataset(_scaled(train.data), train.targets, _scaled(test.data), test.targets)


def _scaled(images: Tensor) -> Tensor:
    """Images (N, 28, 28) of bytes to (N, 1, 28, 28) in [0, 1], as ToTensor of torchvision does it."""
    return images.unsqueeze(1).float() / 255


@cache
def _small_digits() -> Dataset:
    """The 1,797 real digits that come with scikit-learn, 8x8 pixels in 16 steps; the last 297 are for testing."""
    try:
        from sklearn.datasets import load_digits  # an extra that only this fallback needs
    except ImportError:
        raise SitegenError(
            "there is no MNIST, and the small digits that a quick run uses instead come with scikit-learn",
            hint="Install it: pip install scikit-learn.",
        ) from None
    digits = load_digits()
    small = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    images = torch.nn.functional.interpolate(small, size=(28, 28), mode="bilinear")
    labels = torch.tensor(digits.target, dtype=torch.int64)
    return Dataset(images[:1500], labels[:1500], images[1500:], labels[1500:])
