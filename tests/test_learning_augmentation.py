"""Random affine maps of whole batches, with torchvision's image by image as the oracle."""

from __future__ import annotations

import pytest
import torch
from torch import Generator
from torchvision.transforms import RandomAffine
from torchvision.transforms.functional import affine

from builder.learning import random_affine
from builder.learning.augmentation import Affine, apply_affine, draw_affine

SMALL = {"degrees": 5.0, "translate": (0.05, 0.05), "scale": (0.95, 1.05)}  # the article's
LARGE = {"degrees": 180.0, "translate": (0.3, 0.2), "scale": (0.5, 2.0)}


@pytest.mark.parametrize("ranges", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("shape", [(200, 1, 28, 28), (200, 3, 20, 31)], ids=["square", "oblong"])
def test_the_same_pixels_as_torchvision(ranges: dict, shape: tuple[int, ...]) -> None:
    images = torch.rand(shape, generator=Generator().manual_seed(1)) + 0.1  # no pixel is zero, as outside
    drawn = draw_affine(images, Generator().manual_seed(2), **ranges)
    found = apply_affine(images, drawn)
    expected = torch.stack(
        [
            affine(image, angle, [int(right), int(down)], scale, shear=[0.0, 0.0])
            for image, angle, right, down, scale in zip(
                images,
                drawn.angle.tolist(),
                drawn.right.tolist(),
                drawn.down.tolist(),
                drawn.scale.tolist(),
                strict=True,
            )
        ]
    )
    # A point halfway between two pixels may round to either.
    assert (found == expected).float().mean() > 0.9999


def test_known_maps() -> None:
    def one(angle: float = 0, right: float = 0, down: float = 0, scale: float = 1) -> list[list[float]]:
        image = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
        parameters = Affine(*(torch.tensor([float(number)]) for number in (angle, right, down, scale)))
        return apply_affine(image, parameters)[0, 0].tolist()

    assert one() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert one(angle=90) == [[7, 4, 1], [8, 5, 2], [9, 6, 3]]  # clockwise
    assert one(right=1) == [[0, 1, 2], [0, 4, 5], [0, 7, 8]]
    assert one(down=-1) == [[4, 5, 6], [7, 8, 9], [0, 0, 0]]
    assert one(scale=3) == [[5, 5, 5], [5, 5, 5], [5, 5, 5]]


def test_the_same_distribution_as_torchvision() -> None:
    count = 40_000
    drawn = draw_affine(torch.empty(count, 1, 28, 28), Generator().manual_seed(0), **SMALL)
    torch.manual_seed(0)
    transform = RandomAffine(**SMALL)
    parameters = [
        transform.get_params(transform.degrees, transform.translate, transform.scale, None, [28, 28])
        for _ in range(count)
    ]
    oracle = torch.tensor([(angle, *shift, scale) for angle, shift, scale, _ in parameters])
    ours = torch.stack([drawn.angle, drawn.right, drawn.down, drawn.scale], dim=1)
    assert ours.unique(dim=0).shape[0] > 0.99 * count  # each image its own map
    levels = torch.linspace(0.05, 0.95, 10)
    for column in (0, 3):  # angle, scale
        difference = ours[:, column].quantile(levels) - oracle[:, column].quantile(levels)
        assert difference.abs().max() < 0.03 * oracle[:, column].std()
    for column in (1, 2):  # right, down: whole pixels
        assert ours[:, column].unique().tolist() == [-1, 0, 1]
        for pixels in (-1, 0, 1):
            found, expected = (float((drawn[:, column] == pixels).float().mean()) for drawn in (ours, oracle))
            assert found == pytest.approx(expected, abs=0.01)
    assert torch.corrcoef(ours.T).fill_diagonal_(0).abs().max() < 0.02  # drawn independently


def test_width_and_height_have_their_own_translations() -> None:
    images = torch.empty(1000, 1, 10, 100)
    drawn = draw_affine(images, Generator().manual_seed(0), degrees=0, translate=(0.5, 0.1), scale=(1, 1))
    assert drawn.right.abs().max() > 40
    assert drawn.down.abs().max() == 1


def test_chance_comes_from_the_generator_alone() -> None:
    images = torch.rand(8, 1, 28, 28)
    before = torch.get_rng_state()
    first, second, other = (random_affine(images, Generator().manual_seed(seed), **LARGE) for seed in (3, 3, 4))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)
    assert first.shape == images.shape
