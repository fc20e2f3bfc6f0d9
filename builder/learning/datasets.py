"""MNIST as tensors that stay in memory, found or downloaded, and always checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import torch
from torch import Tensor
from torchvision.datasets import MNIST

from builder.errors import SitegenError, shown
from builder.learning.mnist_files import MNIST_SHA256, check_mnist, download_mnist, find_mnist
from builder.results import current_run


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


def mnist() -> Dataset:
    """The 70,000 handwritten digits of MNIST; in a quick run that cannot have them, 1,797 small ones of scikit-learn.

    They are looked for in the data folders of the run, and else downloaded. Raises SitegenError when a file is not the
    one it should be, or when there is none and it cannot be downloaded.
    """
    run = current_run()
    roots = [folder / "mnist" for folder in run.data]
    root = find_mnist(roots)
    if root is not None:
        return _read_mnist(root)
    looked = "looked in " + (", ".join(shown(root) for root in roots) or "no folder")
    failure: str | None = "there is no folder to download it to"
    if run.download is not None:
        root = run.download / "mnist"
        run.say(f"MNIST was not found ({looked}); downloading it to {shown(root)}")
        failure = download_mnist(root)
        if failure is None:
            return _read_mnist(root)
    if run.quick:
        run.say(f"No MNIST ({looked}; {failure}): this quick run uses the 8x8 digits of scikit-learn, scaled to 28x28")
        return _small_digits()
    raise SitegenError(
        f"MNIST is missing: {looked}; {failure}",
        hint="Give a folder D by `--data D` or SITEGEN_DATA=D that holds, unpacked, "
        f"D/mnist/MNIST/raw/{{{','.join(MNIST_SHA256)}}}.",
    )


@cache
def _read_mnist(root: Path) -> Dataset:
    check_mnist(root)
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
